"""A knock: from where somebody comes to the door, and what is counted against whom.

A stranger's tries are counted by the name that is typed and by the address, so that many names from
one place are few, and many places at one name. They are counted alike whether there is such a user
or not. From a known device the user's tries are counted by themselves.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from services.stores.attempts import Rule, Try

HOUR_S = 3600
FAILURES = 5  # free for a name; then the next has to wait
NAME = Rule(free=FAILURES, longest_s=64, forgotten_s=HOUR_S)
DEVICE = Rule(free=2 * FAILURES, longest_s=64, forgotten_s=HOUR_S)
ADDRESS = Rule(free=30, longest_s=64, forgotten_s=600)  # behind which a whole office may sit
OLD_PASSWORD = Rule(free=FAILURES, longest_s=64, forgotten_s=HOUR_S)
# A code is six digits, and only who knows the password comes so far.
ONE_TIME_CODE = Rule(free=FAILURES, longest_s=900, forgotten_s=24 * HOUR_S)


@dataclass(frozen=True)
class Knock:
    """`address` is the client's, `network` what addresses are counted by, `place` what its owner is
    shown of it; `device` the token that the browser keeps, "" for none."""

    address: str = ""
    network: str = ""
    place: str = ""
    agent: str = ""
    device: str = ""

    def by_network(self) -> Try:
        return Try("address", self.network, ADDRESS)

    def by_device(self, user: str) -> Try:
        return Try("device", f"{hashlib.sha256(self.device.encode()).hexdigest()} {user}", DEVICE)


NOWHERE = Knock()


def by_name(name: str) -> Try:
    """As it is typed, in whatever case and form."""
    typed = unicodedata.normalize("NFKC", name).strip().lower()
    digits = "".join(each for each in typed if each not in "+() -")
    return Try("name", digits if digits.isdecimal() else typed, NAME)
