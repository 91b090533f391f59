#!/usr/bin/env python3
"""Set up 六项对接 Docking and start it: `python3 run.py WORD ...` is `docking WORD ...`.

    python3 run.py demo            a word goes to the console script `docking`, as do its arguments
    python3 run.py test [-k money] the linters, then pytest with the arguments that follow
    python3 run.py test --fast     while you work: pytest alone, without what is marked slow: what
                                   needs a server, a site, a process, a county or many examples

pytest shares its tests out among at most four processes; `-n 0` keeps them in one process.
Standard library only. `.venv` is made on the first call and again only when a lock, pyproject.toml,
the Python or the folder changes; uv does it when it is on PATH, otherwise venv and pip.
"""
# No `from __future__ import annotations` and no new syntax here: an old Python must be able to read
# this file far enough to be told that it is too old.

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MARK = VENV / "docking-setup.txt"
LOCKS = {"run": ROOT / "requirements.lock", "develop": ROOT / "requirements-dev.lock"}
DISTURBING = (
    *("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"),
    "PYTHONDONTWRITEBYTECODE",  # each of the many processes would compile everything anew
)
CHECKS = ("ruff check .", "ruff format --check .", "mypy --num-workers 2", "lint-imports --no-logo")
WORKERS = min(4, (os.cpu_count() or 1) + 1)  # one more than processors: some tests only wait
PYTEST = ("pytest", "-n", str(WORKERS))


def main(*words: str) -> int:
    """Set up if need be, then do what the words say; the exit status is theirs."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where an old Python is told so
        found = sys.version.split()[0]
        say("需要 Python 3.11 或更新版本，当前是 " + found)
        say("Docking needs Python 3.11 or newer; this is " + found)
        return 2
    environment = {k: v for k, v in os.environ.items() if k not in DISTURBING}
    testing = words[:1] == ("test",)
    try:
        set_up("develop" if testing else "run", environment)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
        say(f"没有装好 / set-up failed: {error}")
        say("请检查网络后再运行一次；Debian、Ubuntu 若缺 venv：apt install python3-venv")
        say("Check the network and run it again; on Debian and Ubuntu venv is in python3-venv.")
        return 1
    return test(words[1:], environment) if testing else hand_over(words, environment)


def test(arguments: "tuple[str, ...]", environment: "dict[str, str]") -> int:
    """Each check under its name, stopping at the first that fails; pytest has the last word."""
    commands = [check.split() for check in CHECKS] + [[*PYTEST, *arguments]]
    if "--fast" in arguments:
        commands = [[*PYTEST, "-m", "not slow", *(word for word in arguments if word != "--fast")]]
    for name, *options in commands:
        say("== " + " ".join([name, *options]))
        status = subprocess.call([tool(name), *options], cwd=ROOT, env=environment)
        if status:
            return status
    return 0


def hand_over(words: "tuple[str, ...]", environment: "dict[str, str]") -> int:
    """Become `docking`; Windows has no becoming, so there it is a child."""
    command = [tool("docking"), *words]
    if os.name != "nt":
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


def set_up(kind: str, environment: "dict[str, str]") -> None:
    """Make `.venv` hold what `kind` needs; two callers at once take turns."""
    identity = "Python {}.{} in {}".format(*sys.version_info[:2], ROOT)
    contents = [path.read_bytes() for path in (*LOCKS.values(), ROOT / "pyproject.toml")]
    digest = hashlib.sha256(b"\0".join(contents)).hexdigest()
    if is_set_up(kind, identity, digest):
        return
    say("正在安装，首次约需 30–60 秒 / setting up, 30-60 s the first time ...")
    with closing(sqlite3.connect(ROOT / ".venv.guard", timeout=3600)) as guard:
        guard.execute("BEGIN EXCLUSIVE")  # a lock on every system, let go when its holder dies
        if not is_set_up(kind, identity, digest):
            if mark()[:1] != [identity]:
                shutil.rmtree(VENV, ignore_errors=True)
            MARK.unlink(missing_ok=True)
            install(LOCKS[kind], environment)
            MARK.write_text(f"{identity}\n{digest}\n{kind}", encoding="utf-8")
            say("装好了 / ready")


def is_set_up(kind: str, identity: str, digest: str) -> bool:
    """Whether `.venv` is what was asked for; what developers need holds what running needs."""
    return PYTHON.exists() and mark() in ([identity, digest, kind], [identity, digest, "develop"])


def mark() -> "list[str]":
    """What the last finished set-up wrote down."""
    return MARK.read_text(encoding="utf-8").splitlines() if MARK.exists() else []


def install(lock: Path, environment: "dict[str, str]") -> None:
    """Everything in the lock by its hash, then the project, built by what the lock brought."""
    locked = ["--no-deps", "--require-hashes", "-r", str(lock)]
    project = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    base = getattr(sys, "_base_executable", sys.executable)  # `.venv` may be what runs us
    uv = shutil.which("uv")
    if uv:
        make = [uv, "venv", *quiet, "--allow-existing", "--python", base, str(VENV)]
        pip = [uv, "pip", "install", *quiet, "--python", str(PYTHON)]
    else:
        make = [base, "-m", "venv", str(VENV)]
        pip = [str(PYTHON), "-m", "pip", "install", *quiet, "--no-compile"]  # half the time
    for command in (make, [*pip, *locked], [*pip, *project]):
        subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=True)


def tool(name: str) -> str:
    """The console script of that name in `.venv`."""
    return shutil.which(name, path=str(PYTHON.parent)) or str(PYTHON.parent / name)


def say(message: str) -> None:
    """Tell it on stderr, so that stdout stays `docking`'s own and every terminal can show it."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
