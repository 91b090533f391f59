"""A process that has the program loaded and forks it: to load it takes seconds, in which there is
nothing to lose.

    python -m tests.campaign.killing.forks

A line of JSON comes in: the program's words, the file for what it says, its environment; the number
of the new process goes out. Or a number alone: whether that process has ended goes out, 1 or 0. Who
has ended stays until we end, so that nobody else gets the number. What still runs when nobody can
ask any more is killed.
"""

# ruff: noqa: F401 (they are here to be loaded)

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from contextlib import suppress
from typing import Any

import holidays.countries.china
import rjieba
import uvicorn

import projections.matcher.engine.jit
import projections.matcher.engine.standing
import services.automation.runner
import services.backup.make
import services.demo.dealings
import services.demo.fill
import services.demo.story
import services.inbound.workers
import services.ledger.postgres
import services.ledger.sqlite
import services.operations.journals
import services.outbound.digest
import services.outbound.embedded_redis
import services.outbound.notifier
import services.outbound.relay
import services.web.app
import services.web.server
from services.cli import main as docking
from services.web.api.app import routes
from services.web.rendering import Renderer


def main() -> None:
    _make_once()
    forked = []
    for line in sys.stdin:
        if line.strip().isdecimal():
            look = os.WEXITED | os.WNOHANG | os.WNOWAIT
            ended = os.waitid(os.P_PID, int(line), look) is not None
            print(int(ended), flush=True)  # noqa: T201 (that is the answer)
            continue
        number = os.fork()
        if number == 0:
            _become(json.loads(line))
        forked.append(number)
        print(number, flush=True)  # noqa: T201 (that is the answer)
    for number in forked:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def _make_once() -> None:
    """What a process makes once, whatever its house."""
    routes()
    for environment in Renderer()._environments.values():
        for template in environment.list_templates():
            environment.get_template(template)
    gc.freeze()


def _become(asked: dict[str, Any]) -> None:
    """What `docking` does, in the new process."""
    said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, file in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(place, file)
    os.environ.update(asked["env"])
    sys.argv = ["docking", *asked["words"]]
    left = docking()
    sys.stdout.flush()
    os._exit(left)


if __name__ == "__main__":
    main()
