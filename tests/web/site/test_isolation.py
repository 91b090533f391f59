"""Who may see what, generated: every role at every page, own, another's and absent.

The routes are read off the application, and what is expected off the table of permissions. A page
that is added is tried by itself, once `OBJECTS` says what stands in its path.
"""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from domain.administration.permission import SEES
from domain.parties.party import PartyMerged, PartyStatusChanged
from services.web.pages import ROUTER
from services.web.public import Public
from services.web.request import Does, Open, Sees
from tests.leads import LEAD
from tests.web.sites import DUTIES, FILED, LEAD_STORY, site, text

ROUTES = [route for route in ROUTER.routes if isinstance(route, APIRoute)]
GUARDS = (Sees, Does, Open, Public)
UNGUARDED = {("POST", "/sign-in"), ("POST", "/demo/{role}")}  # before there is a session
NEED, LOAN, BOTH = ("e001",), ("b01",), ("e001", "b01")
ALL = ()  # nobody's in particular: what a role may see of the kind decides

# by path: (an object that is there, one that isn't, whose it is, by which kind's row that counts)
OBJECTS = {
    "/subjects/{id}": ("/subjects/person-1", "/subjects/person-none", ALL, "subject"),
    "/leads/{id}": (f"/leads/{LEAD}", "/leads/0000000000000000", BOTH, "lead"),
    "/leads/{id}/{step}": (f"/leads/{LEAD}/void", "/leads/0000/void", (), ""),
    "/leads/{id}/correct/{what}": (
        *(f"/leads/{LEAD}/correct/intent", "/leads/0000/correct/intent"),
        *((), ""),
    ),
    "/leads/{id}/back/{undone}": (f"/leads/{LEAD}/back/won", "/leads/0000/back/won", (), ""),
    "/results/{id}/correct": ("/results/r9/correct", "/results/r8/correct", (), ""),
    "/postings/{side}/{id}": ("/postings/need/n1", "/postings/need/n9", NEED, "posting"),
    "/postings/{side}/{id}/edit": ("/postings/need/n9/edit", "/postings/need/n8/edit", (), ""),
    "/postings/{side}/{id}/{step}": ("/postings/need/n9/renew", "/postings/need/n8/renew", (), ""),
    "/publish/{side}/{track}": ("/publish/middle/bank", "/publish/need/moon", (), ""),
    "/publish/{side}/{track}/{draft}/{step}": (
        *("/publish/middle/bank/0/words", "/publish/need/moon/0/words"),
        *((), ""),
    ),
    "/proposals/{id}": (f"/proposals/{LEAD}", "/proposals/0000000000000000", BOTH, "proposal"),
    "/proposals/{id}/decline": (
        *(f"/proposals/{LEAD}/decline", "/proposals/0000/decline"),
        *(BOTH, "proposal"),
    ),
    "/proposals/{id}/nominate": (
        *(f"/proposals/{LEAD}/nominate", "/proposals/0000/nominate"),
        *(BOTH, "proposal"),
    ),
    "/parties/{id}/request": ("/parties/b01/request", "/parties/zz/request", (), ""),
    "/pairs/{need}/{offering}": ("/pairs/n1/o1", "/pairs/n9/o1", NEED, "posting"),
    "/consents/{need}/{receiver}": ("/consents/n1/b01", "/consents/n9/b01", NEED, "consent"),
    "/consents/{need}/{receiver}/paper": (
        *("/consents/n9/b01/paper", "/consents/n8/b01/paper"),
        *((), ""),
    ),
    "/import/forms/{kind}": (  # by who may do what is filled in
        *("/import/forms/lending", "/import/forms/moon"),
        *(("b01", "b02"), "name_list"),
    ),
    "/imports/{id}": ("/imports/00aa", "/imports/00bb", (), ""),
    "/imports/{id}/undo": ("/imports/00aa/undo", "/imports/00bb/undo", (), ""),
    "/import/{id}": ("/import/00aa", "/import/00bb", (), ""),
    "/import/{id}/rest": ("/import/00aa/rest", "/import/00bb/rest", (), ""),
    "/bench/{id}": ("/bench/o1", "/bench/o9", LOAN, "posting"),
    "/parties/{id}/revise": ("/parties/e001/revise", "/parties/e999/revise", NEED, "party_record"),
    "/parties/{id}/contact": (
        *("/parties/e001/contact", "/parties/e999/contact"),
        *(NEED, "party_record"),
    ),
    "/parties/{id}/facts": ("/parties/e001/facts", "/parties/e999/facts", NEED, "party_record"),
    "/parties/{id}/status": ("/parties/e001/status", "/parties/e999/status", ALL, "party_office"),
    "/parties/{id}/merge": ("/parties/e001/merge", "/parties/e999/merge", ALL, "merge"),
    "/sessions/{id}": ("/sessions/s1", "/sessions/s9", ALL, "session"),
    "/sessions/{id}/meetings": ("/sessions/s1/meetings", "/sessions/s9/meetings", ALL, "session"),
    "/sessions/{id}/versions": (
        *("/sessions/s1/versions", "/sessions/s9/versions"),
        *(ALL, "session_plan"),
    ),
    "/sessions/{id}/invites": ("/sessions/s1/invites", "/sessions/s9/invites", ALL, "session_plan"),
    "/sessions/{id}/print/{kind}": (
        *("/sessions/s1/print/signing", "/sessions/s1/print/money"),
        *(ALL, "session_plan"),
    ),
    "/report/{code}": ("/report/sessions_held", "/report/happiness", ALL, "report"),
    "/sessions/{id}/revise": ("/sessions/s1/revise", "/sessions/s9/revise", ALL, "session_plan"),
    "/sessions/{id}/postpone": (
        *("/sessions/s1/postpone", "/sessions/s9/postpone"),
        *(ALL, "session_plan"),
    ),
    "/sessions/{id}/cancel": ("/sessions/s1/cancel", "/sessions/s9/cancel", ALL, "session_plan"),
    "/channel/messages/{number}": (
        *("/channel/messages/1", "/channel/messages/9"),
        *(LOAN, "channel"),
    ),
    "/registrations/{id}": (
        *("/registrations/applicant", "/registrations/nobody"),
        *(ALL, "registration"),
    ),
    "/parties/{id}": ("/parties/e001", "/parties/e999", NEED, "party"),
    "/unmatched/{id}": ("/unmatched/n1", "/unmatched/n9", ALL, "unmatched"),
    "/users/{id}": ("/users/bank", "/users/nobody", ALL, "user"),
    "/users/{id}/revise": ("/users/bank/revise", "/users/nobody/revise", ALL, "user"),
    "/figures/{stage}/{track}": ("/figures/lead/bank", "/figures/lead/moon", ALL, "overview"),
    "/log/{position}": ("/log/1", "/log/999999", ALL, "log"),
}
APART = {
    "/notices/{id}",  # leads on to what it is about; tests/web/notices says for whom
    "/sessions/{id}/agenda.ics",
    "/sessions/{id}/door/{party}",
    "/language/{language}",
    "/oidc/back",
    "/oidc/leave",
    "/demo",
    "/live",
    "/",
}


def guard(route):
    """What the route depends on to be seen or sent."""
    found = [d.call for d in route.dependant.dependencies if isinstance(d.call, GUARDS)]
    assert len(found) <= 1, route.path
    return found[0] if found else None


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{min(r.methods)} {r.path}")
def test_every_route_says_who_may_come(route):
    [method] = route.methods
    assert (guard(route) is None) is ((method, route.path) in UNGUARDED)
    kind = getattr(guard(route), "kind", "")
    assert not kind or kind in SEES
    sent = isinstance(guard(route), Does | Public)
    assert sent is (method == "POST") or guard(route) is None


PAGES = [
    route
    for route in ROUTES
    if route.methods == {"GET"} and isinstance(guard(route), Sees) and route.path not in APART
]


@pytest.mark.parametrize("who", DUTIES)
@pytest.mark.parametrize("route", PAGES, ids=lambda r: r.path)
def test_a_page_is_shown_to_whom_the_table_says_and_to_nobody_else(everything, route, who):
    client, kind = everything[who], guard(route).kind
    duty = DUTIES[who]
    known = not kind or duty.role in {role.value for role in SEES[kind]}
    if "{" not in route.path:
        assert client.get(route.path).status_code == (200 if known else 403)
        return
    assert route.path in OBJECTS, f"say in OBJECTS what stands in {route.path}"
    there, absent, owners, by = OBJECTS[route.path]
    if not known:
        assert {client.get(there).status_code, client.get(absent).status_code} == {403}
        return
    gone, shown = client.get(absent), client.get(there)
    assert gone.status_code == 404
    if allowed(duty, by, owners):
        assert shown.status_code == 200
    else:
        assert (shown.status_code, text(shown.text)) == (404, text(gone.text))


def allowed(duty, kind, owners):
    """By the table alone."""
    if not kind:
        return False
    extent = {role.value: extent for role, extent in SEES[kind].items()}.get(duty.role)
    mine = {duty.party, *duty.supports} & set(owners)
    return extent == "all" or bool(extent and mine)


def test_control_the_table_lets_somebody_in_at_every_object():
    for there, _, owners, kind in OBJECTS.values():
        seen = [who for who, duty in DUTIES.items() if allowed(duty, kind, owners)]
        assert bool(seen) is bool(kind), there


@pytest.mark.parametrize("route", PAGES, ids=lambda r: r.path)
def test_nobody_sees_anything_without_signing_in(everything, route):
    path = OBJECTS[route.path][0] if "{" in route.path else route.path
    assert everything[None].get(path).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("route", PAGES, ids=lambda r: r.path)
def test_nobody_of_a_party_that_is_gone_sees_anything(of_the_gone, route):
    """Neither what was its own nor what is anybody's."""
    path = OBJECTS[route.path][0] if "{" in route.path else route.path
    for client in of_the_gone:
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


@pytest.fixture(scope="module")
def of_the_gone(tmp_path_factory):
    """The people of a bank and an enterprise that were signed in when these came to an end."""
    with site(tmp_path_factory.mktemp("gone"), *LEAD_STORY, FILED) as made:
        clients = [made.client("bank"), made.client("enterprise")]
        assert [client.get("/account").status_code for client in clients] == [200, 200]
        made.tell(
            ("party-b01", PartyStatusChanged(status="deregistered")),
            ("party-e001", PartyMerged(into="e002")),
        )
        yield clients


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """One site with a lead, and everybody at a browser of their own."""
    with site(tmp_path_factory.mktemp("site"), *LEAD_STORY, FILED) as made:
        yield {who: made.client(who) for who in (*DUTIES, None)}
