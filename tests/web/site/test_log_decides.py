"""Who may come in and see what is read from the log: views that nobody follows change nothing."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import event

from domain.administration.access_key import RevokeKey
from domain.administration.user import CloseUser
from domain.core.command import Refusal, Role
from domain.leads.consent import ConsentExpired, RevokeConsent
from services.cli import main
from services.identity.signin import Identity
from services.ledger.ledger import Unavailable
from services.web.api import queries
from services.web.api.openapi import PREFIX
from services.web.pages import ROUTER
from tests.examples import FACTORY
from tests.leads import LEAD
from tests.services.houses import tell
from tests.spec import asks
from tests.web.api.test_api import program
from tests.web.site.test_isolation import OBJECTS
from tests.web.sites import steady

SECRETS = (FACTORY.title, FACTORY.uscc or "-", "王某", "13900001234")
PAGES = sorted(
    OBJECTS[route.path][0] if route.path in OBJECTS else route.path
    for route in ROUTER.routes
    if isinstance(route, APIRoute)
    and route.methods == {"GET"}
    and (route.path in OBJECTS or "{" not in route.path)
    and route.path not in {"/live", "/demo", "/notices/settings"}  # an example stands there
)
READS = sorted(
    route.path.format(id=LEAD, side="need")
    for route in queries.router.routes
    if isinstance(route, APIRoute) and route.methods == {"GET"}
)


def revoked(house):
    command = RevokeConsent(need="n1", receiver="b01")
    house.desk.do(command, asks(Role.ENTERPRISE, "e001"))


def expired(house):
    tell(house, ("consent-n1:b01", ConsentExpired(need="n1", receiver="b01")))


def told(led, program):
    """Every road by which the bank reads of the factory, with what it says of it."""
    bank = led.client("bank")
    answers = {path: steady(bank.get(path).text) for path in PAGES}
    answers["/leads/export"] = bank.post(
        "/leads/export?format=csv", data={"csrf": _token(bank)}
    ).content.decode("utf-8", "ignore")
    answers |= {f"api {path}": program.get(path).text for path in READS}
    return {
        path: said
        for path, text in answers.items()
        if (said := {secret for secret in SECRETS if secret in text})
    }


def _token(client):
    page = client.get("/leads").text
    return page.partition('name="csrf" value="')[2].partition('"')[0]


@pytest.mark.parametrize("end", [revoked, expired])
def test_what_a_consent_covered_is_withheld_at_once_on_every_road(led, end):
    reads = program(led, "bank", "read", "feed")
    before = told(led, reads)
    assert {
        f"/leads/{LEAD}",
        "/leads/export",
        "api /feed",
        f"api /leads/{LEAD}",
    } <= before.keys(), "control"
    end(led.house)
    assert led.house.views.leads.position < led.house.log.last(), "control: nobody follows"
    assert told(led, reads) == {}


def test_a_user_who_was_closed_neither_stays_nor_comes_in(led):
    mine = led.client("bank")
    assert mine.get("/leads").status_code == 200
    led.house.desk.do(CloseUser(id="bank"), led.house.ask("adm", Role.ADMIN))
    assert mine.get("/leads").headers["location"].startswith("/sign-in")
    assert mine.get(f"{PREFIX}/leads").status_code == 401
    with pytest.raises(Refusal) as refusal:
        Identity.of(led.house).begin("bank", "test")
    assert refusal.value.code == "sign_in.wrong"


def test_a_user_closed_at_the_command_line_is_closed_in_every_view_at_once(led, capsys):
    assert main(["--data", str(led.house.settings.data), "user", "close", "bank"]) == 0
    assert "已停用 bank" in capsys.readouterr().out
    row = led.house.views.users.user("bank")
    assert (row.status, led.house.views.users.position) == ("closed", led.house.log.last())


def test_a_closed_user_with_the_right_password_is_answered_like_a_stranger(led):
    identity = Identity.of(led.house)
    admin = led.house.ask("adm", Role.ADMIN)
    identity.give_password("bank", "four-random-words-42", admin)
    assert identity.sign_in("bank", "four-random-words-42"), "control"
    led.house.desk.do(CloseUser(id="bank"), admin)
    with pytest.raises(Refusal) as refusal:
        identity.sign_in("bank", "four-random-words-42")
    assert refusal.value.code == "sign_in.wrong"


def test_a_key_that_was_revoked_opens_nothing(led):
    reads = program(led, "bank", "read")
    assert reads.get("/leads").status_code == 200
    [key] = led.house.views.users.keys("b01")
    led.house.desk.do(RevokeKey(id=key.id), asks(Role.BANK, "b01"))
    assert reads.get("/leads").status_code == 401


def test_where_the_log_cannot_be_read_nothing_personal_is_shown(led):
    mine = led.client("bank")
    assert FACTORY.title in mine.get("/leads").text, "control"

    def away(_after, _limit):
        raise Unavailable("the log is away")

    led.house.views.log = away
    answer = mine.get("/leads")
    assert (answer.status_code, FACTORY.title in answer.text) == (503, False)


def test_where_nothing_is_new_a_look_is_two_questions(led):
    asked: list[str] = []
    led.house.views.who_may_see()
    note = lambda *said: asked.append(said[2])  # noqa: E731 - sqlalchemy's listener
    event.listen(led.house.views.engine, "before_cursor_execute", note)
    led.house.views.who_may_see()
    event.remove(led.house.views.engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
