"""What is public may be browsed by anybody: text and terms, never whose it is. What isn't, by
nobody; and an enterprise reads what it still lacks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.postings.need import NeedDrafted, NeedPublished, NeedRevised, NeedWithdrawn
from domain.postings.offering import OfferingDrafted, OfferingPublished
from domain.postings.terms import Condition, PolicyOffering
from tests.examples import FACTORY, content, loan
from tests.web.sites import OTHERS, text

ANYBODY = (None, "enterprise", "rival", "bank", "officer", "organizer", "leader")
POLICY = content(
    track="policy",
    title="研发投入补助",
    text="对研发投入占比高的企业给予补助。",
    industries=(),
    visibility="public",
    terms=PolicyOffering(
        benefit_fen=20_000_000,
        conditions=(
            Condition(
                fact="rd_ratio_bp", operator="at_least", value=300, source_text="研发占比不低于3%"
            ),
            Condition(fact="high_tech", operator="is", value=True, source_text="高新技术企业"),
        ),
    ),
)
NAMED = content(
    title="恒丰食品机械急需倒贷资金",
    text=f"{FACTORY.title}的贷款快到期，想倒贷。",
    visibility="public",
)


def need(id, what):
    return (f"need-{id}", NeedDrafted(party="e001", content=what)), (f"need-{id}", NeedPublished())


def offering(id, what, party="d01"):
    drafted = OfferingDrafted(party=party, content=what)
    return (f"offering-{id}", drafted), (f"offering-{id}", OfferingPublished())


@pytest.fixture
def hall(plain):
    plain.tell(*need("open", NAMED), *offering("policy", POLICY))
    plain.tell(*offering("loan", loan(title="惠企贷", visibility="public"), "b02"))
    plain.tell(*need("shut", content(title="只给合适的看", visibility="matched_only")))
    plain.tell(*need("few", content(title="只给请来的看", visibility="invited", invited=("b01",))))
    return plain


@pytest.mark.parametrize("who", ANYBODY)
def test_anybody_reads_what_is_public_and_nobody_whose_need_it_is(hall, who):
    client = hall.client(who)
    for path in ("/browse", "/browse?side=need", "/browse/need/open"):
        page = client.get(path)
        assert page.status_code == 200
        whole = page.text.partition("<main")[2]
        assert "本单位" in whole
        secrets = (FACTORY.title, "恒丰食品机械", str(FACTORY.uscc), "e001")
        assert [secret for secret in secrets if secret in whole] == [], path


def test_nobody_browses_what_is_not_public(hall):
    for who in ANYBODY:
        client = hall.client(who)
        shown = client.get("/browse").text
        assert "研发投入补助" in shown  # the control
        assert "只给合适的看" not in shown
        assert "只给请来的看" not in shown
        for path in ("need/shut", "need/few", "need/n1", "offering/o1", "need/none"):
            assert client.get(f"/browse/{path}").status_code == 404
    hall.tell(("need-open", NeedWithdrawn(reason_code="other")))
    assert hall.client().get("/browse/need/open").status_code == 404


def test_what_was_made_private_no_past_day_shows_but_to_its_owner_and_the_office(hall):
    then, path = {"as_of": hall.moment.date().isoformat()}, "/browse/need/open"
    hall.moment += timedelta(days=1)
    for who in (None, "rival"):
        assert hall.client(who).get(path, params=then).status_code == 200  # the control
    closed = content(**NAMED.model_dump() | {"visibility": "matched_only"})
    hall.tell(("need-open", NeedRevised(content=closed)))
    for who in (None, "rival", "bank"):
        client = hall.client(who)
        assert client.get(path, params=then).status_code == 404
        listed = text(client.get("/browse", params=then).text)
        assert ("倒贷" in listed, "惠企贷" in listed) == (False, True)
    for who in ("enterprise", "officer", "organizer"):
        client = hall.client(who)
        assert client.get(path, params=then).status_code == 200
        assert "倒贷" in text(client.get("/browse", params=then).text)
    assert hall.client("enterprise").get(path).status_code == 404


def test_an_institution_is_named_beside_what_it_offers(hall):
    anybody = hall.client()
    assert OTHERS["d01"][0] in text(anybody.get("/browse/offering/policy").text)
    assert OTHERS["b02"][0] in text(anybody.get("/browse?side=offering").text)


def test_no_search_tells_whose_a_need_is(hall):
    anybody = hall.client()
    for asked, many in (
        ("恒丰食品", 0),
        ("倒贷", 1),
        ("倒贷 快到期", 1),
        ("倒贷 恒丰", 0),
        ("紫云", 1),
        ("amount_fen", 0),
    ):
        assert f"共 {many} 条" in text(anybody.get("/browse", params={"text": asked}).text), asked


def test_an_enterprise_reads_which_conditions_it_lacks(hall):
    factory = hall.client("enterprise")
    assert "还差 2 项条件" in text(factory.get("/browse?track=policy").text)
    page = text(factory.get("/browse/offering/policy").text)
    assert "还差 2 项条件" in page
    assert "研发投入占比 研发占比不低于3% 您还没有写明：研发投入占比" in page
    assert "按您单位登记的资料比对" in page
    assert "/publish/need/policy" in factory.get("/browse/offering/policy").text


def test_conditions_that_stand_in_the_text_alone_are_not_met_by_anybody(hall):
    untold = POLICY.model_copy(update={"terms": PolicyOffering(benefit_fen=20_000_000)})
    hall.tell(*offering("untold", untold))
    page = text(hall.client("enterprise").get("/browse/offering/untold").text)
    assert "申报条件没有写明：请看正文，或向发布单位咨询" in page
    assert "条件都符合" not in page


def test_by_its_own_need_where_it_has_one(hall):
    """Those of the story suit the loan; one of ten thousand million doesn't."""
    client = hall.client("enterprise")
    assert "条件都符合" in text(client.get("/browse/offering/loan").text)
    for id in ("n1", "open", "shut", "few"):
        hall.tell((f"need-{id}", NeedWithdrawn(reason_code="other")))
    terms = content().terms.model_copy(update={"amount_fen": 10**12})
    hall.tell(*need("dear", content(title="想贷一百亿", terms=terms)))
    page = text(client.get("/browse/offering/loan").text)
    assert "还差 1 项条件" in page
    assert "按您的需求比对： 想贷一百亿" in page
    assert "不符合" in page


def test_who_is_no_enterprise_reads_no_conditions(hall):
    for who in (None, "bank", "organizer"):
        assert "项条件" not in text(hall.client(who).get("/browse/offering/policy").text)


def test_the_front_page_is_for_whoever_is_not_signed_in(hall):
    page = hall.client().get("/")
    assert page.status_code == 200
    for said in ("研发投入补助", "惠企贷", "助企办", "/sign-in", "近期没有安排对接会"):
        assert said in page.text
    assert "只给合适的看" not in page.text
    home = hall.client("enterprise").get("/")
    assert "最新政策和产品" not in home.text  # the control
