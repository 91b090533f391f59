"""Notices go out once, to whom they are for, as each wants; and nothing of what was before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from domain.leads.lead import DisbursementVoided, LeadDisbursed, LeadRejected, LeadWithdrawn
from domain.matching.proposal import InterestExpressed
from services.outbound.dead_letters import letter, letters, replay
from services.outbound.gateways import EMAIL, SMS, gateways
from services.outbound.notices import PAUSES, queue_notices, send_due, written
from services.outbound.notifier import Notifier
from services.stores.notice_queue import QueuedNotice
from tests.leads import LEAD
from tests.logbook import Logbook
from tests.services.killable import eventually
from tests.services.mail import lines, mail_server, sms_service
from tests.services.outbound.test_gateways import SECRET
from tests.services.outgoing import SECRETS
from tests.services.working import ignore
from tests.spec import DAY, NOON
from tests.web.sites import LEAD_STORY, site

SET_UP = NOON + timedelta(hours=1)  # all of the story is from before
MAIL, PHONE = "clerk@mill.example", "13900001234"
MINUTE = timedelta(minutes=1)
A_LEAD = f"lead-{LEAD}"
PAID = LeadDisbursed(on=DAY, amount_fen=90_000_000, voucher="v1")
NO = LeadRejected(reasons=("other",), note="无额度")


class Post:
    """A house with a lead, whose enterprise is told by e-mail and SMS, and the gateways it has."""

    def __init__(self, place) -> None:
        self.site, self.house = place, place.house
        self.gateways = gateways(self.house.settings)
        self.at = SET_UP
        marks = self.house.stores.notices
        marks.keep_address("enterprise", EMAIL, MAIL, _seconds(self.at))
        marks.keep_address("enterprise", SMS, PHONE, _seconds(self.at))
        self.round()

    def happens(self, *happened, after=MINUTE):
        """This happens now; then time goes on."""
        log = self.house.log
        known = {stream: len(log.read(stream)) for stream, _ in happened}
        told = [line.entry() for line in Logbook(*happened).lines]
        later = [
            entry._replace(
                recorded_at=self.at + timedelta(seconds=n),
                version=known[entry.stream] + entry.version,
                id=f"later-{log.last()}-{n}",
            )
            for n, entry in enumerate(told, 1)
        ]
        log.append(later)
        self.at += after

    def round(self, after=MINUTE):
        """A round, and time goes on; how many messages went."""
        self.house.views.fresh()
        queue_notices(self.house, self.gateways, self.at)
        gone = send_due(self.house, self.gateways, self.at)
        self.at += after
        return gone

    def sms(self):
        """The texts in the folder."""
        place = self.house.settings.data / "sms" / f"{DAY}.jsonl"
        return lines(place.read_text(encoding="utf-8")) if place.exists() else []


def _seconds(moment):
    return int(moment.timestamp())


@pytest.fixture
def mail() -> Iterator:
    with mail_server() as server:
        yield server


@pytest.fixture
def post(tmp_path, mail):
    more = {"smtp": mail.url, "address": "https://duijie.example.cn"}
    with site(tmp_path, *LEAD_STORY, **more) as made:
        yield Post(made)


def read(got):
    return message_from_bytes(got, policy=default)


def test_an_urgent_notice_goes_by_both_channels_once(post, mail):
    post.happens((A_LEAD, PAID))
    assert [post.round(), post.round(), post.round()] == [0, 2, 0]
    [got] = map(read, mail.got)
    assert (got["to"], got["subject"]) == (MAIL, "六项对接：银行登记了放款，请核对")
    position = post.house.log.last()
    link = f"https://duijie.example.cn/notices/{position}-lead_disbursed"
    assert link in got.get_content()
    [sms] = post.sms()
    assert (sms["to"], sms["text"]) == (PHONE, f"【六项对接】银行登记了放款，请核对。{link}")


def test_what_was_before_the_channel_was_set_up_is_not_sent_even_when_views_are_made_anew(
    post, mail
):
    for _ in range(3):
        assert post.round() == 0
    post.happens((A_LEAD, PAID))
    post.round()
    assert post.round() == 2
    post.house.views.rebuild()
    for _ in range(3):
        assert post.round() == 0
    assert (len(mail.got), len(post.sms())) == (1, 1)


def test_what_was_before_an_address_was_given_is_not_sent_there(post, mail):
    marks = post.house.stores.notices
    post.happens((f"proposal-{LEAD}", InterestExpressed(party="e001")))
    marks.keep_address("bank", EMAIL, "credit@bank.example", _seconds(post.at))
    assert [post.round(), post.round()] == [0, 0]
    post.happens((A_LEAD, LeadWithdrawn(reason_code="terms")))
    post.round()
    post.round()
    assert [read(got)["to"] for got in mail.got] == ["credit@bank.example"]


def test_several_within_a_minute_are_one_message(post, mail):
    post.happens((A_LEAD, PAID), (A_LEAD, NO), after=timedelta(seconds=10))
    post.round(after=timedelta(seconds=20))
    post.happens((A_LEAD, PAID.model_copy(update={"voucher": "v2"})))
    assert [post.round(), post.round()] == [2, 0]
    [got] = map(read, mail.got)
    assert got["subject"] == "六项对接：您有 3 条新通知"
    assert post.sms()[0]["text"] == (
        "【六项对接】您有 3 条新通知：银行登记了放款，请核对（2 条）；对接单位没有办理，请看原因。"
        "https://duijie.example.cn/notices"
    )


def test_nothing_of_whom_or_what_is_in_a_message(post, mail):
    post.happens((A_LEAD, PAID), (A_LEAD, NO))
    post.round()
    post.round()
    whole = "".join(read(got).get_content() for got in mail.got) + str(post.sms())
    assert whole.count("登记了放款") == 2  # control: there is something
    secrets = (*SECRETS, "襄城农村商业银行", "n1", "e001", "b01")
    assert [secret for secret in secrets if secret in whole.replace(PHONE, "")] == []


def test_what_is_not_urgent_goes_by_email_alone_and_what_is_off_not_at_all(post, mail):
    post.happens((A_LEAD, DisbursementVoided(voucher="v1", reason="金额录入有误")))
    post.round()
    assert post.round() == 1
    assert (len(mail.got), post.sms()) == (1, [])
    post.house.stores.notices.keep_off("enterprise", [(EMAIL, "lead")])
    post.happens((A_LEAD, PAID))
    post.round()
    assert post.round() == 1
    assert (len(mail.got), len(post.sms())) == (1, 1)


def test_who_was_closed_or_removed_the_address_gets_nothing_more(post, mail):
    post.happens((A_LEAD, PAID))
    post.round()
    post.house.stores.notices.keep_address("enterprise", EMAIL, "", _seconds(post.at))
    assert post.round() == 1
    assert mail.got == []


def test_an_sms_waits_for_the_morning(post, mail):
    post.at = NOON + timedelta(hours=10)  # 22:00
    post.happens((A_LEAD, PAID))
    post.round()
    assert post.round() == 1
    assert (len(mail.got), post.sms()) == (1, [])
    post.at = NOON + timedelta(hours=20, minutes=1)
    assert post.round() == 1


def test_a_server_that_is_away_is_tried_again_under_the_same_key_until_it_is_given_up(post, mail):
    mail.refuses = b"451 later"
    post.house.stores.notices.keep_address("enterprise", SMS, "", _seconds(post.at))
    post.happens((A_LEAD, PAID))
    post.round()
    for pause in PAUSES:
        assert post.round(after=pause) == 0
    assert post.round() == 0
    queue = post.house.stores.notice_queue
    [dead] = queue.dead()
    assert (dead.user, dead.tried, dead.reason) == (
        "enterprise",
        len(PAUSES) + 1,
        "邮箱不收（451）",
    )
    mail.refuses = b""
    assert post.round() == 0
    [shown] = letters(post.house, None)
    assert (shown.id, shown.reason) == (f"notices/enterprise/{dead.id}", dead.reason)
    later = replace(post.house, now=lambda: post.at)
    assert replay(later, None, [letter(post.house, None, shown.id)]) == 1
    assert post.round() == 1
    assert list(letters(post.house, None)) == []
    [got] = map(read, mail.got)
    assert got["message-id"] == f"<{dead.id}@docking>"


class Interrupted(BaseException):
    """The process ends here."""


class Torn:
    """A gateway that takes a message, and then the process ends before that is noted."""

    def __init__(self, gateway) -> None:
        self.gateway = gateway

    def send(self, text) -> None:
        self.gateway.send(text)
        raise Interrupted


def test_a_message_that_went_and_was_not_noted_goes_again_under_the_same_key(post, mail):
    post.happens((A_LEAD, PAID))
    post.round()
    whole = post.gateways
    post.gateways = {EMAIL: Torn(whole[EMAIL])}
    with pytest.raises(Interrupted):
        post.round()
    post.gateways = whole
    post.at += timedelta(seconds=30)  # somebody else may still be at it
    post.round(after=timedelta(minutes=3))
    assert len(mail.got) == 1
    assert post.round() == 1
    first, second = map(read, mail.got)
    assert first["message-id"] == second["message-id"]


def test_two_processes_send_no_message_twice(post, mail):
    post.happens((A_LEAD, PAID))
    post.round()

    class Slow:
        """Looks, while it sends, whether another would send it too."""

        def __init__(self, gateway) -> None:
            self.gateway, self.others = gateway, []

        def send(self, text) -> None:
            self.others.append(send_due(post.house, {EMAIL: self.gateway}, post.at))
            self.gateway.send(text)

    post.house.stores.notices.keep_address("enterprise", SMS, "", _seconds(post.at))
    slow = Slow(post.gateways[EMAIL])
    post.gateways = {EMAIL: slow, SMS: post.gateways[SMS]}
    assert post.round() == 1
    assert (slow.others, len(mail.got)) == ([0], 1)


def test_a_channel_that_is_set_up_again_begins_then(post, mail):
    email = post.gateways.pop(EMAIL)
    post.round()
    post.happens((A_LEAD, PAID))
    post.round()
    post.gateways[EMAIL] = email
    post.round()
    post.round()
    assert mail.got == []


def test_an_outage_of_an_hour_loses_nothing_and_one_of_a_week_sends_nothing_stale(post, mail):
    post.happens((A_LEAD, PAID))
    post.at += timedelta(hours=5)
    post.round()
    assert post.round() == 2
    post.happens((A_LEAD, NO))
    post.at += timedelta(days=7)
    post.round()
    assert post.round() == 0


def test_the_notifier_goes_round(post, mail):
    post.happens((A_LEAD, PAID))
    moments = iter([post.at, post.at, post.at + MINUTE, post.at + MINUTE])
    house = replace(post.house, now=lambda: next(moments, post.at + 2 * MINUTE))
    with Notifier(house, ignore, pause_s=0.01):
        eventually(lambda: mail.got)


def test_an_sms_service_is_asked_with_the_messages_key(tmp_path):
    with (
        sms_service() as service,
        site(tmp_path, *LEAD_STORY, sms=service.url, sms_secret=SECRET) as made,
    ):
        post = Post(made)
        post.happens((A_LEAD, PAID))
        post.round()
        assert post.round() == 1
        [(headers, _)] = service.got
    assert len(headers["webhook-id"]) == 32


def test_a_text_without_an_address_of_the_site_says_so():
    queued = [QueuedNotice(SMS, "u", 1, "lead_came")]
    assert written(SMS, queued, "") == (
        "来了新线索，请确认收到",
        "来了新线索，请确认收到。请登录后查看",
    )
