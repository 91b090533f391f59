"""Rounds: work that goes round in a thread of its own while a block runs.

What goes out may wait for slow servers, and what can't go now goes in a later round: a trouble is
told once, and ends nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Event, Thread
from types import TracebackType
from typing import ClassVar, Self

from projections.core.restored import OtherLog
from services.ledger.ledger import Unavailable
from services.outbound.relay import Say

PAUSE_S = 2.0


class Rounds(ABC):
    """Goes round while the block runs, with a pause after each."""

    title: ClassVar[str]  # what pauses where something is away

    def __init__(self, say: Say, pause_s: float = PAUSE_S) -> None:
        self.say, self.pause_s = say, pause_s
        self._last_problem = ""
        self._stop = Event()
        # Whoever is told to stop while it begins waits for nobody at the end.
        self._thread = Thread(target=self._run, name=type(self).__name__.lower(), daemon=True)

    @abstractmethod
    def go(self) -> int:
        """One round; returns how much was done. Raises `Unavailable`."""

    @property
    def well(self) -> bool:
        """Whether it goes round, and its last round met no trouble."""
        return self._thread.is_alive() and not self._last_problem

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.go()
                self._last_problem = ""
            except (Unavailable, OSError) as away:
                self._tell(f"{self.title}暂停，会一直重试：{str(away).partition(chr(10))[0]}")
            except OtherLog as other:
                self._tell(f"{self.title}暂停：{other}")
            except Exception as bug:  # noqa: BLE001 (the next round may do; what runs beside goes on)
                self._tell(f"{self.title}出错：{type(bug).__name__}: {bug}")
            self._stop.wait(self.pause_s)

    def _tell(self, text: str) -> None:
        if text != self._last_problem:
            self.say(text)
        self._last_problem = text

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except BaseException:  # told to stop meanwhile: the block won't be entered, nor left
            self._stop.set()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
