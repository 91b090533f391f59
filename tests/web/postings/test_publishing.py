"""An enterprise publishes a need, sees whom it should meet and why, answers, and consents."""

from __future__ import annotations

import re

import pytest

from domain.leads.route import RouteChosen
from tests.examples import FACTORY, RURAL_BANK
from tests.leads import NAME, PHONE, granted
from tests.web.sites import as_filled, forms, text

NEED = {
    "title": "申请续贷资金二百万元",
    "text": "原贷款即将到期，需要短期周转资金，续贷已获银行同意。",
    "amount_fen": "200",
    "tenor_days": "180天",
    "regions": "襄城县",
    "purpose": "流动资金",
}
PAGE = "/publish/need/bank"


def walk(client, page=PAGE, go="publish", **fields):
    """Through the steps as a browser would, filling in what is asked; the answer to the last
    button, or the step that doesn't let on."""
    path, answer = client.get(page).headers["location"], None
    for step in ("words", "terms", "review"):
        shown = client.get(path)
        if step == "review" and go != "publish":
            return shown
        action = path.partition("?")[0]
        asked = as_filled(shown.text, action)
        known = {name: value for name, value in fields.items() if name in asked}
        answer = client.post(
            action, data=asked | known | {"go": "publish" if step == "review" else "next"}
        )
        assert answer.status_code == 303, text(answer.text)
        path = answer.headers["location"]
        if "check=1" in path:
            return client.get(path)
    return answer


def test_three_steps_publish_a_need_and_lead_to_its_partners(plain):
    client = plain.client("enterprise")
    answer = walk(client, **NEED)
    assert answer.status_code == 303
    [side, id] = re.findall(r"side=(\w+)&id=([\w-]+)", answer.headers["location"])[0]
    row = plain.house.views.market.posting(side, id)
    assert (row.status, row.party, row.content.terms.amount_fen) == (
        *("published", "e001"),
        200_000_000,
    )
    assert "正在撮合" in client.get(answer.headers["location"]).text
    plain.house.views.fresh()
    shown = client.get(answer.headers["location"]).text
    assert '<small id="many">共 1 条</small>' in shown
    assert 'hx-select-oob="#many"' in shown  # the count comes with the list
    assert RURAL_BANK.title in shown
    assert "正在撮合" not in shown


def test_a_need_takes_its_place_and_industry_from_its_party_and_is_matched(plain):
    client = plain.client("enterprise")
    bare = {key: value for key, value in NEED.items() if key not in {"regions", "industries"}}
    answer = walk(client, **bare)
    [side, id] = re.findall(r"side=(\w+)&id=([\w-]+)", answer.headers["location"])[0]
    content = plain.house.views.market.posting(side, id).content
    assert (content.regions, content.industries) == ((FACTORY.region,), (FACTORY.industry,))
    plain.house.views.fresh()
    assert RURAL_BANK.title in client.get(answer.headers["location"]).text


def test_the_review_shows_title_and_text(plain):
    shown = text(walk(plain.client("enterprise"), go="look", **NEED).text)
    assert NEED["title"] in shown
    assert NEED["text"] in shown


def test_the_review_says_whom_what_is_stated_shuts_out(plain):
    shown = text(
        walk(plain.client("enterprise"), go="look", **NEED | {"amount_fen": "3000万"}).text
    )
    assert "“金额”：您这边是“3000万元”，1 家的要求是“50万元–1000万元”" in shown
    fits = text(walk(plain.client("enterprise"), go="look", **NEED).text)
    assert not [word for word in ("不符", "您这边", "对不上") if word in fits]


def test_whoever_writes_an_offering_is_not_told_how_many_needs_it_would_meet(plain):
    """He could write anything, and read who has it. A need's owner is told: offerings are out."""
    words = {"title": "过桥周转贷款", "text": "为贷款到期的企业提供过桥资金，随借随还。"}
    asked = {"page": "/publish/offering/bank", "go": "look", **words}
    shown = text(walk(plain.client("bank"), **asked, amount_max_fen="1000万元").text)
    assert "发布以后可以试算，看大约有多少需求与它相符。" in shown
    assert "对此有要求的单位会匹配不到" in shown
    assert " 家" not in shown
    assert "1 家" in text(walk(plain.client("enterprise"), go="look", **NEED).text)


@pytest.mark.parametrize(
    ("who", "page", "usual", "days"),
    [
        ("enterprise", PAGE, "仅匹配对象可见", "60 天"),
        ("department", "/publish/offering/policy", "公开", "365 天"),
    ],
)
def test_what_stands_where_nobody_chooses_is_chosen_to_begin_with_and_said(
    plain, who, page, usual, days
):
    client = plain.client(who)
    path = client.get(page).headers["location"]
    words = as_filled(client.get(path).text, path)
    path = client.post(path, data=words | NEED | {"go": "next"}).headers["location"]
    shown = client.get(path).text
    assert as_filled(shown, path)["visibility"] == usual
    assert "仅匹配对象可见：只有系统推荐到的单位看得到；公开：人人可看内容" in text(shown)
    assert "不填就是发布当天" in text(shown)
    assert f"不填就是开始后 {days}" in text(shown)


def test_the_review_says_that_what_is_for_the_invited_alone_reaches_nobody(plain):
    alone = NEED | {"visibility": "仅受邀可见"}
    shown = text(walk(plain.client("enterprise"), go="look", **alone).text)
    assert "还没有选受邀的单位：现在不会匹配到任何单位" in shown
    assert "有了会在首页告诉您" not in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "必须填写"),
        ({"text": "请打电话 13912345678"}, "个人信息"),
        ({"amount_fen": "三百左右"}, "元"),
        ({"amount_fen": "-5"}, "元"),
        ({"valid_through": "2031-01-01"}, "两年以后"),
        ({"valid_through": "2026-02-01"}, "早于"),
        ({"purpose": "转贷过桥", "existing_bank": ""}, "转贷过桥必须写明"),
        ({"regions": "火星市"}, ""),
    ],
)
def test_what_cant_be_published_is_said_beside_its_field(plain, fields, said):
    last = plain.house.log.last()
    answer = walk(plain.client("enterprise"), **(NEED | fields))
    assert said in text(answer.text)
    assert 'class="field-refusal"' in answer.text
    assert [line.name for line in plain.house.log.after(last) if "need" in line.name] == []


def test_nobody_publishes_on_a_side_that_isnt_his(plain):
    for who in ("bank", "liaison", "organizer", "admin"):
        assert plain.client(who).get(PAGE).status_code == 404
    assert plain.client("leader").get(PAGE).status_code == 403
    assert plain.client("bank").get("/publish/offering/bank").status_code == 303
    assert plain.client("officer").get(PAGE).status_code == 303


def test_an_officer_publishes_for_the_enterprise_he_supports(plain):
    answer = walk(plain.client("officer"), **NEED)
    [line, *_] = plain.house.log.read(
        "need-" + re.findall(r"id=([\w-]+)", answer.headers["location"])[0]
    )
    entry = line.entry()
    assert (entry.role, entry.on_behalf_of, entry.event.party) == ("officer", "e001", "e001")


def test_a_posting_is_paused_resumed_and_withdrawn_with_a_reason(plain):
    client, page = plain.client("enterprise"), "/postings/need/n1"
    for step, fields, status in (
        ("pause", {}, "paused"),
        ("resume", {}, "published"),
    ):
        assert client.fill(page, f"{page}/{step}", **fields).status_code == 303
        assert plain.house.views.market.posting("need", "n1").status == status
    form = f"{page}/withdraw"
    assert client.fill(form, form, reason_code="").status_code == 422
    assert client.fill(form, form, reason_code="不再需要").status_code == 303
    assert plain.house.views.market.posting("need", "n1").status == "withdrawn"


def test_what_was_published_is_revised_in_the_words_it_was_written_in(plain):
    client, page = plain.client("enterprise"), "/postings/need/n1/edit"
    fields = as_filled(client.get(page).text, page)
    assert fields["amount_fen"] == "300万元"
    fields |= {"text": "原贷款即将到期，需要短期倒贷周转资金。", "amount_fen": "260万元"}
    assert client.post(page, data=fields).headers["location"] == "/postings/need/n1"
    row = plain.house.views.market.posting("need", "n1")
    assert (row.edition, row.content.terms.amount_fen) == (2, 260_000_000)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount_fen": "二三十万"}, "看不懂这个中文数字"),
        ({"amount_fen": "20-30万"}, "写的是一个范围"),
        ({"text": "请打电话 13912345678"}, "个人信息"),
        ({"title": ""}, "没有填写"),
    ],
)
def test_what_cant_be_saved_of_a_revision_is_said_beside_its_field(plain, fields, said):
    client, page = plain.client("enterprise"), "/postings/need/n1/edit"
    answer = client.post(page, data=as_filled(client.get(page).text, page) | fields)
    assert answer.headers["location"] == f"{page}?check=1"
    shown = client.get(f"{page}?check=1").text
    assert said in " ".join(re.findall(r'class="field-refusal".*?</', shown, re.DOTALL))
    assert as_filled(shown, page) | fields == as_filled(shown, page)
    assert plain.house.views.market.posting("need", "n1").edition == 1


@pytest.fixture
def proposed(plain):
    """The factory's need and the loan are proposed to each other."""
    plain.house.views.fresh()
    [row] = plain.house.views.proposals.all(need="n1")
    return plain, row.id


def test_the_needs_side_sees_both_texts_and_shares_that_add_up(proposed):
    plain, id = proposed
    shown = plain.client("enterprise").get(f"/proposals/{id}").text
    shares = [int(n.replace(".", "")) for n in re.findall(r'class="number">(\d\.\d{6})<', shown)]
    total = re.findall(r"<strong>(\d\.\d{6})</strong></td>", shown)
    assert sum(shares) == int(total[0].replace(".", "")) > 0
    assert "<mark>" in shown
    assert "转贷周转贷" in text(shown).replace(" ", "")


def test_the_offerings_side_learns_nothing_that_identifies_the_need(proposed):
    plain, id = proposed
    bank = plain.client("bank")
    whole = bank.get("/proposals").text + bank.get(f"/proposals/{id}").text
    told = [word for word in (FACTORY.title, "倒贷", "n1", "e001", "300") if word in text(whole)]
    assert told == []
    assert bank.get("/postings/need/n1").status_code == 404
    assert bank.get("/pairs/n1/o1").status_code == 404


def test_both_are_interested_the_enterprise_consents_and_takes_it_back(proposed):
    plain, id = proposed
    page = f"/proposals/{id}"
    for who in ("bank", "enterprise"):
        assert plain.client(who).fill(page, f"{page}/interest").status_code == 303
    assert plain.house.views.decisions.one(id).status == "mutual"
    owner, consent = plain.client("enterprise"), "/consents/n1/b01"
    assert consent in owner.get(page).text
    shown = text(owner.get(consent).text)
    assert all(word in shown for word in (FACTORY.title, NAME.reveal(), PHONE.reveal()))
    company = {"kinds": ["企业名称、统一社会信用代码、地区、行业与规模"], "until": "2026-04-01"}
    again = owner.fill(consent, f"{consent}/grant", **company)
    assert "授权书已按您的选择更新，请核对后再按一次。" in text(again.text)
    assert "没有勾选联系人" in text(again.text)
    assert {c.status for c in plain.house.views.consents.all()} <= {"requested"}
    [form] = [f for f in forms(again.text) if f["action"] == f"{consent}/grant"]
    sent = owner.post(f"{consent}/grant", data=form["fields"] | company)
    assert sent.status_code == 303
    [standing] = plain.house.views.consents.all()
    assert (standing.status, standing.kinds, standing.through) == (
        *("granted", ("need", "company")),
        "2026-04-01",
    )
    opened = owner.get(consent).text  # again: it shows what stands
    assert re.findall(r'value="([^"]*)" checked', opened) == company["kinds"]
    assert 'value="2026-04-01"' in opened
    assert owner.fill(consent, f"{consent}/revoke").status_code == 303
    assert plain.house.views.consents.all()[0].status == "revoked"


def test_a_decline_needs_its_reason_and_is_remembered(proposed):
    plain, id = proposed
    client, page = plain.client("enterprise"), f"/proposals/{id}/decline"
    assert client.fill(page, page).status_code == 422
    assert client.fill(page, page, reason_code="利率不合适").status_code == 303
    assert plain.house.views.decisions.one(id).reason_code == "rate"


def test_the_office_nominates_and_answers_for_nobody(proposed):
    plain, id = proposed
    office, page = plain.client("organizer"), f"/proposals/{id}/nominate"
    assert office.fill(page, page, note="两家都在产业集聚区").status_code == 303
    assert "两家都在产业集聚区" in plain.client("enterprise").get(f"/proposals/{id}").text
    assert "/interest" not in office.get(f"/proposals/{id}").text


@pytest.mark.parametrize("who", ["rival", "other_bank", "university", "liaison", "leader"])
def test_who_has_no_part_in_it_is_told_there_is_none(proposed, who):
    plain, id = proposed
    answer = plain.client(who).get(f"/proposals/{id}")
    assert answer.status_code == {"liaison": 200, "leader": 403}.get(who, 404)


def test_a_need_that_is_open_to_claims_is_taken_by_page(proposed):
    plain, id = proposed
    bank, page = plain.client("bank"), f"/proposals/{id}"
    assert f'action="{page}/claim"' not in bank.get(page).text
    plain.tell(
        ("route-n1", RouteChosen(mode="open_claim")),
        ("consent-n1:b01", granted),
    )
    answer = bank.fill(page, f"{page}/claim")
    assert answer.headers["location"] == f"/leads/{id}"
    assert plain.house.views.leads.one(id).status == "delivered"
    assert PHONE.reveal() in text(bank.get(f"/leads/{id}").text)
    assert f'action="{page}/claim"' not in bank.get(page).text


def test_a_policy_begins_with_the_department_as_its_issuer(plain):
    department, words = plain.client("department"), "研发投入补助，最高300万元"
    chosen = department.fill("/publish", "/publish", text=words).headers["location"]
    terms = f"/publish/offering/policy/{chosen.rpartition('=')[2]}/terms"
    assert as_filled(department.get(terms).text, terms)["issuer"] == "襄城县科学技术局"
