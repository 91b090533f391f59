"""Settling: how an entry leaves a party's stream of commands, and what a party may write there.

An entry that was begun leaves when it is answered or parked, in one script. So many entries may
wait; whatever is written on top of them is taken back by the next look, newest first, before
anybody begins it, and told that the stream is full.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.core.command import Refusal
from services.house.house import House
from services.inbound.cloudevents import LARGEST_LOOKED_AT, Nameless, refused
from services.outbound.dead_letters import COMMANDS, DEAD, MARK, REPLIES, key
from services.outbound.messages import FIELD, stamp

GROUP = "docking"
KEEP_REPLIES_MS = 30 * 24 * 3600 * 1000
MOST_WAITING = 10_000  # entries of a party
MOST_TAKEN_BACK = 2000  # in one look at one stream
MOST_DEAD = 1000  # entries of a party that are kept once they were parked; the oldest go
MOST_FIELDS = 100  # of an entry that is parked whole
LARGEST_PARKED = LARGEST_LOOKED_AT  # bytes; of what is larger the beginning is kept
BEGINNING = 1000
LONGEST_REASON = 500

# (commands, where to; group, entry, milliseconds to keep or 0, how many to keep, field, value …) →
# whether it was ours: its answer, or its remains, appear elsewhere and the entry leaves its stream;
# at once, and once. Were there no place for them, it would stay.
PUT = """
local fields = {}
for i = 5, #ARGV do fields[i - 4] = ARGV[i] end
if ARGV[3] == '0' then
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', unpack(fields))
else
  local oldest = redis.call('TIME')[1] * 1000 - ARGV[3]
  redis.call('XADD', KEYS[2], 'MINID', '~', string.format('%.0f', oldest), '*', unpack(fields))
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
return 1
"""
SETTLE = f"""
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then return 0 end
{PUT}"""
TAKE_BACK = f"""
local function numbers(id)
  local first, second = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(first), tonumber(second)
end
local first, second = numbers(ARGV[2])
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = {{}}
  for i = 1, #flat, 2 do group[flat[i]] = flat[i + 1] end
  local begun, at = numbers(group['last-delivered-id'])
  if first < begun or (first == begun and second <= at) then return 0 end
end
if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return 0 end
{PUT}"""
FULL = Refusal("stream.full", f"已有 {MOST_WAITING} 条命令在等待，请等它们办完再发", "")


async def put(
    client: Any, script: str, party: str, id: str, where: str, fields: Mapping[str, bytes]
) -> None:
    """Take an entry out of a party's commands by one of the scripts, and these fields in."""
    keys = (key(party, COMMANDS), key(party, where))
    keep = KEEP_REPLIES_MS if where == REPLIES else 0
    flat = [part for pair in fields.items() for part in pair]
    await client.eval(script, 2, *keys, GROUP, id, keep, MOST_DEAD, *flat)


async def take_back(house: House, client: Any, party: str, over: int) -> None:
    """The newest entries, so many as are over what may wait: none of them was begun."""
    many = min(over, MOST_TAKEN_BACK)
    for number, fields in await client.xrevrange(key(party, COMMANDS), count=many):
        id = number.decode()
        try:
            raw = fields.get(FIELD.encode(), b"")
            where, left = REPLIES, {FIELD: refused(house, party, id, raw, FULL)}
        except (Nameless, UnicodeError):
            where, left = DEAD, marks(house, id, 0, str(FULL.message))
        await put(client, TAKE_BACK, party, id, where, left)


def marks(house: House, id: str, times: int, reason: str) -> dict[str, bytes]:
    """What is said of an entry that is parked."""
    about = {"reason": reason[:LONGEST_REASON], "times": str(times), "entry": id}
    about["at"] = stamp(house.now())
    return {f"{MARK}{name}": value.encode() for name, value in about.items()}


def remains(fields: Mapping[bytes, bytes]) -> dict[str, bytes]:
    """What is kept of an entry that is parked: all of it, unless it is too much."""
    size = sum(len(name) + len(value) for name, value in fields.items())
    if len(fields) <= MOST_FIELDS and size <= LARGEST_PARKED:
        return {name.decode("utf-8", "replace"): value for name, value in fields.items()}
    beginning = fields.get(FIELD.encode(), b"")[:BEGINNING]
    return {FIELD: beginning, f"{MARK}cut": f"{len(fields)} fields, {size} bytes".encode()}
