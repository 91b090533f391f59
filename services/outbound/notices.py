"""Notices go out: to whom they are for, by e-mail and SMS, as each of them wants.

A round has two halves. `queue_notices` queues each new notice for each person and channel that
it is for; `send_due` makes messages of them and hands them to the gateways. A message
says what kinds of things happened and where to look, and nothing of whom or what: it may be read
before a consent, after its end, and by anybody who holds the telephone.

At least once: a message that was handed over and not noted goes again, under the same key. Nothing
is sent of what happened before the channel was set up, or before its owner's address was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.administration.permission import Actor
from domain.values.dates import SHANGHAI
from projections.notices.kinds import GROUPS, KINDS
from projections.notices.notices import Notice
from projections.notices.telling import addressees
from services.house.house import House
from services.house.views import Views
from services.outbound.channels import is_inactive
from services.outbound.gateways import SMS, TITLES, Gateway, NotSent, Text
from services.outbound.retry import next_try
from services.stores.notice_queue import Message, QueuedNotice
from services.stores.notices import Choices

TOGETHER_S = 60  # what comes to one person within this is one message
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (60, 300, 1800, 2 * 3600, 6 * 3600, 12 * 3600)
)
OVERLAP_S = 3600  # looked at again: an event is written a while after the moment that it bears
STALE_S = 3 * 86_400  # after an outage, what is older isn't sent any more
LEASE_S = 120
MOST = 200  # messages a round
WAKES, SLEEPS = time(8), time(21, 30)  # an SMS disturbs nobody at night
NAMED = 2  # kinds that an SMS names


def queue_notices(house: House, channels: Iterable[str], now: datetime) -> int:
    """Queue what is new for these channels; returns how many. The views have caught up."""
    at, queue = int(now.timestamp()), house.stores.notice_queue
    followed = queue.follow(channels, at)
    if not followed:
        return 0
    begins = {
        channel: max(since, looked - OVERLAP_S, at - STALE_S)
        for channel, (since, looked) in followed.items()
    }
    rows = house.views.notices.between(min(begins.values()), at)
    queued = list(_queued(house, rows, begins)) if rows else []
    return queue.put(followed, queued, at)


def _queued(
    house: House, rows: Sequence[Notice], begins: Mapping[str, int]
) -> Iterator[QueuedNotice]:
    people = People.of(house.views)
    choices = house.stores.notices.choices(people.actors)
    for row in rows:
        for actor in people.addressed(row.addressee):
            for channel in _channels(row, actor, choices[actor.user], begins):
                yield QueuedNotice(channel, actor.user, row.position, row.kind)


def _channels(
    row: Notice, actor: Actor, wanted: Choices, begins: Mapping[str, int]
) -> Iterator[str]:
    """By which of these channels somebody is told of a notice."""
    kind = KINDS.get(row.kind)
    if kind is None:
        return
    group = GROUPS[kind.group]
    if group.sees and not actor.may_see(group.sees, actor.parties):
        return
    for channel, begin in begins.items():
        if (
            (kind.urgent or channel != SMS)
            and wanted.wants(channel, kind.group)
            and row.at > max(begin, wanted.addresses[channel].since)
        ):
            yield channel


@dataclass(frozen=True)
class People:
    """Who is active, by as whom they are told."""

    actors: Mapping[str, Actor]
    by_addressee: Mapping[str, tuple[Actor, ...]]

    @classmethod
    def of(cls, views: Views) -> People:
        gone = views.parties.inactive()
        actors = {
            row.id: Actor(row.id, row.duty)
            for row in views.users.all()
            if row.status == "active" and row.duty.party not in gone
        }
        whose: dict[str, list[Actor]] = {}
        for actor in actors.values():
            for addressee in addressees(actor):
                whose.setdefault(addressee, []).append(actor)
        return cls(actors, {name: tuple(those) for name, those in whose.items()})

    def addressed(self, addressee: str) -> tuple[Actor, ...]:
        return self.by_addressee.get(addressee, ())


def send_due(house: House, gateways: Mapping[str, Gateway], now: datetime) -> int:
    """Hand over what may go now; returns how many messages went. May run in several processes;
    takes as long as the gateways."""
    at, queue = int(now.timestamp()), house.stores.notice_queue
    queue.bundle(at, TOGETHER_S)
    due = queue.due(at, MOST)
    if not due:
        return 0
    choices = house.stores.notices.choices(message.user for message in due)
    gone = 0
    for message in due:
        if message.channel == SMS and (morning := _morning(now)):
            queue.settle(message.id, "waiting", next_at=morning, tried=0)
        elif queue.hold(message, at, LEASE_S):
            gone += _handed_over(house, gateways, message, choices[message.user], now)
    return gone


def _handed_over(
    house: House,
    gateways: Mapping[str, Gateway],
    message: Message,
    wanted: Choices,
    now: datetime,
) -> bool:
    """Whether it went; if not, when it is tried again, or that it never is."""
    queue, gateway = house.stores.notice_queue, gateways.get(message.channel)
    address = wanted.addresses.get(message.channel)
    if gateway is None or address is None or not _active(house, message.user):
        why = "没有地址了" if gateway else f"没有设置{TITLES[message.channel]}"
        queue.settle(message.id, "dropped", reason=why, tried=0)
        return False
    queued, site = queue.notices(message.id), house.settings.address
    subject, body = written(message.channel, queued, site)
    try:
        gateway.send(Text(address.address, subject, body, message.id, now))
    except NotSent as why:
        then, over = next_try(message.tried, PAUSES, now)
        state, next_at = ("dead", 0) if over else ("waiting", int(then.timestamp()))
        queue.settle(message.id, state, reason=str(why), next_at=next_at)
        return False
    queue.settle(message.id, "sent")
    return True


def written(channel: str, queued: Sequence[QueuedNotice], site: str) -> tuple[str, str]:
    """Subject and body of a message about these; `site` is where the pages are, "" if nobody said.
    The same notices always give the same text."""
    many = Counter(KINDS[notice.kind].title for notice in queued if notice.kind in KINDS)
    titles = [f"{title}（{n} 条）" if n > 1 else title for title, n in many.items()]
    alone = len(queued) == 1
    subject = titles[0] if alone else f"您有 {len(queued)} 条新通知"
    place = f"{site}/notices/{queued[0].id}" if alone else f"{site}/notices"
    where = place if site else "请登录后查看"
    if channel == SMS:
        more = "等" if len(titles) > NAMED else ""
        what = subject if alone else f"{subject}：{'；'.join(titles[:NAMED])}{more}"
        return subject, f"{what}。{where}"
    lines = ["您好：", "", *(f"· {title}" for title in titles), "", where]
    settings = f"{site}/notices/settings" if site else "“通知设置”"
    lines += ["", f"为保护企业信息，邮件里不写单位和内容。不想再收到，请到 {settings} 修改。"]
    return f"六项对接：{subject}", "\n".join(lines)


def _active(house: House, user: str) -> bool:
    row = house.views.users.user(user)
    if row is None or row.status != "active":
        return False
    return not row.duty.party or not is_inactive(house.desk, row.duty.party)


def _morning(now: datetime) -> int:
    """When a telephone may be disturbed again, in seconds since 1970; 0 where it may now."""
    local = now.astimezone(SHANGHAI)
    if WAKES <= local.time() < SLEEPS:
        return 0
    day = local.date() + timedelta(days=local.time() >= SLEEPS)
    return int(datetime.combine(day, WAKES, SHANGHAI).timestamp())
