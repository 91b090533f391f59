"""The order of a list says nothing that a teaser doesn't: whoever sees teasers gets proposals by
the grade that stands beside each, and then by id."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.matching.grade import GRADES, grade
from domain.parties.party import PartyRegistered
from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted
from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from projections.matching.proposal_table import PROPOSAL
from tests.examples import FACTORY, content, loan
from tests.leads import proposed, shown
from tests.spec import NOON
from tests.web.figures.test_export import sheet
from tests.web.sites import site

WORDS = ("贷款到期", "企业续贷", "过桥资金", "转贷周转", "贷款到期企业续贷", "过桥资金转贷周转")
SAME = (
    *("id", "track", "score", "need", "need_edition", "need_party"),
    *("offering", "offering_edition", "offering_party"),
)
LINKS = re.compile(r'<article[^>]*>.*?href="/proposals/([0-9a-f]+)', re.DOTALL)


def needs():
    for number, word in enumerate(WORDS):
        party, need = f"party-e10{number}", f"need-x{number}"
        title = f"襄城县第{number}机械厂"
        profile = FACTORY.model_copy(update={"title": title, "uscc": None})
        said = content(title=f"{word}需要资金", text=f"{word}。{word}，短期周转，已与银行谈过。")
        yield party, PartyRegistered(profile=profile)
        drafted = NeedDrafted(party=party.removeprefix("party-"), content=said)
        yield from ((need, each) for each in (drafted, NeedSubmitted(), NeedPublished()))


@pytest.fixture
def many(tmp_path):
    with site(tmp_path, *needs()) as made:
        yield made


def listed(client, path="/proposals"):
    return LINKS.findall(client.get(path).text)


def ids(rows):
    return [row.id for row in rows]


def best(made):
    """Those with the bank's loan, best first."""
    return sorted(
        made.house.views.proposals.all(track="bank"), key=lambda row: (-row.worth, row.id)
    )


def as_teasers_tell(rows):
    places = list(GRADES)
    return sorted(rows, key=lambda row: (places.index(grade(row.track, row.score)), row.id))


PAGES = ("/proposals", "/proposals?track=bank", "/proposals?side=offering&id=o1")


@pytest.mark.parametrize("page", PAGES)
def test_a_bank_reads_in_the_order_of_grades_and_ids(many, page):
    rows = best(many)
    assert ids(as_teasers_tell(rows)) != ids(rows)
    assert listed(many.client("bank"), page) == ids(as_teasers_tell(rows))


def test_so_do_its_home_an_export_and_a_past_day(many):
    rows, day = best(many), NOON.date().isoformat()
    bank = many.client("bank")
    home = listed(bank, "/")
    assert home == ids(as_teasers_tell(rows))[: len(home)]
    lines, _ = sheet(bank.fill("/proposals", "/proposals/export"))
    assert [line[0] for line in lines[1:]] == ids(as_teasers_tell(rows))
    many.moment = NOON + timedelta(days=1)
    bank = many.client("bank")
    assert listed(bank, f"/proposals?as_of={day}") == ids(as_teasers_tell(rows))
    shown = bank.get("/api/v1/proposals").json()["items"]
    assert [each["id"] for each in shown] == sorted(ids(rows))


def test_higher_grades_come_first(many):
    rows = best(many)
    low = [row.id for row in rows[:3]]
    with many.house.views.proposals.engine.begin() as db:
        db.execute(PROPOSAL.update().where(PROPOSAL.c.id.in_(low)).values(score=50_000))
    shown = listed(many.client("bank"))
    assert (shown[-3:], shown) == (sorted(low), ids(as_teasers_tell(best(many))))


@pytest.mark.parametrize("page", PAGES[1:])
def test_control_the_office_reads_the_best_first(many, page):
    assert listed(many.client("organizer"), page) == ids(best(many))


def test_control_whose_need_it_is_reads_the_best_first(many):
    loans = ("转贷", "过桥资金", "续贷周转")
    for number, word in enumerate(loans):
        said = loan(title=f"{word}产品", text=f"{word}，手续简便，随借随还，倒贷资金周转。")
        drafted = OfferingDrafted(party="b02", content=said)
        live = drafted, OfferingSubmitted(), OfferingPublished()
        many.tell(*((f"offering-p{number}", each) for each in live))
    rows = [row for row in best(many) if row.need == "n1"]
    assert len(rows) > 1
    assert listed(many.client("enterprise")) == ids(rows)


def test_what_was_put_before_both_on_one_day_is_read_by_id(many):
    rows = best(many)
    for row in rows:
        same = {name: getattr(row, name) for name in SAME}
        put = proposed.model_copy(update={"shown": shown(**same)})
        many.tell((f"proposal-{row.id}", put))
    page = "/proposals?status=proposed"
    assert listed(many.client("bank"), page) == sorted(ids(rows))
    assert listed(many.client("organizer"), page) == ids(reversed(rows))
