"""What a posting and a party say, as people read it: one line for each field that is stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from markupsafe import Markup

from domain.parties.codes import PARTY_ROLES, SCALES
from domain.parties.party import Profile
from domain.postings.content import Content
from domain.postings.rules import show
from domain.values.dates import show_days
from domain.values.industry import industry_name
from domain.values.money import show_money
from domain.values.rate import show_rate
from domain.values.region import region_name
from services.files.cells.column import Column
from services.web.filters import money

APART = frozenset({"id", "party", "title", "text", "invited"})  # shown for themselves
FIGURES = frozenset({"money", "rate", "days", "count", "quantity"})
MOST_FIGURES = 4
RANGE = Markup("{}–{}")


def said_of(columns: Iterable[Column], content: Content) -> Iterator[tuple[str, str | date]]:
    """(label, value) of every field that says something; a day is put into words by the page."""
    for column in columns:
        holder: Any = content if column.key in type(content).model_fields else content.terms
        value = getattr(holder, column.key, None)
        if column.key not in APART and value not in (None, (), ""):
            yield column.label, _read(column, value)


def gist(columns: Iterable[Column], content: Content) -> list[tuple[str, str]]:
    """(label, value) of the first figures that it states; the least and the most as one."""
    labels, values = {}, {}
    for column in columns:
        if column.reads not in FIGURES:
            continue
        value = getattr(content.terms, column.key, None)
        if value is not None:
            labels[column.key], values[column.key] = column.label, _figure(column, value)
    for low, high, label in content.terms.ranges:
        if low in values and high in values:
            labels[low], values[low] = label, RANGE.format(values[low], values.pop(high))
    return [(labels[key], value) for key, value in values.items()][:MOST_FIGURES]


def _figure(column: Column, value: Any) -> str:
    return money(value) if column.reads == "money" else shown(column, value)


def _read(column: Column, value: Any) -> str | date:
    if column.reads == "money":
        return money(value)
    return value if isinstance(value, date) else shown(column, value)


def shown(column: Column, value: Any) -> str:
    """A value in the way in which its column is read."""
    match column.reads:
        case "money":
            return show_money(value)
        case "rate":
            return show_rate(value)
        case "days":
            return show_days(value)
        case "choice" | "level":
            return str(column.choices.get(str(value), value))
        case "choices":
            return "、".join(column.choices.get(code, code) for code in value)
        case "region":
            return region_name(value)
        case "regions":
            return "、".join(map(region_name, value))
        case "industries":
            return "、".join(f"{industry_name(code)}（{code}）" for code in value)
        case "conditions":
            return "；".join(condition.source_text for condition in value)
    return f"{show(value)}{column.unit}"


def profile_changes(before: Profile, after: Profile) -> list[tuple[str, str, str]]:
    """(label, what it was, what it would be) of what differs; "" for what isn't stated."""
    was, would = ({"名称": each.title, **dict(profile_facts(each))} for each in (before, after))
    labels = dict.fromkeys([*was, *would])
    changes = ((label, was.get(label, ""), would.get(label, "")) for label in labels)
    return [change for change in changes if change[1] != change[2]]


def profile_facts(profile: Profile) -> Iterator[tuple[str, str]]:
    """(label, value) of what is publicly known."""
    yield "角色", "、".join(PARTY_ROLES[role] for role in profile.roles)
    for label, value in (
        ("统一社会信用代码", profile.uscc),
        ("地区", profile.region and region_name(profile.region)),
        ("行业", profile.industry and industry_name(profile.industry)),
        ("规模", profile.scale and SCALES.get(profile.scale, profile.scale)),
    ):
        if value:
            yield label, value
    if profile.above_scale is not None:
        yield "规上企业", "是" if profile.above_scale else "否"
    if profile.key_enterprise:
        yield "重点企业", "是"
