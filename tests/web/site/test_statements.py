"""What a page asks the database: one moment of it, and no more where there are more rows."""

from __future__ import annotations

import re
from contextlib import contextmanager
from threading import Thread

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import event

from domain.leads.lead import LeadAcknowledged
from domain.matching.proposal import ProposalDelivered
from domain.parties.party import PartyRegistered
from domain.results.result import ResultReported
from domain.sessions.session import SessionPlanned
from services.web.api import commands, queries, sessions
from services.web.pages import ROUTER
from services.web.pages.leads.leads import inbox
from services.web.request import SnapshotRoute
from tests.examples import FACTORY, content, live
from tests.leads import granted, lead_delivered, shown
from tests.sessions import details, opened
from tests.spec import DAY
from tests.web.sites import LEAD_STORY, site

MANY = 50
KINDS = ("postings", "leads", "parties", "results", "sessions", "consents")
LISTS = (
    *(("organizer", f"/{kind}") for kind in KINDS),
    ("organizer", "/proposals?track=bank"),
    *(("bank", path) for path in ("/proposals", "/leads", "/")),
)
ENDS = ("</tr>", "</li>", "</article>")  # of rows
HIRED = ResultReported(
    kind="hire",
    on=DAY,
    enterprise="e001",
    partner="b01",
    industry="C3531",
    amount_fen=None,
    people=18,
    scarce=True,
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def led(request, tmp_path):
    """The site with one lead, in each store."""
    more = {}
    if request.param == "postgresql":
        more["postgres"] = request.getfixturevalue("postgres")
    with site(tmp_path, *LEAD_STORY, ("result-r1", HIRED), **more) as made:
        yield made


def one_more(n):
    """Another enterprise with its need, proposed, delivered as a lead that the bank is to call
    about; its result; a session."""
    party, need, lead = f"e1{n:02}", f"n{n}", f"{n:016x}"
    profile = FACTORY.model_copy(update={"title": f"第{n}机械厂", "uscc": None})
    drafted = live[0].model_copy(update={"party": party, "content": content(title=f"周转资金{n}")})
    pair = shown(id=lead, need=need, need_party=party)
    return (
        (f"party-{party}", PartyRegistered(profile=profile)),
        *((f"need-{need}", happened) for happened in (drafted, *live[1:])),
        (f"proposal-{lead}", ProposalDelivered(shown=pair, through=DAY)),
        (f"lead-{lead}", lead_delivered(need=need, enterprise=party)),
        (f"lead-{lead}", LeadAcknowledged()),
        (f"consent-{need}:b01", granted.model_copy(update={"need": need, "enterprise": party})),
        (f"result-r{n}", HIRED.model_copy(update={"enterprise": party})),
        (f"session-s{n}", SessionPlanned(details=details(title=f"第{n}场"))),
        (f"session-s{n}", opened),
    )


@contextmanager
def statements(house):
    """Every statement that the views' database is asked meanwhile."""
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(house.views.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(house.views.engine, "before_cursor_execute", note)


def asked_by_lists(made):
    """By who looks and the list: what it asks the second time, and how many rows it shows."""
    numbers, rows = {}, {}
    for who, path in LISTS:
        browser = made.client(who)
        assert browser.get(path).status_code == 200
        with statements(made.house) as asked:
            page = browser.get(path).text
        numbers[who, path], rows[who, path] = len(asked), sum(map(page.count, ENDS))
    return numbers, rows


def test_a_list_of_fifty_asks_no_more_than_a_list_of_one(led):
    few, short = asked_by_lists(led)
    led.tell(*(happened for n in range(2, MANY + 1) for happened in one_more(n)))
    many, long = asked_by_lists(led)
    asked_more = {place: n - few[place] for place, n in many.items() if n > few[place]}
    assert asked_more in (
        {},
        {("bank", "/"): 1},
    )  # names that no part of the page had asked for yet
    assert [place for place in LISTS if long[place] <= short[place]] == []


def test_what_is_written_between_two_questions_of_a_page_is_not_half_shown(led):
    assert shown_while_a_lead_comes(led, "/leads") == (1, 1)
    assert shown_while_a_lead_comes(led, "/leads") == (2, 2)


def test_without_its_snapshot_it_would_be(led):
    led.app.router.routes.insert(0, APIRoute("/apart", inbox))
    assert shown_while_a_lead_comes(led, "/apart") == (1, 2)


def shown_while_a_lead_comes(made, path):
    """How many leads a page lists and counts, where one more comes between the two questions."""
    browser = made.client("organizer")
    coming = iter([one_more(made.house.log.last())])

    def come(_connection, _cursor, statement, *_):
        if "count(" in statement and "lead" in statement:
            for happened in coming:
                other = Thread(target=made.tell, args=happened)
                other.start()
                other.join(30)

    event.listen(made.house.views.engine, "before_cursor_execute", come)
    try:
        page = browser.get(path).text
    finally:
        event.remove(made.house.views.engine, "before_cursor_execute", come)
    [counted] = re.findall("共 ([0-9]+) 条", page)
    return page.count('href="/leads/'), int(counted)


def test_every_route_reads_one_moment():
    routes = [*ROUTER.routes, *queries.router.routes, *sessions.router.routes]
    routes += commands.routes().routes
    assert len(routes) > 100
    assert [route.path for route in routes if not isinstance(route, SnapshotRoute)] == []
