"""`docking session`: docking sessions, their timetables, and who sits where."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from rich.markup import escape

from domain.core.command import Role
from domain.postings.tracks import TRACKS
from domain.values.dates import SHANGHAI
from services.cli import show
from services.cli.opening import opened
from services.cli.proposals import AS_OF
from services.house.settings import Settings

SEED = click.option("--seed", default=0, show_default=True, help="同样的种子，同样的日程 · dice")
RELEASE = click.option("--release", is_flag=True, help="发布为下一版 · release it")


@click.group()
def session() -> None:
    """对接会：日程、发布、各家安排 · docking sessions and their timetables.

    \b
    筹备、报名、签到等用 docking do：plan_session open_session register_for_session …
    Planning, registering, checking in: `docking do`.
    """  # noqa: D301 (click's own mark for lines that stay as they are)


@session.command(name="list")
@click.option("--track", type=click.Choice(list(TRACKS)), help="赛道 · of one track")
@AS_OF
@click.pass_obj
def list_(settings: Settings, track: str | None, as_of: str | None) -> None:
    """有哪些对接会 · which there are."""
    with opened(settings) as house:
        show.caught_up(house)
        table = show.table(wide=True)
        for heading in ("编号", "日期", "名称", "赛道", "状态", "报名", "候补", "签到", "日程"):
            table.add_column(heading, overflow="fold")
        for row in house.views.sessions.all(
            track=track, as_of=show.position(house.log, house.views.times, as_of)
        ):
            plan = f"第 {row.number} 版 {row.meetings} 场" if row.number else "—"
            counts = map(str, (row.registered, row.waiting, row.here))
            when, about = f"{row.details.day} {row.details.starts}", TRACKS[row.details.track].title
            cells = (row.id, when, escape(row.details.title), about, row.title)
            table.add_row(*cells, *counts, plan + (" ✓最优" if row.proved else ""))
        show.console().print(table)


@session.command()
@click.argument("id")
@SEED
@RELEASE
@click.option(
    "--since",
    type=click.IntRange(0),
    help="保留已发布的日程，只重排这一时段起受影响的 · keep what stands, plan the rest",
)
@click.pass_obj
def plan(settings: Settings, id: str, seed: int, release: bool, since: int | None) -> None:
    """排日程：谁和谁、哪一时段、哪一桌 · who meets whom, when, at which table.

    例 example:  docking session plan s-bank-2 --release
    """
    from services.sessions import planning as sessions  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        before = sessions.session(house.desk, id).meetings
        if since is None:
            made = sessions.planned(house.desk, house.views, id, seed=seed)
        else:
            made = sessions.planned_again(house.desk, house.views, id, since=since, seed=seed)
        proved = "已证明最优" if made.proved else f"距上界 {made.gap:.3%}"
        click.echo(
            f"{len(made.meetings)} 场会面，得分 {made.worth:,}，上界 {made.bound:,}，{proved}"
        )
        click.echo(f"两场之间空等 {made.idle} 个时段")
        if not release:
            click.echo("没有发布；发布请加 --release")
            return
        ask = house.ask("cli", Role.ORGANIZER)
        answer = sessions.release(house.desk, id, made, ask, seed=seed)
        state = sessions.session(house.desk, id)
        changed = sessions.affected(before, state.meetings)
        done = "已发布" if answer.entries else "没有变化，仍是"
        click.echo(f"✓ {done}第 {state.version} 版；安排有变的单位 {len(changed)} 家")


@session.command()
@click.argument("id")
@click.argument("party")
@click.option("--ics", type=click.Path(path_type=Path), help="写成日历文件 · write an .ics file")
@AS_OF
@click.pass_obj
def agenda(settings: Settings, id: str, party: str, ics: Path | None, as_of: str | None) -> None:
    """一家单位的安排 · one party's meetings."""
    from services.sessions import agenda as agendas  # noqa: PLC0415 (this command's alone)
    from services.sessions import planning as sessions  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        at = show.position(house.log, house.views.times, as_of)
        appointments = agendas.agenda(sessions.session(house.desk, id, at), party)
        names = house.views.parties.names({appointment.other for appointment in appointments}, at)
        for appointment in appointments:
            begins, ends = (
                moment.astimezone(SHANGHAI) for moment in (appointment.begins, appointment.ends)
            )
            who = names.get(appointment.other, appointment.other)
            click.echo(f"{begins:%m-%d %H:%M}–{ends:%H:%M}  {appointment.table} 号桌  {who}")
        if not appointments:
            click.echo("没有安排")
        if ics:
            ics.write_bytes(agendas.calendar(house.log, house.views.parties, id, party))
            click.echo(f"已写出 {ics}")


@session.command()
@click.argument("id")
@click.option("--enterprises", type=click.IntRange(0, 4000), default=100, show_default=True)
@click.option("--partners", type=click.IntRange(0, 4000), default=20, show_default=True)
@click.option("--theme", default="", help="主题词，用空格分开 · words that a need has one of")
@click.option("--region", default="", help="地区代码或其开头 · a region's code")
@click.option(
    "--without", multiple=True, help="不邀请这一家，看代价 · never this one, and its cost"
)
@click.option("--invite", "sends", is_flag=True, help="邀请名单上的 · invite them")
@click.pass_obj
def invites(
    settings: Settings,
    id: str,
    enterprises: int,
    partners: int,
    theme: str,
    region: str,
    without: tuple[str, ...],
    sends: bool,
) -> None:
    """邀请谁：覆盖最多未满足需求的名单 · who covers the most unmet need.

    例 example:  docking session invites s-bank-2 --enterprises 100 --partners 20
    """
    from domain.sessions.office import Invite  # noqa: PLC0415 (this command's alone)
    from services.planner.invite import Wanted, invite  # noqa: PLC0415 (this command's alone)
    from services.sessions import invitations as inviting  # noqa: PLC0415 (this command's alone)
    from services.sessions import planning as sessions  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        state = sessions.session(house.desk, id)
        assert state.details is not None
        most = {"enterprise": enterprises, "partner": partners}
        meetings = {"enterprise": state.details.most_each, "partner": state.details.partner_most}
        asked = inviting.question(house.views, id, state, theme=theme, region=region)
        best = invite(*asked, Wanted(most, meetings))
        made = best
        if without:
            made = invite(*asked, Wanted(most, meetings, never=frozenset(without)))
            click.echo(f"这样改，价值少 {best.worth - made.worth:,}")
        names = house.views.parties.names(made.guests)
        many = Counter(party for c in made.covered for party in (c.owner, c.partner))
        for party in sorted(made.guests, key=lambda guest: (-many[guest], guest)):
            click.echo(f"{party}  {names.get(party, party)}  {many[party]} 场可谈")
        proved = "已证明最优" if made.proved else f"上界 {made.bound:,}"
        click.echo(
            f"{len(made.guests)} 家，覆盖 {made.needs} 条需求，价值 {made.worth:,}，{proved}"
        )
        if sends and made.guests:
            command = Invite(id=id, parties=made.guests)
            answer = house.desk.do(command, house.ask("cli", Role.ORGANIZER))
            click.echo(f"✓ {'已邀请' if answer.entries else '都已邀请过'}")
