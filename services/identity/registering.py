"""Registering: an enterprise files its own registration; a slip of the office's confirms it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from domain.administration.registration import (
    ConfirmRegistration,
    FileRegistration,
    Registration,
    RegistrationFiled,
)
from domain.core.command import Command, Refusal, Role
from domain.core.streams import stream
from domain.parties.party import Profile
from services.house.asking import Now, ask_now
from services.house.desk import Answer, Desk
from services.house.house import House
from services.house.namesakes import namesake_of
from services.house.views import Views
from services.identity.activation import Entrance, personal
from services.identity.passwords import check_password
from services.identity.signin import Identity


@dataclass(frozen=True)
class Registering:
    """What is done in the name of people who aren't users yet."""

    desk: Desk
    views: Views
    identity: Identity
    now: Now

    @classmethod
    def of(cls, house: House) -> Self:
        return cls(house.desk, house.views, Identity.of(house), house.now)

    def file(
        self,
        profile: Profile,
        contact: str,
        phone: str,
        password: str,
        entrance: Entrance | None = None,
    ) -> str:
        """The user who waits for the office; or, with a slip for nobody in particular, is let in at
        once. The user name is the credit code: it is known to its owner and tells nobody anything.
        """
        user = str(profile.uscc)
        check_password(user, password)
        name, number = personal(contact, phone)
        filed = FileRegistration(id=user, profile=profile, contact=name, phone=number)
        commands: list[Command] = [filed]
        if entrance is not None:
            self.views.fresh(self.views.parties)
            namesake = namesake_of(self.views, profile.title, but=user)
            confirmed = ConfirmRegistration(id=user, namesake=namesake)
            commands += [entrance.used_by(user), confirmed]
        try:
            self._do(commands)
        except Refusal as no:
            if no.code != "registration.waiting" or not self._is_begun(filed):
                raise
        self.identity.choose_password(user, password)
        return user

    def _is_begun(self, again: FileRegistration) -> bool:
        """Whether the very same was filed, and something broke before there was a password."""
        if self.identity.stores.credentials.password(again.id) is not None:
            return False
        filed = self.desk.state(stream("registration", again.id), Registration()).filed
        return filed is not None and _as_filed(filed) == _as_filed(again)

    def confirm(self, id: str, entrance: Entrance) -> Answer:
        """By a slip: one for nobody in particular, or one of the party that it turns out to be."""
        subject = entrance.subject
        if subject.kind == "user":
            message = "这个激活码是给已有账号的人用的，不能确认登记"
            raise Refusal("activation.kind", message, "code")
        party = subject.id if subject.kind == "party" else None
        self.views.fresh(self.views.parties)
        filed = self.desk.state(stream("registration", id), Registration()).filed
        namesake = namesake_of(self.views, filed.profile.title, but=id) if filed else None
        confirmed = ConfirmRegistration(id=id, party=party, namesake=namesake)
        return self._do([entrance.used_by(id), confirmed])

    def _do(self, commands: list[Command]) -> Answer:
        ask = ask_now(self.now, "door", Role.SYSTEM, source="door")
        return self.desk.do_all([(command, ask) for command in commands])


def _as_filed(filed: FileRegistration | RegistrationFiled) -> tuple[Profile, str, str]:
    return filed.profile, filed.contact.reveal(), filed.phone.reveal()
