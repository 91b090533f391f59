"""Execute what is asked for, and answer in one shape, wherever it came in.

{"answer": "accepted", "repeated": false, "events": [{"position", "stream", "version", "event"}]}
{"answer": "refused", "code", "field", "message"}
{"answer": "malformed", "code", "field", "message", "advice"}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.streams import stream
from domain.parties.inactive import refuse_inactive
from domain.parties.party import Party
from services.house.asking import Now, ask_now
from services.house.desk import Answer, Desk
from services.house.house import House
from services.house.views import completing
from services.inbound.decode import read_command
from services.inbound.shorthand import PUBLIC_COMMANDS, Shorthand
from services.outbound.moved import mailbox_before, tell_mailbox

Plain = dict[str, Any]


def answer(house: House, raw: bytes, ask: Ask) -> Plain:
    """Do what a line of JSON asks for (`services/inbound/decode.py`), and say what came of it."""

    def do() -> Answer:
        id, asked = read_command(raw, PUBLIC_COMMANDS)
        return execute(house, asked, ask, id)

    return respond(do)


def respond(do: Callable[[], Answer]) -> Plain:
    """The answer to something executed. What is neither a yes nor a no is raised."""
    try:
        answer = do()
    except Refusal as no:
        return {"answer": "refused", "code": no.code, "field": no.field, "message": no.message}
    except Malformed as wrong:
        # without what was read: answers are kept in files, and it may be a telephone number
        more = {"field": wrong.field, "message": wrong.message, "advice": wrong.advice}
        return {"answer": "malformed", "code": wrong.code, **more}
    events = [
        {"position": e.position, "stream": e.stream, "version": e.version, "event": e.event.name}
        for e in answer.entries
    ]
    return {"answer": "accepted", "repeated": answer.repeated, "events": events}


def execute(
    house: House, asked: Command | Shorthand, ask: Ask, id: str | None, digest: str = ""
) -> Answer:
    """Rule on a command, or on the command a shorthand stands for; once for each command id.

    `digest` is that of the form that asks, by which a repetition is known; else the command's own.
    """
    if isinstance(asked, Command):
        return _done(house, asked, ask, id, digest)
    digest = digest or asked.digest()
    answer = house.desk.answered(id, ask, digest) if id else None
    if answer is None:
        answer = _done(house, _command(house, asked, ask), ask, id, digest)
    with completing():  # a repetition does the rest
        asked.afterwards(house, ask)
    return answer


def _done(house: House, command: Command, ask: Ask, id: str | None, digest: str) -> Answer:
    """Who is told where leads go by now hears of it where that changes."""
    mailbox = mailbox_before(house, command, ask)
    answer = house.desk.do(command, ask, id=id, digest=digest)
    tell_mailbox(house, mailbox, answer)
    return answer


def ask_for_party(desk: Desk, now: Now, party: str, source: str) -> Ask:
    """Somebody asks for a party, as what the party is; refuses where there is none."""
    known = desk.state(stream("party", party), Party())
    if known.profile is None:
        raise Refusal("party.absent", f"没有编号为“{party}”的单位", "party")
    refuse_inactive(known.status)
    return ask_now(now, party, _role(known), source=source, party=party)


def _role(party: Party) -> Role:
    """An enterprise that supplies too acts as an enterprise, which may do all that a supplier may;
    others as what they were registered as first."""
    if Role.ENTERPRISE in party.roles or party.profile is None:
        return Role.ENTERPRISE
    return Role(party.profile.roles[0])


def _command(house: House, shorthand: Shorthand, ask: Ask) -> Command:
    """Also a shorthand that there is nothing for is ruled on, so that its answer stays the same."""
    try:
        return shorthand.command(house, ask)
    except Refusal as no:
        return Impossible(code=no.code, message=no.message, field=no.field)


class Nothing:
    """What is remembered of what there isn't."""

    def after(self, event: Event) -> Nothing:  # noqa: ARG002 (nothing changes it)
        return self


class Impossible(Command):
    """A shorthand that no command can be made of."""

    code: str
    message: str
    field: str

    def about(self) -> Mapping[str, State]:
        return {"nothing": Nothing()}

    def decide(self, _nothing: Nothing, ask: Ask) -> Iterable[Event]:  # noqa: ARG002 (whoever asks)
        raise Refusal(self.code, self.message, self.field)
