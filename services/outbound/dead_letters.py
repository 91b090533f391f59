"""Dead letters: what could not be done or delivered, with the reason; looked at, and replayed.

Three kinds: `commands` are messages of parties that no worker could answer (they lie in Redis),
`webhooks` are messages to receivers, and `notices` messages to persons, that were tried for the
last time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.house.house import House
from services.house.views import Views
from services.ledger.ledger import Ledger
from services.outbound.messages import FIELD, as_bytes, message, stamp
from services.outbound.outcomes import in_words
from services.outbound.relay import Client

COMMANDS, REPLIES, DEAD = "commands", "replies", "commands:dead"
MARK = "dead."  # what was added to the message's own fields when it was parked
PAGE = 500

# (dead, commands; entry, field, value …): back into its stream, at its end.
REPLAY = """
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
local fields = {}
for i = 2, #ARGV do fields[i - 1] = ARGV[i] end
redis.call('XADD', KEYS[2], '*', unpack(fields))
return 1
"""


@dataclass(frozen=True)
class Letter:
    """One dead letter. `id` names it at the command line; `content` is what it says, as bytes.
    `party` is the user where it is a notice."""

    id: str
    kind: str
    party: str
    number: str  # its entry among the dead, or its number in the receiver's outbox
    at: str
    times: int
    reason: str
    content: bytes


def key(party: str, name: str) -> str:
    """All keys of one party lie in one slot of a cluster."""
    return f"docking:{{{party}}}:{name}"


def letters(house: House, client: Client | None) -> Iterator[Letter]:
    """All of them, by party. Without a client, those that don't lie in Redis."""
    if client is not None:
        for party in sorted(house.views.parties.titles()):
            yield from _parked(client, party)
    for dead in house.stores.webhooks.dead():
        at = stamp(datetime.fromtimestamp(dead.at, UTC))
        tries = house.stores.webhooks.attempts(dead.receiver)
        tried = sum(attempt.number == dead.number for attempt in tries)
        number = str(dead.number)
        reason = in_words(dead.reason)
        reason = f"{reason}（已安排重发）" if dead.again else reason
        id = f"webhooks/{dead.receiver}/{number}"
        yield Letter(id, "webhooks", dead.receiver, number, at, tried, reason, b"")
    for given_up in house.stores.notice_queue.dead():
        at = stamp(datetime.fromtimestamp(given_up.made, UTC))
        id = f"notices/{given_up.user}/{given_up.id}"
        what = (given_up.user, given_up.id, at, given_up.tried, given_up.reason)
        yield Letter(id, "notices", *what, given_up.channel.encode())


def letter(house: House, client: Client | None, id: str) -> Letter:
    """The dead letter with this id. Refuses where there is none."""
    kind, _, rest = id.partition("/")
    if kind not in {"commands", "webhooks", "notices"} or "/" not in rest:
        advice = "docking dead list 列出编号"
        raise Malformed("dead.id", "编号写法不对", advice, value=id, field="id")
    known = letters(house, client)
    rows = [row for row in known if row.id == id]
    if not rows:
        raise Refusal("dead.absent", f"没有发送失败的消息“{id}”", "id")
    [row] = rows
    return row if kind != "webhooks" else _as_it_would_go(house.log, house.views, row, house.today)


def replay(house: House, client: Client | None, chosen: Sequence[Letter]) -> int:
    """Let them be tried again: commands at the end of their stream, the others as the next that is
    sent; returns how many there were still."""
    done = 0
    for dead in chosen:
        if dead.kind == "webhooks":
            house.stores.webhooks.again(dead.party, [int(dead.number)])
            done += 1
        elif dead.kind == "notices":
            done += house.stores.notice_queue.again(dead.number, int(house.now().timestamp()))
        elif client is not None:
            done += _back(client, dead)
    return done


def _parked(client: Client, party: str) -> Iterator[Letter]:
    start = "-"
    redis: Any = client  # redis-py's types are of both its clients, sync and async
    while page := redis.xrange(key(party, DEAD), start, "+", PAGE):
        for entry, fields in page:
            marks = {
                name.decode().removeprefix(MARK): value.decode("utf-8", "replace")
                for name, value in fields.items()
                if name.startswith(MARK.encode())
            }
            number = entry.decode()
            yield Letter(
                id=f"commands/{party}/{number}",
                kind="commands",
                party=party,
                number=number,
                at=marks.get("at", ""),
                times=int(marks.get("times", "0")),
                reason=marks.get("reason", ""),
                content=fields.get(FIELD.encode(), b""),
            )
        start = f"({page[-1][0].decode()}"


def _back(client: Client, chosen: Letter) -> int:
    redis: Any = client
    dead = key(chosen.party, DEAD)
    entries = redis.xrange(dead, chosen.number, chosen.number)
    if not entries:
        return 0
    own = [
        part
        for pair in entries[0][1].items()
        if not pair[0].startswith(MARK.encode())
        for part in pair
    ]
    return int(redis.eval(REPLAY, 2, dead, key(chosen.party, COMMANDS), chosen.number, *own))


def _as_it_would_go(log: Ledger, views: Views, dead: Letter, day: date) -> Letter:
    """A webhook's message is made when it is sent: what it would say now."""
    [item] = views.outbox.after(dead.party, int(dead.number) - 1, 1)
    made = as_bytes(message(log, views, item, day.isoformat()))
    return Letter(**{**vars(dead), "content": made})
