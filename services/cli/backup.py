"""`docking backup` and `docking restore`: what can't be made again, kept and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.cli import show
from services.cli.opening import opened
from services.cli.redis import streams_client
from services.house.settings import Settings, check_argument

if TYPE_CHECKING:
    from services.outbound.relay import Client

FILE = click.Path(dir_okay=False, path_type=Path)
PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="口令所在的文件，用它加密或打开 · the file that holds the passphrase",
)


@click.command()
@click.argument("path", type=FILE)
@PASSPHRASE
@click.pass_obj
def backup(settings: Settings, path: Path, passphrase_file: Path | None) -> None:
    """备份：运行中也可以，写 PATH 和 PATH.keys 两个文件 · a backup, while running, in two files.

    \b
    PATH.keys 里是个人信息的密钥：另放一处，满 30 天就删掉。主密钥两个文件里都没有，要另外保管。
    例 example:  docking --data county backup /backup/county-2026-05-01
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    from services.backup.make import back_up  # noqa: PLC0415 (this command's alone)

    passphrase = _passphrase(settings, passphrase_file)
    with opened(settings) as house, show.progress() as tell:
        made = back_up(house, path, passphrase=passphrase, tell=tell)
    state = made.checked
    click.echo(
        f"✓ {made.path}（{made.size / 1024 / 1024:.1f} MB{'，已加密' if passphrase else ''}）"
    )
    click.echo(f"  {state.lines} 个事件，到位置 {state.last}，封存到 {state.chained}；写完核对过")
    click.echo(f"✓ {made.keys}（{state.keys} 把个人信息的密钥）请另放一处，满 30 天就删掉")
    click.echo("  主密钥不在里面：没有它两个文件都恢复不了，请另外保管")


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@PASSPHRASE
@click.option("--check", is_flag=True, help="只核对，不恢复 · look through it, write nothing")
@click.option("--without-keys", is_flag=True, help="没有密钥文件也恢复 · without PATH.keys")
@click.option(
    "--streams-ahead", is_flag=True, help="消息流比备份新也恢复 · though streams are ahead of it"
)
@click.option(
    "--erased-in",
    metavar="地方",
    help="旧的数据文件夹或数据库，里面删除过的人照样删除 · whose erasures are done again",
)
@click.pass_obj
def restore(
    settings: Settings,
    path: Path,
    passphrase_file: Path | None,
    check: bool,
    without_keys: bool,
    streams_ahead: bool,
    erased_in: str | None,
) -> None:
    """恢复：把备份放进空的文件夹或数据库 · put a backup into an empty folder or database.

    \b
    旁边要有 PATH.keys；主密钥先放回原处（-keys 文件夹，或 DOCKING_MASTER）。
    例 example:  docking --data county restore /backup/county-2026-05-01
    """  # noqa: D301 (click's own mark for lines that stay as they are)
    from services.backup import restore as restoring  # noqa: PLC0415 (this command's alone)

    _check_place(erased_in)
    with show.progress() as tell:
        seen = restoring.look_through(
            settings,
            path,
            now=datetime.now(UTC),
            passphrase=_passphrase(settings, passphrase_file),
            without_keys=without_keys,
            erased_in=erased_in,
            tell=tell,
        )
    state = seen.checked
    description = f"{path}：{state.head.at[:16]} 的备份，{state.lines} 个事件，到位置 {state.last}"
    if check:
        click.echo(f"✓ {description}，完好")
        return
    with _streams(settings) as client:
        if client is not None and (ahead := restoring.streams_ahead(seen, client)):
            _say_ahead(ahead, go_on=streams_ahead)
        with show.progress(state.last) as tell:
            done = restoring.restore(settings, seen, client=client, tell=tell)
    click.echo(f"✓ 已恢复 {description}")
    click.echo(f"  到 {settings.shown('log')}，视图已重建，日志与封存链一致")
    if not done.with_keys:
        click.echo("  没有用密钥文件：封存的个人信息永远打不开了，显示为〔已删除〕")
    if done.copy_ahead:
        click.echo(
            f"  库外抄本比备份多 {done.copy_ahead} 个事件：备份之后办的这些事没有了，请告诉大家；"
            "旧抄本改名留着"
        )
    for subject in done.erased:
        click.echo(f"  {subject} 在备份之后删除过，已照样删除")
    if not erased_in:
        click.echo(
            "  备份之后删除过的个人信息这里不知道：如有，请按登记用 docking subject erase 重做"
        )
    for name in done.skipped:
        click.echo(f"  {name} 已有同名的文件，没有覆盖")


def _say_ahead(ahead: dict[str, int], *, go_on: bool) -> None:
    many = "、".join(f"{receiver} {count} 条" for receiver, count in ahead.items())
    message = (
        f"消息流里有备份之后送出的消息（{many}）：接收方已经看到，恢复后的日志里却没有。"
        "继续的话，这些单位的新消息会用同样的编号，在它们的流清空以前不再送；"
        "请先告诉这些单位"
    )
    if not go_on:
        raise Refusal("restore.streams_ahead", f"{message}。确定要恢复，请加 --streams-ahead")
    click.echo(f"  注意：{message}")


@contextmanager
def _streams(settings: Settings) -> Iterator[Client | None]:
    """The streams that the house would run beside; None where there are none."""
    if settings.redis is None and not (settings.data.resolve() / "streams").is_dir():
        yield None
        return
    with streams_client(settings) as client:
        yield client


def _passphrase(settings: Settings, file: Path | None) -> str | None:
    """Never an argument: everybody on this machine can read those."""
    if file is None:
        return settings.backup_passphrase or None
    passphrase = file.read_text(encoding="utf-8").strip("\r\n")
    if not passphrase:
        raise Malformed("backup.passphrase", f"{file} 是空的", field="--passphrase-file")
    return passphrase


def _check_place(erased_in: str | None) -> None:
    if erased_in and "://" in erased_in:
        try:
            check_argument("postgres", erased_in)
        except Malformed as wrong:
            message = wrong.message.replace("--postgres", "--erased-in")
            advice = "地址里不写密码，密码放进 PGPASSFILE 指的文件"
            raise Malformed(wrong.code, message, advice) from None
