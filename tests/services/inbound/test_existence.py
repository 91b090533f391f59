"""Whether there is something with an id is told to nobody whose it isn't: every command, asked of
another's and of what isn't there, is answered in the same words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.administration.access_key import KeyIssued
from domain.administration.permission import Actor
from domain.postings.posting import Draft
from services.inbound.decode import typed
from services.inbound.execute import execute, respond
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.api.app import whole_document
from tests.domain.results.test_results import hired
from tests.examples import content, loan
from tests.leads import LEAD
from tests.samples import example
from tests.spec import DAY
from tests.web.sites import DUTIES, LEAD_STORY, site

STRANGERS = ("rival", "other_bank", "university", "department", "agency", "supplier", "applicant")
IDS = {"id", "need", "offering", "enterprise", "receiver", "party", "partner", "other", "bank"}
IDS |= {"into", "user", "need_party", "offering_party", "lead", "slip"}
PATHS = whole_document()["paths"]
EXAMPLES = {
    name: PATHS[f"/commands/{name}"]["post"]["requestBody"]["content"]["application/json"]
    for name in PUBLIC_COMMANDS
}
EXAMPLES = {name: body["examples"][name]["value"] for name, body in EXAMPLES.items()}
THERE = ("n1", "o1", LEAD, "e001", "bank", "00aa", "k1", "r1")
ABSENT = "zz-9"
MORE = (
    ("import-00aa", example("import.taken")),
    ("result-r1", hired.model_copy(update={"enterprise": "e001"})),
    ("access_key-k1", KeyIssued(party="b01", title="信贷系统", scopes=("read",), until=DAY)),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), *LEAD_STORY, *MORE) as made:
        yield made.house


def answer(house, who: str, name: str, data: dict[str, Any], id: str) -> str:
    """What somebody is told; the id that was asked about stands for itself."""
    actor = Actor(who, DUTIES[who])

    def do():
        kind = typed(name, data, PUBLIC_COMMANDS, "command")
        return execute(house, kind, actor.ask(house.now()), None)

    return json.dumps(respond(do), ensure_ascii=False).replace(f"“{id}”", "“…”")


def differences(house, who: str, name: str) -> list[tuple[str, str]]:
    """By which field and id somebody is told another thing than of what isn't there. What begins
    with an id of one's own choice is no question about it."""
    example = EXAMPLES[name]
    own = {"party": DUTIES[who].party or "x"}
    base = example | {key: value for key, value in own.items() if key in example}
    differ = []
    for field in sorted(IDS & example.keys()):
        absent = answer(house, who, name, base | {field: ABSENT}, ABSENT)
        if '"accepted"' not in absent:
            there = {id: answer(house, who, name, base | {field: id}, id) for id in THERE}
            differ += [(field, id) for id, said in there.items() if said != absent]
    return differ


@pytest.mark.parametrize("name", sorted(PUBLIC_COMMANDS.keys() - {"draft"}))
def test_anothers_and_what_is_not_there_are_answered_alike(house, name):
    for who in STRANGERS:
        assert differences(house, who, name) == [], who


def test_control_to_its_own_side_what_is_there_is_told(house):
    assert ("id", "n1") in differences(house, "enterprise", "submit")
    assert ("id", LEAD) in differences(house, "bank", "withdraw_lead") + differences(
        house, "bank", "acknowledge"
    )


def test_who_may_not_draft_here_is_not_told_which_ids_are_taken(house):
    for side, ids, who in (
        ("need", ("n1", ABSENT), "other_bank"),
        ("offering", ("o1", ABSENT), "rival"),
    ):
        party = DUTIES[who].party
        posted = content() if side == "need" else loan()
        data = Draft(side=side, id="x", party=party, content=posted).model_dump(mode="json")
        answers = {answer(house, who, "draft", data | {"id": id}, id) for id in ids}
        [told] = answers
        assert json.loads(told)["code"] == "posting.role"
