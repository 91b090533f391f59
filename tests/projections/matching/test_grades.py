"""型号规格: the same grade, model, size, unit or purpose before another one, always.

A line of `grades/TRACK.yaml` is a need, the offering that it asks for, and one that has as many of
its words or more, and another grade. All of a track's lines make one market, so that everybody has
many rivals; `names` are terms of the need.
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
from projections.matcher import fit_for, settings_for
from projections.matcher.posted import text_of
from projections.matching.pairing import Pairing
from projections.postings.posting_table import PostingRow

FOLDER = Path(__file__).parent / "grades"
CASES = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in FOLDER.glob("*.yaml")}
NAMING = {"sales": "product_name", "labor": "occupation"}


def row(track: str, side: str, id: str, said: list[Any]) -> PostingRow:
    title, text, terms = (*said, {})[:3]
    named = {NAMING[track]: title} if track in NAMING else {}
    content = Content(
        track=track,
        title=title,
        text=text,
        regions=("411025",),
        valid_from=date(2026, 11, 1),
        valid_through=date(2027, 10, 31),
        terms={"kind": f"{track}.{side}", **named, **terms},
    )
    return PostingRow(side, id, f"p-{id}", track, "published", 1, content, 1)  # type: ignore[arg-type]  # (a side is a word in the files)


@cache
def paired(track: str) -> Pairing:
    needs, offerings = [], []
    for at, case in enumerate(CASES[track]):
        said = [*case["need"], case["names"]] if "names" in case else case["need"]
        needs.append(row(track, "need", f"{at:02}", said))
        offerings += [row(track, "offering", f"{at:02}-{k}", case[k]) for k in ("right", "wrong")]
    texts = [text_of(one.content, settings_for(track)) for one in (*needs, *offerings)]
    return Pairing(track, needs, offerings, fit_for(track, texts), {})


@pytest.mark.parametrize(
    ("track", "need"),
    [
        pytest.param(track, f"{at:02}", id=f"{track}-{at:02}-{case['need'][0]}")
        for track, cases in CASES.items()
        for at, case in enumerate(cases)
    ],
)
def test_the_right_one_is_proposed_and_stands_before_the_other(track, need):
    listed = [scored.id for scored in paired(track).best("need", need)]
    assert f"{need}-right" in listed
    assert f"{need}-wrong" not in listed[: listed.index(f"{need}-right")]


def test_there_are_eighty_over_six_tracks():
    assert CASES.keys() <= TRACKS.keys()
    assert (len(CASES), sum(map(len, CASES.values())) >= 80) == (6, True)
