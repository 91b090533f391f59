"""An empty list says why, or what comes of itself, or the next step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import services.web
from domain.administration.user import AddUser
from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.party import PartyRegistered
from services.web.pages import MENU
from tests.examples import FACTORY, RURAL_BANK
from tests.services.houses import tell
from tests.web.sites import DUTIES, Site, text

TEMPLATES = Path(services.web.__file__).parent / "templates"
CALL = re.compile(r"(?:parts\.empty|tables\.nothing)\((.*?)\) }}", re.DOTALL)
ADVICE = re.compile(r'_\("[^"]{3,}"\)')
EMPTY = re.compile(r'<div class="empty">(.*?)</div>', re.DOTALL)


def unexplained(template: str) -> list[str]:
    """The calls that give an empty list no more than one sentence."""
    return [call for call in CALL.findall(template) if len(ADVICE.findall(call)) < 2]


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.stem)
def test_every_empty_part_names_a_reason_or_a_step(file):
    if file.stem not in {"design", "tables"}:  # a specimen, and what is handed on
        assert unexplained(file.read_text(encoding="utf-8")) == []


def test_control_one_sentence_alone_is_found():
    assert unexplained('{{ parts.empty(_("还没有单位报名")) }}') == ['_("还没有单位报名")']
    assert unexplained('{{ parts.empty(_("还没有单位报名"), _("开放报名之后会列在这里")) }}') == []


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A county in which nobody has done anything yet."""
    made = Site(tmp_path_factory.mktemp("empty"))
    for id, profile in (("e001", FACTORY), ("b01", RURAL_BANK)):
        tell(made.house, (f"party-{id}", PartyRegistered(profile=profile)))
    ask = made.house.ask("setup", Role.SYSTEM)
    for id in ("enterprise", "bank", "organizer", "officer", "admin", "leader"):
        person = Personal(subject=f"person-{id}", value=id)
        made.house.desk.do(AddUser(id=id, duty=DUTIES[id], person=person), ask)
    made.house.views.fresh()
    yield made
    made.house.close()


@pytest.mark.parametrize("who", ["enterprise", "bank", "organizer", "officer", "admin", "leader"])
def test_in_an_empty_county_every_page_of_the_menu_explains_what_isnt_there(empty, who):
    client = empty.client(who)
    for entry in MENU:
        page = client.get(entry.path)
        if page.status_code != 200:
            continue
        for part in EMPTY.findall(page.text):
            assert '<p class="hint">' in part or "<a " in part, (entry.path, text(part))
