"""`docking up` and `docking web` as processes that are killed with SIGKILL.

Each is the command line's own entry in a process of its own. It is forked off a server that has the
libraries loaded: to load them takes seconds, in which there is nothing to lose.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

FORKED = get_context("forkserver")
FORKED.set_forkserver_preload(["tests.campaign.killing.loaded"])
PATIENCE_S, GLANCE_S = 60, 0.02


class Program:
    """One that serves pages at a port of its own; where it is started again, at the same one."""

    def __init__(self, words: Sequence[Any], said: Path, env: Mapping[str, str] | None = None):
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._words = [*map(str, words), "--port", str(self.port)]
        self._said, self._env = said, dict(env or {})
        self._process: Any = None
        self.answered = False  # since it was started, as far as anybody looked

    def start(self) -> None:
        self.began, self.answered = monotonic(), False
        self._process = command(self._words, self._said, self._env)

    def ready(self, seconds: float = PATIENCE_S) -> bool:
        """Wait until it answers; whether it did within so many seconds."""
        glance = Event()
        if self.answered:
            return True
        while monotonic() < self.began + seconds:
            try:
                with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as page:
                    page.request("GET", "/sign-in")
                    page.getresponse().read()
            except (OSError, HTTPException):
                assert not self.ended, f"it ended by itself: {self.words()}"
                glance.wait(GLANCE_S)
            else:
                self.answered = True
                return True
        return False

    @property
    def ended(self) -> bool:
        """By itself."""
        return self._process is not None and not self._process.is_alive()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._process = None

    def stop(self) -> None:
        """In order, as by Ctrl-C or a supervisor."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(PATIENCE_S)
            self._process.kill()
            self._process = None

    def words(self) -> str:
        """What it said last."""
        return self._said.read_text(encoding="utf-8", errors="replace")[-2000:]


def command(words: Sequence[Any], said: Path, env: Mapping[str, str] | None = None) -> Any:
    """`docking` with these words, as a process that has begun."""
    process = FORKED.Process(target=_run, args=([*map(str, words)], said, dict(env or {})), daemon=True)
    process.start()
    return process


def _run(words: list[str], said: Path, env: dict[str, str]) -> None:
    """In the new process: what `docking` does, its words in a file."""
    from services.cli import main  # noqa: PLC0415 (loaded in the server, not in the tests)

    with said.open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(env)
    sys.argv = ["docking", *words]
    sys.exit(main())
