"""What the house does by itself: proposals so many a day, consents asked for, leads let out."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from domain.administration.publications import Publish
from domain.administration.revisions import revising
from domain.core.command import Role
from domain.leads.answers import Reject, WithdrawLead
from domain.leads.consent import NOT_KNOWN, GrantConsent, RevokeConsent
from domain.leads.lead import LeadDisbursed
from domain.leads.route import ChooseRoute
from domain.leads.wording import LATEST_WORDING, consent_text, text_digest
from domain.matching.open_fields import OpenFieldsAsked
from domain.matching.proposal import DeclineProposal, ExpressInterest
from domain.parties.party import RegisterParty, SetContact
from domain.postings.posting import Draft, ReviseNeed, Submit
from domain.postings.terms import BankNeed, BankOffering
from services.automation.reactions import (
    ask_for_fields,
    deliver_leads,
    deliver_proposals,
    release,
    request_consents,
)
from services.automation.table import expire
from services.house.house import House
from services.house.parameters import parameters
from services.house.settings import Settings
from services.matching import responses
from services.matching.refitting import refit
from tests.examples import FACTORY, RURAL_BANK, content, loan
from tests.leads import BANK_CONTACT, KINDS, NAME, PHONE, UNTIL, approved, bank_contact
from tests.services.houses import tell
from tests.spec import DAY, NOON, OFFICE, asks

BANKS = ("b01", "b02", "b03")
OTHER_FACTORY = FACTORY.model_copy(update={"title": "襄城县明远纺织有限公司", "uscc": None})
SYSTEM, OWNER = asks(Role.SYSTEM), asks(Role.ENTERPRISE, "e001")


@pytest.fixture
def house(tmp_path):
    """One factory with a need, three banks that lend."""
    with House.open(Settings(data=tmp_path), now=lambda: NOON) as opened:
        parties = [("e001", FACTORY), *((bank, RURAL_BANK) for bank in BANKS)]
        for id, profile in parties:
            opened.desk.do(RegisterParty(id=id, profile=profile), OFFICE)
        opened.desk.do(SetContact(id="e001", contact=NAME, phone=PHONE), OFFICE)
        for bank in BANKS:
            opened.desk.do(bank_contact(bank), OFFICE)
        publish(opened, "need", "n1", "e001", content())
        for bank in BANKS:
            publish(opened, "offering", f"o-{bank}", bank, loan())
        opened.views.fresh()
        refit(opened.views.proposals, opened.desk, SYSTEM)
        opened.views.fresh()
        yield opened


def publish(house, side, id, party, said):
    for command in (
        Draft(side=side, id=id, party=party, content=said),
        Submit(side=side, id=id),
        Publish(side=side, id=id),
    ):
        house.desk.do(command, OFFICE)


def round_of(house, ask=SYSTEM):
    """All that is due, in the order in which one makes the next possible; how much was done."""
    house.views.fresh()
    views, desk = house.views, house.desk
    done = len(release(views, desk, ask))
    views.fresh()
    for react in (deliver_proposals, request_consents, deliver_leads):
        done += len(react(views, desk, ask))
    views.fresh()
    return done


def grant(house, bank):
    shown = consent_text(
        LATEST_WORDING,
        title=content().title,
        receiver=RURAL_BANK.title,
        contact=BANK_CONTACT,
        uscc=RURAL_BANK.uscc or NOT_KNOWN,
        id=bank,
        purpose="docking",
        kinds=KINDS,
        until=UNTIL,
    )
    wish = GrantConsent(
        need="n1", receiver=bank, kinds=KINDS, until=UNTIL, digest=text_digest(shown)
    )
    house.desk.do(wish, OWNER)


def say(house, kind, id, ask, **more):
    house.desk.do(
        responses.decision(house.views, parameters(house.desk), kind, id, ask, **more), ask
    )


def bank_of(house, id):
    return asks(Role.BANK, house.views.decisions.one(id).shown.offering_party)


def leads(house):
    return {lead.receiver: lead.status for lead in house.views.leads.all()}


def test_a_round_that_is_repeated_does_nothing_twice(house):
    assert [round_of(house), round_of(house)] == [3, 0]
    assert len(house.views.decisions.all()) == 3


def test_nobody_is_told_more_proposals_a_day_than_the_parameter_says(house):
    for n, bank in enumerate((*BANKS, "b01")):
        terms = loan().terms.model_copy(update={"amount_max_fen": 2_000_000_000 + n})
        publish(house, "offering", f"more-{n}", bank, loan(title=f"转贷周转贷{n}号", terms=terms))
    publish(house, "need", "n2", "e001", content(title="申请倒贷资金四百万元"))
    days = [asks(Role.SYSTEM, on=DAY + timedelta(days=n)) for n in range(3)]
    for ask in days:
        round_of(house, ask)
        told = house.views.decisions.deliveries_by_party(ask.on.isoformat())
        assert max(told.values(), default=0) <= 5
    assert len(house.views.decisions.all()) > 5


def test_two_who_react_at_once_tell_nobody_more(house):
    for n, bank in enumerate((*BANKS, "b01")):
        terms = loan().terms.model_copy(update={"amount_max_fen": 2_000_000_000 + n})
        publish(house, "offering", f"more-{n}", bank, loan(title=f"转贷周转贷{n}号", terms=terms))
    house.views.fresh()
    first = deliver_proposals(house.views, house.desk, SYSTEM)
    assert len(first) == 5
    assert (
        deliver_proposals(house.views, house.desk, SYSTEM) == []
    )  # its views don't show yet what was told
    house.views.fresh()
    assert house.views.decisions.deliveries_by_party(DAY.isoformat())["e001"] == 5


def test_a_declined_pair_is_shown_again_when_the_facet_it_named_has_changed(house):
    round_of(house)
    declined = house.views.decisions.all()[0].shown
    say(house, DeclineProposal, declined.id, OWNER, reason_code="amount")
    revised = content(text=content().text + "手续齐全。")
    house.desk.do(ReviseNeed(id="n1", content=revised), OWNER)
    round_of(house)
    offered = Counter(d.shown.offering for d in house.views.decisions.all())
    assert offered[declined.offering] == 1
    terms = revised.terms.model_copy(update={"amount_fen": 200_000_000})
    cheaper = revised.model_copy(update={"terms": terms})
    house.desk.do(ReviseNeed(id="n1", content=cheaper), OWNER)
    round_of(house, asks(Role.SYSTEM, on=DAY + timedelta(days=1)))
    offered = Counter(d.shown.offering for d in house.views.decisions.all())
    assert offered[declined.offering] == 2


def test_a_consent_is_asked_for_when_both_are_interested_and_only_once(house):
    round_of(house)
    id = house.views.decisions.all()[0].shown.id
    say(house, ExpressInterest, id, OWNER)
    assert round_of(house) == 0
    bank = bank_of(house, id)
    say(house, ExpressInterest, id, bank)
    assert [round_of(house), round_of(house)] == [1, 0]
    [consent] = house.views.consents.all()
    assert (consent.status, consent.receiver) == ("requested", bank.party)
    house.desk.do(RevokeConsent(need="n1", receiver=bank.party), OWNER)  # turned down
    assert round_of(house) == 0


def test_an_exclusive_need_goes_to_one_then_to_the_next(house):
    round_of(house)
    for bank in BANKS[:2]:
        grant(house, bank)
    round_of(house)
    assert list(leads(house).values()) == ["delivered"]
    [first] = house.views.leads.all()
    no = Reject(id=first.id, reasons=("leverage",))
    house.desk.do(no, asks(Role.BANK, first.receiver))
    round_of(house)
    round_of(house)
    assert Counter(leads(house).values()) == {"rejected": 1, "delivered": 1}
    back = next(lead for lead in house.views.leads.all() if lead.status == "delivered")
    house.desk.do(WithdrawLead(id=back.id, need="n1", reason_code="terms"), OWNER)
    grant(house, "b03")
    round_of(house)
    round_of(house)
    assert Counter(leads(house).values()) == {"rejected": 1, "withdrawn": 1, "delivered": 1}


def test_a_panel_goes_to_all_that_were_let_in(house):
    house.desk.do(ChooseRoute(need="n1", mode="panel"), OWNER)
    for bank in BANKS:
        grant(house, bank)
    round_of(house)
    assert leads(house) == dict.fromkeys(BANKS, "delivered")


def test_an_open_need_waits_for_a_claim(house):
    house.desk.do(ChooseRoute(need="n1", mode="open_claim"), OWNER)
    for bank in BANKS:
        grant(house, bank)
    round_of(house)
    assert leads(house) == {}
    row = house.views.proposals.all(need="n1", party="b02")[0]
    ask = asks(Role.BANK, "b02")
    house.desk.do(responses.claim(house.views, parameters(house.desk), row.id, ask), ask)
    round_of(house)
    assert leads(house) == {"b02": "delivered"}


def fitted_anew(house):
    """The same market under another model: somebody came whose need meets nobody's offering."""
    model = house.views.proposals.model("bank").digest
    house.desk.do(RegisterParty(id="e002", profile=OTHER_FACTORY), OFFICE)
    terms = content().terms.model_copy(update={"amount_fen": 90_000_000_000})
    vast = content(title="新建厂区资金", text="新建厂区，需要大额长期资金。", terms=terms)
    publish(house, "need", "n9", "e002", vast)
    house.views.fresh()
    assert "bank" in refit(house.views.proposals, house.desk, SYSTEM, growth=0)
    house.views.fresh()
    assert house.views.proposals.model("bank").digest != model


def agreed(house, id):
    """Both say yes to a proposal; the bank."""
    bank = bank_of(house, id)
    for ask in (OWNER, bank):
        say(house, ExpressInterest, id, ask)
    round_of(house)
    return bank.party


def test_what_was_put_before_both_isnt_new_because_another_model_proposes_it(house):
    round_of(house)
    known = {decision.shown.id for decision in house.views.decisions.all()}
    fitted_anew(house)
    assert round_of(house) == 0
    assert {row.id for row in house.views.proposals.all(need="n1")} == known
    assert {house.views.proposals.row(id).id for id in known} == known


def test_a_lead_goes_by_the_id_of_what_both_said_yes_to_whatever_was_fitted_since(house):
    round_of(house)
    id = house.views.decisions.all()[0].shown.id
    bank = agreed(house, id)
    fitted_anew(house)
    grant(house, bank)
    round_of(house)
    assert [lead.id for lead in house.views.leads.all()] == [id]
    assert [row.id for row in house.views.proposals.all(need="n1", party=bank)] == [id]


def test_a_revised_offering_is_a_new_pair_unless_its_lead_goes_on(house):
    round_of(house)
    id = house.views.decisions.all()[0].shown.id
    bank = agreed(house, id)
    grant(house, bank)
    round_of(house)
    for each in BANKS:
        said = loan(text=loan().text + "手续简便。")
        house.desk.do(revising(each, side="offering", id=f"o-{each}", content=said), OFFICE)
    tomorrow = asks(Role.SYSTEM, on=DAY + timedelta(days=1))
    round_of(house, tomorrow)
    told = Counter(decision.shown.offering for decision in house.views.decisions.all())
    assert told == {f"o-{each}": 1 if each == bank else 2 for each in BANKS}
    house.desk.do(WithdrawLead(id=id, need="n1", reason_code="terms"), OWNER)
    round_of(house, tomorrow)
    told = Counter(decision.shown.offering for decision in house.views.decisions.all())
    assert told[f"o-{bank}"] == 2


def test_nothing_more_is_proposed_for_what_got_all_that_it_asked_for(house):
    round_of(house)
    id = house.views.decisions.all()[0].shown.id
    bank = agreed(house, id)
    grant(house, bank)
    round_of(house)
    drawn = LeadDisbursed(on=DAY, amount_fen=content().terms.amount_fen, voucher="J1")
    tell(house, (f"lead-{id}", approved), (f"lead-{id}", drawn))
    publish(house, "offering", "o-new", "b01", loan(title="新的转贷周转贷"))
    assert round_of(house, asks(Role.SYSTEM, on=DAY + timedelta(days=1))) == 0


def test_the_clock_ends_what_nobody_ended(house):
    round_of(house)
    grant(house, "b01")
    round_of(house)
    late = asks(Role.CLOCK, on=UNTIL + timedelta(days=1))
    house.views.fresh()
    ended = Counter(stream.partition("-")[0] for stream in expire(house.views, house.desk, late))
    assert ended == {"proposal": 3, "consent": 1, "lead": 1}
    house.views.fresh()
    assert expire(house.views, house.desk, late) == []


@pytest.mark.parametrize(("enterprises", "told"), [(5, 1), (4, 0)])
def test_who_leaves_open_what_enough_enterprises_ask_is_told_once_what_and_not_whose(
    tmp_path, enterprises, told
):
    with House.open(Settings(data=tmp_path), now=lambda: NOON) as house:
        house.desk.do(RegisterParty(id="b01", profile=RURAL_BANK), OFFICE)
        for number in range(enterprises):
            profile = FACTORY.model_copy(update={"title": f"襄城县第{number}纺织厂", "uscc": None})
            house.desk.do(RegisterParty(id=f"e{number}", profile=profile), OFFICE)
            wanted = content(terms=BankNeed(amount_fen=100_000_000, max_rate_bp=400))
            publish(house, "need", f"n{number}", f"e{number}", wanted)
        silent = loan().model_copy(update={"terms": BankOffering()})
        publish(house, "offering", "o1", "b01", silent)
        for _ in "once", "again":
            house.views.fresh()
            refit(house.views.proposals, house.desk, SYSTEM)
            house.views.fresh()
            ask_for_fields(house.views, house.desk, SYSTEM)
        asked = OpenFieldsAsked(offering="o1", party="b01", on=DAY, fields=("年利率下限",))
        assert [line.entry().event for line in house.log.read("open_fields-o1")] == [asked] * told
        house.views.fresh()
        notices, _ = house.views.notices.page(["party-b01"], 2**40, kinds=["fields_asked"])
        said = [(n.kind, n.names, n.path) for n in notices]
        assert said == [("fields_asked", "年利率下限", "/postings/offering/o1")] * told
