"""The daily digest: one e-mail to a receiver that has a mailbox, about what went out that day.

It says how many, which leads, and by when; nothing of whom or what: that is in the stream, the
webhook and the inbox, behind their own locks. What it says is taken from the messages that the
outbox lets out, so a lead without a live consent is only counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from domain.values.dates import SHANGHAI, end_of_day
from services.house.house import House
from services.house.views import Views
from services.ledger.ledger import Ledger
from services.outbound.channels import channel_of, is_inactive
from services.outbound.mail import Send
from services.outbound.messages import messages

FOLDER = "digests"
PAGE = 500
TITLES = {
    "docking.lead.delivered": "新线索",
    "docking.lead.extended": "补充资料",
    "docking.lead.withheld": "未送出（授权已失效）",
    "docking.lead.withdrawn": "企业撤回",
    "docking.lead.lapsed": "逾期失效",
    "docking.lead.ended": "已终止（一方停业、注销或被合并）",
    "docking.lead.receipt_confirmed": "企业确认到账",
    "docking.lead.receipt_disputed": "企业说没有收到放款",
    "docking.consent.narrowed": "授权范围缩小",
    "docking.consent.revoked": "授权撤回",
    "docking.consent.expired": "授权到期",
}


def write_digests(house: House, day: date, send: Send | None = None) -> list[Path]:
    """Write the digests of a day that is over, `digests/<day>/<receiver>.eml` in the data folder;
    with `send`, send each before. Returns the new ones. The views must have caught up.

    What has been written is not sent again; one that was sent and not written has the same
    Message-ID when it comes again.
    """
    folder = house.settings.data / FOLDER / day.isoformat()
    made = []
    for receiver in sorted(house.views.outbox.ends()):
        place = folder / f"{receiver}.eml"
        mailbox = channel_of(house.desk, receiver).mailbox
        if mailbox is None or place.exists() or is_inactive(house.desk, receiver):
            continue
        sent = _of(house.log, house.views, receiver, day)
        if sent:
            mail = digest_mail(receiver, mailbox.reveal(), house.settings.sender, day, sent)
            if send:
                send(mail)
            folder.mkdir(parents=True, exist_ok=True)
            half = place.with_suffix(".part")
            half.write_bytes(mail.as_bytes(policy=SMTP))
            half.replace(place)
            made.append(place)
    return made


def digest_mail(
    receiver: str, to: str, sender: str, day: date, sent: Sequence[dict[str, Any]]
) -> EmailMessage:
    """The e-mail about a day's messages. The same ones always give the same bytes."""
    counts = Counter(event["type"] for event in sent)
    lines = [f"{day} 发给贵单位的消息共 {len(sent)} 条：", ""]
    lines += [f"  {TITLES.get(kind, kind)} {counts[kind]} 条" for kind in sorted(counts)]
    lines += ["", "线索和期限：", ""]
    for event in sent:
        limits = event["data"].get("deadlines")
        if limits:
            lines.append(
                f"  {event['subject']}  确认收到 {limits['acknowledge_by']}"
                f"  联系 {limits['contact_by']}  决定 {limits['decide_by']}"
            )
    lines += ["", "详情请在消息流或收件页查看。本邮件不含企业与联系人信息。", ""]
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = f"六项对接 {day} 线索摘要（{len(sent)} 条）"
    mail["Date"] = datetime.combine(day, time(23, 59, 59), SHANGHAI)
    mail["Message-ID"] = f"<{day}.{receiver}@docking>"
    mail.set_content("\n".join(lines), charset="utf-8", cte="base64")
    return mail


def _of(log: Ledger, views: Views, receiver: str, day: date) -> list[dict[str, Any]]:
    """What went out to a receiver that day, in its order."""
    events: list[dict[str, Any]] = []
    before = views.times.position_at(end_of_day(day - timedelta(days=1)))
    number = views.outbox.number_at(receiver, before)
    while items := views.outbox.after(receiver, number, PAGE):
        page = messages(log, views, items, day.isoformat())
        events += [event for event in page if _day(event) == day]
        if not page or _day(page[-1]) > day:
            break
        number = items[-1].number
    return events


def _day(event: dict[str, Any]) -> date:
    return datetime.fromisoformat(event["time"]).astimezone(SHANGHAI).date()
