"""Whoever is signed in finds every page: each route is reached from somebody's home by links and
forms, and each way in stands in the menu in its place, titled in both languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.routing import Match, Route

import services.web
from domain.administration.access_key import KeyIssued
from domain.administration.activation import SlipIssued
from domain.administration.clock import ClockDoubted
from domain.administration.permission import SEES
from domain.administration.user import Duty, UserAdded, UserClosed
from domain.core.personal import Personal
from domain.funds.name_list import MembersListed
from domain.leads.consent import ConsentRequested, ConsentRevoked
from domain.leads.lead import (
    IntentSigned,
    LeadAcknowledged,
    LeadApproved,
    LeadContacted,
    LeadDisbursed,
    LeadRejected,
    LeadWithdrawn,
    LeadWon,
)
from domain.leads.money import Money, MoneyProposed
from domain.parties.channel import WebhookSet
from domain.parties.party import PartyRegistered, PartyRevisionAsked
from domain.postings.terms import BankNeed
from domain.sessions.outcomes import OutcomeRecorded
from domain.sessions.session import (
    Meet,
    MeetingRequested,
    SessionHeld,
    SessionPlanned,
    SessionRevised,
    TimetableReleased,
)
from services.web.menu import GROUPS
from services.web.pages import MENU, ROUTER
from services.web.translation import translations
from tests.domain.results.test_results import hired
from tests.examples import FACTORY, content, drafted, published, submitted
from tests.leads import LEAD
from tests.samples import example
from tests.sessions import came, closed, details, opened, planned
from tests.spec import DAY, NOON
from tests.web.sites import DUTIES, FILED, LEAD_STORY, site

ROUTES = [route for route in ROUTER.routes if isinstance(route, Route)]
VENDOR = Path(services.web.__file__).parent / "vendor"
FOLLOWED = 3  # addresses of one route that are looked at
REACHED_FROM_OUTSIDE = {
    "GET /ready": "asked by what watches over the process",
    "GET /live": "asked by the script of an open page",
    "GET /sign-in": "where those are sent who aren't signed in",
    "POST /sign-in": "the form of that page",
    "GET /sign-in/code": "where those are sent who have a second factor",
    "POST /sign-in/code": "the form of that page",
    "POST /account/second-factor/confirm": "on the page that beginning to set one up answers with",
    "POST /account/second-factor/remove": "where there is one",
    "POST /users/{id}/second-factor": "where the user has one",
    "POST /users/{id}/oidc": "where there is an issuer",
    "POST /users/{id}/oidc/remove": "where the user is bound",
    "POST /account/oidc": "where there is an issuer",
    "POST /account/oidc/remove": "where one is bound",
    "GET /activate": "on a slip of paper, and on the sign-in page",
    "POST /activate": "the form of that page",
    "GET /register": "on the sign-in page",
    "POST /register": "the form of that page",
    "GET /forgotten": "on the sign-in page",
    "POST /forgotten": "the form of that page, where there is a gateway",
    "GET /demo": "where those are sent who aren't signed in to a demonstration",
    "POST /demo/{role}": "the form of that page",
    "GET /oidc/leave": "on the sign-in page, where there is an identity provider",
    "GET /oidc/back": "where the identity provider sends people back to",
    "GET /sessions/{id}/door/{party}": "the code on a printed badge",
    "POST /sessions/{id}/door/{party}": "the form of that page",
    "POST /sessions/{id}/release": "on the page that planning answers with",
    "POST /sessions/{id}/invites": "where there is somebody worth inviting",
    "POST /subjects/{id}/release": "where it is held",
    "POST /dead/replay": "where there is a dead letter",
    "GET /import/{id}": "where a file was sent",
    "POST /import/{id}": "the form of that page",
    "GET /import/{id}/rest": "where rows of a file were left",
    "POST /follow_ups/export": "where a meeting is to be followed up",
    "POST /figures/{stage}/{track}/names": "where something is behind a figure, for a leader",
    "POST /name-list/lending/export": "where a bank has told of its lending",
    "POST /statistics/export": "where a figure was published",
    "POST /drafts/{draft}/drop": "where somebody has begun to write",
    "POST /postings/publish": "on the list of what was submitted, where something was",
    "POST /channel/messages/{number}/{span}": "where a message has been posted",
    "GET /leads/{id}/{step}": "where a session ended while the form of a step was open",
    "GET /leads/{id}/back/{undone}": "on the page of a lead that is over",
    "POST /leads/{id}/back/{undone}": "the form of that page",
    "POST /leads/{id}/waiting/{answer}": "where an amount waits for a second person",
    # A pair that has its lead, as this county's only one, is answered no more; test_browser.py goes
    # these ways from a pair without one.
    "GET /proposals/{id}/decline": "where a pair waits for an answer",
    "GET /proposals/{id}/nominate": "the same, for the office",
    "POST /proposals/{id}/{answer}": "the forms of those pages",
    "POST /consents/{need}/{receiver}/prepare": "on a consent that is asked for, for the office",
    "GET /consents/{need}/{receiver}/paper": "on a consent that is asked for, for the office",
    "POST /consents/{need}/{receiver}/paper": "the form of that page",
}

dear = content(  # no loan is that high
    terms=BankNeed(amount_fen=9_000_000_000, tenor_days=180), visibility="public"
)
timetable = TimetableReleased(
    number=1,
    meetings=(Meet(slot=0, table=0, enterprise="e001", partner="b01"),),
    worth=9,
    bound=9,
    seed=0,
)
FATES = (
    (LeadAcknowledged(),),
    (LeadAcknowledged(), LeadContacted(on=DAY)),
    (IntentSigned(on=DAY, amount_fen=280_000_000),),
    (
        LeadApproved(on=DAY, amount_fen=200_000_000),
        LeadDisbursed(on=DAY, amount_fen=100, voucher="J"),
    ),
    (
        MoneyProposed(
            by="somebody",
            what="disbursement",
            money=Money(day=DAY, amount_fen=100, voucher="K"),
            correction=None,
            doubts=("under_approval",),
        ),
    ),
    (LeadWon(),),
    (LeadRejected(reasons=("collateral_insufficient",), note=""),),
    (LeadWithdrawn(reason_code="too_slow"),),
)
nobodys = PartyRegistered(
    profile=FACTORY.model_copy(update={"title": "襄城县长青木业有限公司", "uscc": None})
)
slip = SlipIssued(slip="s1", role="enterprise", until=NOON.replace(year=2027))
guests = (came("e001"), came("b01", "partner"))
yesterday = SessionPlanned(details=details(day=DAY - timedelta(days=1)))
signed = OutcomeRecorded(
    slot=0, enterprise="e001", partner="b01", by="e001", code="intent_signed", amount_fen=5_000_000
)
STORY = (
    *LEAD_STORY,
    FILED,
    ("party-e001", PartyRevisionAsked(profile=FACTORY.model_copy(update={"scale": "large"}))),
    *((f"lead-{LEAD}", event) for fate in FATES[2:4] for event in fate),
    ("consent-n2:b01", ConsentRequested(need="n2", receiver="b01")),
    ("import-00aa", example("import.taken")),
    ("namelist-main", MembersListed(parties=("e001",))),
    ("party-e003", nobodys),  # who has a user that signed in needs no slip
    ("activation-party:e003", slip),
    ("session-s1", SessionRevised(details=details(request_quota=2))),
    *(("session-s1", event) for event in guests),
    ("session-s1", MeetingRequested(by="b01", other="e001", until=NOON.replace(year=2027))),
    *(("session-s2", event) for event in (planned, opened, *guests, closed, timetable)),
    *(
        ("session-s3", event)
        for event in (yesterday, opened, *guests, closed, timetable, SessionHeld(), signed)
    ),
    *(
        ("need-n2", event)
        for event in (drafted.model_copy(update={"content": dear}), submitted, published)
    ),
    ("result-r1", hired.model_copy(update={"enterprise": "e001"})),
    ("channel-b01", WebhookSet(url="https://bank.example/leads", key="0f1e2d3c4b5a6978")),
    ("access_key-k1", KeyIssued(party="b01", title="信贷系统", scopes=("read",), until=DAY)),
    (
        "user-a-gone",
        UserAdded(
            duty=Duty(role="bank", party="b01"), person=Personal(subject="person-gone", value="甲")
        ),
    ),
    ("user-a-gone", UserClosed()),
)


@pytest.fixture(scope="module")
def everybody(tmp_path_factory):
    doubted = ("clock", ClockDoubted(expected="2026-03-02T04:00:00+00:00"))
    with site(tmp_path_factory.mktemp("ways"), *STORY, doubted) as made:
        yield {who: made.client(who) for who in DUTIES}


def name(route: Route) -> str:
    [method] = (route.methods or set()) - {"HEAD"}
    return f"{method} {route.path}"


def route_of(method: str, address: str) -> Route | None:
    scope = {"type": "http", "method": method, "path": address.partition("?")[0], "headers": []}
    return next((route for route in ROUTES if route.matches(scope)[0] is Match.FULL), None)


def ways_on(html: str) -> Iterator[tuple[str, str]]:
    """Method and address of every link and form of a page."""
    for tag in re.findall(r"<[a-z][^>]*>", html):
        method = "POST" if 'method="post"' in tag or "hx-post=" in tag else "GET"
        for address in re.findall(r' (?:href|action|hx-get|hx-post)="(/[^"]*)"', tag):
            yield method, unescape(address)


def reached(client) -> Iterator[str]:
    """The routes that somebody comes to who follows the links from home."""
    ahead, seen, followed = [("GET", "/")], set(), Counter()
    while ahead:
        way = method, address = ahead.pop(0)
        route = route_of(method, address)
        if route is None or way in seen or followed[name(route)] == FOLLOWED:
            continue
        seen.add(way)
        yield name(route)
        if method == "GET":
            followed[name(route)] += 1
            answer = client.get(address)
            ahead.extend(ways_on(answer.text))
            ahead.extend(("GET", to) for to in [answer.headers.get("location")] if to)


def test_every_route_is_reached_by_links_and_forms_from_somebodys_home(everybody):
    lacking = {name(route) for route in ROUTES} - REACHED_FROM_OUTSIDE.keys()
    for client in everybody.values():
        if lacking:
            lacking.difference_update(reached(client))
    assert lacking == set(), "no page leads there: give it a MENU, or link to it from another page"


@pytest.mark.parametrize("moves", FATES, ids=[fate[-1].verb for fate in FATES])
def test_after_a_revocation_no_page_names_the_enterprise_to_the_bank(tmp_path, moves):
    story = (*LEAD_STORY, *((f"lead-{LEAD}", event) for event in moves))
    with site(tmp_path, *story) as made:
        assert namers(made.client("bank"))  # control: before, its lead names it
        made.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
        assert namers(made.client("bank")) == []


def namers(client) -> list[str]:
    """Pages with the enterprise's name among those that somebody comes to from home."""
    ahead, seen, naming = ["/"], {"/"}, []
    while ahead:
        path = ahead.pop(0)
        page = client.get(path).text
        if FACTORY.title in page:
            naming.append(path)
        ways = {address for method, address in ways_on(page) if method == "GET"} - seen
        seen |= ways
        ahead += sorted(way for way in ways if not way.startswith(("/language", "/static")))
    return naming


def test_what_is_reached_from_outside_is_there():
    assert REACHED_FROM_OUTSIDE.keys() <= {name(route) for route in ROUTES}


def test_the_menu_leads_to_pages_for_those_who_know_their_kind():
    assert [entry.path for entry in MENU if route_of("GET", entry.path) is None] == []
    assert {entry.kind for entry in MENU if entry.kind} <= SEES.keys()
    assert max(Counter(entry.place for entry in MENU).values()) == 1, "two entries in one place"
    assert {entry.place // 100 for entry in MENU} <= GROUPS.keys()
    icons = (VENDOR / "icons.svg").read_text(encoding="utf-8")
    assert [entry.icon for entry in MENU if f'id="{entry.icon}"' not in icons] == []


def test_every_entry_of_the_menu_is_titled_in_both_languages():
    english = translations("en").gettext
    titles = {title for e in MENU for title in (e.title, e.own, e.enterprise) if title}
    assert [title for title in titles if english(title) == title] == []


@pytest.mark.parametrize("who", ["enterprise", "bank", "organizer", "admin"])
def test_every_page_of_the_menu_has_a_title_in_both_languages(everybody, who):
    titles = {}
    for language in ("zh", "en"):
        everybody[who].get(f"/language/{language}")
        for path in re.findall(r'<a href="([^"]*)"', navigation(everybody[who].get("/").text)):
            [title] = re.findall("<title>(.*?) · ", everybody[who].get(path).text)
            titles.setdefault(path, []).append(title)
    everybody[who].get("/language/zh")
    assert [path for path, (chinese, english) in titles.items() if chinese == english] == []


def navigation(html: str) -> str:
    """The main menu of a page."""
    return html.partition("<nav")[2].partition("</nav>")[0]
