"""`docking web`: the pages and the API, as a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import click

from domain.core.command import Refusal
from services.cli import show
from services.cli.opening import demo_clock, opened
from services.cli.stopping import until_stopped
from services.house.house import House
from services.house.settings import Settings

HOST = click.option(
    "--host", default="127.0.0.1", show_default=True, help="监听的地址 · address to listen on"
)
WEB_PORT = click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口 · port"
)

ON_NETWORK = click.option(
    "--demo-on-network",
    is_flag=True,
    help="演示数据也对网络开放：谁都可以一键进入 · let the network into a demo, where one click is "
    "enough to be the administrator",
)


@click.command()
@HOST
@WEB_PORT
@ON_NETWORK
@click.option("--check", is_flag=True, help="本机的网页是否正常 · are they served on this machine?")
@click.pass_obj
def web(settings: Settings, host: str, port: int, demo_on_network: bool, check: bool) -> None:
    """网页与接口；可同时运行多个 · pages and API; any number may run at once.

    \b
    视图由 docking clock（或 docking up）跟随日志 · views are kept up to date by `docking clock`.
    例 example:  docking --postgres postgresql://… web --host 0.0.0.0
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    if check:
        _check(port)
        return
    from services.demo.fill import ROLES  # noqa: PLC0415 (this command's alone)
    from services.operations.journals import journals  # noqa: PLC0415 (this command's alone)
    from services.web.app import build  # noqa: PLC0415 (this command's alone)
    from services.web.server import bound, serve  # noqa: PLC0415 (this command's alone)

    clock = demo_clock(settings)
    check_host(host, demo=clock is not None, allowed=demo_on_network)
    with until_stopped(), opened(settings) as house:
        show.caught_up(house)
        place = bound(host, port)
        say_where(host, place.getsockname()[1], demo=clock is not None)
        redis = (lambda: str(settings.redis)) if settings.redis else None
        at = str(place.getsockname()[1])
        with journals(settings.journals, settings.data, at):
            serve(build(house, demo=ROLES if clock else None, redis=redis), place)


@contextmanager
def pages(
    house: House, host: str, port: int, *, demo: bool, redis: Callable[[], str] | None
) -> Iterator[None]:
    """The pages beside everything else of `docking up`."""
    from services.demo.fill import ROLES, welcome  # noqa: PLC0415 (this command's alone)
    from services.operations.journals import journals  # noqa: PLC0415 (this command's alone)
    from services.web.app import build  # noqa: PLC0415 (this command's alone)
    from services.web.server import beside, bound  # noqa: PLC0415 (this command's alone)

    if demo:
        welcome(house)
        house.views.fresh()
    try:
        place = bound(host, port)
    except OSError:
        raise Refusal("web.port", f"端口 {port} 已被占用，请用 --port 另选", "port") from None
    say_where(host, place.getsockname()[1], demo=demo)
    settings, at = house.settings, str(place.getsockname()[1])
    with (
        journals(settings.journals, settings.data, at),
        beside(build(house, demo=ROLES if demo else None, redis=redis), place),
    ):
        yield


def check_host(host: str, *, demo: bool, allowed: bool) -> None:
    """Refuses to show a demo to a network, unless that is what was asked for."""
    if not demo or allowed or _is_this_machine(host):
        return
    message = (
        "这是演示数据，网络上的任何人都可以一键以管理员身份进入；"
        "确实要开放请加 --demo-on-network，真实使用请换一个空文件夹并加 --empty"
    )
    raise Refusal("demo.network", message, "host")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def say_where(host: str, port: int, *, demo: bool) -> None:
    """The address, and in the demo who can be tried."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (shown, not listened on)
    click.echo(f"网页 pages    http://{shown}:{port}/")
    if demo:
        from services.demo.fill import ROLES  # noqa: PLC0415 (this command's alone)

        names = "、".join(name for name, _ in ROLES.values())
        click.echo(f"演示 demo     http://{shown}:{port}/demo 一键进入：{names}")


def _check(port: int) -> None:
    """Ask for the page that looks at the log and the views."""
    import httpx  # noqa: PLC0415 (this command's alone)

    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/ready", timeout=10, trust_env=False)
    except httpx.HTTPError as away:
        raise Refusal("web.silent", f"本机 {port} 端口没有网页：{away}") from None
    if answer.status_code != httpx.codes.OK:
        raise Refusal("web.faulty", f"网页答 {answer.status_code}：{answer.text[:200]}")
    click.echo("✓ 网页正常")
