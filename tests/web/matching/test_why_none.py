"""Why nothing is proposed, the form that mends it, and what waits for an answer."""

from __future__ import annotations

import re
from urllib.parse import quote

from domain.postings.need import NeedDrafted, NeedRevised
from domain.postings.offering import OfferingRevised
from domain.postings.terms import BankOffering, LaborNeed
from tests.examples import content, live, loan
from tests.web.filled_form import filled
from tests.web.sites import steady, text

NAMED = "/proposals?side=need&id=n1"


def test_a_fix_is_confirmed_before_it_changes_anything(led):
    placed = content()
    led.tell(("need-n1", NeedRevised(content=placed.model_copy(update={"regions": ()}))))
    owner = led.client("enterprise")
    shown = owner.get(NAMED).text
    assert "地区补上“襄城县”， 可匹配 1 家" in text(shown)
    path = re.findall(r'href="(/postings/need/n1/edit[^"]*)"', shown)[0]
    form = owner.get(path).text
    assert "请核对“地区”" in text(form)
    assert led.house.views.market.posting("need", "n1").content.regions == ()
    action = "/postings/need/n1/edit"
    assert owner.post(action, data=filled(form, action)).status_code == 303
    led.house.views.fresh()
    assert led.house.views.market.posting("need", "n1").content == placed
    assert "<article" in owner.get(NAMED).text


def test_an_empty_field_is_to_be_filled_in_and_only_what_stands_in_one_is_to_be_checked(led):
    led.tell(("need-n1", NeedRevised(content=content(regions=()))))
    owner, page = led.client("enterprise"), "/postings/need/n1/edit?set="
    empty = text(owner.get(f"{page}regions:").text)
    assert "请填写“地区”再保存；还没有改动任何内容" in empty
    assert "请核对" not in empty
    for stands in ("regions:襄城县", "amount_fen:"):  # proposed, and stated before
        asked = text(owner.get(page + quote(stands)).text)
        assert ("请核对“" in asked, "请填写“" in asked) == (True, False)


def test_what_the_form_does_not_ask_is_not_taken_from_an_address(led):
    path = "/postings/need/n1/edit?set=party:e002&set=nothing"
    assert "请核对" not in text(led.client("enterprise").get(path).text)


def test_its_own_page_and_home_say_it_too_and_the_other_side_is_told_nothing(led):
    strange = content(title="想学游泳", text="暑假班")
    open_to_most = loan(industries=(), terms=BankOffering(amount_max_fen=10**12))
    led.tell(
        ("need-n1", NeedRevised(content=strange)),
        ("offering-o1", OfferingRevised(content=open_to_most)),
    )
    owner = led.client("enterprise")
    only_words = "1 家的条件都相符，只是双方的文字里没有相同的说法"
    assert only_words in text(owner.get("/postings/need/n1").text)
    assert NAMED.replace("&", "&amp;") in owner.get("/").text
    office = text(led.client("organizer").get("/unmatched/n1").text)
    assert only_words in office
    assert "差一点就能匹配的 转贷周转贷 襄城农村商业银行 条件都相符，只是双方的文字里" in office
    assert "没有差一点的对象" not in office
    assert "游泳" not in led.client("bank").get("/proposals").text


def test_what_is_open_between_two_is_told_to_the_needs_owner_alone(led):
    assert 'id="open"' not in led.client("enterprise").get(NAMED).text  # control: it is proposed
    led.tell(("need-n1", NeedRevised(content=content(regions=()))))
    shown = led.client("enterprise").get(NAMED).text
    assert "转贷周转贷（襄城农村商业银行） 请您确认：地区" in text(shown)
    assert f'href="/postings/need/n1/edit?set={quote("regions:襄城县", safe="")}#regions"' in shown
    for other in ("bank", "organizer"):
        theirs = led.client(other).get("/proposals?side=offering&id=o1")
        assert "待确认" not in text(theirs.text.partition("<main")[2])


def test_each_side_is_told_both_halves_and_led_to_the_field_of_its_own(led):
    """The need leaves its place out, the bank its rate."""
    rate = content().terms.model_copy(update={"max_rate_bp": 437})
    dear = content(regions=(), terms=rate)
    led.tell(("need-n1", NeedRevised(content=dear)))
    owner, bank = led.client("enterprise"), led.client("bank")
    shown = owner.get(NAMED).text
    assert "1 家还没有写明“利率”，等对方补填" in text(shown)
    assert "只改一边还不够： 没有写“地区”，1 家的要求是“襄城县” 去修改" in text(shown)
    assert "请您确认：地区 等对方确认：年利率下限 两边都确认了才会推荐。" in text(shown)
    place = f"/postings/need/n1/edit?set={quote('regions:襄城县', safe='')}#regions"
    assert shown.count(f'href="{place}"') == 2
    assert "1 家还没有写明“利率”，等对方补填" in text(owner.get("/postings/need/n1").text)
    pair = owner.get("/pairs/n1/o1").text
    assert f'href="{place}"' in pair
    assert "/postings/offering/o1/edit" not in pair
    assert "只改一边还不够。" in text(pair)
    theirs = bank.get("/proposals?side=offering&id=o1").text
    assert "可以试算一次，看大约有多少需求被哪些条件挡住。" in text(theirs)
    assert 'href="/bench/o1"' in theirs
    assert " 家" not in text(theirs)
    secret = ("4.37", "437", "n1", dear.title, "300万元", "e001")
    for page in (theirs, bank.get("/postings/offering/o1").text):
        assert not [word for word in secret if word in steady(page)]
    assert bank.get("/pairs/n1/o1").status_code == 404


def test_whom_nobody_is_invited_for_is_told_that_first(led):
    alone = content().model_copy(update={"visibility": "invited"})
    led.tell(("need-n1", NeedRevised(content=alone)))
    owner, nobody = led.client("enterprise"), "还没有选受邀的单位：现在不会匹配到任何单位"
    shown = text(owner.get(NAMED).text)
    assert nobody in shown
    assert "还没有单位发布" not in shown
    assert text(owner.get("/postings/need/n1").text).count(nobody) == 1
    elsewhere = alone.model_copy(update={"invited": ("b02",)})
    led.tell(("need-n1", NeedRevised(content=elsewhere)))
    assert "受邀的单位在这条赛道上还没有发布产品或服务" in text(owner.get(NAMED).text)


def test_a_track_on_which_nobody_offers_anything_says_so(led):
    jobs = LaborNeed(occupation="挡车工", headcount=30)
    wanted = NeedDrafted(party="e001", content=content(track="labor", terms=jobs))
    led.tell(*(("need-n9", event) for event in (wanted, *live[1:])))
    shown = text(led.client("enterprise").get("/proposals?side=need&id=n9").text)
    assert "这条赛道上还没有单位发布能提供的产品或服务" in shown
    assert "刚刚开始" not in shown
