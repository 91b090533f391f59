"""`docking proposals` and `docking explain`: who should meet whom, and why, as of any day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from domain.core.command import Refusal
from domain.postings.posting import LIFECYCLE
from domain.postings.tracks import TRACKS
from projections.matching.open_pairs import OpenPair, open_pairs_of
from projections.matching.proposals import Proposals
from projections.matching.reason_sheet import reason_sheet
from projections.matching.suggestions import suggestions
from projections.parties.parties import Parties
from projections.parties.record import known_of
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow
from services.cli import show
from services.cli.opening import opened
from services.house.house import House
from services.house.settings import Settings

TRACK = click.Choice(list(TRACKS))
AS_OF = click.option(
    "--as-of", metavar="时点", help="日志位置、日期或时刻 · position, day (20260501) or moment"
)
JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.command()
@click.option("--track", type=TRACK, help="赛道 · track")
@click.option("--need", metavar="编号", help="某一需求的 · of one need")
@click.option("--offering", metavar="编号", help="某一供给的 · of one offering")
@click.option("--party", metavar="单位", help="某一单位的 · of one party, by id or credit code")
@click.option(
    "--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="每赛道条数"
)
@AS_OF
@JSON
@click.pass_obj
def proposals(
    settings: Settings,
    track: str | None,
    need: str | None,
    offering: str | None,
    party: str | None,
    top: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """撮合建议，每条都有理由 · proposals with their reasons.

    例 example:  docking proposals --track bank --top 3
    """
    with opened(settings) as house:
        show.caught_up(house)
        at = show.position(house.log, house.views.times, as_of)
        if party is not None:
            party = _party(house.views.parties, party)
        rows = house.views.proposals.all(
            track=track, need=need, offering=offering, party=party, as_of=at
        )
        best = [row for code in TRACKS for row in [r for r in rows if r.track == code][:top]]
        shown = house.views.proposals.reasoned(best, at)
        asked = house.views.market.posting("need", need, at) if need is not None else None
        waiting = open_of(house, asked, at) if asked else []
        if as_json:
            made = [proposal.as_json() for proposal in shown]
            opened_pairs = [open_json(pair) for pair in waiting]
            show.as_json(made if need is None else {"proposals": made, "open": opened_pairs})
            return
        names = house.views.parties.titles(at)
        out = show.console()
        for code in TRACKS:
            some = [proposal for proposal in shown if proposal.row.track == code]
            if some:
                out.print(show.proposal_table(code, some, names))
        if waiting:
            out.print(show.open_table(waiting, names))
        elif not rows:
            click.echo(_nothing(house.views.market, need, offering, at))
        if party is not None:
            for line in _asked(house.views.proposals, party, at):
                click.echo(line)


@click.command()
@click.argument("need")
@click.argument("offering")
@AS_OF
@JSON
@click.pass_obj
def explain(settings: Settings, need: str, offering: str, as_of: str | None, as_json: bool) -> None:
    """一对需求与供给的理由单；未列入建议的，说明差在哪里 · the reason sheet of any pair.

    例 example:  docking explain bank-n-0001 bank-o-0003
    """
    with opened(settings) as house:
        show.caught_up(house)
        at = show.position(house.log, house.views.times, as_of)
        sheet = reason_sheet(house.views.proposals, need, offering, at)
        if sheet is None:
            raise Refusal("posting.absent", f"没有需求“{need}”或没有供给“{offering}”", "need")
        if as_json:
            show.as_json(_plain(sheet))
        else:
            show.console().print(show.reason_sheet(sheet, house.views.parties.titles(at)))


def open_of(house: House, need: PostingRow, at: int | None = None) -> list[OpenPair]:
    """待确认 of a need: none of one that isn't live."""
    if need.status != "published":
        return []
    known = known_of(house.views.parties.party(need.party, at), f"{need.track}.need")
    return open_pairs_of(house.views.proposals, need, known, at)


def open_json(pair: OpenPair) -> dict[str, Any]:
    questions = [{"title": each.title, "whose": each.whose} for each in pair.questions]
    return {"need": pair.need.id, "offering": pair.offering.id, "questions": questions}


def _asked(proposals: Proposals, party: str, at: int | None) -> Iterator[str]:
    """What the party left open, and how many partners wait for it."""
    for suggestion in suggestions(proposals, party, at):
        side = "需求" if suggestion.posting.side == "need" else "供给"
        for asked, besides in ((suggestion.questions, ""), (suggestion.shared, "对方也补填之后，")):
            for question in asked:
                yield (
                    f"{side} {suggestion.posting.id}：补填“{question.title}”，{besides}"
                    f"可再参与 {question.partners} 个对象的撮合"
                )


def _party(parties: Parties, code_or_id: str) -> str:
    party = parties.find(code_or_id)
    if party is None:
        raise Refusal("party.absent", f"没有单位“{code_or_id}”", "party")
    return party


def _nothing(market: Market, need: str | None, offering: str | None, at: int | None) -> str:
    """An empty answer says why it is empty."""
    for side, id in (("need", need), ("offering", offering)):
        if id is not None:
            row = market.posting(side, id, at)
            if row is None:
                return f"没有编号为“{id}”的{'需求' if side == 'need' else '供给'}"
            if row.status != "published":
                return f"“{id}”当前{LIFECYCLE.titles[row.status]}，不参与撮合"
    if not market.position:
        return "日志是空的。试试 docking demo，或 docking template bank 填表后 docking import"
    return "没有符合的建议"


def _plain(sheet: Any) -> dict[str, Any]:
    return {
        "need": sheet.need.id,
        "offering": sheet.offering.id,
        "proposed": sheet.proposal is not None,
        "points": sheet.reasons.points,
        "score": sheet.reasons.millionths,
        "terms": sheet.reasons.terms,
        "facets": [vars(facet) for facet in sheet.reasons.facets],
        "obstacles": list(sheet.obstacles),
    }
