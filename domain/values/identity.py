"""Identity numbers of persons (GB 11643): told apart, so that none is kept or shown."""

from __future__ import annotations

import re
from datetime import date

_NUMBER = re.compile(r"[1-9][0-9]{5}(?P<born>(?:18|19|20)[0-9]{6})[0-9]{3}[0-9X]", re.ASCII)
_OLD_NUMBER = re.compile(r"[1-9][0-9]{5}(?P<born>[0-9]{6})[0-9]{3}", re.ASCII)  # until 2013


def is_identity_number(text: str) -> bool:
    """Whether 18 characters have a day of birth in places 7 to 14 and the right check character."""
    read = _NUMBER.fullmatch(text)
    return read is not None and _is_day(read["born"]) and identity_checks(text)


def may_be_identity_number(text: str) -> bool:
    """The same of one that is mistyped, or of the fifteen digits that there were before."""
    read, old = _NUMBER.fullmatch(text), _OLD_NUMBER.fullmatch(text)
    return bool((read and _is_day(read["born"])) or (old and _is_day("19" + old["born"])))


def identity_checks(number: str) -> bool:
    """The check character (ISO 7064 MOD 11-2): tells identity numbers from serial numbers."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return number[17] == "10X98765432"[total % 11]


def _is_day(born: str) -> bool:
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    return True
