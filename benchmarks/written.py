"""Whether people's own words find their partner: needs written by hand, beside the demo county.

    python -m benchmarks.written --data PATH [--quick]

PATH holds `offerings.jsonl` and `needs*.jsonl`; a line is a posting with its terms, a need's with
its right answers. All go through the desk on the demo county's last day, each valid as long as is
usual on its track; no clock runs. Once with all fields of the terms, once with the required ones
alone, as a firm fills in a form. Prints

    figure written.first           needs whose first partner is right, of all
    figure written.five            needs with a right one among the first five (proposals alone)
    figure written.empty_first     the same with the required fields alone: proposals, then
    figure written.empty_five      what is open (待确认)
    figure written.broken_limits   proposals whose terms contradict each other, by a check that
                                   knows no rule of ours; inside a band it must be said
    figure written.bm25_first …    BM25 on characters 1 and 2 under the same rules, and how ours
                                   compares with it: wins, losses, p
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.progress import Progress
from scipy.stats import binomtest

from benchmarks.contradictions import contradictions
from benchmarks.plain import BASELINES
from domain.administration.publications import Publish
from domain.core.command import Ask, Role
from domain.postings.content import Content
from domain.postings.posting import Draft, Submit
from domain.postings.tracks import TRACKS
from projections.matching.open_pairs import open_pairs
from projections.matching.pairing import Pairing
from projections.matching.reasons import facets
from projections.postings.posting_table import PostingRow
from services.demo.county import DAY
from services.demo.fill import fill
from services.house.house import House
from services.house.settings import Settings
from tests.services.houses import copy_house

SEED = 2023
NOON = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC)
FIVE = 5
OWNERS = {  # who of the demo county publishes them
    "bank": "b-01",
    "sales": "s-01",
    "academia": "u-01",
    "digitization": "s-02",
    "labor": "a-01",
    "policy": "d-01",
}
ASKER = "e001"
STRONGEST = "bm25_char12"

Line = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """The lines of the files."""

    needs: list[Line]
    offerings: list[Line]


@dataclass(frozen=True)
class Answered:
    """A need's partners in their order, and what BM25 puts first under the same rules."""

    need: Line
    proposed: list[PostingRow]
    open: list[PostingRow]
    plain: list[PostingRow]
    broken: int


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="手写需求所在目录")
@click.option("--quick", is_flag=True, help="只用演示县的三成；数字不可比")
def main(data: Path, *, quick: bool) -> None:
    """手写的需求：用自己的话能不能找到对象。"""
    if not (data / "offerings.jsonl").is_file():
        click.echo(f"找不到数据：{data} 下没有 offerings.jsonl。请用 --data 指定目录。", err=True)
        sys.exit(2)
    written = read_written(data)
    if quick:
        click.echo("# --quick: three tenths of the demo county; not comparable")
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True)) as bar:
        county = a_county(Path(folder), 0.3 if quick else 1.0, bar)
        whole = answered(copy_of(county, "whole"), written, whole=True)
        short = answered(copy_of(county, "short"), written, whole=False)
    for name, value in figures(whole, short):
        click.echo(f"figure written.{name} {value:.4g}")
    for name, note in by_track(whole, short):
        click.echo(f"# {name} {note}")


def figures(whole: Sequence[Answered], short: Sequence[Answered]) -> Iterator[tuple[str, float]]:
    yield "needs", len(whole)
    yield "first", _share(whole, lambda a: a.proposed[:1])
    yield "five", _share(whole, lambda a: a.proposed[:FIVE])
    yield "empty_first", _share(short, lambda a: [*a.proposed, *a.open][:1])
    yield "empty_five", _share(short, lambda a: [*a.proposed, *a.open][:FIVE])
    yield "broken_limits", sum(a.broken for a in whole)
    yield "bm25_first", _share(whole, lambda a: a.plain[:1])
    yield "bm25_five", _share(whole, lambda a: a.plain[:FIVE])
    wins, losses = compared(whole)
    yield "bm25_wins", wins
    yield "bm25_losses", losses
    yield "bm25_p", binomtest(wins, wins + losses).pvalue if wins + losses else 1.0


def compared(whole: Iterable[Answered]) -> tuple[int, int]:
    """Needs that ours alone puts a right one first for, and those that BM25 alone does."""
    ours = [(is_right(a.need, a.proposed[:1]), is_right(a.need, a.plain[:1])) for a in whole]
    return sum(a and not b for a, b in ours), sum(b and not a for a, b in ours)


def by_track(whole: Sequence[Answered], short: Sequence[Answered]) -> Iterator[tuple[str, str]]:
    """What isn't right, to be read."""
    wrong: Counter[str] = Counter()
    for a in whole:
        if not is_right(a.need, a.proposed[:1]):
            wrong[a.need["track"]] += 1
            first = a.proposed[0].content.title if a.proposed else "—"
            yield a.need["id"], f"{a.need['title']} → {first}"
    for a in short:
        if not is_right(a.need, [*a.proposed, *a.open][:FIVE]):
            yield f"{a.need['id']} (required fields alone)", a.need["title"]
    yield "not first, by track", str(dict(sorted(wrong.items())))


def answered(folder: Path, written: Written, *, whole: bool) -> list[Answered]:
    """Every need's partners, once all is published beside the county's own."""
    with House.open(Settings(data=folder), now=lambda: NOON) as house:
        publish_all(house, written, whole=whole)
        made = {}
        for track in TRACKS:
            pairing = pairing_of(house, track)
            asked = [line for line in written.needs if line["track"] == track]
            made.update({line["id"]: a for line, a in _answers(house, pairing, asked)})
        return [made[line["id"]] for line in written.needs]


def _answers(
    house: House, pairing: Pairing, lines: Sequence[Line]
) -> Iterator[tuple[Line, Answered]]:
    rows = list(pairing.offerings.values())
    scores = BASELINES[STRONGEST]([row.text for row in rows])
    columns = scores.offerings([row.text for row in rows]).T.tocsc()
    for line in lines:
        need = pairing.needs[line["id"]]
        proposed = house.views.proposals.all(need=need.id)
        listed = sorted(
            (row for row in proposed if row.rank_for_need), key=lambda row: row.rank_for_need or 0
        )
        partners = [pairing.offerings[row.offering] for row in listed]
        plain = np.asarray((scores.needs([need.text]) @ columns).todense()).ravel()
        order = [rows[at] for at in np.lexsort((np.arange(len(rows)), -plain)) if plain[at] > 0]
        yield (
            line,
            Answered(
                line,
                partners,
                [pair.offering for pair in open_pairs(pairing, need)],
                [row for row in order if pairing.passes(need, row)][:FIVE],
                sum(_breaks(need, partner) for partner in partners),
            ),
        )


def _breaks(need: PostingRow, offering: PostingRow) -> bool:
    """Whether the two contradict each other, and the list doesn't say so."""
    said = {facet.name for facet in facets(need, offering) if facet.beyond}
    return bool(set(contradictions(*(_stated(row) for row in (need, offering)))) - said)


def _stated(row: PostingRow) -> Line:
    content = json.loads(row.content.model_dump_json())
    return {**content["terms"], "regions": content["regions"], "industries": content["industries"]}


def is_right(need: Line, partners: Iterable[PostingRow]) -> bool:
    """Whether one of the partners was written down as right."""
    pattern = need["answers_in_demo_county_title_regex"]
    for row in partners:
        whole = need["track"] == "digitization"
        text = f"{row.content.title}\n{row.content.text}" if whole else row.content.title
        if row.id in need["answers"]:
            return True
        if pattern and not row.id.startswith("q-") and re.search(pattern, text):
            return True
    return False


def _share(answers: Sequence[Answered], of: Any) -> float:
    return sum(is_right(a.need, of(a)) for a in answers) / len(answers)


def pairing_of(house: House, track: str) -> Pairing:
    """A track's postings with the model that the demo county fitted."""
    pairing = house.views.proposals.pairing(track)
    if pairing is None:
        raise click.ClickException(f"{track} has no model")
    return pairing


def read_written(folder: Path) -> Written:
    """The needs and offerings of a folder."""
    needs = [line for file in sorted(folder.glob("needs*.jsonl")) for line in _lines(file)]
    return Written(needs, _lines(folder / "offerings.jsonl"))


def publish_all(house: House, written: Written, *, whole: bool) -> None:
    """All of them beside what the county has: with all fields, or with the required ones alone."""
    for side, lines in (("offering", written.offerings), ("need", written.needs)):
        for line in lines:
            _publish(house, side, line, whole=whole)
    house.views.fresh()


def _publish(house: House, side: str, line: Line, *, whole: bool) -> None:
    track = TRACKS[line["track"]]
    kind = track.terms(side)
    terms = line["terms"]
    if side == "need" and not whole:
        needed = {name for name, field in kind.model_fields.items() if field.is_required()}
        terms = {name: value for name, value in terms.items() if name in needed | {"kind"}}
    content = Content(
        track=track.code,
        title=line["title"],
        text=line["text"],
        regions=tuple(line["regions"]),
        industries=tuple(line["industries"]),
        valid_from=DAY,
        valid_through=DAY + timedelta(track.valid_days),
        visibility=track.visibility(side),
        terms=kind.model_validate(terms),
    )
    party = ASKER if side == "need" else OWNERS[track.code]
    ask = Ask(at=NOON, on=DAY, actor="office", role=Role.ORGANIZER, party=None, source="benchmark")
    names: Any = {"side": side, "id": line["id"]}
    commands = [Draft(**names, party=party, content=content), Submit(**names), Publish(**names)]
    house.desk.do_all([(command, ask) for command in commands])


def a_county(folder: Path, share: float, bar: Progress) -> Path:
    """The demo county, made in a folder, with its progress on a bar."""
    made = folder / "county"
    task = bar.add_task("演示县")

    def told(_what: str, done: int, of: int | None) -> None:
        bar.update(task, completed=done, total=of)

    with House.open(Settings(data=made)) as house:
        fill(house, SEED, share=share, progress=told)
        house.views.fresh()
    return made


def copy_of(county: Path, name: str) -> Path:
    """A county of its own beside it, to be changed."""
    return Path(copy_house(county, county.with_name(name)))


def _lines(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    main()
