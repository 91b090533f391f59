"""Names that nobody has so: who may be meant is asked, and taken only where it was said so."""

from __future__ import annotations

import pytest

from domain.parties.party import Profile
from projections.parties.parties import PartyRow
from services.files.intake.likely_parties import likely_parties
from tests.services.forms import form, plan_of

TITLES = {
    "E1": "襄城县万里运输有限公司",
    "E2": "许昌金汇再生资源有限公司",
    "E3": "襄城县金汇再生资源回收有限公司",
    "B1": "中原银行股份有限公司襄城支行",
    "D1": "襄城县工业和信息化局",
    "D2": "襄城县科学技术局",
    "E4": "恒达机械有限公司",
    "E5": "许昌恒达机械厂",
}
ROLES = ("enterprise",)
ONE = "企业名称|融资金额（万元）|用途\n{}|300|流动资金"


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("襄城县万里运输公司", "E1"),
        ("万里运输", "E1"),
        ("許昌金匯再生資源有限公司", "E2"),
        ("中原银行", "B1"),
        ("工信局", "D1"),
        ("襄城县工信局", "D1"),
        ("襄城县科技局", "D2"),
        ("恒达机械", "E4"),
        ("公司", ""),
        ("千里运输公司", ""),
        ("教育局", ""),
        ("", ""),
    ],
)
def test_a_name_without_its_place_or_form_is_likely_the_one_that_has_them(name, likely):
    assert [id for id, _ in likely_parties(name, TITLES.items())] == [likely] * bool(likely)


def planned(name, **options):
    def namesakes(title):
        return [id for id, known in TITLES.items() if known == title]

    options = {"known": tuple(TITLES), "namesakes": namesakes, "titles": TITLES.items} | options
    return plan_of(form(ONE.format(name)), **options)


def test_who_may_be_meant_is_offered_and_taken_once_that_was_said():
    plan = planned("襄城县万里运输公司")
    [finding] = plan.findings
    assert (finding.code, finding.advice) == (
        "party.likely",
        "是不是“襄城县万里运输有限公司”？是的请写全称，或导入时注明按提示的单位导入",
    )
    [draft, *_] = planned("襄城县万里运输公司", confirmed={"likely"}).commands
    assert draft.party == "E1"


def test_of_several_that_may_be_meant_none_is_taken():
    [draft, *_] = planned("金汇再生资源", confirmed={"likely"}).commands
    assert draft.party == "E2"  # the other one's name is longer
    plan = planned("再生资源", confirmed={"likely"})
    assert [(finding.code, finding.advice) for finding in plan.findings] == [
        (
            "party.unknown",
            "是不是“许昌金汇再生资源有限公司”、“襄城县金汇再生资源回收有限公司”？请写全称",
        )
    ]


def test_a_name_in_traditional_characters_is_the_name():
    [draft, *_] = planned("許昌金匯再生資源有限公司").commands
    assert draft.party == "E2"


def test_nobody_is_told_who_is_registered_who_sends_its_own_rows():
    plan = planned("襄城县万里运输公司", own="E5", titles=lambda: ())
    assert [finding.code for finding in plan.findings] == ["party.not_own"]


def test_a_list_of_parties_knows_a_name_in_traditional_characters():
    plan = plan_of(
        form("企业名单||\n企业名称|地区|规模\n許昌金匯再生資源有限公司|許昌市|小型"),
        known=("E2",),
        namesakes=lambda title: ["E2"] if title == TITLES["E2"] else [],
        record=lambda _: PartyRow("E2", "active", Profile(title=TITLES["E2"], roles=ROLES)),
    )
    [row] = plan.rows
    assert (row.became, row.id, row.changes) == ("revised", "E2", ("地区", "规模"))
