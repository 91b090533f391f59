"""Whatever people write into a field, a page shows it as text: markup, quotes, braces, Chinese."""

from __future__ import annotations

import pytest

from domain.parties.party import PartyRevised
from domain.postings.need import NeedRevised
from domain.postings.offering import OfferingRevised
from tests.examples import FACTORY, RURAL_BANK
from tests.web.site.test_isolation import OBJECTS, PAGES
from tests.web.sites import DUTIES, LEAD_STORY, site

WRITTEN = """<script>alert("襄")</script>"'><img src=x onerror=alert(1)>{{7*7}}{%raw%}</main>转贷"""
RAW = ("<script>alert", "<img src=x", "{{49}}", "'><img")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The lead's story, with markup in every name, title and text."""
    with site(tmp_path_factory.mktemp("site"), *LEAD_STORY) as made:
        for side, id, revised in (("need", "n1", NeedRevised), ("offering", "o1", OfferingRevised)):
            content = made.house.views.market.posting(side, id).content
            marked = content.model_copy(update={"title": WRITTEN, "text": WRITTEN})
            made.tell((f"{side}-{id}", revised(content=marked)))
        for id, profile in (("e001", FACTORY), ("b01", RURAL_BANK)):
            marked = profile.model_copy(update={"title": WRITTEN})
            made.tell((f"party-{id}", PartyRevised(profile=marked)))
        yield {who: made.client(who) for who in DUTIES}


@pytest.mark.parametrize("who", DUTIES)
def test_no_page_has_markup_that_somebody_wrote(written, who):
    found = []
    for route in PAGES:
        path = OBJECTS[route.path][0] if "{" in route.path else route.path
        body = written[who].get(path).text
        found += [(path, raw) for raw in RAW if raw in body]
    assert found == []


@pytest.mark.parametrize(
    "asked", ["/postings?text=", "/parties?text=", "/lexicon?text=", "/nothing/"]
)
def test_nor_what_stands_in_an_address(written, asked):
    shown = written["organizer"].get(asked + WRITTEN.replace("%", "%25").replace("/", ""))
    assert [raw for raw in RAW if raw in shown.text] == []


def test_control_it_is_shown_as_text(written):
    shown = written["enterprise"].get("/postings/need/n1").text
    assert "&lt;script&gt;alert" in shown
    assert "{{7*7}}" in shown
