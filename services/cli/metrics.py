"""`--metrics`: figures for Prometheus, beside what a word does anyway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from domain.core.command import Refusal
from services.cli.redis import Address
from services.house.house import House

METRICS = click.option(
    "--metrics",
    type=click.IntRange(0, 65535),
    help="提供 Prometheus 指标的端口 · serve metrics",
)
METRICS_HOST = click.option(
    "--metrics-host",
    default="127.0.0.1",
    show_default=True,
    help="指标监听的地址；谁够得着，谁就能看 · whoever reaches it may read them",
)


@contextmanager
def measuring(house: House, host: str, port: int | None, url: Address | None) -> Iterator[House]:
    """The house with metrics served, where they are wanted."""
    if port is None:
        yield house
        return
    from prometheus_client import CollectorRegistry  # noqa: PLC0415 (this option's alone)

    from services.operations.metrics import measured, served  # noqa: PLC0415 (this option's alone)

    registry = CollectorRegistry()
    timed = measured(house, registry, url)
    with ExitStack() as stack:
        try:
            taken = stack.enter_context(served(registry, port, host))
        except OSError as busy:
            message = f"端口 {port} 用不了：{busy.strerror}"
            raise Refusal("metrics.port", message, "metrics") from None
        click.echo(f"指标 metrics  http://{host}:{taken}/metrics")
        yield timed
