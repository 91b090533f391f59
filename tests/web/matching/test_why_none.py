"""Why nothing is proposed, the form that mends it, and what waits for an answer."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.requests import Request

from domain.postings.need import NeedRevised
from projections.matching.open_pairs import OpenPair, OpenQuestion
from services.web.request import PageRequest
from tests.examples import content
from tests.web.filled_form import filled
from tests.web.sites import text

NAMED = "/proposals?side=need&id=n1"


def test_a_fix_is_confirmed_before_it_changes_anything(led):
    placed = content()
    led.tell(("need-n1", NeedRevised(content=placed.model_copy(update={"regions": ()}))))
    owner = led.client("enterprise")
    shown = owner.get(NAMED).text
    assert "地区补上“襄城县”， 可匹配 1 家" in text(shown)
    [path] = re.findall(r'href="(/postings/need/n1/edit[^"]*)"', shown)
    form = owner.get(path).text
    assert "请核对“地区”" in text(form)
    assert led.house.views.market.posting("need", "n1").content.regions == ()
    action = "/postings/need/n1/edit"
    assert owner.post(action, data=filled(form, action)).status_code == 303
    led.house.views.fresh()
    assert led.house.views.market.posting("need", "n1").content == placed
    assert "<article" in owner.get(NAMED).text


def test_what_the_form_does_not_ask_is_not_taken_from_an_address(led):
    path = "/postings/need/n1/edit?set=party:e002&set=nothing"
    assert "请核对" not in text(led.client("enterprise").get(path).text)


def test_its_own_page_and_home_say_it_too_and_the_other_side_is_told_nothing(led):
    strange = content(title="想学游泳", text="暑假班")
    led.tell(("need-n1", NeedRevised(content=strange)))
    owner = led.client("enterprise")
    only_words = "1 家的条件都相符，只是双方的文字里没有相同的说法"
    assert only_words in text(owner.get("/postings/need/n1").text)
    assert NAMED.replace("&", "&amp;") in owner.get("/").text
    assert only_words in text(led.client("organizer").get("/unmatched/n1").text)
    assert "游泳" not in led.client("bank").get("/proposals").text


def test_pairs_that_wait_for_an_answer_say_who_is_asked_what(led):
    market = led.house.views.market
    need, offering = market.posting("need", "n1"), market.posting("offering", "o1")
    asked = (OpenQuestion("期限", "need"), OpenQuestion("年利率下限", "offering"))
    pair = OpenPair(need, offering, asked)
    ours, theirs = (rendered(led, (pair,), side) for side in ("need", "offering"))
    assert "转贷周转贷（襄城农村商业银行） 请您确认：期限 等对方确认：年利率下限" in ours
    assert "一家企业的需求（授权后可见） 请您确认：年利率下限 等对方确认：期限" in theirs
    assert need.content.title not in theirs
    assert rendered(led, (replace(pair, questions=asked[:1]),), "need").count("确认：") == 1
    assert rendered(led, (), "need") == ""


def rendered(made, pairs, side):
    state = made.app.state
    request = PageRequest(Request({"type": "http"}), made.house, state.renderer, "zh")
    return text(
        state.renderer.render("matching/open_pairs.html", request, {"pairs": pairs, "side": side})
    )
