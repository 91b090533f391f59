"""The gate: a typed command, or a finding that names the field; never anything else."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.administration.publications import Publish
from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.log.catalogue import COMMANDS
from domain.parties.codes import PARTY_ROLES
from domain.postings.posting import Draft
from services.inbound.decode import read_command, read_json
from tests.examples import content

pytestmark = pytest.mark.slow

DRAFT = Draft(side="need", id="n1", party="e001", content=content())


def sent(**changes: Any) -> bytes:
    """The draft as a partner sends it, with fields changed (None: left out)."""
    data = json.loads(DRAFT.model_dump_json())
    for path, value in changes.items():
        *into, last = path.split("__")
        place = data
        for name in into:
            place = place[name]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return json.dumps({"command": "draft", "id": "c-1", "data": data}).encode()


def test_a_command_is_read():
    assert read_command(sent(), COMMANDS) == ("c-1", DRAFT)


def test_a_command_needs_no_id():
    raw = b'{"command": "publish", "data": {"side": "need", "id": "n1"}}'
    assert read_command(raw, COMMANDS) == (None, Publish(side="need", id="n1"))


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        (b"", "json.syntax", ""),
        (b"{", "json.syntax", ""),
        (b"[]", "json.object", ""),
        (b"\xff\xfe{}", "json.encoding", ""),
        (b'{"command": "fly"}', "command.unknown", "command"),
        (b'{"command": ["draft"]}', "command.unknown", "command"),
        (b'{"command": "expire"}', "command.unknown", "command"),
        (b'{"command": "draft", "colour": 1}', "json.field", "colour"),
        (b'{"command": "draft", "role": "officer"}', "json.field", "role"),
        (b'{"command": "draft", "on_behalf_of": "e001"}', "json.field", "on_behalf_of"),
        (sent(role="officer"), "shape.extra_forbidden", "role"),
        (sent(on_behalf_of="e001"), "shape.extra_forbidden", "on_behalf_of"),
        (b'{"command": "publish", "id": 7, "data": {}}', "command.id", "id"),
        (b'{"command": "publish", "command": "pause"}', "json.twice", "command"),
        (b'{"command": NaN}', "json.number", ""),
        (b'{"command": 1e999}', "json.number", ""),
        (b'{"command": -Infinity}', "json.number", ""),
        (b'{"data": {"a": ' + b"9" * 30 + b"}}", "json.number", "data.a"),
        (b'{"data": ' + b"9" * 5000 + b"}", "json.number", ""),
        (b'{"data": {"a": "\\u0000"}}', "json.text", "data.a"),
        (b'{"data": {"a": "\\ud800"}}', "json.text", "data.a"),
        (b"[" * 100_000, "json.depth", ""),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "json.depth", ""),
        (b" " * (1024 * 1024 + 1), "json.too_large", ""),
        (sent(side=None), "shape.missing", "side"),
        (sent(side="middle"), "shape.literal_error", "side"),
        (sent(colour="red"), "shape.extra_forbidden", "colour"),
        (sent(id="../etc"), "shape.string_pattern_mismatch", "id"),
        (sent(content__title=7), "shape.string_type", "content.title"),
        (sent(content__valid_from="20260301"), "shape.value_error", "content.valid_from"),
        (sent(content__valid_from=20260301), "shape.value_error", "content.valid_from"),
        (sent(content__terms__kind="bank.loan"), "shape.value_error", "content.terms"),
        (sent(content__terms__amount_fen="300万元"), "shape.int_type", "content.terms.amount_fen"),
        (sent(content__terms__amount_fen=3.5), "shape.int_type", "content.terms.amount_fen"),
        (sent(content__terms__amount_fen=True), "shape.int_type", "content.terms.amount_fen"),
    ],
)
def test_what_cant_be_read_is_named(raw, code, field):
    with pytest.raises(Malformed) as malformed:
        read_command(raw, COMMANDS)
    assert (malformed.value.code, malformed.value.field) == (code, field)
    assert malformed.value.message


def makes_an_officer(node: ast.AST) -> bool:
    """Names the role, makes a role out of a word, or an Ask on somebody's behalf."""
    if isinstance(node, ast.Call):
        named = {keyword.arg for keyword in node.keywords}
        made = ast.unparse(node.func)
        return made == "Role" or (made == "Ask" and "on_behalf_of" in named)
    return isinstance(node, ast.Attribute) and node.attr == "OFFICER"


def test_one_door_lets_an_officer_act_for_whom_he_supports():
    """That of whoever signed in, which knows whom he was given (`permission.py`); the demo county
    only plays its officers. The door for parties takes the role that a party was registered
    in, and no party is an officer. The command and the page that add users name roles and act as
    none; the page of consents asks whether an officer is looking, that of imports names the roles
    that parties have; signing in and the pages of the second factor ask of which roles it is
    demanded."""
    services = Path(__file__).parents[3] / "services"
    found = {
        file.relative_to(services).as_posix()
        for file in services.rglob("*.py")
        if any(map(makes_an_officer, ast.walk(ast.parse(file.read_text(encoding="utf-8")))))
    }
    assert found == {
        "cli/user.py",
        "demo/county/life.py",
        "identity/signin.py",
        "inbound/execute.py",
        "web/pages/administration/users.py",
        "web/pages/postings/importing.py",
        "web/pages/site/account.py",
        "web/pages/site/second_factor.py",
        "web/selectors/consents.py",
    }
    assert not {"officer", "organizer", "admin", "clock", "system"} & PARTY_ROLES.keys()


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_value_or_a_finding(raw):
    try:
        read_json(raw)
    except Malformed as malformed:
        assert malformed.code.startswith("json.")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(
    name=st.sampled_from(sorted(COMMANDS)),
    data=st.dictionaries(
        st.sampled_from(["side", "id", "party", "content", "profile", "reason_code", "x"]), VALUES
    ),
)
def test_any_data_gives_a_command_or_a_finding(name, data):
    try:
        _, command = read_command(json.dumps({"command": name, "data": data}).encode(), COMMANDS)
        assert isinstance(command, Command)
    except Malformed as malformed:
        assert malformed.message


@settings(deadline=None, max_examples=200)
@given(
    place=st.sampled_from(["title", "text", "track", "terms", "regions", "valid_from"]),
    value=VALUES,
)
def test_a_content_with_anything_in_it_gives_a_command_or_a_finding(place, value):
    try:
        assert read_command(sent(**{f"content__{place}": value or ""}), COMMANDS)[0] == "c-1"
    except Malformed as malformed:
        assert malformed.message
