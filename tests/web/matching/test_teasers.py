"""What a bank reads of a need before a consent: what may be told, and a sentence for the rest."""

from __future__ import annotations

import pytest

from domain.matching.proposal import InterestExpressed
from tests.leads import LEAD, proposed
from tests.web.sites import site, text

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
