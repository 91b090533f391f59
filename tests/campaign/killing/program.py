"""`docking up`, `docking web` and `docking backup` as processes that are killed with SIGKILL: the
command line's own entry, each in a process of its own (`forks.py`)."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import cache
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any

ROOT = Path(__file__).parents[3]
PATIENCE_S, GLANCE_S = 60, 0.02
_TURN = Lock()  # one question at a time


@cache
def forks() -> subprocess.Popen[str]:
    """The process that forks them, which ends when we do; asked for early, it is ready when it is
    needed."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.campaign.killing.forks"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for us
    )


def _answer(line: str) -> int:
    server = forks()
    assert server.stdin
    assert server.stdout
    with _TURN:
        server.stdin.write(f"{line}\n")
        server.stdin.flush()
        return int(server.stdout.readline())


class Process:
    """`docking` with these words, which has begun; what it says is added to a file."""

    def __init__(self, words: Sequence[Any], said: Path, env: Mapping[str, str] | None = None):
        asked = {"words": [*map(str, words)], "said": str(said), "env": dict(env or {})}
        self.number, self.said = _answer(json.dumps(asked)), said

    @property
    def ended(self) -> bool:
        return bool(_answer(str(self.number)))

    def kill(self) -> None:
        self._send(signal.SIGKILL)
        assert self.wait(PATIENCE_S)

    def stop(self) -> None:
        """In order, as a supervisor does."""
        self._send(signal.SIGTERM)
        if not self.wait(PATIENCE_S):
            self.kill()

    def _send(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.number, sign)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within so many seconds."""
        until, glance = monotonic() + seconds, Event()
        while not self.ended:
            if monotonic() > until:
                return False
            glance.wait(GLANCE_S)
        return True

    def words(self) -> str:
        """What it said last."""
        said = self.said.read_text(encoding="utf-8", errors="replace") if self.said.exists() else ""
        return said[-2000:]


class Program:
    """One that serves pages; where it is started again, at the same port."""

    def __init__(self, words: Sequence[Any], said: Path, env: Mapping[str, str] | None = None):
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._start = lambda: Process([*words, "--port", self._port], said, env)
        self.answered = False  # since it was started, as far as anybody looked

    def start(self) -> None:
        self.process, self.answered, self._began = self._start(), False, monotonic()

    def ready(self) -> None:
        """Wait until it answers; it must."""
        glance = Event()
        while not self.answered:
            try:
                with closing(HTTPConnection("127.0.0.1", self._port, timeout=5)) as page:
                    page.request("GET", "/sign-in")
                    page.getresponse().read()
            except (OSError, HTTPException):
                assert not self.process.ended, f"it ended by itself: {self.process.words()}"
                assert monotonic() < self._began + PATIENCE_S, self.process.words()
                glance.wait(GLANCE_S)
            else:
                self.answered = True
