"""Nobody learns what no consent names: random stories of publishing, consenting, revoking, leads.

After every step everything that a receiver could be sent at that moment is collected: all its
messages from the first number on, teasers, and the feed. The oracle keeps books of its own.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.administration.publications import Publish
from domain.core.command import Command, Refusal, Role
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.leads.answers import Acknowledge, Reject, WithdrawLead
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import NOT_KNOWN, ExpireConsent, GrantConsent, RevokeConsent
from domain.leads.delivery import ClaimLead, ExtendLead
from domain.leads.route import ChooseRoute
from domain.leads.wording import LATEST_WORDING, consent_text, text_digest
from domain.parties.party import RegisterParty, SetContact
from domain.postings.posting import Draft, ReviseNeed, Submit, Withdraw
from domain.values.dates import civil_date
from projections.leads.consents import Consents
from services.house.house import House
from services.house.settings import Settings
from services.inbound.cloudevents import TYPE, reply
from services.matching.refitting import refit
from services.outbound.digest import digest_mail
from services.outbound.feed import feed
from services.outbound.messages import messages
from tests.examples import FACTORY, RURAL_BANK, content, loan
from tests.leads import BANK_CONTACT, bank_contact, deliver
from tests.spec import NOON

pytestmark = pytest.mark.slow

NEEDS, BANKS = ("n1", "n2", "n3"), ("b01", "b02")
OWNER = {"n1": "e001", "n2": "e001", "n3": "e002"}
WORDS = {"e001": "松涛", "e002": "明远"}  # of the enterprises, and of who answers the phone there
PEOPLE = {"e001": "青禾", "e002": "白石"}
KINDS = tuple(DATA_KINDS)
EVERYTHING = frozenset(KINDS)

need_ids, banks = st.sampled_from(NEEDS), st.sampled_from(BANKS)


class Forgetful(Consents):
    """What the messages would be if nobody looked at the consents. For the control."""

    def live_kinds(
        self, _receiver: str, needs: set[str], _day: str, _as_of: int | None = None
    ) -> dict[str, frozenset[str]]:
        return dict.fromkeys(needs, EVERYTHING)


class Story(RuleBasedStateMachine):
    """The house, and beside it what was consented to, by need and bank: kinds and the last day."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="docking-")
        self.moment: datetime = NOON
        self.house = House.open(Settings(data=Path(self.folder.name)), now=lambda: self.moment)
        self.allowed: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {}
        self.secrets: dict[str, dict[str, set[str]]] = {need: {} for need in NEEDS}
        self.steps = 0

    def teardown(self) -> None:
        self.house.close()
        self.folder.cleanup()

    # --- what people do --------------------------------------------------------------------------

    def do(self, command: Command, role: Role, party: str | None = None) -> bool:
        """Whether it was accepted."""
        try:
            self.house.desk.do(command, self.house.ask("test", role, party=party))
        except (Refusal, Malformed):
            return False
        return True

    @initialize(modes=st.tuples(*[st.sampled_from(["exclusive", "panel", "open_claim"])] * 3))
    def a_county(self, modes: tuple[str, ...]) -> None:
        for party, word in WORDS.items():
            profile = FACTORY.model_copy(update={"title": f"襄城县{word}机械厂", "uscc": None})
            assert self.do(RegisterParty(id=party, profile=profile), Role.ORGANIZER)
            self.call(party, f"王{PEOPLE[party]}", f"1390000{party[1:]}0")
        for bank in BANKS:
            profile = RURAL_BANK.model_copy(update={"title": f"{RURAL_BANK.title}{bank}"})
            assert self.do(RegisterParty(id=bank, profile=profile), Role.ORGANIZER)
            assert self.do(bank_contact(bank), Role.ORGANIZER)
            self.publish("offering", f"o-{bank}", bank, loan())
        for need, mode in zip(NEEDS, modes, strict=True):
            self.publish("need", need, OWNER[need], self.written(need))
            self.do(ChooseRoute(need=need, mode=mode), Role.ENTERPRISE, OWNER[need])

    def publish(self, side: Any, id: str, party: str, said: Any) -> None:
        for command in (
            Draft(side=side, id=id, party=party, content=said),
            Submit(side=side, id=id),
            Publish(side=side, id=id),
        ):
            assert self.do(command, Role.ORGANIZER)

    def written(self, need: str) -> Any:
        """A content with words of its own, which are secret from now on."""
        self.steps += 1
        word = f"专用词{need}第{self.steps}版"
        self.secrets[need].setdefault("need", set()).add(word)
        self.secrets[need]["company"] = {WORDS[OWNER[need]]}
        return content(title=f"申请{word}倒贷资金", text=f"{word}：{content().text}")

    @rule(need=need_ids)
    def revise(self, need: str) -> None:
        self.do(ReviseNeed(id=need, content=self.written(need)), Role.ENTERPRISE, OWNER[need])

    @rule(party=st.sampled_from(sorted(WORDS)), digits=st.integers(1000, 9999))
    def somebody_else_answers_the_phone(self, party: str, digits: int) -> None:
        self.call(party, f"李{PEOPLE[party]}{digits}", f"13{party[-1]}7777{digits}")  # no two share

    def call(self, party: str, name: str, phone: str) -> None:
        told = SetContact(
            id=party,
            contact=Personal(subject=f"person-{party}", value=name),
            phone=Personal(subject=f"person-{party}", value=phone),
        )
        self.do(told, Role.ENTERPRISE, party)
        for need in NEEDS:
            if OWNER[need] == party:
                self.secrets[need].setdefault("contact", set()).update((name, phone))

    @rule(
        need=need_ids,
        bank=banks,
        more=st.sets(st.sampled_from(["company", "contact"])),
        days=st.integers(0, 20),
    )
    def grant(self, need: str, bank: str, more: set[str], days: int) -> None:
        kinds = tuple(kind for kind in KINDS if kind == "need" or kind in more)
        until = civil_date(self.moment) + timedelta(days=days)
        self.house.views.fresh()
        shown = consent_text(
            LATEST_WORDING,
            title=self.house.views.market.posting("need", need).content.title,
            receiver=self.house.views.parties.titles()[bank],
            contact=BANK_CONTACT,
            uscc=self.house.views.parties.party(bank).profile.uscc or NOT_KNOWN,
            id=bank,
            purpose="docking",
            kinds=kinds,
            until=until,
        )
        wish = GrantConsent(
            need=need, receiver=bank, kinds=kinds, until=until, digest=text_digest(shown)
        )
        if self.do(wish, Role.ENTERPRISE, OWNER[need]):
            self.allowed[need, bank] = (kinds, until.isoformat())

    @rule(need=need_ids, bank=banks)
    def revoke(self, need: str, bank: str) -> None:
        if self.do(RevokeConsent(need=need, receiver=bank), Role.ENTERPRISE, OWNER[need]):
            self.allowed.pop((need, bank), None)

    @rule(need=need_ids, bank=banks)
    def the_house_delivers(self, need: str, bank: str) -> None:
        self.do(self.lead(need, bank), Role.SYSTEM)

    @rule(need=need_ids, bank=banks)
    def the_house_tells_more(self, need: str, bank: str) -> None:
        more = ExtendLead(
            id=self.lead(need, bank).id, need=need, enterprise=OWNER[need], receiver=bank
        )
        self.do(more, Role.SYSTEM)

    @rule(need=need_ids, bank=banks)
    def the_bank_claims(self, need: str, bank: str) -> None:
        self.do(ClaimLead(**self.lead(need, bank).model_dump()), Role.BANK, bank)

    def lead(self, need: str, bank: str) -> Any:
        return deliver(
            id=f"lead-{NEEDS.index(need)}-{bank}",
            need=need,
            offering=f"o-{bank}",
            enterprise=OWNER[need],
            receiver=bank,
            purpose=need,
        )

    @rule(need=need_ids, bank=banks)
    def the_bank_answers(self, need: str, bank: str) -> None:
        id = self.lead(need, bank).id
        self.do(Acknowledge(id=id), Role.BANK, bank) or self.do(
            Reject(id=id, reasons=("leverage",)), Role.BANK, bank
        )

    @rule(need=need_ids, bank=banks)
    def take_back(self, need: str, bank: str) -> None:
        wish = WithdrawLead(id=self.lead(need, bank).id, need=need, reason_code="terms")
        self.do(wish, Role.ENTERPRISE, OWNER[need])

    @rule(need=need_ids)
    def withdraw_the_need(self, need: str) -> None:
        self.do(Withdraw(side="need", id=need, reason_code="other"), Role.ENTERPRISE, OWNER[need])

    @rule(days=st.integers(1, 8), comes=st.booleans())
    def time_passes(self, days: int, comes: bool) -> None:
        """The clock may come late."""
        self.moment += timedelta(days=days)
        for need, bank in list(self.allowed) if comes else ():
            self.do(ExpireConsent(need=need, receiver=bank), Role.CLOCK)

    # --- what could leave now --------------------------------------------------------------------

    def sent(self, house: House, bank: str) -> str:
        """All that a receiver would get that asked for everything from its first number on."""
        items = house.views.outbox.after(bank, 0)
        assert [item.number for item in items] == list(range(1, len(items) + 1))
        today = civil_date(self.moment).isoformat()
        made = messages(house.log, house.views, items, today)
        return json.dumps(made, ensure_ascii=False)

    def leaks(self, house: House) -> list[tuple[str, str, str, str]]:
        """(receiver, need, kind, secret) of all that leaves without a consent that names it."""
        self.house.views.fresh()
        today = civil_date(self.moment).isoformat()
        found = []
        for bank in BANKS:
            said = self.sent(house, bank)
            for need, by_kind in self.secrets.items():
                kinds, until = self.allowed.get((need, bank), ((), ""))
                # What two needs of one enterprise share may be known by a consent for the other.
                known = self._known_otherwise(need, bank, today)
                for kind, secrets in by_kind.items():
                    may = (kind in kinds and today <= until) or kind in known
                    found += [(bank, need, kind, s) for s in secrets if s in said and not may]
        return found

    def _known_otherwise(self, need: str, bank: str, today: str) -> set[str]:
        others = [n for n in NEEDS if n != need and OWNER[n] == OWNER[need]]
        granted = [self.allowed.get((n, bank), ((), "")) for n in others]
        return {
            kind for kinds, until in granted for kind in kinds if kind != "need" and today <= until
        }

    @invariant()
    def no_message_tells_what_no_consent_names(self) -> None:
        assert self.leaks(self.house) == []

    @invariant()
    def a_teaser_tells_nothing_that_anybody_wrote(self) -> None:
        self.house.views.fresh()
        live = self.house.views.market.postings(side="need", status="published", track="bank")
        shown = self.house.views.teasers.of(row.id for row in live).values()
        said = "".join(str(astuple(each)) for each in shown)
        assert [secret for secret in self._all_secrets() if secret in said] == []

    @invariant()
    def the_feed_masks_who_answers_the_phone(self) -> None:
        said = json.dumps(list(feed(self.house.log, 0, 1000)), ensure_ascii=False)
        people = {s for by_kind in self.secrets.values() for s in by_kind.get("contact", ())}
        assert [secret for secret in people if secret in said] == []

    @invariant()
    def a_digest_tells_nothing_but_numbers_and_days(self) -> None:
        today = civil_date(self.moment)
        for bank in BANKS:
            made = json.loads(self.sent(self.house, bank))
            mail = digest_mail(bank, "bank@bank.example", "docking@localhost", today, made)
            said = mail.get_content() + str(mail["Subject"])
            assert [secret for secret in self._all_secrets() if secret in said] == []

    def _all_secrets(self) -> set[str]:
        return {s for by_kind in self.secrets.values() for found in by_kind.values() for s in found}


Story.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestStory = Story.TestCase


@pytest.fixture
def story():
    made = Story()
    made.a_county(("panel",) * 3)
    yield made
    made.teardown()


def test_with_a_consent_the_lead_arrives_whole(story):
    story.grant("n1", "b01", {"company", "contact"}, 10)
    story.the_house_delivers("n1", "b01")
    story.house.views.fresh()
    said = story.sent(story.house, "b01")
    for kind in KINDS:
        assert all(secret in said for secret in story.secrets["n1"][kind])


def asked(name, id):
    event = {"specversion": "1.0", "id": f"{name}-{id}", "source": "bank", "type": TYPE + name}
    return json.dumps(event | {"data": {"id": id}}).encode()


def test_replies_to_a_bank_name_neither_the_need_nor_the_enterprise(story):
    """A claim is written to streams that are named by them."""
    house = story.house
    house.views.fresh()
    refit(house.views.proposals, house.desk, house.ask("fitting", Role.SYSTEM))
    story.do(ChooseRoute(need="n3", mode="open_claim"), Role.ENTERPRISE, "e002")
    story.grant("n3", "b01", {"contact"}, 10)
    [row] = house.views.proposals.all(need="n3", party="b01")
    replies = [
        reply(house, "b01", f"{n}-0", asked(name, row.id)).decode()
        for n, name in enumerate(("view_proposal", "express_interest", "claim", "claim"))
    ]
    assert [json.loads(said)["data"]["answer"] for said in replies] == ["accepted"] * 4
    assert "lead.delivered" in replies[2]
    assert [word for word in ("n3", "e002", "明远", "专用词") if word in "".join(replies)] == []


@pytest.mark.parametrize("end", ["revoke", "narrow", "wait"])
def test_control_who_forgets_to_look_at_the_consents_is_caught(story, end):
    story.grant("n1", "b01", {"company", "contact"}, 10)
    story.the_house_delivers("n1", "b01")
    match end:
        case "revoke":
            story.revoke("n1", "b01")
        case "narrow":
            story.grant("n1", "b01", set(), 10)
        case "wait":
            story.time_passes(11, False)
    consents = Forgetful(story.house.views.engine)
    forgetful = replace(story.house, views=story.house.views.but(consents=consents))
    assert story.leaks(story.house) == []
    assert {kind for *_, kind, _ in story.leaks(forgetful)} >= {"company", "contact"}
