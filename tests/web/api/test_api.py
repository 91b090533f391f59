"""The HTTP API: what a program with an organization's key can read and do, and what it is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from domain.administration.permission import SEES
from domain.core.command import Ask, Role
from domain.leads.consent import RevokeConsent
from domain.postings.need import NeedRevised
from services.identity.signin import Identity
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.api import commands as doing
from services.web.api import queries as views
from services.web.api.app import build, whole_document
from services.web.api.caller import Reads, Writes
from services.web.api.openapi import EXAMPLES, FILE, PREFIX, as_text
from tests.examples import content, loan
from tests.leads import LEAD
from tests.spec import NOON
from tests.web.site.test_isolation import BOTH, NEED, allowed
from tests.web.sites import DUTIES, LEAD_STORY, site

ROUTES = [*views.router.routes, *doing.routes().routes]
READ = [route for route in ROUTES if route.methods == {"GET"}]
OBJECTS = {  # by path: one that is there, one that isn't, whose it is, by which kind's row
    "/parties/{id}": ("/parties/e001", "/parties/e999", NEED, "party"),
    "/postings/{side}/{id}": ("/postings/need/n1", "/postings/need/n9", NEED, "posting"),
    "/proposals/{id}": (f"/proposals/{LEAD}", "/proposals/0000000000000000", BOTH, "proposal"),
    "/leads/{id}": (f"/leads/{LEAD}", "/leads/0000000000000000", BOTH, "lead"),
}


def key(site, who, *scopes):
    """A key of the organization that somebody belongs to."""
    duty = DUTIES[who]
    ask = Ask(
        at=site.moment,
        on=site.moment.date(),
        actor=who,
        role=Role(duty.role),
        party=duty.party,
        source="test",
    )
    until = (site.moment + timedelta(days=30)).date()
    _, made = Identity.of(site.house).issue_key(ask, "测试", scopes, until)
    site.house.views.fresh(*site.house.views.readers)
    return made


def program(site, who, *scopes):
    """A program that shows such a key."""
    headers = {"authorization": f"Bearer {key(site, who, *scopes)}"}
    return TestClient(site.app, base_url=f"http://docking.test{PREFIX}", headers=headers)


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["type"] == f"urn:docking:problem:{said['code']}"
    return said["status"], said["code"], said["field"]


def test_a_bank_pulls_its_leads_by_number_and_can_prove_that_it_has_all(led):
    bank = program(led, "bank", "feed")
    found = bank.get("/feed").json()
    assert [one["sequence"] for one in found["items"]] == ["1"]
    assert (found["next"], found["last"]) == (1, 1)
    assert found["items"][0]["data"]["lead"] == LEAD
    assert bank.get("/feed", params={"after": 1}).json() == {"items": [], "next": 1, "last": 1}
    assert program(led, "other_bank", "feed").get("/feed").json()["items"] == []
    assert problem(bank.get("/feed", params={"after": 2})) == (409, "bookmark.ahead", "after")


def test_the_how_to_reads_on_to_the_end(led):
    page = (FILE.parents[1] / "how-to" / "use-the-api.md").read_text(encoding="utf-8")
    kept = []
    names = {"keep": kept.append}
    exec(page.partition("```python\n")[2].partition("```")[0], names)
    bank = TestClient(led.app, headers={"authorization": f"Bearer {key(led, 'bank', 'feed')}"})
    assert (names["read_on"](bank, 0), names["read_on"](bank, 1)) == (1, 1)
    assert [message["sequence"] for message in kept] == ["1"]


def test_after_a_revocation_the_feed_says_only_that_it_is_withheld(led):
    bank = program(led, "bank", "feed", "read")
    assert "襄城" in bank.get("/feed").text
    ask = led.house.ask("e001", Role.ENTERPRISE, party="e001")
    led.house.desk.do(RevokeConsent(need="n1", receiver="b01"), ask)
    led.house.views.fresh(*led.house.views.readers)
    first, second = bank.get("/feed").json()["items"]
    assert (first["type"], second["type"]) == ("docking.lead.withheld", "docking.consent.revoked")
    assert "襄城" not in bank.get("/feed").text
    shown = bank.get(f"/leads/{LEAD}").json()
    assert (shown["need"], shown["enterprise"], shown["enterprise_title"]) == (None, None, None)


def test_a_command_sent_twice_under_one_key_is_done_once(led):
    bank = program(led, "bank", "write")
    once = {"headers": {"idempotency-key": "k-1"}}
    first = bank.post("/commands/acknowledge", json={"id": LEAD}, **once)
    assert first.status_code == 200
    assert [e["event"] for e in first.json()["events"]] == ["lead.acknowledged"]
    again = bank.post("/commands/acknowledge", json={"id": LEAD}, **once)
    assert again.json() == {**first.json(), "repeated": True}
    other = bank.post("/commands/acknowledge", json={"id": "other"}, **once)
    assert problem(other)[:2] == (409, "command.id_reused")
    assert led.house.views.leads.one(LEAD).status == "acknowledged"


def test_what_is_wrong_is_said_with_its_field_and_changes_nothing(led):
    send = program(led, "bank", "write").post
    wrong = send("/commands/contact", json={"id": LEAD, "on": "yesterday"})
    before = led.house.log.last()  # after the note that the key is in use
    assert problem(wrong) == (422, "shape.value_error", "on")
    assert problem(send("/commands/contact", content=b"{")) == (422, "json.syntax", "")
    assert problem(send("/commands/contact", content=b'{"id":1,"id":2}'))[1] == "json.twice"
    assert problem(send("/commands/publish", json={"side": "need", "id": "n1"}))[0] in {403, 404}
    assert problem(send("/commands/dance", json={}))[:2] == (404, "not_here")
    many = send("/commands/contact", json={}, headers={"idempotency-key": "x" * 201})
    assert problem(many)[0] == 422
    assert led.house.log.last() == before


def test_a_key_can_do_what_its_scopes_say_and_no_more(led):
    reader, writer = program(led, "bank", "read"), program(led, "bank", "write")
    assert reader.get("/leads").status_code == 200
    assert problem(reader.post("/commands/acknowledge", json={"id": LEAD}))[:2] == (
        *(403, "forbidden"),
    )
    assert problem(reader.get("/feed"))[0] == 403
    assert problem(writer.get("/leads"))[0] == 403


def test_no_past_day_brings_back_what_is_over(led):
    """What is told by number is told as of now, whatever the address says."""
    bank = program(led, "bank", "feed")
    assert bank.get("/feed", params={"as_of": "2020-01-01"}).json() == bank.get("/feed").json()
    led.moment = NOON + timedelta(days=3650)  # the consent is over; its timer has not been yet
    later = program(led, "bank", "feed")
    told = later.get("/feed", params={"as_of": NOON.date().isoformat()}).json()["items"]
    assert [one["type"] for one in told] == ["docking.lead.withheld"]


@pytest.mark.parametrize("shown", ["Bearer dk_none_x", "Bearer ", "Basic YTpi", "dk_"])
def test_without_a_key_that_is_known_nothing_is_shown(led, shown):
    client = TestClient(led.app, base_url=f"http://docking.test{PREFIX}")
    answer = client.get("/leads", headers={"authorization": shown})
    assert problem(answer) == (401, "key", "")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert client.get("/leads").status_code == 401


def test_somebody_signed_in_reads_as_he_is_and_writes_with_his_token(led):
    browser = led.client("bank")
    assert browser.get(f"{PREFIX}/leads").json()["items"][0]["id"] == LEAD
    send = f"{PREFIX}/commands/acknowledge"
    assert problem(browser.post(send, json={"id": LEAD}))[:2] == (403, "forged")
    page = browser.get("/leads").text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    told = browser.post(send, json={"id": LEAD}, headers={"x-csrf-token": token})
    assert told.status_code == 200


def test_an_answer_that_is_still_the_same_is_not_sent_again(led):
    bank = program(led, "bank", "read", "write")
    first = bank.get("/leads")
    same = bank.get("/leads", headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    assert (same.status_code, same.content) == (304, b"")
    bank.post("/commands/acknowledge", json={"id": LEAD})
    assert bank.get("/leads", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_lists_go_on_where_the_page_before_ended(led):
    office = led.client("organizer")
    whole = office.get(f"{PREFIX}/postings").json()["items"]
    assert len(whole) > 1
    found, after = [], ""
    while after is not None:
        page = office.get(f"{PREFIX}/postings", params={"limit": 1, "after": after}).json()
        found, after = found + page["items"], page["next"]
    assert found == whole


def test_a_past_day_is_shown_as_it_was(led):
    bank = program(led, "bank", "read", "write")
    led.moment = NOON + timedelta(days=1)
    bank.post("/commands/acknowledge", json={"id": LEAD})
    past = {"as_of": NOON.date().isoformat()}
    assert bank.get(f"/leads/{LEAD}").json()["status"] == "acknowledged"
    assert bank.get(f"/leads/{LEAD}", params=past).json()["status"] == "delivered"
    ahead = bank.get("/leads", params={"as_of": "2099-01-01"})
    assert problem(ahead) == (422, "day.ahead", "as_of")
    assert problem(bank.get("/leads", params={"as_of": "neverday"}))[2] == "as_of"


def test_too_many_requests_are_asked_to_wait(led):
    api = build(led.house, led.app.state.renderer, per_minute=2)
    headers = {"authorization": f"Bearer {key(led, 'bank', 'read')}"}
    client = TestClient(api, headers=headers)
    left = [client.get("/me").headers["ratelimit-remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    refused = client.get("/me")
    assert problem(refused) == (429, "too_many", "")
    assert 0 < int(refused.headers["retry-after"]) <= 61


def test_a_bank_sees_of_a_proposed_need_what_everybody_may(plain):
    bank, firm = program(plain, "bank", "read"), program(plain, "enterprise", "read")
    [shown] = bank.get("/proposals").json()["items"]
    assert [shown[k] for k in ("need", "need_party", "reasons")] == [None] * 3
    assert shown["teaser"]["track"] == "政银企对接"
    assert '"n1"' not in json.dumps(shown)
    [whole] = firm.get("/proposals").json()["items"]
    assert (whole["need"], whole["need_party"], whole["teaser"]) == ("n1", "e001", None)
    assert firm.get(f"/proposals/{whole['id']}").json()["reasons"]["terms"]


def test_a_need_is_listed_with_what_is_open_for_its_owner_and_the_office_alone(plain):
    """The control is the need as it was: proposed, and nothing open."""
    firm, bank = program(plain, "enterprise", "read"), program(plain, "bank", "read")
    before = firm.get("/proposals?need=n1").json()
    assert ([row["need"] for row in before["items"]], before["open"]) == (["n1"], [])
    assert firm.get("/proposals").json()["open"] == []
    plain.tell(("need-n1", NeedRevised(content=content(regions=()))))
    assert firm.get("/proposals?need=n1").json() == {
        "items": [],
        "next": None,
        "open": [
            {
                "need": "n1",
                "offering": "o1",
                "offering_party": "b01",
                "offering_title": loan().title,
                "questions": [{"title": "地区", "whose": "need"}],
            }
        ],
    }
    assert bank.get("/proposals?need=n1").status_code == 404


@pytest.mark.parametrize("who", DUTIES)
@pytest.mark.parametrize("route", READ, ids=lambda r: r.path)
def test_a_view_is_read_by_whom_the_table_says_and_by_nobody_else(everything, route, who):
    [kind] = [d.call.kind for d in route.dependant.dependencies if isinstance(d.call, Reads)]
    client, duty = everything[who], DUTIES[who]
    known = not kind or duty.role in {role.value for role in SEES[kind]}
    if "{" not in route.path:
        answer = client.get(PREFIX + route.path)
        assert answer.status_code == (200 if known else 403)
        return
    there, absent, owners, by = OBJECTS[route.path]
    gone, shown = client.get(PREFIX + absent), client.get(PREFIX + there)
    if not known:
        assert {gone.status_code, shown.status_code} == {403}
    elif allowed(duty, by, owners):
        assert (gone.status_code, shown.status_code) == (404, 200)
    else:
        assert (shown.status_code, shown.json()) == (404, gone.json())


def test_every_route_says_who_may_come():
    guards = [[d.call for d in route.dependant.dependencies] for route in ROUTES]
    assert all(len([g for g in found if isinstance(g, Reads | Writes)]) == 1 for found in guards)
    assert {route.name for route in ROUTES} >= PUBLIC_COMMANDS.keys()


def test_the_document_is_that_of_the_code():
    written = FILE.read_text(encoding="utf-8")
    assert written == as_text(whole_document()), "run `python -m tests.generate`"


def test_a_page_shows_every_route_and_every_message(led):
    client = led.client("bank")
    shown = client.get("/reference").text
    assert [r.path for r in ROUTES if f"{PREFIX}{r.path}</code>" not in shown] == []
    messages = client.get("/reference/asyncapi.json").json()["components"]["messages"]
    told = {name for name in messages if not name.startswith("docking.command.")}
    assert [name for name in sorted(told) if f"<code>{name}</code>" not in shown] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_read(name):
    assert PUBLIC_COMMANDS[name].model_validate(EXAMPLES[name])


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), *LEAD_STORY) as made:
        yield {who: made.client(who) for who in DUTIES}


def test_the_bare_prefix_is_answered_as_a_problem_too(led):
    answer = led.client("bank").get("/api/v1", follow_redirects=True)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
