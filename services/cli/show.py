"""How the terminal shows things: tables, reason sheets, progress."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import click
from pydantic import BaseModel
from rich.box import Box
from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.matching.grade import GRADES, grade
from domain.postings.posting import LIFECYCLE, Side
from domain.postings.tracks import TRACKS
from domain.values.dates import SHANGHAI, end_of_day, read_date
from projections.core.times import Times
from projections.core.view import Progress
from projections.matching.open_pairs import OpenPair
from projections.matching.plain_reasons import plain_reasons, sides
from projections.matching.proposal_table import ProposalRow, ReasonedProposal
from projections.matching.reasons import Reasons
from services.house.house import House
from services.ledger.ledger import Ledger

MARKS = {
    "pass": "[green]✓[/]",
    "near": "[yellow]≈[/]",
    "fail": "[red]✗[/]",
    "unknown": "[yellow]?[/]",
    "open": "–",
}
WHO: dict[Side, str] = {"need": "需求方", "offering": "供给方"}
NARROWEST = 100
LONGEST = 18  # digits of a position
NUMBER = re.compile(r"[0-9]+")
DAY = re.compile(r"(19|20)[0-9]{6}")
MOMENT = "请写成 2026-05-01T12:00:00+08:00"
LINES = Box("    \n    \n -- \n    \n    \n -- \n    \n    \n", ascii=True)
WORK = {"seals": "封存", "times": "时刻", "parties": "单位", "market": "市场"} | {
    f"proposals {track.code}": f"撮合 {track.title}" for track in TRACKS.values()
}


def say(message: str) -> None:
    """What goes on, for whoever reads it. Where it can't be written, as into a file on a full disk,
    the work goes on; a reader who has left ends it, as ever."""
    try:
        click.echo(message)
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise


def console(*, stderr: bool = False) -> Console:
    """A console that is wide enough for our tables where nobody looks (pipes, logs)."""
    made = partial(Console, stderr=stderr, highlight=False, emoji=False)  # :bank: is a text
    out = made()
    return out if out.is_terminal else made(width=max(out.width, NARROWEST))


def errors() -> Console:
    return console(stderr=True)


@contextmanager
def progress(last: int = 0) -> Iterator[Progress]:
    """A bar with an estimate; yields a function to tell it (whose work, how much is done, of all).

    `last` stands for all where nothing else is told: the log's end. Silent in pipes.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    out = errors()
    with Bar(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, description=WORK.get(what, what), completed=done, total=total or last
        )


def caught_up(house: House) -> House:
    """Bring the views up to the log's end; shows a bar when there is much to read."""
    with progress(house.log.last()) as tell:
        house.views.fresh(progress=tell)
    return house


def position(log: Ledger, times: Times, as_of: str | None) -> int | None:
    """A log position from what people write: a position, a day (its end), or a moment.

    A number is a position, but eight digits that begin with a year are a day.
    """
    if as_of is None:
        return None
    try:
        if NUMBER.fullmatch(as_of) and not DAY.fullmatch(as_of):
            return _passed(as_of, log.last())
        return times.position_at(_moment(as_of))
    except Malformed as malformed:
        raise malformed.at("--as-of") from None


def _passed(number: str, last: int) -> int:
    """What stands as of a position that the log hasn't reached isn't known yet."""
    if len(number) > LONGEST or int(number) > last:
        advice = "日期请写成 2026-05-01"
        raise Malformed("position.ahead", f"日志只到位置 {last}", advice, value=number)
    return int(number)


def _moment(text: str) -> datetime:
    """The end of a day, or a moment with its zone, in UTC."""
    if "T" not in text:
        return end_of_day(read_date(text, timed=False)).replace(microsecond=999_999)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed("time.unreadable", "时间读不懂", MOMENT, value=text) from None
    raise Malformed("time.no_zone", "时间没有时区", MOMENT, value=text)


def beijing(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def score(millionths: int) -> str:
    return f"{millionths / 1_000_000:.6f}"


def table(*, wide: bool = False) -> Table:
    """A table without a frame: frames fall apart where a terminal draws them two columns wide."""
    return Table(expand=wide, box=LINES, show_edge=False)


def proposal_table(track: str, proposals: list[ReasonedProposal], names: dict[str, str]) -> Group:
    """One track's proposals: both sides, the score, what it is made of."""
    made = table(wide=True)
    made.add_column("匹配度", no_wrap=True)
    for heading, ratio in (("需求", 5), ("供给", 5), ("理由（各项相加即得分）", 6)):
        made.add_column(heading, ratio=ratio, overflow="fold")
    made.add_column("条件", no_wrap=True)
    for proposal in proposals:
        row, reasons = proposal.row, proposal.reasons
        made.add_row(
            f"{GRADES[grade(row.track, row.score)]} [dim]{score(row.score)}[/]",
            _side(row, "need", names),
            _side(row, "offering", names),
            _reasons(reasons["terms"]),
            "".join(
                MARKS["near" if facet.get("beyond") else facet["verdict"]]
                for facet in reasons["facets"]
            ),
        )
        made.add_section()
    return Group(f"\n[bold]{TRACKS[track].title} {TRACKS[track].english}[/]", made)


def reason_sheet(sheet: Any, names: dict[str, str]) -> Group:
    """All about one pair: both texts, each share of the score, each rule, what is missing."""
    parts: list[Any] = []
    for row, label, spans in (
        (sheet.need, "需求", "need_spans"),
        (sheet.offering, "供给", "offering_spans"),
    ):
        who, status = names.get(row.party, row.party), LIFECYCLE.titles[row.status]
        parts.append(f"[bold]{label} {row.id}[/] · {escape(who)} · {status}")
        parts.append(Padding(_marked(row.text, sheet.reasons.terms, spans), (0, 0, 1, 2)))
    fit = GRADES[grade(sheet.need.track, sheet.reasons.millionths)]
    parts += [f"[bold]为什么推荐[/]  匹配度 {fit}", *_plain_lines(sheet.reasons), ""]
    parts += ["[bold]得分由来[/]", _shares(sheet.reasons), ""]
    parts += ["[bold]条件[/]", _verdicts(sheet.reasons), ""]
    if sheet.proposal:
        ranks = (sheet.proposal.rank_for_need, sheet.proposal.rank_for_offering)
        shown = ["未进" if rank is None else f"第 {rank} 位" for rank in ranks]
        parts.append(f"[green]已列入建议[/]：需求方名单{shown[0]}，供给方名单{shown[1]}")
    else:
        parts.append("[yellow]未列入建议[/]，因为：")
        parts += [f"  · {escape(obstacle)}" for obstacle in sheet.obstacles]
    return Group(*parts)


def _plain_lines(reasons: Reasons) -> list[str]:
    """For people first, as the page has it: what is alike and which conditions hold."""
    facets = [vars(facet) for facet in reasons.facets]
    return [
        f"  {MARKS[reason.verdict]} {escape(reason.title)}  {escape(reason.sentence)}"
        for reason in plain_reasons(reasons.terms, facets)
    ]


def _shares(reasons: Reasons) -> Table:
    kinds = {
        "phrase": "词语",
        "concept": "同义概念",
        "identifier": "型号",
        "grade": "型号不同",
        "rest": "零散",
    }
    made = table()
    made.add_column("共同内容", overflow="fold")
    made.add_column("类别")
    made.add_column("占分", justify="right")
    made.add_column("占比", justify="right")
    for term in reasons.terms:
        share = f"{term['points'] / reasons.points:.0%}" if reasons.points else ""
        made.add_row(escape(term["label"]), kinds[term["kind"]], score(term["millionths"]), share)
    made.add_section()
    made.add_row("合计", "", score(reasons.millionths), "100%" if reasons.points else "")
    return made


def _verdicts(reasons: Reasons) -> Table:
    made = table()
    for heading in ("条件", "需求方", "供给方", ""):
        made.add_column(heading, overflow="fold")
    for facet in reasons.facets:
        row = (facet.title, *(text or "未说明" for text in sides(vars(facet))))
        made.add_row(*map(escape, row), MARKS["near" if facet.beyond else facet.verdict])
    return made


def open_table(pairs: Sequence[OpenPair], names: dict[str, str]) -> Group:
    """待确认: with whom a need may fit, what is to be stated for it, and by whom."""
    made = table(wide=True)
    for heading, ratio in (("供给", 4), ("待确认", 6)):
        made.add_column(heading, ratio=ratio, overflow="fold")
    for pair in pairs:
        party = names.get(pair.offering.party, pair.offering.party)
        title = f"{pair.offering.content.title}\n{pair.offering.id} {party}"
        asked = [
            f"请{who}补填“{'、'.join(pair.of(side))}”" for side, who in WHO.items() if pair.of(side)
        ]
        made.add_row(escape(title), escape("\n".join(asked)))
        made.add_section()
    return Group(Text("待确认：条件没有冲突，但有的还没写明；不是建议"), made)


def as_json(value: Any) -> None:
    """Models by their fields; of personal data only whose it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=_plain))


def _plain(value: Any) -> Any:
    fields = isinstance(value, BaseModel) and not isinstance(value, Personal)
    return dict(value) if fields else str(value)


def _side(row: ProposalRow, side: str, names: dict[str, str]) -> str:
    party = names.get(row.party(side), row.party(side))
    return f"{escape(row.title(side))}\n[dim]{row.posting(side)} {escape(party)}[/]"


def _reasons(terms: list[dict[str, Any]], most: int = 4) -> str:
    shown = [f"{escape(t['label'])} {score(t['millionths'])}" for t in terms[:most]]
    rest = sum(t["millionths"] for t in terms[most:])
    if rest:
        shown.append(f"[dim]其余 {len(terms) - most} 项 {score(rest)}[/]")
    return "\n".join(shown)


def _marked(text: str, terms: list[dict[str, Any]], key: str) -> Text:
    """The text with the phrases and concepts that count highlighted."""
    shown = Text(text)
    for term in terms:
        for start, end in term[key] if term["kind"] != "rest" else ():
            shown.stylize("bold cyan", start, end)
    return shown
