"""What a bank reads of a need before a consent: what may be told, and a sentence for the rest."""

from __future__ import annotations

import pytest

from domain.leads.consent import ConsentRevoked
from domain.matching.proposal import InterestExpressed
from tests.examples import content
from tests.leads import LEAD, proposed
from tests.web.sites import LEAD_STORY, site, text

PAGE = f"/proposals/{LEAD}"
HIDDEN = "授权后可见"


@pytest.fixture
def asked(tmp_path):
    """The enterprise is willing, and few others are there among whom it could be meant."""
    story = (proposed, InterestExpressed(party="e001"))
    with site(tmp_path, *((f"proposal-{LEAD}", happened) for happened in story)) as made:
        yield made


def test_where_nothing_may_be_told_a_sentence_says_so_and_no_empty_row(asked):
    bank = asked.client("bank")
    page = text(bank.get(PAGE).text)
    assert "符合的企业太少，只能显示赛道。" in page
    assert (HIDDEN in page, "用途" in page.partition("对应贵单位的")[0]) == (False, False)
    for path in ("/proposals", "/"):
        shown = text(bank.get(path).text)
        assert "一家企业的需求（授权后可见）" in shown or path == "/"
        assert f"{HIDDEN} ·" not in shown


def test_what_waits_is_opened_by_what_is_to_be_done(asked):
    home = " ".join(asked.client("bank").get("/").text.split())
    assert f'href="{PAGE}"><strong>对方愿意对接，请答复</strong></a>' in home


@pytest.fixture
def sent(tmp_path):
    """The enterprise has consented, and the bank has the lead."""
    with site(tmp_path, *LEAD_STORY) as made:
        yield made


def test_after_the_consent_the_page_names_the_enterprise_and_leads_to_its_lead(sent):
    bank, company = sent.client("bank"), sent.house.views.parties.names(["e001"])["e001"]
    html = bank.get(PAGE).text
    shown, listed = text(html), text(bank.get("/proposals").text)
    assert [part for part in (company, content().title) if part not in shown] == []
    assert [part for part in (company, content().title) if part not in listed] == []
    assert (f'href="/leads/{LEAD}"' in html, "企业授权后" in shown) == (True, False)


def test_after_the_consent_was_withdrawn_nothing_names_the_enterprise(sent):
    sent.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    bank, company = sent.client("bank"), sent.house.views.parties.names(["e001"])["e001"]
    for path in (PAGE, "/proposals", f"/leads/{LEAD}", "/leads"):
        shown = text(bank.get(path).text)
        assert [part for part in (company, content().title) if part in shown] == []
    for path in (f"/leads/{LEAD}", "/leads", "/consents"):
        shown = text(bank.get(path).text)
        words = "企业已撤回授权，不再显示名称", "企业暂未授权显示名称"
        assert [part in shown for part in words] == [True, False]
    assert "企业的授权已不再有效" in text(bank.get(PAGE).text)
