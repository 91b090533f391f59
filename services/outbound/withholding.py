"""Withholding: what stands in a receiver's stream says no more than it would if it were sent now.

When a consent ends or is narrowed, the entries that were sent by it are written anew, under their
own numbers: `lead.withheld`, or what is left. A stream keeps the order of its ids, so the whole of
it is written beside and takes its place, in one run of a script, however many entries there are:
nobody reads a stream that is half withheld. Its groups go on before the first entry
that they haven't acknowledged: what comes twice is known by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from redis import Redis, RedisCluster

from projections.leads.outbox import Item
from services.house.house import House
from services.outbound.messages import FIELD, TELLING, as_bytes, messages

PAGE = 500  # messages that are made at once

# (stream, where it is written anew; the last number that is known, the one field of an entry,
# number, message, …) → how many entries differed; -1 where the stream holds more than is known, and
# is left alone
REWRITE = """
local function named(flat)
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local last = named(redis.call('XINFO', 'STREAM', KEYS[1]))['last-generated-id']
if tonumber(string.match(last, '^%d+')) > tonumber(ARGV[1]) then return -1 end
local changed, many = {}, 0
for i = 3, #ARGV, 2 do
  local id = ARGV[i] .. '-0'
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if entry and entry[2][2] ~= ARGV[i + 1] then
    changed[id], many = ARGV[i + 1], many + 1
  end
end
if many == 0 then return 0 end
redis.call('DEL', KEYS[2])
local from, page = '-', nil
repeat
  page = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 500)
  for _, entry in ipairs(page) do
    local id, fields = entry[1], entry[2]
    if changed[id] then fields = {ARGV[2], changed[id]} end
    redis.call('XADD', KEYS[2], id, unpack(fields))
    from = '(' .. id
  end
until #page == 0
redis.call('XSETID', KEYS[2], last)
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = named(flat)
  local before = group['last-delivered-id']
  local open = redis.call('XPENDING', KEYS[1], group['name'], '-', '+', 1)[1]
  if open then
    before = string.format('%.0f-0', tonumber(string.match(open[1], '^%d+')) - 1)
  end
  redis.call('XGROUP', 'CREATE', KEYS[2], group['name'], before)
end
redis.call('RENAME', KEYS[2], KEYS[1])
return many
"""


class Anew(NamedTuple):
    """Whether there was anything to write anew; whether all of it was: no stream goes on behind
    what is known."""

    some: bool
    whole: bool


def write_anew(
    house: House, client: Redis | RedisCluster, key: Callable[[str], str], positions: Iterable[int]
) -> Anew:
    """Write anew what was sent of these lines of the log, whichever consents live. The views must
    have caught up. Raises redis's `RedisError`."""
    redis: Any = client  # redis-py's types are of both its clients, sync and async
    ends, day = house.views.outbox.ends(), house.today.isoformat()
    by_receiver: dict[str, list[Item]] = {}
    for item in house.views.outbox.at(positions):
        if item.name in TELLING:
            by_receiver.setdefault(item.receiver, []).append(item)
    whole = True
    for receiver, items in by_receiver.items():
        to = key(receiver)
        arguments = to, f"{to}:anew", ends[receiver], FIELD, *_parts(house, items, day)
        whole &= redis.execute_command("EVAL", REWRITE, 2, *arguments) >= 0
    return Anew(bool(by_receiver), whole)


def _parts(house: House, items: list[Item], day: str) -> list[Any]:
    """Number and body of each message, as the script takes them."""
    parts: list[Any] = []
    for start in range(0, len(items), PAGE):
        page = items[start : start + PAGE]
        made = messages(house.log, house.views, page, day)
        for item, message in zip(page, made, strict=True):
            parts += item.number, as_bytes(message)
    return parts


def withhold(
    house: House, client: Redis | RedisCluster, key: str, receiver: str, seen: int, end: int
) -> bool:
    """Write anew what was sent to a receiver by consents that ended, or were narrowed, behind the
    number `seen`; whether that was possible: a stream that goes on behind `end` isn't touched. The
    views must have caught up.

    Raises redis's `RedisError`.
    """
    redis: Any = client  # redis-py's types are of both its clients, sync and async
    rows = house.views.outbox.told_of_ended(receiver, seen)
    items = [item for item in rows if item.name in TELLING]
    day = house.today.isoformat()
    parts = _parts(house, items, day)
    if not parts:
        return True
    arguments = key, f"{key}:anew", end, FIELD, *parts
    return bool(redis.execute_command("EVAL", REWRITE, 2, *arguments) >= 0)
