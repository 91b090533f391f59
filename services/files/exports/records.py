"""Lists of records as they are imported (`record_kinds.py`), so that one that comes home changes
nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from domain.core.streams import stream
from domain.results.codes import RESULT_KINDS, STATISTICS
from domain.results.statistic import Statistic
from domain.sessions.session import Session
from projections.administration.users import UserRow
from projections.figures.fact_table import FactRow
from services.files.exports.export import ListSheet
from services.files.exports.listings import listed_value
from services.files.tables.columns import columns
from services.files.tables.record_kinds import (
    GUEST,
    LENDING,
    MEMBER,
    NAME,
    RECORD_KINDS,
    RESULT,
    STATISTIC,
    USER,
    USER_STATES,
)
from services.files.tables.statistic_fields import MONEY
from services.house.desk import Desk

Names = Callable[[str], str]  # what a party is called
ANSWERS = {  # of a result that the office entered
    "confirmed": "企业已确认",
    "disputed": "企业有异议",
    "partner_confirmed": "对接单位已确认",
    "partner_disputed": "对接单位有异议",
}
SIDES = {"enterprise": "企业", "partner": "对接方"}


def record_sheet(
    kind: str, lines: Iterable[Mapping[str, Any]], name: Names, *, beside: Sequence[str] = ()
) -> ListSheet:
    """A sheet of lines of values by field; parties with their names. `beside`: headings of columns
    that an import doesn't read, whose values stand under them."""
    shown = columns(kind)
    rows = []
    for line in lines:
        names = {
            f"{column.key}{NAME}": name(line[column.key])
            for column in shown
            if column.reads == "party" and line.get(column.key)
        }
        values = names | dict(line)
        cells = (listed_value(column, values.get(column.key)) for column in shown)
        rows.append([*cells, *(values.get(heading, "") for heading in beside)])
    return ListSheet(
        RECORD_KINDS[kind].title,
        [*(column.heading for column in shown), *beside],
        rows,
        [*(f"{kind}.{column.key}" for column in shown), *("" for _ in beside)],
    )


def result_sheet(rows: Iterable[FactRow], name: Names) -> ListSheet:
    return record_sheet(RESULT, map(_result, rows), name, beside=("登记人", "双方的答复"))


def _result(row: FactRow) -> dict[str, Any]:
    measure = RESULT_KINDS[row.result].measure
    return {
        "id": row.id,
        "on": row.day,
        "enterprise": row.party,
        "kind": row.result,
        "partner": row.partner,
        "scarce": row.about.endswith(" scarce"),
        "登记人": "助企办登记" if row.is_entered else "企业填报",
        "双方的答复": "、".join(ANSWERS[answer] for answer in sorted(row.answers)),
    } | ({measure: row.value} if measure else {})


def statistic_sheet(desk: Desk, rows: Iterable[FactRow], as_of: int | None) -> ListSheet:
    """As they were published: a fact has the last day alone."""
    published = (desk.state(stream(STATISTIC, row.id), Statistic(), as_of).told for row in rows)
    lines = []
    for statistic in published:
        if statistic is not None:
            key = "amount" if STATISTICS[statistic.kind][1] == MONEY else "many"
            lines.append(dict(statistic) | {key: statistic.value})
    return record_sheet(STATISTIC, lines, lambda _: "")


def member_sheet(rows: Iterable[FactRow], name: Names) -> ListSheet:
    """The names first: they can be pasted into a list. The day is for people: who is listed anew is
    listed that day."""
    lines = ({"party": row.party, "列入日期": row.day} for row in rows)
    return record_sheet(MEMBER, lines, name, beside=("列入日期",))


def lending_sheet(rows: Iterable[FactRow], name: Names) -> ListSheet:
    lines = (
        {"party": row.party, "fen": row.value, "month": row.day[:7], "bank": row.partner}
        for row in rows
    )
    return record_sheet(LENDING, lines, name)


def user_sheet(rows: Iterable[UserRow], name: Names) -> ListSheet:
    lines = (
        {
            "id": row.id,
            "name": row.person.reveal(),
            "role": row.duty.role,
            "party": row.duty.party,
            "phone": row.phone.reveal() if row.phone else "",
            "supports": row.duty.supports,
            "status": USER_STATES[row.status],
        }
        for row in rows
    )
    return record_sheet(USER, lines, name)


def guest_sheet(id: str, session: Session, name: Names) -> ListSheet:
    """Those who registered, in their order, then those who were invited and haven't."""
    lines = [
        {
            "party": party,
            "session": id,
            "status": "here" if seat.here else "waiting" if seat.waits else "registered",
            "类别": SIDES[seat.side],
        }
        for party, seat in session.seats.items()
    ]
    silent = sorted(session.invited - set(session.seats))
    lines += [{"party": party, "session": id, "status": "invited"} for party in silent]
    return record_sheet(GUEST, lines, name, beside=("类别",))
