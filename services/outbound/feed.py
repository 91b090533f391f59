"""The event feed for integrators: the log as CloudEvents by position, personal values masked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.core.command import Refusal
from domain.log.entry import Line
from services.ledger.ledger import Ledger
from services.outbound.messages import SOURCE, feed_event

PAGE = 500


def check_bookmark(after: int, last: int) -> None:
    """Refuses to read on behind what there is: nothing would ever come, and nobody would notice."""
    if after > last:
        raise Refusal(
            "bookmark.ahead",
            f"最后一条的编号是 {last}，没有 {after}：这个书签不是这里的，请从 0 起重新取",
            "after",
        )


def feed(ledger: Ledger, after: int, limit: int) -> Iterator[dict[str, Any]]:
    """At most `limit` events behind a position, in their order; `sequence` is the position to ask
    with next. Refuses a position behind the log's end."""
    check_bookmark(after, ledger.last())
    while limit > 0:
        lines = ledger.after(after, min(limit, PAGE))
        if not lines:
            return
        yield from map(event_of, lines)
        after, limit = lines[-1].position, limit - len(lines)


def event_of(line: Line) -> dict[str, Any]:
    """One line as it is sent; of one that this program can't read only where it stands."""
    try:
        return feed_event(line.entry())
    except (KeyError, ValueError):
        return {
            "specversion": "1.0",
            "id": f"{line.stream}/{line.version}",
            "source": SOURCE,
            "type": "docking.unreadable",
            "subject": line.stream,
            "datacontenttype": "application/json",
            "sequence": str(line.position),
            "data": {"name": line.name},
        }


def head_of(line: Line) -> dict[str, Any]:
    """The same for whoever keeps the house running: what happened, where, when and by whom, and
    nothing of the business that it says."""
    try:
        entry = line.entry()
    except (KeyError, ValueError):
        return event_of(line)
    who = {"actor": entry.actor, "role": entry.role}
    return {**feed_event(entry), **who, "data": {}}
