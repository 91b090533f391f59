"""Whatever takes something away asks first, and says how it comes back or that it doesn't. What
takes away is found by its name and by where its step leads, so that a new one is found by itself.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import services.web
from domain.core.command import Role
from domain.core.lifecycle import LIFECYCLES
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.lead_steps import LOST as OF_A_LEAD
from services.web.losses import LOSSES
from services.web.rendering import LOSSES as IN_TEMPLATES

WEB = Path(services.web.__file__).parent
TAKES = re.compile(
    "(withdraw|cancel|revoke|leave|close|remove|void|delete|stop|pause|archive|reject|decline|turn"
    "|merge|hold|return|end|drop|fulfil|change_status)(_|$)"
)
ELSEWHERE = {  # by command: the step of a lead that asks
    "withdraw_lead": "withdraw",
    "reject": "reject",
    "void_disbursement": "void",
}
WISHED_FOR = {
    "win": "the end that everybody wanted; nothing is lost",
    "hold_subject": "it keeps what would be erased",
}
NO_WAY_BACK = re.compile("不能恢复|不能撤|不能再|不能重新")
WAY_BACK = re.compile("可以|重新|随时|再用")


def takes_away(names):
    """By their first word, or because nobody gets a thing out of where its step leads."""
    dead_ends = {
        step.command
        for cycle in LIFECYCLES.values()
        for step in cycle.steps
        if step.to and not any(step.to in other.origins for other in cycle.steps)
    }
    return {name for name in names if TAKES.match(name) or name in dead_ends}


def sources():
    return "".join(
        file.read_text(encoding="utf-8")
        for file in sorted(WEB.rglob("*"))
        if file.suffix in {".py", ".html"} and file.name != "losses.py"
    )


def test_everything_that_takes_away_says_what_is_lost():
    names = takes_away(PUBLIC_COMMANDS) - WISHED_FOR.keys()
    assert names == LOSSES.keys() | ELSEWHERE.keys()


def test_control_a_new_one_is_found():
    assert takes_away(["stop_all", "publish", "delete_party"]) == {"stop_all", "delete_party"}


@pytest.mark.parametrize("command", sorted(LOSSES))
def test_it_says_how_it_comes_back_or_that_it_does_not(command):
    loss = LOSSES[command]
    assert (loss.back in PUBLIC_COMMANDS) == bool(loss.back)
    wanted = WAY_BACK if loss.back else NO_WAY_BACK
    if command not in {"leave_session", "return"}:  # the page says it, for it depends
        assert wanted.search(loss.lost), loss.lost


@pytest.mark.parametrize("command", sorted(LOSSES))
def test_its_question_is_asked_by_a_page(command):
    """By name; or by the steps of a posting and a session, which look each one up."""
    looked_up = {
        step.command
        for name in ("posting", "session")
        for step in LIFECYCLES[name].steps
        if Role.ORGANIZER in step.by and step.to
    }
    named = re.search(rf'LOSSES\["{command}"\]|takes\([^}}]*"{command}"', sources())
    assert named or command in looked_up


@pytest.mark.parametrize("step", sorted(ELSEWHERE.values()))
def test_a_lead_asks_too(step):
    wanted = WAY_BACK if step == "reject" else NO_WAY_BACK  # `reopen_lead`
    assert wanted.search(OF_A_LEAD[step])


def test_templates_know_them():
    assert IN_TEMPLATES is LOSSES
