"""The life-cycle's table and the commands say the same: who may ask, from where, to what."""

from __future__ import annotations

from datetime import date

import pytest

from domain.administration.revisions import revising
from domain.core.command import COMMANDS, Command, Role, recall
from domain.core.event import EVENTS, Event
from domain.postings.need import (
    NeedArchived,
    NeedDrafted,
    NeedExpired,
    NeedFulfilled,
    NeedPaused,
    NeedWithdrawn,
)
from domain.postings.posting import LIFECYCLE, Expire, Posting, ReviseNeed
from tests.examples import content, drafted, live, loan, submitted
from tests.spec import OFFICE, asks, given

NEED = {"side": "need", "id": "n1"}
LATER = date(2026, 5, 1)
NEW = content(title="申请倒贷资金五百万元")
NEW_OFFER = loan(title="转贷周转贷（新版）")

HISTORIES = {
    "draft": (drafted,),
    "submitted": (drafted, submitted),
    "published": live,
    "paused": (*live, NeedPaused()),
    "expired": (*live, NeedExpired()),
    "withdrawn": (*live, NeedWithdrawn(reason_code="other")),
    "fulfilled": (*live, NeedFulfilled(reason_code="elsewhere")),
    "archived": (*live, NeedExpired(), NeedArchived()),
}
FIELDS = {  # what a command asks for and its event keeps, beside the posting
    "revise": {"content": NEW},
    "return": {"reason": "请补充"},
    "renew": {"valid_through": LATER},
    "withdraw": {"reason_code": "other"},
    "fulfil": {"reason_code": "elsewhere"},
}
LEADS_TO = {
    step.command: (
        (COMMANDS | {"expire": Expire, "revise": ReviseNeed})[step.command](
            **NEED, **FIELDS.get(step.command, {})
        ),
        EVENTS[f"need.{step.event}"](**FIELDS.get(step.command, {})),
    )
    for step in LIFECYCLE.steps_of("need")
    if step.command != "draft"
}
ALREADY_SO = {("publish", "published"), ("expire", "expired")}


def test_the_tables_here_are_whole():
    assert {"absent", *HISTORIES} == set(LIFECYCLE.titles)
    assert {"draft", *LEADS_TO} == {step.command for step in LIFECYCLE.steps}
    for state, history in HISTORIES.items():
        assert recall(Posting("need"), history).status == state


@pytest.mark.parametrize("state", HISTORIES)
@pytest.mark.parametrize("name", LEADS_TO)
def test_every_command_rules_as_the_table_says(name, state):
    step, (command, event) = LIFECYCLE.step(name), LEADS_TO[name]
    asker = asks(Role.CLOCK, on=LATER) if name == "expire" else asks(Role.ORGANIZER)
    told = given(*HISTORIES[state]).when(command, asker)
    if state in step.origins:
        told.then(event)
        after = recall(Posting("need"), (*HISTORIES[state], event))
        assert after.status == (step.to or state)
    elif (name, state) in ALREADY_SO:
        told.then()
    else:
        told.refused("posting.state", "state")


@pytest.mark.parametrize("state", HISTORIES)
@pytest.mark.parametrize("name", LEADS_TO)
def test_an_offering_goes_through_the_same_steps(name, state):
    step, (command, event) = LIFECYCLE.step(name), LEADS_TO[name]
    asker = asks(Role.CLOCK, on=LATER) if name == "expire" else OFFICE
    told = given(*map(of_offering, HISTORIES[state])).when(of_side(command), asker)
    if step not in LIFECYCLE.steps_of("offering"):
        told.refused("posting.kind", "side")
    elif state in step.origins:
        told.then(of_offering(event))
    elif (name, state) in ALREADY_SO:
        told.then()
    else:
        told.refused("posting.state", "state")


def of_offering(event: Event) -> Event:
    """The same, happening to an offering."""
    data = dict(event)
    if "content" in data:
        data["content"] = loan() if isinstance(event, NeedDrafted) else NEW_OFFER
    return EVENTS[f"offering.{event.verb}"](**data)


def of_side(command: Command) -> Command:
    if isinstance(command, ReviseNeed):
        return revising("e001", side="offering", id=command.id, content=NEW_OFFER)
    return command.model_copy(update={"side": "offering"})


@pytest.mark.parametrize("name", LEADS_TO)
def test_who_isnt_in_the_table_may_never_ask(name):
    command, _ = LEADS_TO[name]
    for role in set(Role) - LIFECYCLE.step(name).by:
        for history in ((), *HISTORIES.values()):
            given(*history).when(command, asks(role, "e001")).refused("posting.role", "role")


@pytest.mark.parametrize("name", sorted(LEADS_TO.keys() - {"return", "expire"}))
def test_an_outsider_learns_nothing_of_anothers_posting(name):
    """The same no as where there is nothing, in whatever state it is."""
    command, _ = LEADS_TO[name]
    for history in ((), *HISTORIES.values()):
        for outsider in (asks(Role.ENTERPRISE, "e002"), asks(Role.OFFICER, on_behalf_of="e002")):
            given(*history).when(command, outsider).refused("posting.absent", "id")
