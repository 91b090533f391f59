"""What policies ask of an enterprise is stated once, and taken by every question about them."""

from __future__ import annotations

from domain.parties.facts import Facts
from domain.parties.party import PartyRevised
from tests.examples import FACTORY
from tests.web.sites import as_filled, text

PAGE = "/parties/e001/facts"


def test_facts_are_stated_on_a_page_and_filled_into_each_question(plain):
    client = plain.client("enterprise")
    sent = as_filled(client.get(PAGE).text, PAGE) | {"employees": "八十六人", "high_tech": "是"}
    assert client.post(PAGE, data=sent).headers["location"] == "/parties/e001"
    assert plain.house.views.parties.facts("e001") == Facts(employees=86, high_tech=True)
    assert "86人" in text(client.get("/parties/e001").text)
    path = client.get("/publish/need/policy").headers["location"]
    words = as_filled(client.get(path).text, path) | {"text": "研发投入能补多少，怎么申请？"}
    path = client.post(path, data=words | {"go": "next"}).headers["location"]
    shown = client.get(path).text
    asked = as_filled(shown, path)
    assert (asked["employees"], asked["high_tech"], asked["srdi"]) == ("86", "是", "")
    assert "取自单位资料" in text(shown)
    sent = asked | {"rd_spend_fen": "180", "go": "next"}
    review = client.post(path, data=sent).headers["location"]
    shown = client.get(review).text
    assert "下次自动带出" in text(shown)
    client.post(review, data=as_filled(shown, review) | {"go": "publish"})
    facts = Facts(employees=86, high_tech=True, rd_spend_fen=180_000_000)
    assert plain.house.views.parties.facts("e001") == facts


def test_what_the_office_says_of_its_scale_counts_where_the_enterprise_says_nothing(plain):
    plain.tell(
        ("party-e001", PartyRevised(profile=FACTORY.model_copy(update={"above_scale": True})))
    )
    assert plain.house.views.parties.facts("e001").above_scale is True
    assert plain.house.views.parties.facts("nobody") == Facts()


def test_others_neither_see_nor_state_them(plain):
    for who in ("rival", "bank"):
        assert plain.client(who).get(PAGE).status_code == 404
    assert plain.client("organizer").get(PAGE).status_code == 200
    assert plain.client("organizer").get("/parties/b01/facts").status_code == 404
