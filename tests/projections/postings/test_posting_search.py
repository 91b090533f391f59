"""Search as people type: words in any order, however they are written, in what they may see."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.parties.party import PartyRegistered, PartyRevised
from domain.postings.need import NeedDrafted, NeedPublished, NeedRevised
from domain.postings.offering import OfferingDrafted
from domain.postings.terms import SalesNeed
from projections.core.database import reading
from projections.core.search import document, grams, hits, spans, words
from projections.parties.parties import Parties
from projections.postings.market import Market
from projections.postings.posting_search import asked_for
from projections.postings.posting_table import POSTING
from services.house.pinyin import sounds
from tests.examples import FACTORY, content, loan, rural_bank
from tests.logbook import Logbook

CODE = "91411081MAAZBCXLUH"
DRYER = FACTORY.model_copy(update={"title": "许昌昌茂农业烘干有限公司", "uscc": CODE})
CONCRETE = content(
    track="sales",
    title="采购商品混凝土",
    text="要 C30混凝土八百方，随叫随到，MES 里能看到车次。",
    terms=SalesNeed(product_name="商品混凝土", quantity=800),
)
LOAN = content(title="申请倒贷资金950万元", text="原贷款到期，求倒贷。")
STORY = Logbook(
    ("party-e001", PartyRegistered(profile=DRYER)),
    ("party-e002", PartyRegistered(profile=FACTORY)),
    ("party-b01", rural_bank),
    ("need-bank-n-0103", NeedDrafted(party="e001", content=LOAN)),
    ("need-bank-n-0103", NeedPublished()),
    ("need-n2", NeedDrafted(party="e002", content=CONCRETE)),
    ("offering-o1", OfferingDrafted(party="b01", content=loan(title="惠企贷"))),
)


@pytest.fixture
def views(engine):
    parties, market = Parties(engine, sounds), Market(engine)
    for view in (parties, market):
        view.catch_up(STORY.after)
        assert view.parked() == []
    return parties, market


AS_TYPED = (  # what is typed, the parties and the postings that are found by it
    ("昌茂烘干", "e001", "bank-n-0103"),
    ("昌茂农业 烘干", "e001", "bank-n-0103"),
    ("烘干  昌茂", "e001", "bank-n-0103"),
    ("烘干昌茂", "", ""),
    ("（许昌）昌茂", "e001", "bank-n-0103"),
    ("倒贷资金 950", "", "bank-n-0103"),
    ("950万元 倒贷", "", "bank-n-0103"),
    ("倒贷资金 951", "", ""),
    ("昌茂 倒贷", "", "bank-n-0103"),
    ("恒丰 倒贷", "", ""),
    ("許昌", "e001", "bank-n-0103"),
    ("ＭＥＳ", "", "n2"),
    ("mes", "", "n2"),
    ("ｅ００１", "e001", ""),
    ("E001", "e001", ""),
    (CODE.lower(), "e001", ""),
    (f"{CODE[:8]} {CODE[8:]}", "e001", ""),
    (CODE[-6:], "e001", ""),
    ("BANK-N-0103", "", "bank-n-0103"),
    ("N2", "", "n2"),
    ("C30混凝土", "", "n2"),
    ("混凝土 c30", "", "n2"),
    ("混凝土 c40", "", ""),
    ("方", "", "n2"),
    ("hfsp", "e002", ""),
    ("HengFeng jixie", "e002", ""),
    ("贷", "", "bank-n-0103 o1"),
    ("100%", "", ""),
    ("_", "", ""),
)


def test_what_people_type_finds_what_they_mean(views):
    parties, market = views
    finds = []
    for typed, _, _ in AS_TYPED:
        rows, _ = parties.page(text=typed)
        heads, many = market.page(text=typed, sort="since")
        assert many == len(heads)
        assert [row.id for row in market.by_id(text=typed)] == [head.id for head in heads]
        ids = (" ".join(row.id for row in each) for each in (rows, heads))
        finds.append((typed, *ids))
    assert finds == list(AS_TYPED)


def test_nobody_finds_what_is_not_of_the_parties_that_he_sees(views):
    _, market = views
    for typed in ("昌茂", "倒贷", "BANK-N-0103", "许昌"):
        assert market.page(text=typed, parties=["e002"]) == ([], 0)
        assert [row.id for row in market.page(text=typed)[0]] == ["bank-n-0103"]  # the control


@pytest.mark.parametrize("page", [1, 500])
def test_a_past_day_is_searched_by_what_was_said_then(engine, page):
    told = Logbook(
        ("party-e001", PartyRegistered(profile=DRYER)),
        ("need-n1", NeedDrafted(party="e001", content=LOAN)),
        ("need-n1", NeedPublished()),
        ("need-n1", NeedRevised(content=CONCRETE)),
        ("party-e001", PartyRevised(profile=FACTORY)),
    )
    market = Market(engine)
    market.catch_up(told.after, page=page)

    def many(typed, as_of=None):
        return market.page(text=typed, as_of=as_of)[1]

    assert [many("倒贷 950", at) for at in (None, 4, 3, 2, 1)] == [0, 0, 1, 1, 0]
    assert [many("混凝土", at) for at in (None, 4, 3)] == [1, 1, 0]
    assert (many("恒丰"), many("昌茂")) == (1, 0)


def test_of_words_that_stand_everywhere_the_latest_texts_are_looked_through(engine):
    needs = [(f"need-n{n}", NeedDrafted(party="e001", content=LOAN)) for n in range(4)]
    market = Market(engine)
    market.catch_up(Logbook(*needs).after)
    with reading(engine) as db:
        for most, ids in ((2, ["n2", "n3"]), (5, ["n0", "n1", "n2", "n3"])):
            rows = db.execute(select(POSTING.c.id).where(asked_for(db, "倒贷", most=most)))
            assert sorted(rows.scalars()) == ids


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  倒贷资金　950 ", ("倒贷资金", "950")),
        ("C30混凝土", ("c30", "混凝土")),
        ("許昌、ＭＥＳ;mes", ("许昌", "mes")),
        ("1,000万元", ("1000", "万元")),
        ("1.5吨", ("1.5", "吨")),
        ("《》", ()),
        ("a b c d e f g h i j", tuple("abcdefgh")),
    ],
)
def test_a_text_is_read_as_words(typed, read):
    assert words(typed) == read


def test_a_word_that_stands_in_a_document_has_its_pairs_there():
    whole = document("采购商品混凝土", None, "C30 · 八百方")
    assert whole == "\n采购商品混凝土\nc30八百方\n"
    for word in ("混凝土", "30", "百方", "方", "土", "采"):
        assert all(any(low <= gram <= high for gram in grams(whole)) for low, high in spans(word))
    assert not all(any(low <= g <= high for g in grams(whole)) for low, high in spans("土c"))
    assert (hits("混凝土 C30", whole), hits("混凝土 c40", whole), hits("、", whole)) == (
        True,
        False,
        False,
    )
