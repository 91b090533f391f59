"""What a score is worth: how often a pair with such a score was right, track by track.

    python -m benchmarks.calibration --data PATH

PATH holds the needs worded by hand of `benchmarks/written.py` in `written/`, and labelled sets of
`benchmarks/quality.py` beside it. Of each need the ten likeliest offerings are looked at that
nothing is against, once with all fields and once with the required ones alone. How often they are
right rises with the score; the rising steps that fit best (isotonic regression) give the bounds:

    figure calibration.TRACK.least     from where on one in a hundred is right, in millionths
    figure calibration.TRACK.middle    … every second
    figure calibration.TRACK.high      … four of five
    figure calibration.TRACK.right_at_GRADE   share of right ones at the grades as they are in force
    figure calibration.SET.right_at_GRADE     … of pairs that people judged; right: 2 or 3 of 3
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sklearn.isotonic import IsotonicRegression

from benchmarks.quality import TRACKS as TRACK_OF_SET
from benchmarks.quality import load
from benchmarks.written import (
    NOON,
    Written,
    a_county,
    copy_of,
    is_right,
    pairing_of,
    publish_all,
    read_written,
)
from domain.matching.grade import GRADES, grade
from domain.postings.rules import Verdict
from domain.postings.tracks import TRACKS
from projections.matcher import fit_for, millionths, points, vector
from projections.matching.pairing import Pairing
from services.house.house import House
from services.house.settings import Settings

PER_NEED = 10  # offerings
SHARES = {"least": 0.01, "middle": 0.5, "high": 0.8}
RIGHT = 2  # of people's marks from 0 to 3


@dataclass(frozen=True)
class Scored:
    """One pair's score in millionths, and whether it belongs together."""

    score: int
    right: bool


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="标注数据所在目录")
def main(data: Path) -> None:
    """得分的含义：什么样的得分，有多少对是合适的。"""
    if not (data / "written" / "offerings.jsonl").is_file():
        click.echo(f"找不到数据：{data}/written。请用 --data 指定目录。", err=True)
        sys.exit(2)
    written = read_written(data / "written")
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True)) as bar:
        county = a_county(Path(folder), 1.0, bar)
        parts = [
            _likeliest(copy_of(county, name), written, whole=name == "whole")
            for name in ("whole", "short")
        ]
    for track in TRACKS:
        pairs = [pair for part in parts for pair in part[track]]
        for name, bound in bounds(pairs):
            click.echo(f"figure calibration.{track}.{name} {bound}")
        _tell(track, track, pairs)
    for labelled in sorted(path.parent.parent for path in data.glob("*/dev/judged.tsv")):
        _tell(labelled.name, TRACK_OF_SET[labelled.name], judged(labelled))


def bounds(pairs: Iterable[Scored]) -> Iterator[tuple[str, int]]:
    """From which score on each share is reached, by the best fit that never falls."""
    pairs = list(pairs)
    fit = IsotonicRegression().fit([p.score for p in pairs], [float(p.right) for p in pairs])
    steps = list(zip(fit.X_thresholds_, fit.y_thresholds_, strict=True))
    for name, share in SHARES.items():
        reached = [int(score) for score, right in steps if right >= share]
        if reached:
            yield name, reached[0]


def judged(folder: Path) -> Iterator[Scored]:
    """The pairs of a set that people marked, the query with its body."""
    labelled = load(folder)
    track = TRACK_OF_SET[labelled.name]
    model = fit_for(track, labelled.corpus.values())
    for query, marks in labelled.judged.items():
        need = vector(labelled.longer[query], model, "need")
        for document, mark in marks.items():
            offering = vector(labelled.corpus[document], model, "offering")
            yield Scored(millionths(points(need, offering)), mark >= RIGHT)


def _likeliest(folder: Path, written: Written, *, whole: bool) -> dict[str, list[Scored]]:
    """By track, the likeliest pairs of the written needs that nothing is against."""
    with House.open(Settings(data=folder), now=lambda: NOON) as house:
        publish_all(house, written, whole=whole)
        likeliest: dict[str, list[Scored]] = {}
        for track in TRACKS:
            pairing = pairing_of(house, track)
            needs = [line for line in written.needs if line["track"] == track]
            likeliest[track] = [pair for line in needs for pair in _of_need(pairing, line)]
        return likeliest


def _of_need(pairing: Pairing, line: dict[str, object]) -> list[Scored]:
    need = pairing.needs[str(line["id"])]
    pairs = [
        Scored(millionths(pairing.points(need, row)), is_right(line, [row]))
        for row in pairing.offerings.values()
        if pairing.folding.stands(row.side, row.id)
        and all(facet.verdict is not Verdict.FAIL for facet in pairing.facets(need, row))
    ]
    return sorted((p for p in pairs if p.score), key=lambda pair: -pair.score)[:PER_NEED]


def _tell(name: str, track: str, pairs: Iterable[Scored]) -> None:
    by_grade = sorted(pairs, key=lambda pair: grade(track, pair.score))
    for code, some in groupby(by_grade, key=lambda pair: grade(track, pair.score)):
        those = list(some)
        right = sum(pair.right for pair in those)
        click.echo(f"figure calibration.{name}.right_at_{code} {right / len(those):.3f}")
        click.echo(f"# {name} {GRADES[code]}: {right} of {len(those)}")


if __name__ == "__main__":
    main()
