"""Teasers: nothing that anybody wrote shows through, and a label is the same whoever keeps it."""

from __future__ import annotations

import json
import random
from dataclasses import astuple
from datetime import date

import pytest

from domain.administration.parameter import ParameterSet
from domain.postings.need import (
    NeedDrafted,
    NeedPaused,
    NeedPublished,
    NeedResumed,
    NeedRevised,
    NeedSubmitted,
    NeedWithdrawn,
)
from domain.postings.terms import BankNeed
from domain.values.industry import industry_name
from projections.core.database import open_views
from projections.leads.teaser_bands import HIDDEN, ROOT, path_of, shown
from projections.leads.teasers import NEED, Teaser, Teasers
from tests.examples import content
from tests.logbook import Logbook
from tests.projections.leads.observer import candidates, fitting

SECRET = "恒丰铸件9137联系13987654321"
NOTHING = Teaser("政银企对接", HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, 0)
NARROW = Teaser(
    track="政银企对接",
    industry=industry_name("C35"),
    region="襄城县",
    amount="100–300万元",
    tenor="三至六个月",
    purpose="购置设备",
    crowd=5,
)
REGIONS = (("411025",), ("411025001",), ("411024",), ("410100",), ("420100",), ())
INDUSTRIES = (("C35",), ("C3531",), ("C14",), ("A01",), ())


def says(**changes):
    terms = {name: changes.pop(name) for name in list(changes) if name in BankNeed.model_fields}
    stated = {"amount_fen": 300_000_000, "tenor_days": 180, "purpose": "equipment"} | terms
    return content(title=SECRET, text=f"{SECRET}。", terms=BankNeed(**stated), **changes)


def anything(draw):
    return says(
        amount_fen=draw.choice([None, 10, 400, 900, 40_000])
        and draw.choice([1, 400, 9000]) * 10**6,
        tenor_days=draw.choice([None, 90, 365, 366]),
        purpose=draw.choice([None, "equipment", "purchase"]),
        regions=draw.choice(REGIONS),
        industries=draw.choice(INDUSTRIES),
        visibility=draw.choice(["matched_only"] * 5 + ["public"]),
    )


def published(id, party, said):
    events = (NeedDrafted(party=party, content=said), NeedSubmitted(), NeedPublished())
    return [(f"need-{id}", event) for event in events]


def crowd(value, since="2026-03-01"):
    event = ParameterSet(parameter="teaser_crowd", value=value, since=date.fromisoformat(since))
    return "parameters", event


@pytest.fixture
def teasers(engine):
    return Teasers(engine)


def after(teasers, log, *ids):
    teasers.catch_up(log.after)
    assert teasers.parked() == []
    shown_of = teasers.of(ids)
    return [shown_of[id] for id in ids]


def alike(many=5, said=None):
    return [e for n in range(many) for e in published(f"n{n}", f"e{n}", said or says())]


def test_of_alike_enterprises_the_first_show_nothing_and_the_fifth_narrow_bands(teasers):
    assert after(teasers, Logbook(*alike()), "n0", "n3", "n4") == [NOTHING, NOTHING, NARROW]


def test_one_enterprise_with_many_needs_is_no_crowd(teasers):
    log = Logbook(*(e for n in range(9) for e in published(f"n{n}", "e1", says())))
    assert after(teasers, log, "n8") == [NOTHING]


def test_who_leaves_widens_what_the_others_show_and_keeps_its_own(teasers):
    log = Logbook(*alike(6), ("need-n0", NeedWithdrawn(reason_code="other")))
    assert after(teasers, log, "n4", "n5") == [NARROW, NARROW]
    log.write(("need-n5", NeedPaused()))
    assert after(teasers, log, "n4", "n5") == [NOTHING, NARROW]


def test_a_label_never_narrows_again(teasers):
    log = Logbook(*alike(5), ("need-n0", NeedPaused()))
    assert after(teasers, log, "n4") == [NOTHING]
    log.write(("need-n0", NeedResumed()), ("need-n4", NeedPaused()), ("need-n4", NeedResumed()))
    log.write(*published("n9", "e9", says()))
    assert after(teasers, log, "n0", "n4", "n9") == [NOTHING, NOTHING, NARROW]


def test_what_a_need_says_anew_is_shown_as_wide_as_both_have_in_common(teasers):
    log = Logbook(*alike(9, says()), ("need-n8", NeedRevised(content=says(amount_fen=10**8))))
    [shown_then] = after(teasers, log, "n8")
    assert (shown_then.amount, shown_then.industry) == ("500万元以内", NARROW.industry)
    log.write(("need-n8", NeedRevised(content=says())))
    assert after(teasers, log, "n8") == [shown_then]


def test_a_public_need_is_no_part_of_it(teasers):
    log = Logbook(*alike(5, says(visibility="public")), *published("n9", "e9", says()))
    [public, other] = after(teasers, log, "n0", "n9")
    assert (public.amount, public.crowd, other) == (NARROW.amount, 0, NOTHING)


def test_a_rise_of_the_crowd_widens_at_once_and_five_is_the_least(teasers):
    log = Logbook(crowd(2), *alike(9))
    assert after(teasers, log, "n3", "n4") == [NOTHING, NARROW]
    log.write(crowd(20, since="2026-12-01"))
    assert after(teasers, log, "n4", "n8") == [NOTHING, NOTHING]


def test_nothing_that_anybody_wrote_shows_through(teasers):
    draw = random.Random(3)
    log = Logbook(
        *(e for n in range(60) for e in published(f"{SECRET}-{n}", f"e{n}", anything(draw)))
    )
    teasers.catch_up(log.after)
    for each in teasers.of(f"{SECRET}-{n}" for n in range(60)).values():
        said = "".join(map(str, astuple(each)))
        assert not any(SECRET[n : n + 2] in said for n in range(len(SECRET) - 1))


def test_each_step_shows_what_the_next_one_shows_and_more():
    draw = random.Random(4)
    paths = [path_of(anything(draw)) for _ in range(400)]
    for step in range(ROOT):
        wider = {}
        for path in paths:
            assert wider.setdefault(path[step:], shown(path, step + 1)) == shown(path, step + 1)
    assert shown(paths[0], ROOT) == {}


def test_a_random_life_holds_and_a_rebuild_equals_it(teasers, tmp_path):
    """Drafted, published, revised, paused, resumed, withdrawn; a page of the log at a time."""
    draw, log, ids = random.Random(5), Logbook(), [f"n{number}" for number in range(60)]
    owners = {id: f"e{draw.randrange(25)}" for id in ids}
    for step in range(600):
        id = draw.choice(ids)
        log.write((f"need-{id}", life(draw, log.versions.get(f"need-{id}", 0), owners[id])))
        if step % 150 == 149:
            log.write(crowd(draw.choice([2, 5, 7, 5])))
        if draw.random() < 0.3:
            teasers.catch_up(log.after, page=draw.choice([1, 3, 500]))
            holds(teasers)
    teasers.catch_up(log.after)
    before = teasers.digest()
    teasers.rebuild(log.after)
    again = Teasers(open_views(f"sqlite:///{tmp_path / 'again.db'}"))
    again.catch_up(log.after, page=7)
    assert (teasers.digest(), again.digest()) == (before, before)
    again.engine.dispose()


def life(draw, version, party):
    """What may come next in a need's life."""
    if version < 3:
        said = anything(draw)
        return (NeedDrafted(party=party, content=said), NeedSubmitted(), NeedPublished())[version]
    revised = NeedRevised(content=anything(draw))
    return draw.choice([revised, NeedPaused(), NeedPaused(), NeedResumed(), NeedPublished()])


def holds(teasers):
    with teasers.engine.connect() as db:
        rows = db.execute(NEED.select().where(NEED.c.live == 1)).all()
    truth = {row.id: (row.party, tuple(json.loads(row.path))) for row in rows}
    labels = [(row.step, truth[row.id][1][row.step :]) for row in rows]
    parties = {row.party for row in rows}
    for label, could in candidates(truth, labels).items():
        assert could == fitting(truth, label)
        assert len(could) >= 5 or (label[0] == ROOT and len(parties) < 5)
