"""Who is told what, from what happened; and nobody what he may not see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.administration.user import Duty, UserAdded, UserRevised
from domain.core.personal import Personal
from domain.leads.consent import ConsentExpired, ConsentRequested, ConsentRevoked
from domain.leads.lead import (
    LeadAcknowledged,
    LeadDisbursed,
    LeadLapsed,
    LeadRejected,
)
from domain.leads.money import (
    ReceiptConfirmed,
    ReceiptDisputed,
)
from domain.log.catalogue import EVENTS
from domain.log.entry import line
from domain.matching.proposal import InterestExpressed, ProposalDeclined, ProposalExpired
from domain.parties.party import PartyRevised
from domain.postings.need import NeedExpired, NeedRenewed, NeedReturned, NeedRevised, NeedWithdrawn
from domain.sessions.session import (
    Invited,
    Left,
    MeetingRequested,
    RequestAnswered,
    SessionCancelled,
    SessionPostponed,
    SessionRevised,
)
from projections.notices.kinds import BY_EVENT, ENDED_BY, GROUPS, KINDS, ROWS
from projections.notices.notices import Notice, Notices, morning
from tests.examples import FACTORY, content, live, offering_live
from tests.leads import LEAD, UNTIL, approved, delivered, granted, proposed
from tests.logbook import Logbook, entry
from tests.sessions import SOON, came, closed, details, opened, planned, released
from tests.spec import DAY, NOON

PROPOSAL, CONSENT, A_LEAD, NEED = f"proposal-{LEAD}", "consent-n1:b01", f"lead-{LEAD}", "need-n1"
SEEN = f"/leads/{LEAD}"
OURS, THEIRS = "need n1", "offering o1"
POSTINGS = (*((NEED, e) for e in live), *(("offering-o1", e) for e in offering_live))
LAST = content().valid_through
EVER = morning(date(2030, 1, 1))


def written(*happened, role="enterprise"):
    """A log in which this happened, all of it done by somebody in this role."""
    book = Logbook(*happened)
    book.lines = [
        line(entry(kept.position, kept.stream, kept.version, kept.entry().event, role=role))
        for kept in book.lines
    ]
    return book


def rows(engine, *happened, role="enterprise", page=500):
    """What everybody is told, by whom: kind, own thing, what it opens."""
    view = Notices(engine)
    view.catch_up(written(*happened, role=role).after, page=page)
    assert view.parked() == []
    return [
        (row.addressee, row.kind, f"{row.side} {row.about}".strip(), row.path)
        for row in view.between(0, EVER)
    ]


DEAL = (
    *POSTINGS,
    (PROPOSAL, proposed),
    (PROPOSAL, InterestExpressed(party="b01")),
    (PROPOSAL, InterestExpressed(party="e001")),
    (CONSENT, ConsentRequested(need="n1", receiver="b01")),
    (CONSENT, granted),
    (A_LEAD, delivered),
    (A_LEAD, LeadAcknowledged()),
    (A_LEAD, approved),
    (A_LEAD, LeadDisbursed(on=DAY, amount_fen=90_000_000, voucher="v1")),
    (CONSENT, ConsentRevoked(need="n1", receiver="b01")),
)
TOLD = [
    ("party-e001", "interest", OURS, f"/proposals/{LEAD}"),
    ("party-b01", "mutual", THEIRS, f"/proposals/{LEAD}"),
    ("party-e001", "consent_asked", OURS, "/consents/n1/b01"),
    ("party-b01", "consent_granted", "", "/leads"),
    ("party-b01", "lead_came", THEIRS, SEEN),
    ("party-e001", "lead_sent", OURS, SEEN),
    ("party-e001", "lead_acknowledged", OURS, SEEN),
    ("party-e001", "lead_approved", OURS, SEEN),
    ("party-e001", "lead_disbursed", OURS, SEEN),
    ("party-b01", "consent_revoked", "", SEEN),
    ("party-e001", "posting_ending", OURS, "/postings/need/n1"),
    ("party-b01", "posting_ending", THEIRS, "/postings/offering/o1"),
]


@pytest.mark.parametrize("page", [1, 3, 500])
def test_each_side_is_told_once_of_what_concerns_it(engine, page):
    assert rows(engine, *DEAL, page=page) == TOLD


def test_a_rebuild_tells_the_same(engine):
    view, book = Notices(engine), written(*DEAL)
    view.catch_up(book.after, page=2)
    live_rows = view.digest()
    view.rebuild(book.after)
    assert view.digest() == live_rows


def said_to(party, told):
    """All that is put down for somebody."""
    return " ".join(" ".join(row[1:]) for row in told if row[0] == party)


def test_a_receiver_is_told_nothing_of_the_need_and_whose_it_is(engine):
    told = rows(engine, *DEAL)
    secrets = ("n1", "e001", FACTORY.title, content().title, content().text, "13900001234")
    assert [secret for secret in secrets if secret in said_to("party-b01", told)] == []
    assert "n1" in said_to("party-e001", told)  # control: the owner is led there


def test_what_is_read_in_an_email_is_the_same_for_every_event_of_a_kind():
    assert [row.title for row in ROWS if "{" in row.title or "%" in row.title] == []


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (ProposalDeclined(party="e001", reason_code="amount"), "declined"),
        (ProposalExpired(), "unanswered"),
    ],
)
def test_who_was_willing_hears_that_nothing_came_of_it(engine, happened, told):
    willing = (PROPOSAL, InterestExpressed(party="b01"))
    whole = rows(engine, (PROPOSAL, proposed), willing, (PROPOSAL, happened))
    assert [row[:2] for row in whole] == [("party-e001", "interest"), ("party-b01", told)]


def test_nobody_hears_of_a_no_to_what_he_never_answered(engine):
    no = ProposalDeclined(party="e001", reason_code="amount")
    assert rows(engine, (PROPOSAL, proposed), (PROPOSAL, no)) == []


def test_a_consent_that_let_no_lead_out_ends_without_a_word_to_the_receiver(engine):
    ended = rows(engine, (CONSENT, granted), (CONSENT, ConsentExpired(need="n1", receiver="b01")))
    assert ended[1:] == [("party-e001", "consent_expired", OURS, "/consents/n1/b01")]


def test_a_lead_that_is_due_is_said_that_morning_unless_it_was_acknowledged(engine):
    due = delivered.deadlines.acknowledge_by
    first, second = (A_LEAD, delivered), (A_LEAD, LeadRejected(reasons=("other",), note="无额度"))
    view = Notices(engine)
    book = written(first)
    view.catch_up(book.after)
    waiting = [row for row in view.between(0, EVER) if row.kind == "lead_due"]
    assert waiting == [
        Notice(1, "lead_due", "party-b01", morning(due), "offering", "o1", SEEN, ""),
    ]
    before = view.page(["party-b01"], morning(due) - 1)[0]
    assert [row.kind for row in before] == ["lead_came"]
    book.write(second)
    view.catch_up(book.after)
    assert [row.kind for row in view.between(0, EVER)] == [
        "lead_came",
        "lead_sent",
        "lead_rejected",
    ]


def test_the_office_hears_of_a_lead_that_nobody_worked_on(engine):
    told = rows(engine, (A_LEAD, delivered), (A_LEAD, LeadLapsed()))
    assert [row[:2] for row in told[2:]] == [
        ("party-e001", "lead_lapsed"),
        ("office", "lead_lapsed_office"),
        ("party-b01", "lead_lost"),
    ]


def ending(engine, *more):
    """From when on somebody is told that need n1 ends, in a log that goes on so."""
    view = Notices(engine)
    view.catch_up(written(*POSTINGS[:3], *((NEED, event) for event in more)).after)
    return [row.at for row in view.between(0, EVER) if row.kind == "posting_ending"]


def test_a_posting_is_said_to_end_seven_days_before_it_does(engine):
    assert ending(engine) == [morning(LAST - timedelta(days=7))]


@pytest.mark.parametrize(
    ("happened", "last"),
    [
        (NeedRenewed(valid_through=date(2026, 6, 30)), [date(2026, 6, 30)]),
        (NeedRevised(content=content(valid_through=date(2026, 5, 9))), [date(2026, 5, 9)]),
        (NeedRenewed(valid_through=DAY + timedelta(days=3)), []),  # it is that late already
        (NeedWithdrawn(reason_code="other"), []),
        (NeedExpired(), []),
    ],
)
def test_a_posting_with_another_end_is_said_to_end_then_or_not_at_all(engine, happened, last):
    assert ending(engine, happened) == [morning(day - timedelta(days=7)) for day in last]


def test_a_draft_is_not_said_to_end(engine):
    view = Notices(engine)
    view.catch_up(written((NEED, live[0]), (NEED, NeedRevised(content=content()))).after)
    assert view.between(0, EVER) == []


def test_a_consent_is_said_to_end_seven_days_before_it_does(engine):
    view = Notices(engine)
    view.catch_up(written((CONSENT, granted)).after)
    told = [(row.kind, row.at) for row in view.between(0, EVER)]
    assert told[1:] == [("consent_ending", morning(UNTIL - timedelta(days=7)))]


REVISED = (*POSTINGS[:3], (NEED, NeedRevised(content=content(title="周转资金"))))


def test_what_the_office_does_to_a_posting_its_owner_is_told(engine):
    told = rows(engine, *REVISED, role="organizer")
    assert told[:2] == [
        ("party-e001", "posting_published", OURS, "/postings/need/n1"),
        ("party-e001", "posting_changed", OURS, "/postings/need/n1"),
    ]


def test_control_what_the_owner_does_himself_he_is_not_told(engine):
    told = rows(engine, *REVISED, role="enterprise")
    assert told == [("party-e001", "posting_ending", OURS, "/postings/need/n1")]


def test_a_posting_that_was_returned_is_said_to_be(engine):
    told = rows(engine, *POSTINGS[:2], (NEED, NeedReturned(reason="请补充金额")), role="organizer")
    assert told == [("party-e001", "posting_returned", OURS, "/postings/need/n1")]


def test_guests_are_told_of_a_session_once_it_is_announced(engine):
    names = ("e1", "e2")
    told = rows(
        engine,
        *(("session-s1", event) for event in (planned, Invited(parties=names), opened)),
        *(("session-s1", event) for event in (Invited(parties=("e3",)), came("e1"), closed)),
        ("session-s1", MeetingRequested(by="e1", other="b1", until=NOON)),
        ("session-s1", RequestAnswered(by="e1", other="b1", accepted=True)),
        ("session-s1", released),
        ("session-s1", released.model_copy(update={"number": 2})),
        ("session-s1", SessionPostponed(day=SOON, starts="14:00")),
        ("session-s1", Left(party="e1", meets=("b1",))),
        ("session-s1", SessionCancelled(reason="天气原因")),
    )
    assert [(row[1], row[0]) for row in told] == [
        ("session_invited", "party-e1"),
        ("session_invited", "party-e2"),
        ("session_invited", "party-e3"),
        ("meeting_asked", "party-b1"),
        ("meeting_answered", "party-e1"),
        ("session_agenda", "party-e1"),
        ("session_agenda_changed", "party-e1"),
        *(("session_postponed", f"party-{id}") for id in ("e1", "e2", "e3")),
        ("meeting_lost", "party-b1"),
        ("session_left", "office"),
        *(("session_cancelled", f"party-{id}") for id in ("e1", "e2", "e3")),
    ]
    assert {row[2:] for row in told if row[1] == "meeting_asked"} == {
        ("session s1", "/sessions/s1/meetings")
    }


def test_of_a_draft_session_nobody_is_told(engine):
    draft = (planned, Invited(parties=("e1",)), SessionRevised(details=details(capacity=5)))
    assert rows(engine, *(("session-s1", event) for event in draft)) == []


def test_users_are_told_of_their_accounts_and_parties_of_what_the_office_changed(engine):
    user = {"duty": Duty(role="organizer"), "person": Personal(subject="person-1", value="王某")}
    told = rows(
        engine,
        ("user-wang", UserAdded(**user)),
        ("user-wang", UserRevised(**user)),
        ("party-e001", PartyRevised(profile=FACTORY)),
        role="admin",
    )
    assert told == [
        ("user-wang", "user_opened", "", "/"),
        ("user-wang", "user_revised", "", "/"),
        ("party-e001", "party_revised", "", "/parties/e001"),
    ]


def test_an_enterprise_is_told_that_its_registration_is_confirmed_and_not_that_something_changed(
    engine,
):
    person = Personal(subject="person-1", value="王某")
    waits = {"duty": Duty(role="applicant"), "person": person}
    works = {"duty": Duty(role="enterprise", party="e001"), "person": person}
    account = "user-wang"
    told = rows(
        engine,
        (account, UserAdded(**waits)),
        (account, UserRevised(**waits)),  # filed again
        (account, UserRevised(**works)),
        (account, UserRevised(**works)),
    )
    assert [row[1] for row in told] == ["user_opened", "registration_confirmed", "user_revised"]


DRAWN = (A_LEAD, LeadDisbursed(on=DAY, amount_fen=90_000_000, voucher="v1"))
CAME = (A_LEAD, ReceiptConfirmed(on=DAY, voucher="v1"))


MISSING = (A_LEAD, ReceiptDisputed(on=DAY, voucher="v1", note="账上没有"))


@pytest.mark.parametrize(
    ("said", "told"), [([CAME], ["settled"]), ([MISSING, CAME], ["disputed", "settled"])]
)
def test_bank_and_office_are_told_whether_the_money_came(engine, said, told):
    heard = [row[:2] for row in rows(engine, (A_LEAD, delivered), DRAWN, *said)]
    assert [row for row in heard if "receipt" in row[1]] == [
        row
        for word in told
        for row in (("party-b01", f"receipt_{word}"), ("office", f"receipt_{word}_office"))
    ]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("b01", "e001", [("party-b01", "mutual"), ("party-e001", "consent_asked")]),
        ("e001", "b01", [("party-e001", "consent_asked")]),
    ],
)
def test_who_was_willing_first_is_told_once_what_comes_next(engine, first, second, told):
    pair = [(PROPOSAL, InterestExpressed(party=party)) for party in (first, second)]
    asked = (CONSENT, ConsentRequested(need="n1", receiver="b01"))
    whole = [row[:2] for row in rows(engine, *POSTINGS, (PROPOSAL, proposed), *pair, asked)]
    assert [row for row in whole if row[1] in {"mutual", "consent_asked"}] == told


def test_a_consent_without_a_contact_is_told_as_one_by_which_no_lead_goes_out(engine):
    scope = granted.scope.model_copy(update={"kinds": ("need", "company")})
    silent = (CONSENT, granted.model_copy(update={"scope": scope}))
    assert [row[1] for row in rows(engine, silent) if row[0] == "party-b01"] == [
        "consent_no_contact"
    ]


def test_a_list_is_read_as_of_a_position_and_a_page_at_a_time(engine):
    view = Notices(engine)
    view.catch_up(written(*DEAL).after)
    latest, many = view.page(["party-b01"], EVER, limit=2, after=1)
    assert ([row.kind for row in latest], many) == (["consent_revoked", "lead_came"], 5)
    [asked] = [row for row in view.between(0, EVER) if row.kind == "consent_asked"]
    then, _ = view.page(["party-e001"], asked.at, as_of=asked.position)
    assert [row.kind for row in then] == ["consent_asked", "interest"]
    only, _ = view.page(["party-b01"], EVER, kinds=["lead_came"])
    assert [row.kind for row in only] == ["lead_came"]
    assert view.notice(asked.position, "consent_asked", ["party-e001"]) == asked
    assert view.notice(asked.position, "consent_asked", ["party-b01"]) is None


def test_every_row_of_the_table_names_what_there_is():
    assert set(BY_EVENT) | set(ENDED_BY) <= set(EVENTS)
    assert {row.group for row in ROWS} == set(GROUPS)
    assert len(KINDS) == len(ROWS)
