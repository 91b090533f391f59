"""Whom a notice is for, and when there is one: the functions that rows of `kinds.py` name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from domain.administration.permission import Actor
from domain.core.command import Role
from domain.core.streams import stream
from domain.log.entry import Entry
from domain.parties.names import renaming
from projections.notices.things import STAFF, Thing

OFFICE = "office"  # the addressee that is no party and no user
AHEAD = timedelta(days=7)


class Happening(NamedTuple):
    """An event, and what is known of its thing once it has happened, and was `before`; `id` is the
    stream's own."""

    entry: Entry
    thing: Thing
    before: Thing
    side: str
    id: str

    @property
    def event(self) -> Any:
        return self.entry.event


class To(NamedTuple):
    """Who is told (`party-…`, `user-…`, `office`), and of which thing of their own."""

    addressee: str
    side: str = ""
    about: str = ""


def addressees(actor: Actor) -> list[str]:
    """As whom somebody is told."""
    names = [stream("user", actor.user), *(stream("party", party) for party in actor.parties)]
    return sorted([*names, OFFICE] if actor.role is Role.ORGANIZER else names)


Addressees = Callable[[Happening], Iterable[To]]
Naming = Callable[[Happening], str]
Condition = Callable[[Happening], bool]


def _addressed(party: str, side: str, about: str) -> Iterable[To]:
    if not party:
        return []
    return [To(stream("party", party), side if about else "", about)]


def to_enterprise(case: Happening) -> Iterable[To]:
    return _addressed(case.thing.enterprise, "need", case.thing.need)


def to_receiver(case: Happening) -> Iterable[To]:
    return _addressed(case.thing.receiver, "offering", case.thing.offering)


def to_both(case: Happening) -> Iterable[To]:
    return [*to_enterprise(case), *to_receiver(case)]


to_owner = to_both  # a posting has one of the two


def to_other(case: Happening) -> Iterable[To]:
    return to_receiver(case) if case.event.party == case.thing.enterprise else to_enterprise(case)


def to_first(case: Happening) -> Iterable[To]:
    """Who was interested first, unless they did this themselves."""
    first = case.thing.first
    if not first or first == getattr(case.event, "party", ""):
        return []
    return to_enterprise(case) if first == case.thing.enterprise else to_receiver(case)


def to_asked(case: Happening) -> Iterable[To]:
    """The owner of an offering that something isn't stated of."""
    return _addressed(case.event.party, "offering", case.event.offering)


def to_party(case: Happening) -> Iterable[To]:
    return [To(stream("party", case.id))]


def to_kept(case: Happening) -> Iterable[To]:
    """The party that another one was merged into."""
    return [To(stream("party", case.event.into))]


def to_holder(case: Happening) -> Iterable[To]:
    """The party that a key is for."""
    return [To(stream("party", case.event.party))]


def to_relying(case: Happening) -> Iterable[To]:
    """Every enterprise that ever let this party have anything."""
    return [To(stream("party", enterprise)) for enterprise in case.thing.relying]


def to_sides(case: Happening) -> Iterable[To]:
    """The enterprise of a result, and whom it was done with."""
    sides = (case.event.enterprise, case.event.partner)
    return [To(stream("party", party)) for party in sides if party]


def to_user(case: Happening) -> Iterable[To]:
    return [To(stream("user", case.id))]


def to_office(_case: Happening) -> Iterable[To]:
    return [To(OFFICE)]


def to_named(*fields: str) -> Addressees:
    """The parties that a session's event names."""

    def to(case: Happening) -> Iterable[To]:
        parties = [getattr(case.event, field) for field in fields]
        return _guests(case, parties)

    return to


def to_others_met(case: Happening) -> Iterable[To]:
    """Those whom somebody would have met who left."""
    return _guests(case, case.event.meets)


def to_guests(case: Happening) -> Iterable[To]:
    return _guests(case, case.thing.guests)


def to_expected(case: Happening) -> Iterable[To]:
    """Who is registered or invited, of a session that isn't a draft."""
    expected = {*case.thing.guests, *case.thing.invited} if case.thing.opened else ()
    return _guests(case, sorted(expected))


def to_invited(case: Happening) -> Iterable[To]:
    """Who is invited now, or was while it was a draft."""
    if not case.thing.opened:
        return []
    return _guests(case, getattr(case.event, "parties", case.thing.invited))


def _guests(case: Happening, parties: Iterable[str]) -> Iterable[To]:
    return [To(stream("party", party), "session", case.id) for party in parties]


def nothing(_case: Happening) -> str:
    return ""


def fields(case: Happening) -> str:
    return "、".join(case.event.fields)


def always(_case: Happening) -> bool:
    return True


def by_staff(case: Happening) -> bool:
    """Somebody of the campaign did it, not the party itself."""
    return case.entry.role in STAFF


def changed_by_staff(case: Happening) -> bool:
    """It was there before, and the party itself knew of it."""
    return by_staff(case) and case.before.had


def as_asked(case: Happening) -> bool:
    """The office agreed to what the party itself had asked to be known as."""
    return bool(case.before.asked) and case.before.asked == case.event.profile.model_dump_json()


def revised_by_staff(case: Happening) -> bool:
    return by_staff(case) and not as_asked(case)


def renamed(case: Happening) -> bool:
    """Another name, or another scale."""
    return bool(case.before.called) and case.before.known_as != case.thing.known_as


def both_names(case: Happening) -> str:
    """旧名 → 新名, each with its scale where that is another."""
    return renaming(case.before.known_as, case.thing.known_as)[:200]


def standing(case: Happening) -> bool:
    return case.thing.live


def let_out(case: Happening) -> bool:
    """A lead went out by this consent: else nobody outside knows of it."""
    return bool(case.thing.lead)


def confirmed(case: Happening) -> bool:
    """An enterprise's own registration was confirmed: its account is a full one by this."""
    return case.thing.registering == "confirmed"


def revised(case: Happening) -> bool:
    """Somebody changed an account, which had nothing to do with a registration."""
    return not case.thing.registering


def no_contact(case: Happening) -> bool:
    """A consent without a contact, by which no lead can go out; nor has one."""
    return "contact" not in case.event.scope.kinds and not let_out(case)


def with_contact(case: Happening) -> bool:
    return not no_contact(case)


def receiver_gone(case: Happening) -> bool:
    """The consent ended with its receiver; nobody revoked it."""
    return bool(case.event.because == "receiver")


def entered_for(case: Happening) -> bool:
    """Somebody of the campaign told it for the enterprise."""
    return bool(case.event.entered_by) or by_staff(case)


def enterprise_gone(case: Happening) -> bool:
    """The consent ended with its enterprise, and a lead had gone out by it."""
    return case.event.because == "enterprise" and let_out(case)


def taken_back(case: Happening) -> bool:
    """The enterprise itself revoked it."""
    return not case.event.because and let_out(case)


def receiver_ended(case: Happening) -> bool:
    """A lead ended with its receiver."""
    return bool(case.event.because.startswith("receiver_"))


def enterprise_ended(case: Happening) -> bool:
    return not receiver_ended(case)


def receiver_first(case: Happening) -> bool:
    """Else the enterprise is told by being asked for its consent."""
    return bool(case.thing.first != case.thing.enterprise)


def nothing_lapsed(case: Happening) -> bool:
    """Else the enterprise is told by that what it confirmed holds no more."""
    return not case.before.lapsed


def first_interest(case: Happening) -> bool:
    return bool(case.thing.first == case.event.party)


def first_agenda(case: Happening) -> bool:
    return bool(case.event.number == 1)


def later_agenda(case: Happening) -> bool:
    return not first_agenda(case)


def week_before_end(case: Happening) -> date:
    return date.fromisoformat(case.thing.through) - AHEAD


def week_before_consent_ends(case: Happening) -> date:
    return case.event.scope.until - AHEAD  # type: ignore[no-any-return]  # an event's Day


def to_acknowledge(case: Happening) -> date:
    return case.event.deadlines.acknowledge_by  # type: ignore[no-any-return]  # an event's Day
