"""What policies ask of an enterprise is stated once, and taken by every question about them."""

from __future__ import annotations

from domain.matching.model import MatcherFitted
from domain.parties.facts import Facts
from domain.parties.party import PartyRevised
from domain.postings.need import NeedDrafted, NeedPublished
from domain.postings.offering import OfferingDrafted, OfferingPublished
from domain.postings.terms import Condition, PolicyNeed, PolicyOffering
from projections.matcher import fit, settings_for
from tests.examples import FACTORY, content
from tests.web.sites import as_filled, text

PAGE = "/parties/e001/facts"
TITLE = "研发投入补助"
MODEL = fit([TITLE, "技术改造奖补", "稳岗返还"], settings_for("policy"))
FITTED = MatcherFitted(track="policy", fitted_at=8, digest=MODEL.digest, model=MODEL.to_data())


def policy(side, terms):
    """Of the policies: a need of the factory, or what a department offers."""
    shown = "public" if side == "offering" else "matched_only"
    words = {"track": "policy", "title": TITLE, "text": TITLE}
    return content(**words, visibility=shown, industries=(), regions=(), terms=terms)


def at_least(fact, value):
    return Condition(fact=fact, operator="at_least", value=value, source_text=f"不少于{value}")


def policies(*conditions):
    drafted = OfferingDrafted(
        party="d01", content=policy("offering", PolicyOffering(conditions=conditions))
    )
    return ("offering-p1", drafted), ("offering-p1", OfferingPublished())


def state(client, **facts):
    sent = as_filled(client.get(PAGE).text, PAGE) | facts
    assert client.post(PAGE, data=sent).status_code == 303


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


def test_whoever_browses_policies_is_told_what_lacks_by_the_facts_that_were_stated(plain):
    plain.tell(*policies(at_least("employees", 50), at_least("new_hires", 10)))
    client = plain.client("enterprise")
    assert "还差 2 项条件" in text(client.get("/browse?track=policy").text)
    state(client, employees="86")
    assert "还差 1 项条件" in text(client.get("/browse?track=policy").text)
    state(client, new_hires="12")
    assert "条件都符合" in text(client.get("/browse?track=policy").text)


def test_why_no_policy_is_found_names_the_facts_that_were_stated(plain):
    need = NeedDrafted(party="e001", content=policy("need", PolicyNeed()))
    plain.tell(*policies(at_least("employees", 50), at_least("new_hires", 10)))
    plain.tell(("need-p1", need), ("need-p1", NeedPublished()), ("matcher-policy", FITTED))
    client, page = plain.client("enterprise"), "/proposals?side=need&id=p1"
    assert "写明“职工人数”，写明“当年新增就业”" in text(client.get(page).text)
    state(client, employees="86")
    assert "职工人数补上“86人”，写明“当年新增就业”" in text(client.get(page).text)
    state(client, employees="40")
    assert "1 家的“申报条件”对不上（您这边：职工人数40；对方：不少于50）" in text(
        client.get(page).text
    )
    assert "待确认" not in text(client.get(page).text)  # what is known is against it


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
