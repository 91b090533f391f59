"""The desk: commands become events, once, however often and by however many they are asked for."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pytest

from domain.administration.publications import Publish
from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from domain.log.idempotency import CommandAnswered
from domain.parties.party import (
    ChangeStatus,
    PartyRevised,
    RegisterParty,
    ReviseParty,
    UsccClaimed,
)
from domain.postings.need import NeedPublished, NeedSubmitted
from domain.postings.posting import Draft, Expire, Submit, Withdraw
from services.house.desk import ATTEMPTS, Answer, Desk, kept_digest
from services.ledger.ledger import Ledger
from tests.examples import FACTORY, content, drafted, factory
from tests.spec import NOON, OFFICE

REGISTER = RegisterParty(id="e001", profile=FACTORY)
DRAFT = Draft(side="need", id="n1", party="e001", content=content())
REVISED = FACTORY.model_copy(update={"title": "襄城县恒丰机械有限公司"})
REVISE = ReviseParty(id="e001", profile=REVISED)
SUBMIT, PUBLISH = Submit(side="need", id="n1"), Publish(side="need", id="n1")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def ledger(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'log.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
    opened = Ledger.open(url)
    yield opened
    opened.close()


@pytest.fixture
def desk(ledger):
    return Desk(ledger, counted())


def counted() -> Any:
    """Ids one after the other."""
    made = iter(range(1, 1_000_000))
    return lambda _at: f"event-{next(made)}"


def counted_on() -> Any:
    """Ids of a second desk."""
    made = iter(range(1, 1_000_000))
    return lambda _at: f"later-{next(made)}"


def story(ledger: Ledger) -> list[tuple[str, int, Any]]:
    return [(line.stream, line.version, line.entry().event) for line in ledger.after(0)]


def test_a_rule_over_two_streams_is_appended_at_once(desk, ledger):
    desk.do(REGISTER, OFFICE)
    assert story(ledger) == [
        ("party-e001", 1, factory),
        (f"uscc-{FACTORY.uscc}", 1, UsccClaimed(party="e001")),
    ]


def test_every_event_says_who_when_and_through_which_door(desk):
    [entry, _] = desk.do(REGISTER, OFFICE).entries
    assert (entry.actor, entry.role, entry.source) == ("office-1", "organizer", "test")
    assert (entry.recorded_at, entry.effective_on) == (NOON, date(2026, 3, 2))
    assert (entry.id, entry.correlation, entry.position) == ("event-1", "event-1", 1)


def test_commands_ruled_together_see_each_other(desk):
    wishes = [(command, OFFICE) for command in (REGISTER, DRAFT, SUBMIT, PUBLISH)]
    events = desk.do_all(wishes).events
    assert events[2:] == (drafted, NeedSubmitted(), NeedPublished())


def test_all_or_none(desk, ledger):
    with pytest.raises(Refusal, match="草稿"):
        desk.do_all([(REGISTER, OFFICE), (DRAFT, OFFICE), (PUBLISH, OFFICE)])
    assert story(ledger) == []


def test_a_repeated_command_id_answers_as_the_first_time(desk, ledger):
    first = desk.do(REGISTER, OFFICE, id="c-1")
    again = desk.do(REGISTER, OFFICE, id="c-1")
    assert (again.entries, again.repeated, first.repeated) == (first.entries, True, False)
    assert ledger.last() == 3


def test_a_repeated_command_id_is_refused_as_the_first_time(desk, ledger):
    with pytest.raises(Refusal) as first:
        desk.do(DRAFT, OFFICE, id="c-1")
    desk.do(REGISTER, OFFICE)
    with pytest.raises(Refusal) as again:
        desk.do(DRAFT, OFFICE, id="c-1")
    assert vars(again.value) == vars(first.value)
    refused = [e for _, _, e in story(ledger) if isinstance(e, CommandAnswered)]
    assert [(answer.count, answer.refused.code) for answer in refused] == [(0, "party.not_active")]


@pytest.mark.parametrize(
    "somebody",
    [
        {"actor": "office-2"},
        {"role": Role.ADMIN},
        {"party": "b01"},
        {"on_behalf_of": "b01"},
    ],
    ids=str,
)
def test_an_answer_is_only_for_who_was_given_it(desk, ledger, somebody):
    desk.do(REGISTER, OFFICE, id="c-1")
    with pytest.raises(Refusal) as refusal:
        desk.do(REGISTER, replace(OFFICE, **somebody), id="c-1")
    assert vars(refusal.value) == {
        "code": "command.id_reused",
        "message": "这个命令编号已用于另一条命令",
        "field": "id",
    }
    assert ledger.last() == 3


def test_the_same_asker_is_answered_on_another_day_and_at_another_door(desk):
    first = desk.do(REGISTER, OFFICE, id="c-1")
    later = replace(OFFICE, at=NOON + timedelta(9), on=date(2026, 3, 11), source="import")
    assert desk.do(REGISTER, later, id="c-1") == replace(first, repeated=True)
    assert desk.answered("c-1", later) == replace(first, repeated=True)
    assert desk.answered("c-2", later) is None


@pytest.mark.parametrize("somebody", [{"actor": "office-2"}, {"role": Role.ADMIN}], ids=str)
def test_nobody_else_learns_what_was_answered(desk, somebody):
    desk.do(REGISTER, OFFICE, id="c-1")
    with pytest.raises(Refusal) as refused:
        desk.do(DRAFT.model_copy(update={"party": "e002"}), OFFICE, id="c-2")
    for id in ("c-1", "c-2"):
        with pytest.raises(Refusal) as refusal:
            desk.answered(id, replace(OFFICE, **somebody))
        assert refusal.value.code == "command.id_reused"
    with pytest.raises(Refusal) as again:
        desk.answered("c-2", OFFICE)
    assert vars(again.value) == vars(refused.value)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            PUBLISH,
            '["publish",["office-1","organizer",null,null],{"id":"n1","side":"need"}]',
        ),
        (
            Expire(side="need", id="n1"),
            '["Expire",["office-1","organizer",null,null],{"id":"n1","side":"need"}]',
        ),
    ],
    ids=["with a door", "without"],
)
def test_a_command_is_recognised_by_programs_to_come(desk, ledger, command, told):
    """Its digest stands in the log, where classes and their fields may move."""
    with pytest.raises(Refusal):
        desk.do(command, OFFICE, id="c-1")
    [(_, _, answered)] = story(ledger)
    digest = hashlib.sha256(told.encode()).hexdigest()
    assert answered.digest == kept_digest(digest, desk.digester)


def test_without_an_id_a_command_is_ruled_on_again(desk):
    desk.do(REGISTER, OFFICE)
    assert desk.do(REGISTER, OFFICE).events == ()


def test_a_command_id_belongs_to_one_command(desk):
    desk.do(REGISTER, OFFICE, id="c-1")
    with pytest.raises(Refusal) as refusal:
        desk.do(DRAFT, OFFICE, id="c-1")
    assert refusal.value.code == "command.id_reused"


@pytest.mark.parametrize("id", ["x" * 101, "编号", "a\nb"])
def test_a_command_id_that_cant_be_kept_is_malformed(desk, ledger, id):
    with pytest.raises(Malformed) as malformed:
        desk.do(REGISTER, OFFICE, id=id)
    assert (malformed.value.code, ledger.last()) == ("command.id", 0)


def test_outcomes_are_told_and_nothing_is_written(desk, ledger):
    outcomes = desk.outcomes([(REGISTER, OFFICE), (PUBLISH, OFFICE), (DRAFT, OFFICE)])
    assert [getattr(outcome, "code", outcome) for outcome in outcomes] == [2, "posting.absent", 1]
    assert ledger.last() == 0


@pytest.mark.parametrize("id", [None, "c-1"])
def test_who_asks_for_nothing_is_answered_with_nothing(desk, ledger, id):
    assert (desk.do_all([], id=id), desk.outcomes([]), ledger.last()) == (Answer(()), [], 0)


class Facts:
    """A log that counts how often streams are read."""

    def __init__(self, ledger):
        self.ledger, self.append, self.reads = ledger, ledger.append, 0

    def read_many(self, streams):
        self.reads += 1
        return self.ledger.read_many(streams)


def test_whatever_many_wishes_need_is_read_at_once(ledger):
    log = Facts(ledger)
    wishes = [(command, OFFICE) for command in (REGISTER, DRAFT, SUBMIT, PUBLISH)]
    assert Desk(log, counted()).outcomes(wishes) == [2, 1, 1, 1]
    assert log.reads == 1
    assert len(Desk(log, counted()).do_all(wishes).entries) == 5
    assert log.reads == 2


class Contested:
    """A log in which somebody is faster, so many times."""

    def __init__(self, ledger, times):
        self.ledger, self.times = ledger, times
        self.read, self.read_many = ledger.read, ledger.read_many
        self.rival = Desk(ledger, lambda _at: f"rival-{ledger.last()}")
        self.statuses = cycle(["dormant", "active"])

    def append(self, entries, read=None):
        if self.times:
            self.times -= 1
            self.rival.do(ChangeStatus(id="e001", status=next(self.statuses)), OFFICE)
        return self.ledger.append(entries, read)


@pytest.mark.parametrize("id", [None, "c-1"])
def test_who_loses_again_and_again_wins_in_the_end(desk, ledger, id):
    desk.do(REGISTER, OFFICE)
    others = ATTEMPTS - 1
    answer = Desk(Contested(ledger, others), counted_on()).do(REVISE, OFFICE, id=id)
    assert answer.events == (PartyRevised(profile=REVISED),)
    assert [entry.version for entry in answer.entries] == [1 + others + 1]


def test_who_never_wins_is_told_that_others_are_at_work(desk, ledger):
    desk.do(REGISTER, OFFICE)
    with pytest.raises(Refusal) as refusal:
        Desk(Contested(ledger, ATTEMPTS), counted_on()).do(REVISE, OFFICE, id="c-1")
    assert (refusal.value.code, refusal.value.message) == (
        "desk.busy",
        "其他人正在修改，请稍后再试",
    )
    assert len(story(ledger)) == 2 + ATTEMPTS
    assert desk.answered("c-1", OFFICE) is None


def test_twenty_who_race_for_one_credit_code_leave_one_winner(desk, ledger):
    said: list[str] = []

    def register(number: int) -> None:
        try:
            desk.do(RegisterParty(id=f"e{number}", profile=FACTORY), OFFICE)
            said.append("registered")
        except Refusal as refusal:
            said.append(refusal.code)

    racers = [threading.Thread(target=register, args=(number,)) for number in range(20)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(said) == ["registered"] + ["uscc.taken"] * 19
    assert [event.name for _, _, event in story(ledger)] == ["party.registered", "uscc.claimed"]


class Hurried(Ledger):
    """Between the first ruling and its append, somebody else is faster."""

    def __init__(self, ledger: Ledger, meanwhile: Any) -> None:
        super().__init__(ledger._factory, ledger._recorder)
        self.meanwhile = meanwhile

    def append(self, entries, read=None):
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return super().append(entries, read)


def test_a_stream_that_was_only_looked_at_is_looked_at_again_when_it_changed(desk, ledger):
    desk.do(REGISTER, OFFICE)
    gone = ChangeStatus(id="e001", status="deregistered", reason="已注销")
    hurried = Desk(Hurried(ledger, lambda: desk.do(gone, OFFICE)), counted())
    with pytest.raises(Refusal, match="没有有效的单位"):
        hurried.do(DRAFT, OFFICE)
    assert ledger.read("need-n1") == []


def test_twenty_who_send_one_command_id_at_once_lead_to_one_answer(desk, ledger):
    answers: list[tuple[Any, ...]] = []

    def send() -> None:
        answers.append(desk.do(REGISTER, OFFICE, id="c-1").entries)

    racers = [threading.Thread(target=send) for _ in range(20)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert (len(answers), len(set(map(repr, answers))), ledger.last()) == (20, 1, 3)


OFFICER = replace(OFFICE, role=Role.OFFICER, on_behalf_of="e001")
OWNER = replace(OFFICE, role=Role.ENTERPRISE, party="e001")
WITHDRAW = Withdraw(side="need", id="n1", reason_code="other")


@pytest.mark.parametrize("ask", [OFFICER, OWNER])
@pytest.mark.parametrize("command", [SUBMIT, WITHDRAW])
def test_nobody_acts_for_a_party_that_is_not_active_whatever_is_asked(desk, ledger, ask, command):
    desk.do_all([(REGISTER, OFFICE), (DRAFT, OFFICE)])
    desk.do(ChangeStatus(id="e001", status="dormant"), OFFICE)
    before = ledger.last()
    with pytest.raises(Refusal) as refusal:
        desk.do(command, ask)
    assert (refusal.value.code, ledger.last()) == ("party.inactive", before)
    desk.do(ChangeStatus(id="e001", status="active"), OFFICE)
    assert desk.do(command, ask).events  # the control: back, it acts again


def test_the_office_sets_right_what_is_wrong_with_it(desk):
    desk.do(REGISTER, OFFICE)
    desk.do(ChangeStatus(id="e001", status="dormant"), OFFICE)
    assert desk.do(REVISE, OFFICE).events


@pytest.mark.parametrize(
    ("command", "ask"),
    [(WITHDRAW, OFFICER), (PUBLISH, OFFICER), (PUBLISH, OFFICE)],
    ids=["any", "publish", "publish by the office"],
)
def test_who_asks_while_the_status_changes_is_not_faster(desk, ledger, command, ask):
    """The status is written after the ruling and before the append."""
    desk.do_all([(each, OFFICE) for each in (REGISTER, DRAFT, SUBMIT)])

    def late(entries, looked_at):
        if all(line.name != "party.status_changed" for line in ledger.after(0)):
            desk.do(ChangeStatus(id="e001", status="dormant"), OFFICE)
        return ledger.append(entries, looked_at)

    with pytest.raises(Refusal) as refusal:
        Desk(ledger, counted_on(), late).do(command, ask)
    assert refusal.value.code == "party.inactive"
    assert ledger.after(0)[-1].name == "party.status_changed"
