"""A bank that wants another name asks the office; who let it have data is told of the new one."""

from __future__ import annotations

from tests.examples import RURAL_BANK
from tests.web.sites import as_filled, text

NEW = "襄城新名银行"
ASKED = "/parties/b01/request"


def revised(client, **changes):
    page = "/parties/b01/revise"
    return client.post(page, data=as_filled(client.get(page).text, page) | changes)


def named(client, title=NEW):
    return revised(client, title=title)


def test_a_new_name_holds_once_the_office_agrees_and_is_told_to_who_relied_on_the_old(led):
    bank, office, owner = led.client("bank"), led.client("organizer"), led.client("enterprise")
    assert named(bank).status_code == 303
    shown = text(bank.get("/parties/b01").text)
    assert (RURAL_BANK.title in shown, "正等助企办核实" in shown) == (True, True)
    assert "审核资料修改申请" in text(office.get("/").text)
    read = text(office.get(ASKED).text)
    assert f"名称 {RURAL_BANK.title} {NEW}" in read
    assert office.fill(ASKED, f"{ASKED}/accept").status_code == 303
    assert NEW in text(office.get("/parties/b01").text)
    assert office.get(ASKED).status_code == 404
    renamed = "您授权过的单位改了名称"
    assert renamed in text(owner.get("/notices").text)
    assert renamed not in text(led.client("other_bank").get("/notices").text)


def test_a_form_that_was_read_before_the_name_changed_agrees_to_nothing(led):
    bank, office, owner = led.client("bank"), led.client("organizer"), led.client("enterprise")
    path = "/consents/n1/b01"
    form = as_filled(owner.get(path).text, f"{path}/grant")
    named(bank)
    office.fill(ASKED, f"{ASKED}/accept")
    before = led.house.log.last()
    late = text(owner.post(f"{path}/grant", data=form).text)
    assert (f"提供给{NEW}" in late, f"提供给{RURAL_BANK.title}" in late) == (True, False)
    assert led.house.log.last() == before  # the control: the form that is shown now is agreed to
    now = as_filled(owner.get(path).text, f"{path}/grant") | {"until": "2026-03-20"}
    again = owner.post(f"{path}/grant", data=now)
    sent = as_filled(again.text, f"{path}/grant")
    assert owner.post(f"{path}/grant", data=sent).status_code == 303
    assert led.house.log.last() > before


def test_a_name_that_another_has_is_not_agreed_to(led):
    bank, office = led.client("bank"), led.client("organizer")
    taken = led.house.views.parties.party("b02").profile.title
    named(bank, taken)
    assert "名称相同、相近或难以分辨的单位" in text(office.get(ASKED).text)
    answer = office.fill(ASKED, f"{ASKED}/accept")
    assert (answer.status_code, "名称相同或难以分辨，请在名称里写明区别" in answer.text) == (
        409,
        True,
    )


def test_what_is_turned_down_stays_as_it_was_with_the_reason(led):
    bank, office = led.client("bank"), led.client("organizer")
    named(bank)
    reason = "与营业执照不一致"
    assert office.fill(ASKED, f"{ASKED}/decline", reason=reason).status_code == 303
    shown = text(bank.get("/parties/b01").text)
    assert (NEW in shown, RURAL_BANK.title in shown, reason in shown) == (False, True, True)


def test_where_it_is_the_rest_changes_at_once(led):
    bank = led.client("bank")
    assert revised(bank, region="禹州市").status_code == 303
    assert "禹州市" in text(bank.get("/parties/b01").text)


def test_the_office_reads_which_names_are_near_though_no_table_has_them_for_alike(led):
    bank, office = led.client("bank"), led.client("organizer")
    taken = led.house.views.parties.party("b02").profile.title
    near = taken.replace("银", "根")
    named(bank, near)
    assert taken in text(office.get(ASKED).text)
    assert office.fill(ASKED, f"{ASKED}/accept").status_code == 303
    assert taken in text(office.get("/parties/b01").text)
    assert taken not in text(bank.get("/parties/b01").text)


def test_control_another_name_has_none_near(led):
    bank, office = led.client("bank"), led.client("organizer")
    named(bank)
    assert "相近" not in text(office.get(ASKED).text)
