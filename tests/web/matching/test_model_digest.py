"""A proposal's id is a hash of its two postings and the model: without the model's digest it says
nothing, and the digest is shown to nobody who may not know the need."""

from __future__ import annotations

from projections.matching.pairing import proposal_id
from tests.services.houses import FITTED

PAGES = (
    *("/", "/proposals", "/bench/o1", "/performance", "/postings", "/leads", "/channel", "/browse"),
    *("/api/v1/me", "/api/v1/proposals", "/api/v1/leads", "/api/v1/postings", "/api/v1/feed"),
)


def test_no_page_and_no_answer_shows_the_digest_of_a_model(led):
    [shown] = led.house.views.proposals.all()[:1] or [None]
    for who in ("bank", "other_bank", "enterprise", "leader", "organizer", "admin"):
        for page in (*PAGES, *([f"/proposals/{shown.id}"] if shown else ())):
            assert FITTED.digest[:12] not in led.client(who).get(page).text


def test_control_who_knows_the_digest_knows_the_need(plain):
    market, proposals = plain.house.views.market, plain.house.views.proposals
    need, offering = market.posting("need", "n1"), market.posting("offering", "o1")
    [shown] = plain.client("bank").get("/api/v1/proposals").json()["items"]
    assert proposal_id(need, offering, proposals.model("bank")) == shown["id"]
    assert proposals.model("bank").digest == FITTED.digest
