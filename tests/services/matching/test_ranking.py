"""Learning: an order that people's answers bear out is used, shown and taken back; no other is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.core.command import Ask, Refusal, Role
from domain.matching.proposal import (
    DeclineProposal,
    DeliverProposal,
    ExpireProposal,
    ExpressInterest,
    ViewProposal,
)
from domain.matching.ranking import DropOrder
from projections.matching.ranking import features
from services.house.house import House
from services.house.settings import Settings
from services.matching.ranking import learn, samples
from services.matching.responses import shown as as_shown
from tests.services.counties import a_county
from tests.services.houses import copy_house
from tests.spec import DAY, NOON

pytestmark = pytest.mark.slow

ANSWERS = 160
END = DAY + timedelta(days=ANSWERS)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Large enough to have so many proposals."""
    folder = a_county(tmp_path_factory.mktemp("county"), share=0.35)
    with House.open(Settings(data=folder)) as house:
        assert len(house.views.proposals.all()) >= ANSWERS
    return folder


@pytest.fixture
def house(county, tmp_path):
    copy = copy_house(county, tmp_path / "county")
    with House.open(Settings(data=copy)) as opened:
        yield opened


def answered(house, taken):
    """The best proposals, each answered on a day of its own as `taken(proposal)` says."""
    found = sorted(house.views.proposals.all(), key=lambda row: (row.need[::-1], row.id))[:ANSWERS]
    for number, proposal in enumerate(house.views.proposals.reasoned(found)):
        day = DAY + timedelta(days=number)
        shown, through = as_shown(proposal), day + timedelta(days=14)
        system = Ask(at=NOON + timedelta(days=number), on=day, actor="house", role=Role.SYSTEM)
        party = proposal.row.need_party
        owner = Ask(
            at=system.at, on=day, actor=party, role=Role.ENTERPRISE, party=party, source="test"
        )
        house.desk.do(DeliverProposal(shown=shown, through=through), system)
        answer = (
            ExpressInterest(shown=shown, through=through)
            if taken(proposal)
            else DeclineProposal(shown=shown, through=through, reason_code="not_relevant")
        )
        house.desk.do(answer, owner)
    house.views.fresh()
    return house


def phrases(proposal):
    return features(proposal.row.score, proposal.reasons, {})["phrases"]


def test_an_order_that_the_answers_bear_out_is_used_and_taken_back(house):
    rows = house.views.proposals.reasoned(house.views.proposals.all())
    middle = sorted(map(phrases, rows))[len(rows) // 2]
    answered(house, lambda proposal: phrases(proposal) <= middle)
    plain = house.views.proposals.digest()
    command = learn(house.views.decisions, END)
    assert command.gate.learned > command.gate.plain
    assert command == learn(house.views.decisions, END)

    office = house.ask("office", Role.ORGANIZER)
    house.desk.do(command, office)
    house.views.fresh()
    rows = house.views.proposals.all()
    assert all(sum(row.order.values()) == row.worth for row in rows)
    assert [row.worth for row in rows if row.track == "bank"] == sorted(
        (row.worth for row in rows if row.track == "bank"), reverse=True
    )
    assert house.views.proposals.digest() == house.views.proposals.digest(
        as_of=house.views.proposals.position
    )

    house.desk.do(DropOrder(reason="test"), office)
    house.views.fresh()
    assert house.views.proposals.digest() == plain


def test_answers_without_a_pattern_teach_nothing(house):
    answered(house, lambda proposal: int(proposal.row.id, 16) % 2 == 0)
    with pytest.raises(Refusal, match="没有可靠地胜过文字得分"):
        house.desk.do(learn(house.views.decisions, END), house.ask("office", Role.ORGANIZER))


def test_partners_who_answer_come_first_where_answers_depend_on_the_partner(house):
    rows = house.views.proposals.all()
    number = {party: at for at, party in enumerate(sorted({row.offering_party for row in rows}))}
    lists = sorted(rows, key=lambda row: (row.need[::-1], row.id))[:ANSWERS]
    for at, proposal in enumerate(house.views.proposals.reasoned(lists)):
        answers = number[proposal.row.offering_party] % 2 == 0
        day, shown = DAY + timedelta(days=at), as_shown(proposal)
        through = day + timedelta(days=14)
        system = Ask(at=NOON + timedelta(days=at), on=day, actor="house", role=Role.SYSTEM)
        house.desk.do(DeliverProposal(shown=shown, through=through), system)
        party = shown.offering_party if answers else shown.need_party
        theirs = replace(system, actor=party, role=Role.ENTERPRISE, party=party, source="test")
        act = ExpressInterest if answers else ViewProposal
        house.desk.do(act(shown=shown, through=through), theirs)
        if not answers:
            later = replace(system, on=through + timedelta(days=1), role=Role.CLOCK)
            house.desk.do(ExpireProposal(id=shown.id), later)
    house.views.fresh()
    command = learn(house.views.decisions, END)
    assert command.weights["answered"] > 0
    house.desk.do(command, house.ask("office", Role.ORGANIZER))
    house.views.fresh()
    known = house.views.proposals.order().partners
    first = [row for row in house.views.proposals.all() if row.rank_for_need == 1]
    shares = [known[row.offering_party]["answered"] for row in first if row.offering_party in known]
    assert sum(share > 500_000 for share in shares) > len(shares) / 2


def test_that_one_track_is_taken_up_more_often_is_no_order_of_a_list(house):
    answered(house, lambda proposal: proposal.row.track in {"bank", "policy", "sales"})
    with pytest.raises(Refusal, match="同一条需求下"):
        learn(house.views.decisions, END)


def test_what_nobody_looked_at_is_no_answer(house):
    answered(house, lambda proposal: phrases(proposal) > 1)
    known = len(samples(house.views.decisions))
    told, through = DAY + timedelta(days=400), DAY + timedelta(days=414)
    system = Ask(at=NOON + timedelta(days=400), on=told, actor="house", role=Role.SYSTEM)
    after = replace(system, on=through + timedelta(days=1), role=Role.CLOCK)
    answers = {sample.shown.id for sample in samples(house.views.decisions)}
    rows = [row for row in house.views.proposals.all() if row.id not in answers][-2:]
    unseen, looked_at = map(as_shown, house.views.proposals.reasoned(rows))
    for shown in (unseen, looked_at):
        house.desk.do(DeliverProposal(shown=shown, through=through), system)
    party = looked_at.need_party
    viewer = replace(system, actor=party, role=Role.ENTERPRISE, party=party, source="test")
    house.desk.do(ViewProposal(shown=looked_at, through=through), viewer)
    for shown in (unseen, looked_at):
        house.desk.do(ExpireProposal(id=shown.id), after)
    house.views.fresh()
    assert len(samples(house.views.decisions)) == known + 1


def test_too_few_answers_are_said_to_be_too_few(house):
    with pytest.raises(Refusal, match="已有 0 条答复"):
        learn(house.views.decisions, END)
