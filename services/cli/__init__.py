"""`docking`: the house from a terminal. Every command is one word and one screen of answer."""

from __future__ import annotations

import errno
import os
import signal
import sys
from datetime import UTC, datetime

import click

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.log.entry import NewerEvent
from projections.core.restored import OtherLog
from services.cli import show
from services.cli.backup import backup, restore
from services.cli.do import do
from services.cli.doctor import doctor, migrate
from services.cli.export import export
from services.cli.figures import figures, report
from services.cli.files import import_, template
from services.cli.leads import clock, inbox, leads
from services.cli.lexicon import lexicon
from services.cli.log import log
from services.cli.matcher import matcher
from services.cli.misses import misses
from services.cli.newspaper import newspaper
from services.cli.opening import opened
from services.cli.proposals import explain, proposals
from services.cli.session import session
from services.cli.start import demo, up
from services.cli.streams import feed, notices, relay
from services.cli.subject import subject
from services.cli.user import user
from services.cli.views import views
from services.cli.web import web
from services.cli.work import dead, digest, work
from services.house.files import Damaged, put_aside, unsound
from services.house.one_up import is_up
from services.house.settings import TRACEBACK, Settings, check_argument
from services.house.uncarried import holds_uncarried
from services.house.views import WAYS_ON
from services.ledger.ledger import NEWER, Unavailable, in_words
from services.version import version

REFUSED, MALFORMED, UNAVAILABLE, OURS = 1, 2, 3, 70
WHY = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只能读，不能写",
    errno.EEXIST: "已有同名的文件，不是文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOENT: "没有这个地方",
    errno.ENAMETOOLONG: "名字太长",
    errno.ENOSPC: "磁盘已满",
}


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"docking {version()}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", metavar="FOLDER", help="存放日志与视图的文件夹 · data folder")
@click.option("--postgres", metavar="URL", help="用 PostgreSQL 存放 · keep log and views there")
@click.option("--redis", metavar="URL", help="消息流所在的 Redis · where the streams live")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="版本 · version",
)
@click.pass_context
def docking(
    context: click.Context, data: str | None, postgres: str | None, redis: str | None
) -> None:
    """六项对接 Docking：企业需求与各方供给的撮合，有据可查。

    Needs and offerings on six tracks, kept as an event log, matched with reasons.
    """
    check_argument("postgres", postgres)
    check_argument("redis", redis)
    context.obj = Settings.read(os.environ, data=data, postgres=postgres, redis=redis)


WORDS = (
    *(
        demo,
        up,
        proposals,
        explain,
        misses,
        import_,
        export,
        template,
        do,
        lexicon,
        matcher,
        log,
        views,
    ),
    *(leads, inbox, clock, relay, notices, work, dead, digest, feed, doctor, migrate, web, user),
    *(session, figures, report, newspaper, subject, backup, restore),
)
for command in WORDS:
    docking.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run a command. 0 done, 1 refused, 2 input can't be read, 3 no database, 70 a bug of ours."""
    if arguments is None:  # a process of our own, which kill, systemd and docker stop end in order
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C does
        os.umask(0o077)  # what we write is for nobody else on this machine
    try:
        left = _run(arguments)
    except click.Abort:
        return _say("已中断", 130)
    except click.ClickException as wrong:
        wrong.show()
        return MALFORMED
    except Refusal as refusal:
        return _say(f"不能这样做 [{refusal.code}] {refusal.message}", REFUSED)
    except Malformed as malformed:
        return _say(f"读不懂 [{malformed.code}] {malformed}", MALFORMED)
    except Unavailable as unavailable:
        return _say(f"{in_words(unavailable)} {unavailable}", UNAVAILABLE)
    except OtherLog as other:
        return _say(f"{other}\n  → {WAYS_ON}", UNAVAILABLE)
    except NewerEvent as newer:
        return _say(f"{newer}\n  → {NEWER}", UNAVAILABLE)
    except Damaged as damage:
        return _say(f"{damage.told}\n  → {damage.advice}", UNAVAILABLE)
    except BrokenPipeError:  # the reader of our output has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as problem:
        why = WHY.get(problem.errno or 0, problem.strerror or type(problem).__name__)
        return _say(f"文件或文件夹用不了 {problem.filename or ''}：{why}", MALFORMED)
    except Exception as bug:
        if os.environ.get(TRACEBACK):
            raise
        description = f"{type(bug).__name__}: {bug}"
        return _say(f"程序自身的错误：{description}（{TRACEBACK}=1 看详情）", OURS)
    else:
        return left if isinstance(left, int) else 0
    return 0


def _run(arguments: list[str] | None) -> object:
    """A command, once more where the views had to be put aside and made anew for it."""
    try:
        return docking.main(arguments, standalone_mode=False)
    except Damaged as damage:
        if damage.what != "views" or not unsound(damage.settings.data / "views.db"):
            raise
        _made_anew(damage)
    return docking.main(arguments, standalone_mode=False)


def _made_anew(damage: Damaged) -> None:
    settings = damage.settings
    click.echo(damage.told, err=True)
    if is_up(settings.data):
        message = "docking up 正在用它：请停下再启动，它会自己从日志重建视图"
        raise Refusal("views.damaged", message, "data")
    if holds_uncarried(settings):
        message = "旧程序的视图文件，里面还有密码和封存链；请用备份恢复，或先救出它。什么都没有改动"
        raise Refusal("views.not_carried", message, "data")
    aside = put_aside(settings, datetime.now(UTC))
    click.echo(f"已移到 {aside}，正从日志重建；视图都由日志算出", err=True)
    with opened(settings) as house:
        show.caught_up(house)


def _say(message: str, code: int) -> int:
    click.echo(click.style("✗ ", fg="red") + message, err=True)
    return code
