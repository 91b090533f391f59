"""An offering that stands is revised so often a day by its party, whichever way it is asked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from domain.administration.parameter import ParameterSet
from services.inbound.execute import answer, ask_for_party
from tests.examples import loan
from tests.spec import DAY, NOON
from tests.web.sites import as_filled, site, text

EDIT = "/postings/offering/o1/edit"
OFTEN, AGAIN = "一天最多发布、修改 2 次", "请 2026-03-03 起再改"


@pytest.fixture
def two(tmp_path):
    """A party may revise twice a day."""
    most = ParameterSet(parameter="offering_changes_a_day", value=2, since=DAY)
    with site(tmp_path, ("parameters", most)) as made:
        yield made


def by_page(made, title, who="bank"):
    client = made.client(who)
    written = as_filled(client.get(EDIT).text, EDIT)
    sent = client.post(EDIT, data={**written, "title": title})
    done = sent.status_code == 303 and "/edit" not in sent.headers["location"]
    return "accepted" if done else text(sent.text)


def by_api(made, title, who="bank"):
    client = made.client(who)
    token = as_filled(client.get(EDIT).text, EDIT)["csrf"]
    body = {"side": "offering", "id": "o1", "content": said(title)}
    sent = client.post("/api/v1/commands/revise", json=body, headers={"x-csrf-token": token})
    return "accepted" if sent.status_code == 200 else sent.text


def by_line(made, title):
    body = {"side": "offering", "id": "o1", "content": said(title)}
    raw = json.dumps({"command": "revise", "id": digest(title), "data": body}).encode()
    given = answer(made.house, raw, ask_for_party(made.house.desk, made.house.now, "b01", "cli"))
    made.house.views.fresh()
    return "accepted" if given["answer"] == "accepted" else given["message"]


def digest(title):
    return title.encode().hex()


def said(title):
    return loan(title=title).model_dump(mode="json")


def title_of(made):
    made.house.views.fresh()
    return made.house.views.market.posting("offering", "o1").content.title


WAYS = (by_page, by_api, by_line)


@pytest.mark.parametrize("way", WAYS)
def test_the_first_are_taken_the_next_is_refused_and_the_next_day_taken_again(two, way):
    assert [way(two, "转贷甲"), way(two, "转贷乙")] == ["accepted", "accepted"]
    refused = way(two, "转贷丙")
    assert (OFTEN in refused, AGAIN in refused, title_of(two)) == (True, True, "转贷乙")
    two.moment = NOON + timedelta(days=1)
    assert (way(two, "转贷丁"), title_of(two)) == ("accepted", "转贷丁")


def test_all_ways_share_what_there_is(two):
    assert [way(two, f"转贷{n}") for n, way in enumerate(WAYS[:2])] == ["accepted"] * 2
    assert OFTEN in by_line(two, "转贷丙")


@pytest.mark.parametrize("way", [by_page, by_api])
def test_control_the_office_goes_on(two, way):
    assert [way(two, f"转贷{n}", "organizer") for n in range(4)] == ["accepted"] * 4


def test_the_form_says_how_often_is_left(two):
    bank = two.client("bank")
    for left in ("还可以发布、修改 2 次", "还可以发布、修改 1 次", "次数已用完"):
        assert left in text(bank.get(EDIT).text)
        by_api(two, f"转贷{left}")
    assert "次数" not in text(two.client("organizer").get(EDIT).text)
    assert "次数" not in text(two.client("enterprise").get("/postings/need/n1/edit").text)
