"""How a word ends that runs until it is told to stop: by Ctrl-C, `kill`, systemd or docker stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def until_stopped() -> Iterator[None]:
    """Being told to stop is how the block ends, and no fault."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("已停止")
