"""What a preview tells about an edit of the lexicon is what happens when it is made."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from domain.matching.lexicon import AddWord, RemoveWord
from domain.postings.tracks import TRACKS
from projections.matcher import LEXICON
from projections.matching.lexicon import edited
from services.house.house import House
from services.house.settings import Settings
from services.matching.lexicon_preview import preview
from services.matching.refitting import refit
from tests.journeys.digest import made

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    chosen = tmp_path_factory.mktemp("county")
    made(Settings(data=chosen))
    return chosen


@pytest.fixture
def house(folder):
    with House.open(Settings(data=folder)) as opened:
        yield opened


def pairs(house: House, track: str) -> set[tuple[str, str]]:
    return {row.pair for row in house.views.proposals.all(track=track)}


@pytest.mark.parametrize(
    "edits",
    [
        [("操作工", "")],
        [("流动资金", "equipment_loan")],
        [("企业", "firm"), ("公司", "firm")],
        [("没有人写过的词", "nothing")],
    ],
)
def test_what_was_previewed_is_what_happens(house, edits):
    before = {track: pairs(house, track) for track in TRACKS}
    told = {change.track: change for change in preview(house.views, edits)}
    for word, concept in edits:
        command = AddWord(concept=concept, word=word) if concept else RemoveWord(word=word)
        house.desk.do(command, house.ask("office", Role.ORGANIZER))
    house.views.fresh()
    refit(
        house.views.proposals,
        house.desk,
        house.ask("fitting", Role.SYSTEM),
        lexicon=house.views.lexicons.lexicon(),
    )
    house.views.fresh()
    for track in TRACKS:
        now, change = pairs(house, track), told.get(track)
        added = {row.pair for row in change.added} if change else set()
        removed = {row.pair for row in change.removed} if change else set()
        assert (now - before[track], before[track] - now) == (added, removed)


def test_the_preview_saves_nothing(house):
    before = house.log.last()
    preview(house.views, [("操作工", "")])
    house.views.fresh()
    assert house.log.last() == before


def test_an_edited_lexicon_has_its_own_version_and_each_word_one_concept():
    once = edited(LEXICON, [("过桥周转", "bridge")])
    moved = edited(once, [("过桥周转", "renewal")])
    assert [LEXICON.version, once.version, moved.version] == [
        LEXICON.version,
        f"{LEXICON.version}+1",
        f"{LEXICON.version}+2",
    ]
    holders = [name for name, words in moved.concepts if "过桥周转" in words]
    assert holders == ["renewal"]
    assert edited(moved, [("过桥周转", "")]).concepts == LEXICON.concepts


def test_the_lexicon_as_of_a_position_is_the_one_of_then(house):
    at = house.log.last()
    version = house.views.lexicons.lexicon().version
    house.desk.do(AddWord(concept="bridge", word="接续周转"), house.ask("o", Role.ORGANIZER))
    house.views.fresh()
    assert (
        house.views.lexicons.lexicon(at).version
        == version
        != house.views.lexicons.lexicon().version
    )
