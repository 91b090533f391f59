"""The log's words: every event that was ever stored is still read, whatever has changed since."""

from __future__ import annotations

from typing import Any

import pytest

from domain.core.event import Event
from domain.log.catalogue import EVENTS
from domain.log.entry import Line, NewerEvent, line
from domain.parties.party import UsccClaimed
from tests.examples import drafted, live
from tests.logbook import entry
from tests.samples import kept, missing


def test_every_event_version_has_a_stored_sample():
    assert missing() == [], "run `python -m tests.samples` and commit the new lines"


@pytest.mark.parametrize(
    ("version", "sample"), kept(), ids=lambda value: getattr(value, "name", value)
)
def test_every_stored_sample_is_still_read(version, sample):
    event = sample.entry().event
    assert event.name == sample.name
    if version == EVENTS[sample.name].version:
        assert line(sample.entry()) == sample


def test_an_entry_is_kept_and_read_as_it_was():
    for position, event in enumerate(live, 1):
        written = entry(position, "need-n1", position, event, causation="event-0", command="c-1")
        assert line(written).entry() == written


def test_the_same_entry_gives_the_same_bytes():
    assert (
        line(entry(1, "need-n1", 1, drafted)).state == line(entry(1, "need-n1", 1, drafted)).state
    )


def test_an_event_of_a_name_nobody_knows_is_said_to_be_unknown():
    with pytest.raises(KeyError, match=r"need\.teleported"):
        line(entry(1, "need-n1", 1, drafted))._replace(name="need.teleported").entry()


def test_an_event_of_a_newer_version_is_not_read_as_if_it_were_todays():
    stored = line(entry(1, "need-n1", 1, drafted))
    newer = stored._replace(state=stored.state.replace(b'"v":1', b'"v":2'))
    with pytest.raises(NewerEvent, match=r"need\.drafted, 2"):
        newer.entry()


def test_two_events_cant_have_one_name():
    with pytest.raises(TypeError, match="two events are called"):

        class Second(Event, name="uscc.claimed"): ...


def test_an_older_version_is_read_in_todays_shape():
    """As docs/how-to/change-an-event.md says: version 2 has a field more, version 1 is upcast."""

    class Moved(Event, name="sample.moved", version=2):
        to: str
        reason: str | None

        @classmethod
        def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
            return data | {"reason": None} if version == 1 else data

    try:
        stored = line(entry(1, "sample-1", 1, Moved(to="b", reason="x")))
        old = stored.state.replace(b'"v":2', b'"v":1').replace(b'"reason":"x",', b"")
        assert Line(1, "sample-1", 1, "sample.moved", old).entry().event == Moved(
            to="b", reason=None
        )
    finally:
        del EVENTS["sample.moved"]


def test_events_refuse_fields_they_dont_know():
    with pytest.raises(ValueError, match="Extra inputs"):
        UsccClaimed.model_validate({"party": "e001", "colour": "red"})
