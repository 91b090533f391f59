"""A forgotten password: a code by SMS or e-mail to who is known to hold the account.

It is a slip like those on paper, good for an hour. A slip that is good already stays as it is, so
that nobody can make another's worthless, or have messages sent to him all day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from domain.administration.activation import Activation
from domain.core.command import Role
from domain.core.streams import stream
from projections.administration.users import UserRow
from services.house.house import House
from services.house.settings import Settings
from services.identity.activation import Slips, Subject
from services.outbound.gateways import EMAIL, SMS, NotSent, Text, send_text, sends_out

LASTS = timedelta(hours=1)
SUBJECT = "六项对接：设一个新密码"
BODY = (
    "用户名 {user} 设新密码，请{how} ，1 小时内有效，只能用一次。"
    "不是您本人要的，请不要理会，也不要转给别人。"
)


def is_offered(settings: Settings) -> bool:
    """Whether there is a gateway by which somebody could be reached."""
    return any(sends_out(settings, channel) for channel in (EMAIL, SMS))


def send_code(house: House, name: str) -> None:
    """To the user of this name or telephone, where there is one who can be reached; else nothing
    happens. Asked for after the answer was given, so that neither words nor time tell who is known
    here."""
    house.views.fresh(house.views.users)
    row = house.views.users.called(name)
    if row is None or row.status != "active":
        return
    user = row.id
    state = house.desk.state(stream("activation", "user", user), Activation())
    if state.status == "out" and state.until and state.until > house.now():
        return
    for channel, to in _addresses(house, row):
        ask, until = house.ask("door", Role.SYSTEM, source="door"), house.now() + LASTS
        [slip] = Slips.of(house).issue([Subject("user", user, row.duty.role)], until, ask)
        body = BODY.format(user=user, how=_how(house.settings.address, slip.code))
        key = f"forgotten-{hashlib.sha256(slip.code.encode()).hexdigest()[:16]}"
        with suppress(NotSent):
            send_text(house.settings, channel, Text(to, SUBJECT, body, key, house.now()))
        return


def _how(site: str, code: str) -> str:
    """How the code is used. Who asks may be a stranger, so where he says that the site is counts
    for nothing: without an address of our own the code stands alone."""
    return f"打开 {site}/activate?code={code}" if site else f"在登录页“有激活码”处填写 {code}"


def _addresses(house: House, row: UserRow) -> Iterator[tuple[str, str]]:
    """(channel, address) by which somebody is reached, the best first: where they want to be told,
    else the telephone that they came in with."""
    settings, choices = house.settings, house.stores.notices.choices([row.id])[row.id]
    for channel in (EMAIL, SMS):
        if channel in choices.addresses and sends_out(settings, channel):
            yield channel, choices.addresses[channel].address
    phone = row.phone.reveal() if row.phone else ""
    if phone.startswith("1") and len(phone) == 11 and sends_out(settings, SMS):
        yield SMS, phone
