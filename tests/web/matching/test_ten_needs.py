"""Ten needs in ten clerks' words, with nothing filled in but what must be, in a county that has a
handful of offerings: no list stays empty without its reason, and what a fix promises comes true.
"""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from domain.administration.publications import Publish
from domain.administration.user import AddUser
from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.party import PartyRegistered, Profile
from domain.postings.content import Content
from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from domain.postings.posting import Draft, Submit
from domain.postings.terms import TERMS
from services.matching.refitting import refit
from tests.services.houses import tell
from tests.web.filled_form import filled
from tests.web.sites import DUTIES, Site, text

XIANGCHENG = "411025"
PARTIES = {
    "e001": ("襄城县金穗面业有限公司", "enterprise", "C1311"),
    "b01": ("襄城农村商业银行", "bank", None),
    "b02": ("紫云村镇银行", "bank", None),
    "b03": ("许昌银行襄城支行", "bank", None),
    "s01": ("许昌云帆信息技术有限公司", "supplier", None),
    "s02": ("襄城县宏达纸箱厂", "supplier", None),
    "a01": ("襄城同心人力资源有限公司", "agency", None),
    "u01": ("许昌汀州学院", "university", None),
    "d01": ("襄城县科学技术局", "department", None),
}
OFFERINGS = (  # whose, on which track, title, text, terms
    ("b01", "bank", "流动资金贷款", "小微企业买原料、发工资用的流动资金贷款", {}),
    (
        "b02",
        "bank",
        "粮食收购贷款",
        "面粉厂、粮食企业收购小麦的流动资金贷款",
        {"amount_min_fen": 10_000_000, "amount_max_fen": 500_000_000, "tenor_max_days": 365},
    ),
    (
        "b03",
        "bank",
        "设备贷款",
        "购置面粉加工设备的贷款，可用设备抵押",
        {"purposes": ("equipment",), "collateral_kinds": ("equipment_mortgage",)},
    ),
    (
        "s02",
        "sales",
        "供应瓦楞包装纸箱",
        "瓦楞纸箱、包装箱，可印字",
        {"product_name": "瓦楞纸箱", "unit": "个", "min_quantity": 1000},
    ),
    (
        "a01",
        "labor",
        "普工和包装工",
        "可供普工、包装工、搬运工",
        {"occupation": "普工", "wage_from_fen": 400_000, "housing_needed": True},
    ),
    (
        "s01",
        "digitization",
        "进销存和企业管理软件",
        "中小企业进销存、仓库、财务管理软件",
        {"domains": ("erp",), "level_min": 2},
    ),
    ("u01", "academia", "小麦加工技术", "面粉品质改良、小麦加工工艺的委托开发", {"trl": 6}),
)
NEEDS = (  # track, title, text, required terms; what the clerk knows when asked
    ("bank", "想贷点款收麦子", "面粉厂收小麦要用流动资金，秋天前周转一下", {}, {}),
    (
        "bank",
        "贷80万买新磨粉机",
        "购置面粉加工设备，机器能抵押",
        {},
        {"purpose": "购置设备", "collateral_kinds": "设备抵押"},
    ),
    (
        "bank",
        "厂里周转",
        "发工资、买原料，短期流动资金",
        {},
        {"amount_fen": "80", "tenor_days": "300"},
    ),
    ("bank", "急用钱", "年底到了手头紧", {}, {}),
    (
        "sales",
        "要买装面粉的纸箱",
        "包装纸箱，印我们的商标",
        {"product_name": "包装纸箱"},
        {"quantity": "5000", "unit": "个"},
    ),
    (
        "labor",
        "招几个包装工",
        "车间包装工、搬运工，管吃管住",
        {"occupation": "包装工"},
        {"wage_max_fen": "5000", "housing": "是"},
    ),
    (
        "digitization",
        "仓库想用电脑管",
        "进销存和仓库账，手工太乱",
        {},
        {"domain": "企业管理ERP", "current_level": "2"},
    ),
    ("academia", "面粉发黄找人看看", "面粉品质改良，小麦加工工艺", {}, {}),
    ("academia", "新包装材料", "想做可降解的袋子", {}, {}),
    ("policy", "有什么补贴能领", "我们是小企业，去年新上了一条线", {}, {}),
)


def posted(party, side, track, title, words, terms, **more):
    kind = TERMS[f"{track}.{side}"]
    until = date(2026, 12, 31)
    begins = {"track": track, "title": title, "text": words, "valid_from": date(2026, 3, 1)}
    return Content(**begins, valid_through=until, terms=kind(**terms), **more)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Nothing but a handful of parties and what they offer, in their own county."""
    made = Site(tmp_path_factory.mktemp("county"))
    for id, (title, role, industry) in PARTIES.items():
        profile = Profile(title=title, roles=(role,), region=XIANGCHENG, industry=industry)
        tell(made.house, (f"party-{id}", PartyRegistered(profile=profile)))
    for n, (party, track, title, words, terms) in enumerate(OFFERINGS):
        content = posted(party, "offering", track, title, words, terms, regions=(XIANGCHENG,))
        events = (OfferingDrafted(party=party, content=content), OfferingSubmitted())
        tell(made.house, *((f"offering-o{n}", e) for e in (*events, OfferingPublished())))
    ask = made.house.ask("setup", Role.SYSTEM)
    for id in ("enterprise", "bank"):
        person = Personal(subject=f"person-{id}", value=id)
        made.house.desk.do(AddUser(id=id, duty=DUTIES[id], person=person), ask)
    owner = made.house.ask("enterprise", Role.ENTERPRISE, party="e001")
    for n, (track, title, words, terms, _) in enumerate(NEEDS):
        names = {"side": "need", "id": f"n{n}"}
        content = posted("e001", "need", track, title, words, terms)
        draft = Draft(**names, party="e001", content=content)
        for command in (draft, Submit(**names), Publish(**names)):
            made.house.desk.do(command, owner)
    made.house.views.fresh()
    refit(made.house.views.proposals, made.house.desk, ask)
    made.house.views.fresh()
    yield made
    made.house.close()


def partners(made, need):
    return {row.offering_party for row in made.house.views.proposals.all(need=need)}


def page(made, need):
    return made.client("enterprise").get(f"/proposals?side=need&id={need}").text


def fixes(html):
    """(what is said, the form) of every fix of a page."""
    return [
        (text(said), unescape(path))
        for said, path in re.findall(
            r'<li>\s*<span>(.*?)</span>\s*<a class="button quiet" href="([^"]*/edit[^"]*)"',
            html,
            re.DOTALL,
        )
    ]


def confirmed(made, path, **stated):
    """Open the form that a fix leads to, state more, and send it as it stands; then the matcher
    has run."""
    browser, action = made.client("enterprise"), path.partition("?")[0]
    form = browser.get(path).text
    assert "还没有改动任何内容" in form
    answer = browser.post(action, data=filled(form, action) | stated)
    assert answer.status_code == 303, text(answer.text)
    made.house.views.fresh()


@pytest.mark.parametrize("n", range(len(NEEDS)), ids=[need[1] for need in NEEDS])
def test_no_need_ends_in_an_empty_list_without_its_reason(county, n):
    need, known = f"n{n}", NEEDS[n][4]
    for _ in range(3):  # what was stated may show what else is open
        html = page(county, need)
        if partners(county, need):
            assert "<article" in html
            return
        assert "还没有匹配，原因是" in text(html)
        offered = fixes(html)
        if not offered:
            assert re.search(
                "还没有单位发布|对不上|等对方补填|没有相同的说法|相同的说法太少", text(html)
            )
            return
        said, path = offered[0]
        asked = {name for name in known if f"set={name}%3A" in path}
        confirmed(county, path, **{name: known[name] for name in asked})
        promised = re.search(r"可匹配 (\d+) 家", said)
        if promised:
            assert len(partners(county, need)) == int(promised[1])
        blank = set(re.findall(r"set=(\w+)%3A(?:&|#)", path))
        if blank - asked:  # a clerk who can't say it
            return


def test_what_came_of_the_ten(county):
    """Those that a partner was found for, without a word that isn't so."""
    for n in range(len(NEEDS)):
        test_no_need_ends_in_an_empty_list_without_its_reason(county, n)
    matched = [NEEDS[n][1] for n in range(len(NEEDS)) if partners(county, f"n{n}")]
    assert len(matched) >= 6, matched
