"""What the simulation and the campaign of kills ask of a house alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from domain.log.entry import Line
from projections.core.seals import Fault
from services.house.chain import copied
from services.house.house import House

PAGE = 1000


def all_lines(house: House) -> Iterator[Line]:
    after = 0
    while page := house.log.after(after, PAGE):
        yield from page
        after = page[-1].position


def chain_faults(house: House) -> list[Fault]:
    """Where the log, its chain and the copy that lies elsewhere differ, as `docking log verify`."""
    seals = house.views.seals
    return seals.verify(house.log.after) + seals.differing(copied(house.settings))


def broken_streams(
    house: House, ids_of: Callable[[str], Sequence[str]]
) -> Iterator[tuple[str, Sequence[str], int]]:
    """Receivers whose stream isn't what the outbox has, each number once and in order: with the ids
    that are there, and the last number that is due. The outbox has caught up."""
    for receiver, end in house.views.outbox.ends().items():
        ids = ids_of(receiver)
        if ids != [f"{number}-0" for number in range(1, end + 1)]:
            yield receiver, ids, end
