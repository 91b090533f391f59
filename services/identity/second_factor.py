"""A second factor: one-time codes of a telephone (TOTP, RFC 6238), and recovery codes on paper.

A code is six digits, good for the half minute that the server's clock says and the ones beside it,
and once. A recovery code is a figure, which says which of the ten it is, and ten letters (50 bits),
kept as a slow hash; each is good once. Who has lost both is let in by an administrator.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Self

import pyotp

from domain.administration.user import SECOND_FACTOR, NoteSecondFactor, ResetSecondFactor
from domain.core.command import Ask, Refusal, Role
from domain.values.dates import civil_date
from domain.values.halfwidth import half_width
from services.house.asking import Now, ask_now
from services.house.desk import Desk
from services.house.house import House
from services.house.parameters import parameters
from services.house.views import completing
from services.identity.hashing import Place, gate
from services.identity.knock import ONE_TIME_CODE
from services.identity.letters import new_letters, read_letters
from services.stores.attempts import Try
from services.stores.stores import Stores

STEP_S = 30
BESIDE = (0, -1, 1)  # steps: a clock a little off, a slow hand
PENDING_S = 600
RECOVERIES = 10
ISSUER = "六项对接"
NUMBERLESS = Refusal("code.number", "恢复码要连前面的数字一起输入，例如 0-81E3H-XF5AR", "code")
WRONG = Refusal("code.wrong", "动态码不对、过期了，或者已经用过；请等手机上换一个再输", "code")


@dataclass(frozen=True)
class SecondFactor:
    """`real_now`: a telephone knows nothing of the day that a demonstration plays."""

    desk: Desk
    stores: Stores
    now: Now
    real_now: Now

    @classmethod
    def of(cls, house: House) -> Self:
        return cls(house.desk, house.stores, house.now, house.real_now)

    def is_set(self, user: str) -> bool:
        return self.stores.second_factors.since(user) is not None

    def is_demanded(self, role: Role) -> bool:
        """By the parameter of this role, today."""
        name = SECOND_FACTOR.get(role)
        if name is None:
            return False
        return parameters(self.desk).on(name, civil_date(self.now())) == 1

    def is_lacking(self, user: str, role: Role) -> bool:
        """Whether one is demanded of this user, and none is set."""
        return self.is_demanded(role) and not self.is_set(user)

    def propose(self, user: str) -> None:
        """A new secret, which counts from the first code of it on."""
        self.stores.second_factors.propose(user, pyotp.random_base32(), self._second())

    def proposed(self, user: str) -> str | None:
        """The secret that waits for its first code."""
        return self.stores.second_factors.pending(user, self._second() - PENDING_S)

    def confirm(self, user: str, code: str) -> list[str]:
        """The recovery codes, which are shown once. Refuses where the code isn't the secret's."""
        secret = self.proposed(user)
        if secret is None:
            raise Refusal("code.late", "二维码过期了，请重新开始", "code")
        self._count(_tries(user))
        step = self._step(secret, code)
        if step is None:
            raise WRONG
        self.stores.attempts.forget(_tries(user))
        codes = [new_letters() for _ in range(RECOVERIES)]
        with gate().place(known=True) as place:
            hashes = [place.hash("".join(code.split("-"))) for code in codes]
        if not self.stores.second_factors.confirm(user, step, hashes, self._second()):
            raise Refusal("code.late", "二维码过期了，请重新开始", "code")
        with completing():
            self._note(NoteSecondFactor(id=user, set=True))
        return [f"{figure}-{code}" for figure, code in enumerate(codes)]

    def check(self, user: str, typed: str, device: str = "") -> str:
        """How it was shown that it is they: `code` or `recovery`. What was shown is used up. Wrong
        ones are counted, and from a few on the next has to wait; from a device that the user has
        signed in from (its digest) they are counted by themselves."""
        tries = _tries(user, device)
        known = self.stores.second_factors
        with gate().place(known=True) as place:
            self._count(tries)
            plain = "".join(half_width(typed[:40]).split())
            if read_letters(plain):
                raise NUMBERLESS
            if plain.isdecimal():
                secret = known.secret(user)
                step = self._step(secret, plain) if secret else None
                shown = "code" if step is not None and known.use_step(user, step) else ""
            else:
                shown = "recovery" if self._recovers(place, user, plain) else ""
        if not shown:
            raise WRONG
        self.stores.attempts.forget(tries)
        return shown

    def remove(self, user: str) -> None:
        """By its owner."""
        self.stores.second_factors.remove(user)
        with completing():
            self._note(NoteSecondFactor(id=user, set=False))

    def reset(self, user: str, ask: Ask) -> None:
        """By an administrator, for who has lost it: they sign in with the password alone, and set
        up another. Whoever is signed in as them is so no more."""
        self.desk.do(ResetSecondFactor(id=user), ask)
        with completing():
            self.stores.second_factors.remove(user)
            self.stores.known_devices.forget(user)
            self.stores.credentials.end_all(user)

    def address_of(self, user: str, secret: str) -> str:
        """What an authenticator reads off the code on the screen."""
        return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=ISSUER)

    def _recovers(self, place: Place, user: str, plain: str) -> bool:
        figure, letters = plain[:1], read_letters(plain[1:])
        number = int(figure) if figure in "0123456789" and figure else -1
        stored = self.stores.second_factors.recovery_hash(user, number)
        right = place.verify(stored, letters or plain)
        return right and self.stores.second_factors.use_recovery(user, number)

    def _step(self, secret: str, code: str) -> int | None:
        """The time step that a code is of."""
        plain = "".join(half_width(code[:40]).split()).encode()
        now = int(self.real_now().timestamp()) // STEP_S
        made = {now + beside: pyotp.TOTP(secret).at((now + beside) * STEP_S) for beside in BESIDE}
        return next(
            (s for s, each in made.items() if hmac.compare_digest(each.encode(), plain)), None
        )

    def _count(self, tries: Try) -> None:
        wait = self.stores.attempts.take([tries], self._second())
        if wait:
            raise Refusal("code.wait", f"动态码错得太多了，请 {wait} 秒后再试", "code")

    def _second(self) -> int:
        return int(self.now().timestamp())

    def _note(self, command: NoteSecondFactor) -> None:
        self.desk.do(command, ask_now(self.now, "door", Role.SYSTEM, source="door"))


def _tries(user: str, device: str = "") -> Try:
    return Try("code", f"{device} {user}" if device else user, ONE_TIME_CODE)
