"""发布与修改次数: how often in a day a party may ask by what it offers.

Which proposals an offering gets tells what others need, and whoever may change the offering as
often as he likes, or publish one after the other, asks whatever he likes. So what newly stands is
counted, all that of a party together, and is written down: each publication and each revision. What
is paused, resumed or renewed as it was asks nothing new. A draft asks nobody anything; who has a
need is told of offerings, which are no secret; and the office sees all needs anyhow.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from domain.administration.daily_count import DailyCount
from domain.administration.parameter import STREAM, Parameters
from domain.core.command import State
from domain.core.event import Event
from domain.core.shapes import Day
from domain.core.streams import stream

A_DAY = "offering_changes_a_day"


class RevisionCounted(Event, name="revision.counted", title="计入修改次数"):
    offering: str
    day: Day


class PublicationCounted(Event, name="publication.counted", title="计入发布次数"):
    offering: str
    day: Day


class OfferingChanges(DailyCount):
    """Those of a party."""

    def after(self, event: Event) -> OfferingChanges:
        match event:
            case RevisionCounted(day=day) | PublicationCounted(day=day):
                return self.one_more(day)
        return self


def counted_on(party: str) -> str:
    """The stream on which those of a party are counted; they began as revisions alone."""
    return stream("revisions", party)


def budget(party: str) -> Mapping[str, State]:
    return {counted_on(party): OfferingChanges(), STREAM: Parameters()}


def often(most: int, day: date) -> str:
    """Why it may not be revised again today, and when it may."""
    again = day + timedelta(days=1)
    return (
        f"产品和服务，每个单位一天最多发布、修改 {most} 次，今天的次数已用完："
        f"每发布或改一次，新的匹配都会透露别人的需求。请 {again} 起再改，急需修改的请联系助企办"
    )


def waits(most: int, day: date) -> str:
    """What becomes of an offering that is submitted when the day's number is used up."""
    again = day + timedelta(days=1)
    return (
        f"产品和服务，每个单位一天最多发布、修改 {most} 次，今天的次数已用完；"
        f"这条已提交，由助企办发布，或者 {again} 起再发布"
    )
