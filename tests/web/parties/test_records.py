"""A party's record on pages: registered by the office, kept up by the party, its contact shown to
whom it concerns."""

from __future__ import annotations

import re

from tests.examples import FACTORY
from tests.leads import NAME, PHONE
from tests.web.sites import as_filled, forms, text

CODE = "91411025MA45H12QXP"
NEW = {
    "title": "许昌新远机械有限公司",
    "uscc": CODE,
    "roles": ["企业"],
    "region": "襄城县",
    "contact": "王经理",
    "phone": "0374-356 0000",
}


def test_the_office_registers_a_party_with_whom_to_call(plain):
    office = plain.client("organizer")
    assert (
        office.fill("/parties/new", "/parties/new", **NEW).headers["location"] == f"/parties/{CODE}"
    )
    row = plain.house.views.parties.party(CODE)
    assert (row.profile.title, row.profile.region, row.profile.roles) == (
        *(NEW["title"], "411025"),
        ("enterprise",),
    )
    shown = text(office.get(f"/parties/{CODE}").text)
    assert "王经理 0374-3560000" in shown


def test_half_a_contact_is_asked_for_whole_and_nothing_is_registered(plain):
    office = plain.client("organizer")
    refused = office.fill("/parties/new", "/parties/new", **(NEW | {"phone": ""}))
    assert (refused.status_code, "联系人和联系电话要一起填" in text(refused.text)) == (422, True)
    assert plain.house.views.parties.party(CODE) is None


def test_a_party_keeps_its_own_record_but_what_the_office_decides(plain):
    owner, page = plain.client("enterprise"), "/parties/e001"
    form = owner.get(f"{page}/revise").text
    assert 'name="region"' in form
    assert all(f'name="{field}"' not in form for field in ("uscc", "roles", "key_enterprise"))
    before = plain.house.views.parties.party("e001").profile
    filled = as_filled(form, f"{page}/revise")
    moved = owner.post(f"{page}/revise", data=filled | {"region": "禹州市"})
    assert moved.status_code == 303
    now = plain.house.views.parties.party("e001").profile
    assert now == before.model_copy(update={"region": "411081"})
    asked = {"title": "恒丰食品", "industry": "C14"}
    form = as_filled(owner.get(f"{page}/revise").text, f"{page}/revise")
    assert owner.post(f"{page}/revise", data=form | asked).status_code == 303
    row = plain.house.views.parties.party("e001")
    assert (row.profile, row.asked) == (now, now.model_copy(update=asked))


def test_a_role_that_something_stands_on_is_kept_and_named(led):
    """Postings that haven't ended, leads that are out, users who sign in."""
    office, before = led.client("organizer"), led.house.views.parties.party("b01").profile
    page = "/parties/b01/revise"
    refused = office.fill(page, page, title=before.title, roles=["企业"])
    said = (
        "这家单位作为银行还有供给“转贷周转贷”、办理中的线索“申请倒贷资金三百万元”、用户“bank”，"
        "请先结束，再更改单位类型"
    )
    assert (refused.status_code, said in text(refused.text)) == (422, True)
    assert led.house.views.parties.party("b01").profile == before


def test_a_role_that_nothing_stands_on_is_taken_away(plain):
    office, page = plain.client("organizer"), "/parties/new"
    office.fill(page, page, **NEW | {"roles": ["企业", "服务商"]})
    page = f"/parties/{CODE}/revise"
    changed = office.fill(page, page, title=NEW["title"], roles=["服务商"])
    assert changed.status_code == 303
    assert plain.house.views.parties.party(CODE).profile.roles == ("supplier",)


def test_a_contact_is_seen_and_changed_by_the_party_and_the_office_alone(plain):
    page = "/parties/e001"
    for who in ("enterprise", "organizer", "admin"):
        shown = text(plain.client(who).get(page).text)
        assert f"{NAME.reveal()} {PHONE.reveal()}" in shown
    assert plain.client("leader").get(page).status_code == 403
    owner = plain.client("enterprise")
    sent = owner.fill(f"{page}/contact", f"{page}/contact", contact="李会计", phone="13700001111")
    assert sent.status_code == 303
    assert "李会计 13700001111" in text(owner.get(page).text)
    wrong = owner.fill(f"{page}/contact", f"{page}/contact", contact="李会计", phone="12")
    assert (wrong.status_code, "电话号码不对" in text(wrong.text)) == (422, True)


def test_the_office_changes_how_a_party_stands(plain):
    office, page = plain.client("organizer"), "/parties/e001/status"
    silent = office.fill(page, page, status="停业")
    assert (silent.status_code, "请写明原因" in text(silent.text)) == (422, True)
    asked = office.fill(page, page, status="停业", reason="厂房已搬空")
    said = text(asked.text)
    assert (asked.status_code, "正常 → 停业" in said) == (200, True)
    assert f"{FACTORY.title}（{FACTORY.uscc}）" in said
    assert "办理中的线索 0 授权 0 发布的需求和供给 1 能登录的人 1" in said
    assert plain.house.views.parties.party("e001").status == "active"
    [form] = [form for form in forms(asked.text) if form["action"] == page]
    sure = form["fields"] | {"status": "停业", "reason": "厂房已搬空"}
    assert office.post(page, data=sure).status_code == 303
    assert plain.house.views.parties.party("e001").status == "dormant"
    assert plain.client("rival").get(page).status_code == 403


def test_whoever_has_named_nobody_is_asked_to_and_the_office_sees_who_that_is(plain):
    rival = plain.client("rival")
    [task] = re.findall(r'href="(/parties/[^"]+/contact)"', rival.get("/").text)
    office = plain.client("organizer")
    missing, known = (
        office.get(f"/parties?contact={which}").text for which in ("missing", "known")
    )
    id = task.split("/")[2]
    assert (f'/parties/{id}"' in missing, f'/parties/{id}"' in known) == (True, False)
    assert rival.fill(task, task, contact="赵厂长", phone="13700001111").status_code == 303
    assert task not in rival.get("/").text
    assert f'/parties/{id}"' in office.get("/parties?contact=known").text
