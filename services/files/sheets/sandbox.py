"""The sandbox: work on a stranger's file happens in a process of its own, with limits.

A file of 800 kB can keep a parser busy for a minute and a gigabyte. In the sandbox that costs the
sender an answer and nobody else anything: memory, processor time and waiting time are limited, the
environment (with its secrets) stays outside, and only JSON comes back.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from domain.core.malformed import Malformed

HOUSE = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 1 << 30
CPU_S = 30
WAIT_S = 60
# -I: neither the current folder nor PYTHONPATH may slip in a module of somebody else's.
START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from services.files.sheets.sandbox import inside; inside()"
)
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")  # what an interpreter starts with


def sandboxed(job: str, *arguments: Any, wait_s: float = WAIT_S) -> Any:
    """The answer of `job` ("module:function") to `arguments`; both travel as JSON.

    Raises the `Malformed` that the job raises, and `file.too_heavy` where it hits a limit.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, our own module)
            [sys.executable, "-I", "-X", "utf8", "-c", START, str(HOUSE)],
            input=json.dumps({"job": job, "arguments": arguments}).encode(),
            capture_output=True,
            timeout=wait_s,
            env=environment | {"OPENBLAS_NUM_THREADS": "1"},  # each thread takes address space
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_heavy() from None
    if done.returncode < 0:  # killed: by the memory or the processor limit
        raise _too_heavy()
    if done.returncode:
        raise RuntimeError(f"{job} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    answer = json.loads(done.stdout)
    if refused := answer.get("malformed"):
        raise Malformed(refused["code"], refused["message"], refused["advice"])
    return answer["value"]


def inside() -> None:
    """What runs in the sandbox: one job, from standard input to standard output."""
    _limit()
    asked = json.load(sys.stdin.buffer)
    module, _, function = asked["job"].partition(":")
    try:
        answer = {"value": getattr(importlib.import_module(module), function)(*asked["arguments"])}
    except Malformed as refused:
        answer = _answer(refused)
    except MemoryError:
        answer = _answer(_too_heavy())
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a parser written in Rust gives up
            raise
        answer = _answer(damaged())
    sys.stdout.buffer.write(json.dumps(answer).encode())


def damaged() -> Malformed:
    """A file that isn't what its name says, or only half of it."""
    return Malformed(
        "file.damaged",
        "文件已损坏，或不是完整的 Excel 工作簿",
        "请用表格软件打开，另存为 .xlsx 后再试",
    )


def _too_heavy() -> Malformed:
    return Malformed(
        "file.too_heavy",
        "文件内容过大，读取超出限度",
        "请删去多余的空白行列和图片，或分成几个文件",
    )


def _answer(refused: Malformed) -> dict[str, Any]:
    return {
        "malformed": {
            "code": refused.code,
            "message": refused.message,
            "advice": refused.advice,
        }
    }


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 (not every system has it)
    except ImportError:  # not on every system; the waiting time still holds there
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
