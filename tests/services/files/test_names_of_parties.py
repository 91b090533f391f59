"""Whether a row is about the party that has its name, or its number: what is asked, and when."""

from __future__ import annotations

import pytest

from domain.parties.party import Profile, ReviseParty
from projections.parties.parties import PartyRow
from tests.services.filled import USCC, found, planned, sheet

pytestmark = pytest.mark.slow

ROW = {"编号": "E7", "单位名称": "襄城县双丰饲料有限公司", "单位类型": "企业"}
SAME = ("B3", "单位名称", "party.same_name")


def test_a_name_that_comes_twice_in_a_file_is_asked_about():
    """However it is written; and not where it was said that they are different."""
    twice = sheet(ROW, ROW | {"编号": "E8", "单位名称": "襄城县双丰饲料（有限公司）"}, name="单位")
    [finding] = planned(twice).findings
    assert (finding.cell, finding.label, finding.code) == SAME
    assert finding.message == "与单位 第 2 行（E7）名称相同"
    assert (
        found(twice, confirmed={"different"}),
        len(planned(twice, confirmed={"different"}).commands),
    ) == ([], 2)


def test_a_new_party_of_a_name_on_the_list_is_asked_about():
    new = sheet(ROW, name="单位")
    [finding] = planned(new, namesakes=lambda _title: ["E1"]).findings
    assert (finding.cell, finding.message) == ("B2", "与已登记的单位（E1）名称相同")
    assert found(new, namesakes=lambda _title: ["E1"], confirmed={"different"}) == []


RENAMED = ROW | {"编号": "E1", "单位名称": "襄城县张冠李戴食品有限公司"}


def of_number_e1(profile: Profile):
    return lambda id_: PartyRow(id_, "active", profile) if id_ == "E1" else None


def test_a_number_in_use_under_another_name_is_asked_about():
    """However it is written; and not where it was said that it is renamed."""
    known = Profile(title="襄城县双丰饲料有限公司", uscc=USCC, roles=("enterprise",))
    asked = {"record": of_number_e1(known)}
    [finding] = planned(sheet(RENAMED, name="单位"), **asked).findings
    assert (finding.cell, finding.label, finding.code, finding.message) == (
        *("B2", "单位名称", "party.other_name"),
        "编号“E1”已登记为襄城县双丰饲料有限公司，名称不同",
    )
    assert planned(sheet(RENAMED, name="单位"), confirmed={"renamed"}, **asked).commands == (
        ReviseParty(id="E1", profile=known.model_copy(update={"title": RENAMED["单位名称"]})),
    )
    spaced = RENAMED | {"单位名称": "襄城县 双丰饲料（有限公司）"}
    assert found(sheet(spaced, name="单位"), **asked) == []


def test_control_a_number_in_use_with_its_credit_code_is_renamed_without_a_question():
    known = Profile(title="襄城县双丰饲料有限公司", uscc=USCC, roles=("enterprise",))
    row = RENAMED | {"统一社会信用代码": USCC}
    assert found(sheet(row, name="单位"), record=of_number_e1(known)) == []


def test_control_a_known_party_that_keeps_its_name_is_not_asked_about():
    known = Profile(title="襄城县双丰饲料有限公司", roles=("enterprise",))
    asked = {
        "namesakes": lambda _title: ["E7", "E1"],
        "record": lambda id_: PartyRow(id_, "active", known),
    }
    assert found(sheet(ROW | {"编号": "E1"}, name="单位"), **asked) == []
