"""Consents on the screen: who agrees, who prepares, what the receiver then has and has no more."""

from __future__ import annotations

import hashlib

import pytest

from domain.core.command import Role
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import ConsentRequested
from domain.leads.window import WindowTaken
from domain.matching.proposal import InterestExpressed, MutualInterestReached, ProposalDelivered
from domain.parties.party import PartyContactSet
from domain.postings.need import NeedRevised
from services.automation.reactions import extend_leads
from services.outbound.messages import messages
from tests.examples import FACTORY, content
from tests.leads import (
    BANK_CONTACT,
    BANK_NAME,
    LEAD,
    NAME,
    PHONE,
    UNTIL,
    bank_contact,
    proposed,
    shown,
)
from tests.spec import DAY, OFFICE
from tests.web.sites import forms, site, text

PAGE = "/consents/n1/b01"
COMPANY, CONTACT = DATA_KINDS["company"], DATA_KINDS["contact"]
ASKED = (
    (f"proposal-{LEAD}", proposed),
    ("consent-n1:b01", ConsentRequested(need="n1", receiver="b01")),
)


@pytest.fixture
def asked(tmp_path):
    """Both are willing, and the enterprise is asked for its consent."""
    with site(tmp_path, *ASKED) as made:
        yield made


def send(client, action, page=PAGE, **fields):
    """Send a form as it is ticked; once more, where the text is shown again."""
    answer = client.fill(page, action, **fields)
    if answer.status_code == 200:
        [form] = [form for form in forms(answer.text) if form["action"] == action]
        answer = client.post(action, data=form["fields"] | fields)
    return answer


def consent(made):
    return made.house.views.consents.consent("n1", "b01")


def told(made):
    """(type, contact, phone) of all that the bank is told, as it would get it now."""
    views = made.house.views
    views.fresh()
    sent = messages(made.house.log, views, views.outbox.after("b01", 0), DAY.isoformat())
    return [
        (message["type"].removeprefix("docking."), message["data"].get("contact"))
        for message in sent
    ]


def extend(made):
    made.house.views.fresh()
    extend_leads(made.house.views, made.house.desk, made.house.ask("house", Role.SYSTEM))
    made.house.views.fresh()


def test_the_consent_names_whom_the_receiver_has_named_and_waits_until_it_has(asked):
    shown = asked.client("enterprise").get(PAGE).text
    assert f"接收方的联系人：{BANK_CONTACT}" in text(shown)


def test_while_the_receiver_has_named_nobody_all_are_told_whose_turn_it_is(tmp_path):
    asks_too = ("consent-n1:b02", ConsentRequested(need="n1", receiver="b02"))
    with site(tmp_path, *ASKED, asks_too) as s:
        other = PAGE.replace("b01", "b02")
        shown = s.client("enterprise").get(other).text
        assert "暂时不能授权" in text(shown)
        assert "我已阅读，同意授权" not in shown
        assert "填写联系人和电话：有企业等着授权给您" in text(s.client("other_bank").get("/").text)
        assert "/parties/b02/contact" in s.client("organizer").get("/").text
        s.house.desk.do(bank_contact("b02"), OFFICE)
        s.house.views.fresh()
        assert "我已阅读，同意授权" in s.client("enterprise").get(other).text
        assert "/parties/b02/contact" not in s.client("organizer").get("/").text


@pytest.mark.parametrize("helper", ["officer", "organizer"])
def test_who_works_for_the_enterprise_prepares_and_it_confirms_at_home_with_one_tap(asked, helper):
    client = asked.client(helper)
    assert f'action="{PAGE}/grant"' not in client.get(PAGE).text
    fields = {"kinds": [CONTACT], "until": "2026-04-01"}
    assert send(client, f"{PAGE}/prepare", **fields).status_code == 303
    assert (consent(asked).status, consent(asked).by) == ("prepared", helper)
    owner = asked.client("enterprise")
    home = owner.get("/").text
    told_of = ("请确认授权", BANK_CONTACT, CONTACT, content().title)
    assert [word for word in told_of if word not in text(home)] == []
    [form] = [form for form in forms(home) if form["action"] == f"{PAGE}/grant"]
    assert owner.post(f"{PAGE}/grant", data=form["fields"]).status_code == 303
    standing = consent(asked)
    assert (standing.status, standing.kinds, standing.method, standing.by) == (
        *("granted", ("need", "contact")),
        *("click", "enterprise"),
    )
    assert "网页点击 · 办理 企业" in text(owner.get(PAGE).text)


def test_what_was_signed_on_paper_is_recorded_with_its_scans_hash(asked):
    officer, paper = asked.client("officer"), f"{PAGE}/paper"
    assert officer.get(paper).status_code == 404  # nothing is prepared yet
    send(officer, f"{PAGE}/prepare", kinds=[COMPANY, CONTACT], until="2026-04-01")
    assert asked.client("enterprise").get(paper).status_code == 404
    assert "经办人（签字）" in text(officer.get(paper).text)
    assert officer.fill(paper, paper).status_code == 422
    [form] = [form for form in forms(officer.get(paper).text) if form["action"] == paper]
    scan = {"file": ("scan.pdf", b"signed", "application/pdf")}
    assert officer.post(paper, data=form["fields"], files=scan).status_code == 303
    standing = consent(asked)
    assert (standing.status, standing.method, standing.by, standing.paper) == (
        *("granted", "paper", "officer"),
        hashlib.sha256(b"signed").hexdigest(),
    )
    shown = text(asked.client("enterprise").get(PAGE).text)
    assert all(word in shown for word in ("纸质签字扫描", "办理 助企干部", standing.paper))


def test_a_paper_whose_text_is_another_by_now_isnt_recorded(asked):
    officer = asked.client("officer")
    send(officer, f"{PAGE}/prepare", kinds=[CONTACT], until="2026-04-01")
    asked.tell(("party-b01", PartyContactSet(contact=NAME, phone=PHONE)))
    assert "请重新代填" in text(officer.get(f"{PAGE}/paper").text)


def test_a_wider_consent_and_another_contact_reach_the_bank_and_a_narrower_one_takes_back(led):
    owner, bank = led.client("enterprise"), led.client("bank")
    send(owner, f"{PAGE}/grant", kinds=[COMPANY], until="2026-04-01")
    extend(led)
    lost = [("lead.delivered", None), ("consent.narrowed", None)]
    assert told(led) == lost
    shown = bank.get(f"/leads/{LEAD}").text
    assert "授权不包括联系人和电话" in text(shown)
    assert f'action="/leads/{LEAD}/contact"' not in shown
    send(owner, f"{PAGE}/grant", kinds=[COMPANY, CONTACT], until="2026-04-01")
    for _ in range(2):
        extend(led)
    whole = [("lead.delivered", "王某"), ("consent.narrowed", None), ("lead.extended", "王某")]
    assert told(led) == whole
    led.tell(("party-e001", PartyContactSet(contact=BANK_NAME, phone=PHONE)))
    for _ in range(2):
        extend(led)
    assert told(led) == [*whole, ("lead.extended", BANK_NAME.reveal())]
    shown = bank.get(f"/leads/{LEAD}").text
    assert 'href="tel:13900001234"' in shown
    facts = (FACTORY.title, FACTORY.uscc, "行业", BANK_NAME.reveal())
    assert all(word in text(shown) for word in facts)
    assert f'action="/leads/{LEAD}/contact"' in shown


@pytest.mark.parametrize("ends", [True, False])
def test_who_takes_a_lead_back_says_in_the_same_step_whether_the_consent_ends(led, ends):
    owner, bank, step = led.client("enterprise"), led.client("bank"), f"/leads/{LEAD}/withdraw"
    shown = owner.get(step).text
    assert "同时撤回授权" in text(shown)
    assert "checked" in shown.partition('name="ends"')[2].partition(">")[0]
    fields = {"reason_code": "不再需要"} | ({"ends": shown_tick(shown)} if ends else {})
    assert owner.fill(step, step, **fields).status_code == 303
    assert led.house.views.leads.one(LEAD).status == "withdrawn"
    assert consent(led).status == ("revoked" if ends else "granted")
    page = bank.get(f"/leads/{LEAD}").text + str(told(led))
    assert [word in page for word in (FACTORY.title, "王某")] == [not ends, not ends]


def shown_tick(html):
    return html.partition('name="ends" value="')[2].partition('"')[0]


def test_who_revokes_takes_back_the_lead_that_is_under_way_unless_they_say_no(led):
    owner = led.client("enterprise")
    assert "对方正在办理的线索一并撤回" in text(owner.get(PAGE).text)
    assert owner.fill(PAGE, f"{PAGE}/revoke", lead="withdraw").status_code == 303
    assert (consent(led).status, led.house.views.leads.one(LEAD).status) == ("revoked", "withdrawn")


def test_after_a_lead_was_taken_back_with_its_consent_none_is_offered_that_would_be_in_vain(led):
    owner, bank = led.client("enterprise"), led.client("bank")
    [form] = [f for f in forms(owner.get(PAGE).text) if f["action"] == f"{PAGE}/grant"]
    assert owner.fill(PAGE, f"{PAGE}/revoke", lead="withdraw").status_code == 303
    shown = owner.get(PAGE).text
    assert "再授权也不会再送给这家单位" in text(shown)
    assert f'action="{PAGE}/grant"' not in shown
    late = form["fields"] | {"kinds": [COMPANY, CONTACT], "until": "2026-04-01"}
    assert "再授权也不会再送给这家单位" in text(owner.post(f"{PAGE}/grant", data=late).text)
    assert consent(led).status == "revoked"
    assert "13900001234" not in bank.get(f"/leads/{LEAD}").text


BOTH = (InterestExpressed(party="e001"), InterestExpressed(party="b01"), MutualInterestReached())
WILLING = [(f"proposal-{LEAD}", happened) for happened in BOTH]
NEXT = "0123456789abcdef"
WINDOW = [("window-b01:e001:bank", WindowTaken(lead=LEAD, through=UNTIL))]  # no purpose is stated
AGAIN = [
    (f"proposal-{NEXT}", happened)
    for happened in (ProposalDelivered(shown=shown(id=NEXT), through=UNTIL), *BOTH)
]


def with_purpose(purpose):
    terms = content().terms.model_copy(update={"purpose": purpose})
    return ("need-n1", NeedRevised(content=content(terms=terms)))


def test_for_another_purpose_and_willing_anew_the_enterprise_may_agree_once_more(led):
    owner = led.client("enterprise")
    led.tell(*WINDOW, *WILLING)
    assert owner.fill(PAGE, f"{PAGE}/revoke", lead="withdraw").status_code == 303
    assert "再授权也不会再送给这家单位" in text(owner.get(PAGE).text)
    led.tell(*AGAIN)
    taken = f"该单位已收到同一企业同一用途的线索{LEAD}"
    assert taken in text(owner.get(PAGE).text)  # control: the same purpose
    led.tell(with_purpose("equipment"))
    page = owner.get(PAGE).text
    assert "再授权也不会再送给这家单位" not in text(page)
    assert f'action="{PAGE}/grant"' in page


def test_under_a_consent_that_stands_the_page_offers_to_change_it_and_not_to_agree_again(led):
    page = text(led.client("enterprise").get(PAGE).text)
    assert ("修改提供的信息、到期日" in page, "我已阅读，同意授权" in page) == (True, False)


def test_both_are_told_that_nothing_goes_out_without_a_contact_and_the_enterprise_adds_it(asked):
    asked.tell(*WILLING)
    owner, bank = asked.client("enterprise"), asked.client("bank")
    send(owner, f"{PAGE}/grant", kinds=[COMPANY], until="2026-04-01")
    said = "企业没有提供联系人，线索不会送出"
    for client in (owner, bank):
        assert said in text(client.get(f"/proposals/{LEAD}").text)
    assert "要让对方收到这条需求" not in text(owner.get(f"/proposals/{LEAD}").text)
    task = "没有提供联系人，线索不会送出，请补上"
    assert task in text(owner.get("/").text)
    send(owner, f"{PAGE}/grant", kinds=[COMPANY, CONTACT], until="2026-04-01")
    assert task not in text(owner.get("/").text)
    assert "已授权，等送达" in text(bank.get(f"/proposals/{LEAD}").text)


def test_what_was_sent_isnt_said_to_stay_here_and_nobody_is_pressed_to_call_no_number(led):
    owner, bank = led.client("enterprise"), led.client("bank")
    bank.fill(f"/leads/{LEAD}", f"/leads/{LEAD}/acknowledge")
    assert "联系企业" in text(bank.get("/").text)
    send(owner, f"{PAGE}/grant", kinds=[COMPANY], until="2026-04-01")
    shown = text(owner.get(PAGE).text)
    assert ("线索不会送出" in shown, "需求已经送给对方" in shown) == (False, True)
    assert "企业没有提供联系人，不用联系" in text(bank.get(f"/leads/{LEAD}").text)
    assert "联系企业" not in text(bank.get("/").text)


def test_who_both_were_willing_finds_the_consent_at_home_before_the_house_asks_for_it(tmp_path):
    with site(tmp_path, (f"proposal-{LEAD}", proposed), *WILLING) as made:
        home = made.client("enterprise").get("/").text
    assert "决定是否授权" in text(home)
    assert f'href="{PAGE}"' in home


def test_a_text_without_a_word_finds_no_consent(led):
    page = text(led.client("enterprise").get("/consents", params={"text": "\\"}).text)
    assert "共 0 条" in page


def test_a_bank_sees_which_consents_it_holds_and_of_those_that_ended_no_name(led):
    bank, owner = led.client("bank"), led.client("enterprise")
    shown = text(bank.get("/consents").text)
    assert all(word in shown for word in (FACTORY.title, content().title, "联系人和电话"))
    assert "没有企业的授权，任何一家银行" not in shown
    assert FACTORY.title not in text(led.client("other_bank").get("/consents").text)
    assert "共 0 条" in text(bank.get("/consents?text=恒丰").text)  # or a search would tell a name
    assert owner.fill(PAGE, f"{PAGE}/revoke").status_code == 303
    shown = text(bank.get("/consents").text)
    assert [word in shown for word in (FACTORY.title, content().title)] == [False, False]
    assert "授权已结束" in shown


def test_consents_are_sought_by_need_receiver_and_enterprise(led):
    for words, many in (("倒贷", 1), ("农村商业", 1), ("恒丰", 1), ("苗木", 0)):
        for who in ("organizer", "enterprise"):
            shown = text(led.client(who).get("/consents", params={"text": words}).text)
            assert (words, f"共 {many} 条" in shown) == (words, True)
