"""What the office looks up: parties and their files, and the needs that nothing is proposed for."""

from __future__ import annotations

from datetime import timedelta

from domain.administration.revisions import revising
from domain.core.command import Role
from domain.matching.proposal import ProposalDeclined, ProposalDelivered
from domain.postings.need import NeedRevised
from domain.postings.offering import OfferingRevised
from domain.postings.posting import Pause, ReviseNeed
from services.matching import responses
from tests.examples import FACTORY, RURAL_BANK, content
from tests.leads import LEAD
from tests.spec import DAY
from tests.web.sites import OTHERS, text


def test_a_party_is_found_by_its_name_its_id_or_its_code(plain):
    office = plain.client("organizer")
    everybody = text(office.get("/parties").text)
    assert all(name in everybody for name in (FACTORY.title, RURAL_BANK.title))
    for wanted in (FACTORY.title[2:6], "e001", FACTORY.uscc):
        found = text(office.get("/parties", params={"text": wanted}).text)
        assert FACTORY.title in found
        assert RURAL_BANK.title not in found
    assert "没有符合条件的记录" in text(office.get("/parties", params={"text": "%"}).text)


def test_a_file_has_what_it_asks_for_and_what_came_of_it(led):
    shown = led.client("organizer").get("/parties/e001").text
    assert "/postings/need/n1" in shown
    assert f"/leads/{LEAD}" in shown
    assert FACTORY.uscc in shown


def test_a_party_sees_its_own_file_and_nobody_elses(led):
    bank = led.client("bank")
    own, shown = bank.get("/parties/b01"), text(bank.get("/parties").text)
    assert own.status_code == 200
    assert FACTORY.title in own.text  # in the lead, by its consent
    assert RURAL_BANK.title in shown
    assert FACTORY.title not in shown
    assert all(name not in shown for name, _ in OTHERS.values())


def test_a_need_with_a_partner_is_not_unmatched(plain):
    office = plain.client("organizer")
    assert "/unmatched/n1" not in office.get("/unmatched?track=bank").text


def test_a_need_that_nothing_is_left_for_says_so(plain):
    ask = plain.house.ask("b01", Role.BANK, party="b01")
    plain.house.desk.do(Pause(side="offering", id="o1"), ask)
    plain.house.views.fresh()
    office = plain.client("organizer")
    assert "/unmatched/n1" in office.get("/unmatched?track=bank").text
    assert "没有差一点的对象" in text(office.get("/unmatched/n1").text)


def test_a_need_that_nearly_fits_is_told_what_to_change(plain):
    """300万元 are more than the bank lends now."""
    row = plain.house.views.market.posting("offering", "o1")
    terms = row.content.terms.model_copy(update={"amount_max_fen": 200_000_000})
    small = row.content.model_copy(update={"terms": terms})
    plain.tell(("offering-o1", OfferingRevised(content=small)))
    office = plain.client("organizer")
    assert "/unmatched/n1" in office.get("/unmatched?track=bank").text
    shown = text(office.get("/unmatched/n1").text)
    assert "200万元" in shown
    assert "300万元" in shown
    assert "/pairs/n1/o1" in office.get("/unmatched/n1").text


def test_the_reasons_are_counted_and_each_need_says_what_would_help(plain):
    """The bank lends two million: three are more. Then the need leaves its region out."""
    row = plain.house.views.market.posting("offering", "o1")
    terms = row.content.terms.model_copy(update={"amount_max_fen": 200_000_000})
    small = row.content.model_copy(update={"terms": terms})
    office, page = plain.client("organizer"), "/unmatched?track=bank"
    before = plain.house.today
    plain.tell(("offering-o1", OfferingRevised(content=small)))
    shown = text(office.get(page).text)
    assert "全部 1 条件都不符 1" in shown
    assert "襄城农村商业银行把“金额”由“50万元–200万元”改为“50万元–300万元”，可匹配" in shown
    plain.moment += timedelta(days=1)
    ask = plain.house.ask("enterprise", Role.ENTERPRISE, party="e001")
    plain.house.desk.do(ReviseNeed(id="n1", content=content(regions=())), ask)
    lends = plain.house.ask("b01", Role.BANK, party="b01")
    revise = revising("b01", side="offering", id="o1", content=row.content)
    plain.house.desk.do(revise, lends)
    plain.house.views.fresh()
    office = plain.client("organizer")
    shown = text(office.get(page).text)
    assert "全部 1 待企业补充 1" in shown
    assert "企业补上“地区”，有望匹配" in shown
    assert "/unmatched/n1" in office.get(f"{page}&reason=own").text
    assert "/unmatched/n1" not in office.get(f"{page}&reason=limits").text
    assert "全部 1 条件都不符 1" in text(office.get(f"{page}&as_of={before}").text)


def test_the_office_is_told_both_halves_and_whom_to_call(led):
    """The need leaves its place out, and the bank lends two million. The control: only the bank."""
    cheap = content().terms.model_copy(update={"max_rate_bp": 400})
    row = led.house.views.market.posting("offering", "o1")
    terms = row.content.terms.model_copy(update={"amount_max_fen": 200_000_000})
    small = row.content.model_copy(update={"terms": terms})
    led.tell(("offering-o1", OfferingRevised(content=small)))
    office, page, both = led.client("organizer"), "/unmatched?track=bank", "只改一边还不够"
    shown = text(office.get(page).text)
    theirs = "襄城农村商业银行把“金额”由“50万元–200万元”改为“50万元–300万元”"
    call_bank, call_factory = "请联系 襄城农村商业银行", f"请联系 {FACTORY.title}"
    assert f"{theirs}，可匹配 {call_bank}" in shown
    assert call_factory not in shown
    assert both not in shown
    led.tell(("need-n1", NeedRevised(content=content(regions=()))))
    shown = text(office.get(page).text)
    assert "企业补上“地区”：襄城县" in shown  # and asks for less: it can do so alone
    assert (both in shown, call_bank in shown, call_factory in shown) == (False, False, True)
    led.tell(("need-n1", NeedRevised(content=content(regions=(), terms=cheap))))
    silent = terms.model_copy(update={"rate_from_bp": None})
    led.tell(("offering-o1", OfferingRevised(content=small.model_copy(update={"terms": silent}))))
    shown = text(office.get(page).text)
    assert "企业补上“地区”：襄城县" in shown
    assert theirs in shown
    assert both in shown
    assert call_bank in shown
    assert call_factory in shown
    assert office.get(page).text.count('href="tel:') == 2
    assert "请联系" in text(office.get("/unmatched/n1").text)
    led.tell(("need-n1", NeedRevised(content=content(regions=(), terms=cheap))))
    led.tell(("offering-o1", OfferingRevised(content=row.content)))
    asked = "企业补上“地区”，襄城农村商业银行补上“年利率下限”，有望匹配 要两边都改好才行"
    assert asked in text(office.get(page).text)


def test_a_need_of_which_all_that_was_proposed_is_declined_is_told_so(plain):
    [row] = plain.house.views.proposals.all(need="n1")
    shown = responses.shown(plain.house.views.proposals.one(row.id))
    plain.tell(
        (f"proposal-{row.id}", ProposalDelivered(shown=shown, through=DAY)),
        (f"proposal-{row.id}", ProposalDeclined(party="b01", reason_code="already_partner")),
    )
    page = text(plain.client("organizer").get("/unmatched?track=bank").text)
    assert "全部 1 都不合适或已过期 1" in page
    assert "看原来的匹配" in page


def test_the_office_sees_why_a_lead_does_not_leave(plain):
    [row] = plain.house.views.proposals.all(need="n1")
    page = f"/proposals/{row.id}"
    shown = text(plain.client("organizer").get(page).text)
    assert "线索送出的条件" in shown
    assert "✗ 不符 企业授权提供给这家单位" in shown
    assert "✓ 符合 需求与供给都在发布中" in shown
    assert "线索送出的条件" not in text(plain.client("enterprise").get(page).text)


def test_a_lead_that_left_needs_no_reasons(led):
    assert "线索送出的条件" not in led.client("organizer").get(f"/proposals/{LEAD}").text


def test_an_edit_of_the_lexicon_is_previewed_and_then_happens(plain):
    office = plain.client("organizer")
    said = {"edit": "add", "word": "倒贷资金", "concept": "bridge"}
    before = plain.house.log.last()
    shown = office.fill("/lexicon", "/lexicon", **said, go="preview")
    assert shown.status_code == 200
    assert "这样改的结果" in text(shown.text)
    assert plain.house.log.last() == before
    saved = office.fill("/lexicon", "/lexicon", **said, go="save")
    assert saved.headers["location"] == "/lexicon"
    found = text(office.get("/lexicon", params={"text": "倒贷资金"}).text)
    assert ("倒贷资金" in found, "过桥" in found, "bridge" in found) == (True, True, False)
    again = office.fill("/lexicon", "/lexicon", **said, go="save")
    assert (again.status_code, "这两个词已经同义" in again.text) == (422, True)


def test_two_words_that_nobody_knew_begin_a_concept_and_nobody_names_it(plain):
    office = plain.client("organizer")
    said = {"edit": "add", "word": "铁棍药", "concept": "铁棍"}
    assert office.fill("/lexicon", "/lexicon", **said, go="save").status_code == 303
    assert dict(plain.house.views.lexicons.lexicon().concepts)["tiegun"] == ("铁棍", "铁棍药")


def test_a_word_that_is_not_there_cannot_be_taken_out(plain):
    office = plain.client("organizer")
    said = {"edit": "remove", "word": "没有的词", "concept": ""}
    answer = office.fill("/lexicon", "/lexicon", **said, go="preview")
    assert (answer.status_code, "词典里没有这个词" in answer.text) == (422, True)
