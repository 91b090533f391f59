"""A list as its address asks for it: by which filters, in which order, behind how many rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from domain.core.malformed import Malformed
from domain.values.dates import read_date
from services.web.export import MOST_ROWS

PAGE = 50
LONGEST = 80  # of what a filter is asked for


@dataclass(frozen=True)
class Listing:
    """`filters` by name, "" where nothing is asked; `sort` a column, downwards with "-" before it;
    `sorts` what the list's orders are called, the usual one first."""

    path: str
    filters: Mapping[str, str]
    sort: str
    sorts: Mapping[str, str]
    after: int

    def __getitem__(self, name: str) -> str:
        return self.filters[name]

    def day(self, name: str) -> str:
        """A filter that is a day, as YYYY-MM-DD; "" where none is asked. Raises `Malformed`."""
        try:
            return read_date(self[name]).isoformat() if self[name] else ""
        except Malformed as malformed:
            raise malformed.at(name) from None

    @property
    def usual(self) -> str:
        return next(iter(self.sorts))

    @property
    def narrowed(self) -> bool:
        return self.narrowed_by(self.filters)

    def narrowed_by(self, names: Iterable[str]) -> bool:
        """Whether anything is asked of one of these filters."""
        return any(self.filters[name] for name in names)

    def address(self, **changes: Any) -> dict[str, Any]:
        """The parameters of the same list with changes; without any, of its first rows."""
        whole = {**self.filters, "sort": self.sort, "after": 0} | changes
        usual = ("sort", self.usual)
        return {name: value for name, value in whole.items() if value and (name, value) != usual}

    @property
    def title_of_sort(self) -> str:
        """What the order is called, whichever way round."""
        column = self.sort.removeprefix("-")
        return self.sorts.get(column) or self.sorts[f"-{column}"]

    def sorted_by(self, column: str) -> str:
        """The order that a tap on a column's head asks for: the other way round where it holds."""
        here, downwards = self.sort.removeprefix("-"), self.sort.startswith("-")
        if column.removeprefix("-") != here:
            return column
        return here if downwards else f"-{here}"

    def direction(self, column: str) -> str:
        """What `aria-sort` says of a column."""
        if column.removeprefix("-") != self.sort.removeprefix("-"):
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"


@dataclass(frozen=True, eq=False)
class Lists:
    """What a page depends on to be asked for a list: the filters that it has, and its orders with
    what they are called, the usual one first."""

    path: str
    filters: tuple[str, ...] = ()
    sorts: Mapping[str, str] = field(default_factory=lambda: {"": ""})

    def __call__(self, http: Request) -> Listing:
        query = http.query_params
        filters = {name: query.get(name, "").strip()[:LONGEST] for name in self.filters}
        known = {sort.removeprefix("-") for sort in self.sorts}
        sort, after = query.get("sort", ""), query.get("after", "")
        if sort.removeprefix("-") not in known:
            sort = next(iter(self.sorts))
        behind = int(after) if after.isdecimal() and len(after) <= len(str(MOST_ROWS)) else 0
        return Listing(self.path, filters, sort, self.sorts, min(behind, MOST_ROWS))
