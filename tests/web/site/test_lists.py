"""Lists: narrowed, ordered, a page at a time; who may narrow by a name."""

from __future__ import annotations

import re
from datetime import date

import pytest

from domain.leads.consent import ConsentRevoked
from domain.parties.party import PartyRegistered
from tests.examples import FACTORY, content, live
from tests.web.site.test_statements import one_more
from tests.web.sites import forms, text

TITLE = re.compile(r'href="/postings/need/n[^"]*">([^<]+)</a>')
ENDS = {"n2": date(2026, 9, 1), "n3": date(2026, 7, 1), "n4": date(2026, 8, 1)}


@pytest.fixture
def listed(led):
    """The site with three more needs of another party, each valid until another day."""
    named = FACTORY.model_copy(update={"title": "许昌新远机械有限公司", "uscc": None})
    led.tell(("party-e009", PartyRegistered(profile=named)))
    for id, end in ENDS.items():
        whole = content(title=f"需求{id}", valid_through=end)
        drafted = live[0].model_copy(update={"party": "e009", "content": whole})
        led.tell(*((f"need-{id}", happened) for happened in (drafted, *live[1:])))
    return led


def titles(made, who, query):
    return TITLE.findall(made.client(who).get(f"/postings?side=need&{query}").text)


def test_what_changed_last_is_at_the_top_unless_another_order_is_asked_for(listed):
    first = content().title
    assert titles(listed, "organizer", "") == ["需求n4", "需求n3", "需求n2", first]
    assert titles(listed, "organizer", "text=需求n&sort=end") == ["需求n3", "需求n4", "需求n2"]
    assert titles(listed, "organizer", "text=需求n&sort=-end") == ["需求n2", "需求n4", "需求n3"]


def test_a_head_asks_for_its_order_and_again_for_the_other_way_round(listed):
    page = listed.client("organizer").get("/postings?text=需求").text
    assert 'class="sort" href="/postings?text=%E9%9C%80%E6%B1%82&amp;sort=end"' in page
    page = listed.client("organizer").get("/postings?sort=end").text
    assert 'aria-sort="ascending"' in page
    assert 'class="sort" href="/postings?sort=-end"' in page


def test_a_list_is_narrowed_by_party_and_by_days(listed):
    assert titles(listed, "organizer", "party=新远&sort=end") == ["需求n3", "需求n4", "需求n2"]
    query = "party=新远&first=2026-07-02&last=2026-08-31"
    assert titles(listed, "organizer", query) == ["需求n4"]
    answer = listed.client("organizer").get("/postings?first=后天")
    assert (answer.status_code, "日期" in text(answer.text)) == (422, True)


def test_the_next_page_and_the_one_before(led):
    led.tell(*(happened for n in range(2, 61) for happened in one_more(n)))
    client = led.client("organizer")
    first = client.get("/postings?side=need").text
    assert "共 60 条" in text(first)
    assert "第 1–50 条" in text(first)
    assert len(TITLE.findall(first)) == 50
    [onwards] = re.findall(r'href="([^"]*after=50[^"]*)"', first)
    rest = client.get(onwards.replace("&amp;", "&")).text
    assert "第 51–60 条" in text(rest)
    assert len({*TITLE.findall(first), *TITLE.findall(rest)}) == 60
    assert ">← 上一页</a>" in rest


def test_nobody_narrows_a_list_by_a_name_that_he_may_not_read(led):
    led.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    whole = led.client("bank").get("/leads").text
    assert FACTORY.title not in whole
    assert whole.count('href="/leads/') == 1
    for name in (FACTORY.title, "许昌新远"):  # one that it is, one that it isn't
        narrowed = led.client("bank").get("/leads", params={"text": name}).text
        assert narrowed.count('href="/leads/') == 0
    office = led.client("organizer")
    assert office.get("/leads", params={"text": FACTORY.title}).text.count('href="/leads/') == 1
    assert office.get("/leads", params={"text": "许昌新远"}).text.count('href="/leads/') == 0


def test_proposals_are_narrowed_to_what_was_answered(led):
    client = led.client("organizer")
    assert client.get("/proposals?status=proposed").text.count("<article") == 1
    assert client.get("/proposals?status=declined").text.count("<article") == 0


def test_what_can_be_taken_back_is_offered_to_be(led):
    owner, page = led.client("enterprise"), "/postings/need/n1"
    assert owner.fill(page, f"{page}/pause").status_code == 303
    flash = re.search('<div class="flash".*?</div>', owner.get(page).text, re.DOTALL)[0]
    [undo] = forms(flash)
    assert undo["action"] == f"{page}/resume"
    assert owner.post(undo["action"], data=undo["fields"]).status_code == 303
    assert led.house.views.market.posting("need", "n1").status == "published"


def test_what_cant_be_taken_back_offers_nothing(led):
    owner, page = led.client("enterprise"), "/postings/need/n1"
    form = f"{page}/withdraw"
    assert owner.fill(form, form, reason_code="不再需要").status_code == 303
    flash = re.search('<div class="flash".*?</div>', owner.get(page).text, re.DOTALL)[0]
    assert [*forms(flash)] == []
