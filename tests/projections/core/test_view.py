"""Views: applied once, whatever the pages; parked where broken; rebuilt the same; as of any day."""

from __future__ import annotations

from typing import ClassVar

import pytest

from domain.parties.party import PartyRegistered, PartyStatusChanged
from domain.postings.need import NeedDrafted, NeedPaused, NeedRevised
from projections.core.database import open_views
from projections.core.view import until
from projections.parties.parties import Parties
from projections.postings.market import Market
from tests.examples import FACTORY, RURAL_BANK, content, factory, live, offering_live, rural_bank
from tests.logbook import Logbook
from tests.projections.titles import Titles, drafts

NEED, OFFERING = "need-n1", "offering-o1"
REVISED = NeedRevised(content=content(title="申请倒贷资金五百万元"))
STORY = (
    ("party-e001", factory),
    ("party-b01", rural_bank),
    *((NEED, event) for event in live),
    *((OFFERING, event) for event in offering_live),
    (NEED, REVISED),
    (NEED, NeedPaused()),
    ("party-e001", PartyStatusChanged(status="dormant")),
)


def test_reading_twice_changes_nothing(engine):
    log, view = drafts("第一条需求", "第二条需求"), Titles(engine)
    assert [view.catch_up(log.after), view.catch_up(log.after)] == [2, 2]
    assert view.titles() == ["第一条需求", "第二条需求"]


def test_two_who_catch_up_in_turn_apply_each_event_once(engine):
    log, one, other = drafts("第一条需求"), Titles(engine), Titles(engine)
    one.catch_up(log.after)
    log.write(("need-x", NeedDrafted(party="e001", content=content(title="第二条需求"))))
    assert [other.catch_up(log.after), one.catch_up(log.after)] == [2, 2]
    assert one.titles() == ["第一条需求", "第二条需求"]


def test_an_event_that_breaks_the_view_is_parked_and_the_others_go_on(engine):
    log, view = drafts("第一条需求", "过桥资金", "第三条需求"), Titles(engine)
    assert view.catch_up(log.after) == 3
    assert view.titles() == ["第一条需求", "第三条需求"]
    assert view.parked() == [(2, "need.drafted", "ValueError: 过桥")]


def test_an_event_that_the_tables_refuse_is_parked(engine):
    log, view = drafts("同一条需求", "同一条需求", "第三条需求"), Titles(engine)
    view.catch_up(log.after)
    assert view.titles() == ["同一条需求", "第三条需求"]
    [(position, _, reason)] = view.parked()
    assert (position, reason.partition(":")[0]) == (2, "IntegrityError")


def test_a_line_that_cant_be_read_is_parked(engine):
    log, view = drafts("第一条需求", "第二条需求"), Titles(engine)
    log.damage(1, state=b"{")
    view.catch_up(log.after)
    assert view.titles() == ["第二条需求"]
    assert [(position, name) for position, name, _ in view.parked()] == [(1, "need.drafted")]


def test_a_page_that_is_interrupted_leaves_nothing(engine):
    log, view = drafts("第一条需求", "第二条需求"), Titles(engine)

    def cut(position, limit):
        if limit > 1:  # reading on, the line that was read last comes along
            raise ConnectionError
        return log.after(position, limit)

    with pytest.raises(ConnectionError):
        view.catch_up(cut, page=1)
    assert (view.position, view.titles()) == (1, ["第一条需求"])
    assert view.catch_up(log.after) == 2


def test_a_new_version_starts_over(engine):
    log = drafts("第一条需求")
    Titles(engine).catch_up(log.after)

    class Reshaped(Titles):
        version: ClassVar = 2

    assert Reshaped(engine).position == 0
    assert Reshaped(engine).titles() == []


def test_a_program_whose_version_was_replaced_stops_instead_of_writing_into_other_tables(engine):
    log, old = drafts("第一条需求"), Titles(engine)
    old.catch_up(log.after)

    class Reshaped(Titles):
        version: ClassVar = 2

    Reshaped(engine).catch_up(log.after)
    with pytest.raises(RuntimeError, match="titles: by now another program keeps version 2 here"):
        old.catch_up(log.after)
    assert Reshaped(engine).titles() == ["第一条需求"]


@pytest.mark.parametrize("page", [1, 2, 7, 500])
def test_pages_make_no_difference(engine, page):
    whole, paged = Logbook(*STORY), Logbook(*STORY)
    market, parties = Market(engine), Parties(engine, str.lower)
    for view, log in ((market, whole), (parties, whole)):
        view.catch_up(log.after, page=500)
    digests = [market.digest(), parties.digest()]
    market.rebuild(paged.after, page=page)
    parties.rebuild(paged.after, page=page)
    assert [market.digest(), parties.digest()] == digests


def test_the_market_shows_what_is_live(engine):
    market = Market(engine)
    market.catch_up(Logbook(*STORY).after)
    assert [(r.side, r.id, r.status, r.edition) for r in market.postings()] == [
        ("need", "n1", "paused", 2),
        ("offering", "o1", "published", 1),
    ]
    assert [r.id for r in market.postings(status="published", track="bank")] == ["o1"]
    assert market.posting("need", "n1").content == REVISED.content


def test_the_market_as_of_any_position_equals_a_fresh_replay_to_it(engine, tmp_path):
    market = Market(engine)
    market.catch_up(Logbook(*STORY).after)
    for position in range(len(STORY) + 1):
        fresh = Market(open_views(f"sqlite:///{tmp_path / f'{position}.db'}"))
        fresh.catch_up(Logbook(*STORY[:position]).after)
        assert market.postings(as_of=position) == fresh.postings()
        fresh.engine.dispose()


def test_the_market_as_of_any_position_while_an_event_is_parked(engine, tmp_path):
    log = Logbook(*STORY)
    log.damage(6, state=b"{}")  # the offering's draft: its other events have nothing to change
    market = Market(engine)
    market.catch_up(log.after)
    assert [position for position, *_ in market.parked()] == [6, 7, 8]
    for position in range(len(STORY) + 1):
        fresh = Market(open_views(f"sqlite:///{tmp_path / f'{position}.db'}"))
        fresh.catch_up(until(log.after, position))
        assert market.postings(as_of=position) == fresh.postings()
        assert fresh.parked() == [row for row in market.parked() if row[0] <= position]
        fresh.engine.dispose()


def test_what_changed_since_is_known_by_track(engine):
    market = Market(engine)
    market.catch_up(Logbook(*STORY).after)
    with engine.connect() as db:
        assert [market.changed(db, 0, 2), market.changed(db, 2, 3)] == [set(), {"bank"}]


def test_overdue_is_what_is_over_and_still_out(engine):
    market = Market(engine)
    market.catch_up(Logbook(*STORY).after)
    assert market.overdue("2026-04-30") == []
    assert market.overdue("2026-05-01") == [("offering", "o1"), ("need", "n1")]


def test_parties_are_found_by_id_and_by_credit_code(engine):
    parties = Parties(engine, str.lower)
    parties.catch_up(Logbook(*STORY).after)
    assert [parties.find("e001"), parties.find(FACTORY.uscc), parties.find("x")] == [
        "e001",
        "e001",
        None,
    ]
    assert parties.titles() == {"b01": RURAL_BANK.title, "e001": FACTORY.title}
    assert [parties.party("e001", at).status for at in (1, None)] == ["active", "dormant"]


def test_a_credit_code_finds_its_holder_whoever_has_it_for_an_id(engine):
    parties = Parties(engine, str.lower)
    parties.catch_up(Logbook((f"party-{FACTORY.uscc}", rural_bank), *STORY[:2]).after)
    assert [parties.find(FACTORY.uscc), parties.find("b01")] == ["e001", "b01"]


def test_a_party_that_changes_before_it_is_registered_is_parked(engine):
    parties = Parties(engine, str.lower)
    parties.catch_up(
        Logbook(
            ("party-x", PartyStatusChanged(status="dormant")),
            ("party-e001", PartyRegistered(profile=FACTORY)),
        ).after
    )
    assert [position for position, *_ in parties.parked()] == [1]
    assert parties.titles() == {"e001": FACTORY.title}
