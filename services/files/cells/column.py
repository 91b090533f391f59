"""A column of a table that people send in: which field it fills, and how its cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `key` is the field it fills, `reads` the name of its reader.

    `unit` is assumed where a bare number stands; `choices` are codes with their titles, `words`
    others that people write for a code; `aliases` are other headings that people give it; `roles`:
    a party that is asked for has one of them. `example` is what somebody might write, `hint` what
    to mind. `usual` is the choice that stands where nobody makes one. `goods`: the unit of goods
    in which its heading says that is counted.
    """

    key: str
    label: str
    reads: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    usual: str = ""
    needed: bool = False
    example: str = ""
    hint: str = ""
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    goods: str = ""

    @property
    def heading(self) -> str:
        """The label with its unit where a bare number would be read in it: 融资金额（万元）."""
        with_unit = self.unit and self.reads in {"money", "days", "rate"}
        return f"{self.label}（{self.unit}）" if with_unit else self.label
