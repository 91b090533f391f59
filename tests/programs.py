"""Programs that run beside a test, and are ended with it whatever happens."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE_S = 60


@contextmanager
def running(*words: Any, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A program while the block runs. It is ended by SIGTERM: what a shell began in the background
    ignores SIGINT, as do its children."""
    with subprocess.Popen(words, text=True, **options) as program:  # closes the pipes
        try:
            yield program
        finally:
            program.terminate()
            try:
                program.communicate(timeout=PATIENCE_S)  # it may still have much to say
            except subprocess.TimeoutExpired:
                program.kill()


def heard(program: subprocess.Popen[str], word: str) -> str:
    """What it says, up to the line with that word."""
    assert program.stdout is not None
    said = ""
    for line in program.stdout:
        said += line
        if word in line:
            return said
    raise AssertionError(f"it ended without {word}: {said}")
