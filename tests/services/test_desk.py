"""The desk: commands become events, once, however often and by however many they are asked for."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest

from domain.answer import CommandAnswered
from domain.command import Refusal
from domain.malformed import Malformed
from domain.need import NeedPublished, NeedSubmitted
from domain.party import ChangeStatus, RegisterParty, UsccClaimed
from domain.posting import Draft, Publish, Submit
from services.desk import Desk
from services.ledger import Ledger
from tests.examples import FACTORY, content, drafted, factory
from tests.spec import NOON, OFFICE

REGISTER = RegisterParty(id="e001", profile=FACTORY)
DRAFT = Draft(side="need", id="n1", party="e001", content=content())
SUBMIT, PUBLISH = Submit(side="need", id="n1"), Publish(side="need", id="n1")


@pytest.fixture(params=["sqlite", "postgresql"])
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


def test_findings_write_nothing(desk, ledger):
    found = desk.findings([(REGISTER, OFFICE), (PUBLISH, OFFICE), (DRAFT, OFFICE)])
    assert [getattr(finding, "code", None) for finding in found] == [None, "posting.absent", None]
    assert ledger.last() == 0


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
    gone = ChangeStatus(id="e001", status="deregistered")
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
