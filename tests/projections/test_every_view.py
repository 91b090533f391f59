"""Of every view: whatever it listens to it can show; nothing that it asked for is set aside."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import projections
from domain.log.catalogue import EVENTS
from projections.core.view import View
from projections.parties.parties import Parties
from tests.logbook import Logbook
from tests.samples import EXAMPLES, example

BEGIN = (
    "registered",
    "drafted",
    "delivered",
    "planned",
    "taken",
)  # what a stream's other events are about
END = ("disbursement_voided",)


def every_view() -> Iterator[type[View]]:
    for module in pkgutil.walk_packages(projections.__path__, "projections."):
        importlib.import_module(module.name)
    for kind in sorted(View.__subclasses__(), key=lambda kind: kind.__name__):
        if kind.__module__.startswith("projections."):
            yield kind


def a_log_with_one_of_each() -> Logbook:
    """One event of each name, in the order of the examples; parties before all others."""

    def when(name: str) -> int:
        side, _, verb = name.partition(".")
        if verb in BEGIN:
            return 0 if side == "party" else 1
        return 3 if verb in END else 2

    exemplary = [event.name for event in EXAMPLES]
    names = sorted(dict.fromkeys([*exemplary, *EVENTS]), key=when)
    return Logbook(*((f"{name.partition('.')[0]}-sample", example(name)) for name in names))


@pytest.mark.parametrize("kind", list(every_view()), ids=lambda kind: kind.__name__)
def test_a_view_can_show_each_event_that_it_listens_to(kind, engine):
    view = Parties(engine, str.lower) if kind is Parties else kind(engine)
    assert view.listens <= EVENTS.keys()
    view.catch_up(a_log_with_one_of_each().after)
    assert view.parked() == []
