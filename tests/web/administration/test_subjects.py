"""The page on which an administrator sees where somebody's data occurs, holds it and erases it."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from services.identity.signin import Identity
from services.web.pages import ROUTER
from tests.examples import RURAL_BANK
from tests.leads import NAME, PHONE
from tests.web.site.test_isolation import OBJECTS
from tests.web.sites import DUTIES, FILED, LEAD_STORY, site, text

PAGE, RIGHT = f"/subjects/{NAME.subject}", "四个-不相干-词语-拼成"
WHY = "本人书面申请"
WITH_EXAMPLE = "/notices/settings"  # whose field has this number for an example


@pytest.fixture
def made(tmp_path):
    with site(tmp_path, *LEAD_STORY, FILED) as opened:
        Identity.of(opened.house).choose_password("admin", RIGHT)
        yield opened


@pytest.fixture
def admin(made):
    return made.client("admin")


def test_it_says_where_and_to_whom_and_shows_no_value(admin):
    page = text(admin.get(PAGE).text)
    for place in ("party-e001", "lead-", RURAL_BANK.title):
        assert place in page
    assert NAME.value not in page
    assert PHONE.value not in page


def test_it_is_found_by_the_party_and_a_user_by_name(admin):
    found = admin.get("/subjects", params={"text": "e001"}).text
    assert f'href="{PAGE}"' in found
    assert 'href="/subjects/person-bank"' in admin.get("/subjects?text=用户bank").text
    assert 'href="/subjects/' not in admin.get("/subjects?text=nobody").text.partition("<main")[2]


def test_who_shows_once_more_who_it_is_erases(made, admin):
    for wrong in ({}, {"proof": "something else"}):
        refused = admin.fill(PAGE, f"{PAGE}/erase", basis=WHY, **wrong)
        assert refused.status_code in {403, 409, 422}
        assert made.house.views.subjects.erased() == []
    done = admin.fill(PAGE, f"{PAGE}/erase", basis=WHY, proof=RIGHT)
    assert done.status_code == 303
    assert f"已删除：{WHY}" in text(admin.get(PAGE).text)
    assert PHONE.value not in made.client("bank").get(f"/leads/{_lead()}").text


def test_what_is_held_has_no_way_to_be_erased(made, admin):
    assert admin.fill(PAGE, f"{PAGE}/hold", basis="县法院调查令").status_code == 303
    assert "县法院调查令" in admin.get(PAGE).text
    assert f'action="{PAGE}/erase"' not in admin.get(PAGE).text
    assert admin.fill(PAGE, f"{PAGE}/release", reason="案件已结").status_code == 303
    assert f'action="{PAGE}/erase"' in admin.get(PAGE).text


def test_what_is_not_there_and_what_is_no_id_is_not_found(admin):
    for id in ("person-none", "王某", "person-1'--"):
        assert admin.get(f"/subjects/{id}").status_code == 404


@pytest.mark.slow  # every page, for everybody
def test_after_an_erasure_every_page_works_for_everybody(made, admin):
    admin.fill(PAGE, f"{PAGE}/erase", basis=WHY, proof=RIGHT)
    routes = [route for route in ROUTER.routes if isinstance(route, APIRoute)]
    paths = {
        OBJECTS[route.path][0] if route.path in OBJECTS else route.path
        for route in routes
        if "GET" in route.methods and ("{" not in route.path or route.path in OBJECTS)
    }
    broken = []
    for who in DUTIES:
        client = made.client(who)
        for path in sorted(paths - {"/live"}):
            answer = client.get(path)
            if answer.status_code >= 500 or (PHONE.value in answer.text and path != WITH_EXAMPLE):
                broken.append((who, path, answer.status_code))
    assert broken == []
    assert len(paths) > 50


def test_control_before_it_the_bank_reads_the_telephone(made):
    assert PHONE.value in made.client("bank").get(f"/leads/{_lead()}").text


def _lead() -> str:
    stream, _ = LEAD_STORY[2]
    return stream.removeprefix("lead-")
