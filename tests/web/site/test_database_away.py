"""Whatever page or question is asked while the database is away: it is said, and nothing breaks."""

from __future__ import annotations

from contextlib import closing

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import inspect
from sqlalchemy import text as sql

from projections.core.database import writing
from services.ledger.ledger import Ledger
from services.web.pages import ROUTER
from tests.services.proxy import Proxy
from tests.web.api.test_api import program
from tests.web.site.test_isolation import OBJECTS
from tests.web.site.test_log_decides import PAGES, READS
from tests.web.sites import DUTIES, FILED, LEAD_STORY, site, text

ASKED_FIRST = {"bookmarks", "read_lines", "parked"}  # by every page, before it shows anything
WHO_COMES = ("party", "user", "access", "consent", "session", "sign", "known", "second", "attempt")
BARE = str.maketrans("", "", "{}")
POSTS = sorted(
    OBJECTS[route.path][0]
    if route.path in OBJECTS
    else route.path.replace("{", "").replace("}", "")
    for route in ROUTER.routes
    if isinstance(route, APIRoute) and route.methods == {"POST"}
)


def take_away(made, *, but=()):
    """Every table but these, as in a database that was cut or is another."""
    engine = made.house.views.engine
    names = [name for name in inspect(engine).get_table_names() if not name.startswith(but or "-")]
    with writing(engine) as db:
        for name in set(names) - (ASKED_FIRST if but else set()):
            db.execute(sql(f'ALTER TABLE "{name}" RENAME TO "away_{name}"'))


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """Everybody is signed in and let in, and then nothing else can be read."""
    with site(tmp_path_factory.mktemp("cut"), *LEAD_STORY, FILED) as made:
        clients = {who: made.client(who) for who in DUTIES}
        clients["program"] = program(made, "bank", "read")
        take_away(made, but=WHO_COMES)
        yield clients


@pytest.fixture(scope="module")
def gone(tmp_path_factory):
    with site(tmp_path_factory.mktemp("gone"), *LEAD_STORY, FILED) as made:
        clients = {who: made.client(who) for who in DUTIES}
        take_away(made)
        yield clients


@pytest.mark.parametrize("path", PAGES)
def test_a_page_whose_rows_cant_be_read_says_so(cut, path):
    """To whoever may see it; a bug of ours would be raised here."""
    for who in DUTIES:
        answer = cut[who].get(path)
        assert answer.status_code in {200, 303, 403, 404, 503}, (who, answer.status_code)
        if answer.status_code == 503:
            assert "数据库暂时连不上" in text(answer.text)


def test_control_most_pages_read_rows_that_are_gone(cut):
    codes = [cut["organizer"].get(path).status_code for path in PAGES]
    assert codes.count(503) > len(codes) // 3


@pytest.mark.parametrize("path", READS)
def test_a_question_of_a_program_is_answered_in_its_own_form(cut, path):
    answer = cut["program"].get(path)
    assert answer.status_code in {200, 403, 404, 503}
    if answer.status_code == 503:
        assert answer.json()["code"] == "unavailable"


@pytest.mark.parametrize("path", [*PAGES, "/ready"])
def test_where_nobody_can_be_recognized_everybody_is_told(gone, path):
    answer = gone["organizer"].get(path)
    assert answer.status_code == 503
    assert "数据库暂时连不上" in text(answer.text)


@pytest.mark.parametrize("path", POSTS)
def test_a_form_that_cant_be_taken_is_answered(gone, path):
    answer = gone["organizer"].post(path, data={})
    assert answer.status_code in {303, 403, 404, 422, 429, 503}, answer.status_code


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/postings", "/health", "/ready"])
def test_a_server_that_went_away_is_told_and_is_back(postgres, tmp_path, path):
    Ledger.open(postgres).close()
    with (
        closing(Proxy(postgres, tmp_path)) as proxy,
        site(tmp_path, *LEAD_STORY, postgres=proxy.url) as made,
    ):
        client = made.client("admin")
        proxy.refuses = True
        proxy.cut()
        away = client.get(path)
        proxy.refuses = False
        assert (away.status_code, client.get(path).status_code in {200, 403}) == (503, True)
