"""Picking: parties, places and industries are found by what one remembers of them, never by an id;
and nobody comes upon an enterprise that he doesn't know."""

from __future__ import annotations

import re

import pytest

from domain.parties.party import PartyRegistered
from tests.examples import FACTORY
from tests.web.sites import OTHERS, site, text

BANK, TEXTILES = OTHERS["b02"][0], OTHERS["e002"][0]


def offered(client, reads, typed, **more):
    page = client.get(f"/pick/{reads}", params={"of": "it", "it": typed, **more})
    assert page.status_code == 200
    return re.findall(r'value="([^"]*)"', page.text)


@pytest.mark.parametrize("typed", ["紫云", "ziyun", "zyczyh", "紫云 银行"])
def test_an_institution_is_found_by_a_piece_of_its_name_or_how_it_is_said(plain, typed):
    assert offered(plain.client("enterprise"), "party", typed) == ["b02"]


def test_an_enterprise_is_found_by_the_office_alone_or_by_its_whole_name(plain):
    assert offered(plain.client("organizer"), "party", "明远") == ["e002"]
    for who in ("bank", "enterprise", "officer", None):
        for known in ("明远", "mingyuan", "e002"):
            assert offered(plain.client(who), "party", known) == []
    assert offered(plain.client("bank"), "party", TEXTILES) == [TEXTILES]
    for who in (None, "applicant"):
        for known in (TEXTILES, BANK, "紫云", "b02"):
            assert offered(plain.client(who), "party", known) == []


def test_an_id_that_is_ticked_gives_no_name_away(plain):
    ticked = {"it-picked": "e002"}
    assert offered(plain.client("bank"), "parties", "", **ticked) == []
    assert offered(plain.client("organizer"), "parties", "", **ticked) == ["e002"]


def test_only_parties_of_the_roles_that_are_asked_for_are_offered(plain):
    office = plain.client("organizer")
    assert offered(office, "party", "襄城", roles="department") == ["d01"]
    assert offered(office, "party", BANK, roles="department") == []


def test_places_and_industries_are_offered_by_a_piece_of_their_names(plain):
    anybody = plain.client(None)
    assert offered(anybody, "regions", "襄城") == ["襄城县"]
    assert offered(anybody, "industries", "食品") == ["C13", "C14"]


def test_what_may_mean_several_is_asked_for_and_ticked_without_scripts(tmp_path):
    twin = FACTORY.model_copy(update={"title": "紫云商业银行", "roles": ("bank",), "uscc": None})
    with site(tmp_path, ("party-b03", PartyRegistered(profile=twin))) as made:
        page = "/users/new"
        fields = {"id": "zhao", "name": "赵敏", "role": "银行", "party": "紫云"}
        admin = made.client("admin")
        asked = admin.fill(page, page, **fields)
        assert asked.status_code == 422
        assert "可能指下面 2 个，请勾选 · 都不是的，请多写几个字" in text(asked.text)
        done = admin.fill(page, page, **fields, **{"party-picked": "b03"})
        assert done.headers["location"] == "/users/zhao"
        duty = made.house.views.users.user("zhao").duty
        assert (duty.role, duty.party) == ("bank", "b03")


def test_several_are_named_in_one_go_and_more_are_added(plain):
    page = "/users/liaison/revise"
    admin = plain.client("admin")
    shown = admin.get(page)
    assert 'name="supports-picked" value="e001" checked' in shown.text
    admin.fill(
        page,
        page,
        name="李四",
        role="纪委监委联络员",
        supports=TEXTILES,
        **{"supports-picked": "e001"},
    )
    assert plain.house.views.users.user("liaison").duty.supports == ("e001", "e002")


def test_what_nobody_is_called_says_what_to_do(plain):
    page = "/users/new"
    asked = plain.client("admin").fill(
        page, page, id="zhao", name="赵敏", role="银行", party="无此家"
    )
    assert "没有找到“无此家”" in text(asked.text)
    assert asked.status_code == 422


def test_a_field_that_isnt_picked_has_no_suggestions(plain):
    assert plain.client(None).get("/pick/money", params={"of": "it"}).status_code == 404
    assert plain.client(None).get("/pick/party", params={"of": "<b>"}).status_code == 404
