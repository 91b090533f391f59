"""Written cases: what ought to come first for a need, where jargon, amounts, tenors, places decide.

The offerings of a track stand together in `cases/TRACK.yaml`; all its texts make the model. A
`note` says what rules the others out, where the words alone don't.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.postings.content import Content
from domain.postings.tracks import TRACKS
from projections.matcher import LEXICON, Lexicon, fit_for
from projections.matching.pairing import Pairing
from projections.postings.posting_table import PostingRow

FOLDER = Path(__file__).parent / "cases"
CASES = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in FOLDER.glob("*.yaml")}


def row(track: str, side: str, id: str, said: dict[str, Any]) -> PostingRow:
    terms = {"kind": f"{track}.{side}", **said.get("terms", {})}
    home = ["411025"] if side == "need" else []
    content = Content(
        track=track,
        title=said["title"],
        text=said["text"],
        regions=said.get("regions", home),
        industries=said.get("industries", ["C3042"] if side == "need" else []),
        valid_from=date(2026, 11, 1),
        valid_through=date(2027, 10, 31),
        terms=terms,
    )
    return PostingRow(side, id, f"p-{id}", track, "published", 1, content, 1)  # type: ignore[arg-type]  # (a side is a word in the files)


@cache
def market(track: str) -> tuple[list[PostingRow], list[PostingRow]]:
    cases = CASES[track]
    common = cases["every_need"].get("terms", {})
    needs = [
        row(track, "need", f"{at:02}", {**said, "terms": {**common, **said.get("terms", {})}})
        for at, said in enumerate(cases["needs"])
    ]
    offerings = [row(track, "offering", id, said) for id, said in cases["offerings"].items()]
    return needs, offerings


@cache
def firsts(track: str, lexicon: Lexicon = LEXICON) -> dict[str, str]:
    """The offering that comes first, by need."""
    needs, offerings = market(track)
    model = fit_for(track, [one.text for one in (*needs, *offerings)], lexicon)
    proposals = Pairing(track, needs, offerings, model, {}).proposals()
    return {p.need.id: p.offering.id for p in proposals if p.rank_for_need == 1}


@pytest.mark.parametrize(
    ("track", "need", "answer"),
    [
        pytest.param(track, f"{at:02}", said["answer"], id=f"{track}-{at:02}-{said['title']}")
        for track, cases in CASES.items()
        for at, said in enumerate(cases["needs"])
    ],
)
def test_the_right_offering_comes_first(track, need, answer):
    assert firsts(track).get(need) == answer


def test_every_track_has_written_cases():
    lacking = [f"write {FOLDER.name}/{track}.yaml" for track in TRACKS if track not in CASES]
    assert lacking == [], "docs/how-to/add-a-track.md says what stands in it"
    assert CASES.keys() == TRACKS.keys()


@pytest.mark.parametrize("track", sorted(CASES))
def test_without_the_lexicon_some_would_go_wrong(track):
    """The control: characters alone don't answer jargon."""
    without = firsts(track, Lexicon.of("none", {}))
    wrong = [
        said["title"]
        for at, said in enumerate(CASES[track]["needs"])
        if without.get(f"{at:02}") != said["answer"]
    ]
    assert wrong


def test_there_are_enough_cases_to_mean_something():
    asked = {track: len(cases["needs"]) for track, cases in CASES.items()}
    assert asked.pop("bank") >= 40
    assert min(asked.values()) >= 20
    assert all(12 <= len(cases["offerings"]) <= 30 for cases in CASES.values())
