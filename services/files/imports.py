"""Imports: a file of parties, needs and offerings, checked as a whole and taken as a whole or not.

The same bytes read the same way are the same command: sent again, they add nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.core.canonical import canonical
from domain.core.command import Ask, Command
from domain.parties.party import Standing
from domain.postings.content import Content
from domain.postings.posting import Draft, Revise
from services.files.intake import plan
from services.files.report import Finding
from services.files.sheets import read_workbook
from services.house.desk import Answer, Desk
from services.house.standing import standing_on
from services.house.subjects import new_person
from services.house.views import Views


@dataclass(frozen=True)
class Checked:
    """What a file asks for, and everything that stands in its way."""

    id: str  # of the command that the whole file is
    rows: int
    findings: tuple[Finding, ...]
    commands: tuple[tuple[Command, Ask], ...]


def file_id(path: Path, track: str | None, encoding: str | None) -> str:
    how = canonical([track, encoding])  # told to be read otherwise, it is another import
    return f"import-{hashlib.sha256(path.read_bytes() + how).hexdigest()[:32]}"


def earlier(desk: Desk, path: Path, track: str | None, encoding: str | None) -> Answer | None:
    """What the file led to, were it taken already: by whomever, through whichever door."""
    return desk.answered(file_id(path, track, encoding))


def check(
    views: Views,
    desk: Desk,
    path: Path,
    ask: Ask,
    *,
    track: str | None = None,
    encoding: str | None = None,
    different: bool = False,
    renamed: bool = False,
    unusual: bool = False,
) -> Checked:
    """Read every row and ask the desk about each; writes nothing. The views must have caught up.
    `different`: parties of one name are different ones; `renamed`: those of a known number and
    another name are the known ones; `unusual`: rates and terms that are far from what is usual are
    right. All three are asked otherwise.

    Raises `Malformed` (`file.…`) for what can't be read at all.
    """

    def standing(side: str, posting: str) -> tuple[str, Content] | None:
        row = views.market.posting(side, posting)
        return (row.party, row.content) if row else None

    def namesakes(title: str) -> list[str]:
        return [row.id for row in views.parties.alike(title)]

    def standing_on_roles(party: str) -> tuple[Standing, ...]:
        return standing_on(views, party)

    made = plan(
        read_workbook(path, encoding=encoding),
        track=track,
        today=ask.on,
        find_party=views.parties.find,
        find_posting=standing,
        record_of=views.parties.party,
        new_person=new_person,
        namesakes=namesakes,
        different=different,
        renamed=renamed,
        standing=standing_on_roles,
    )
    commands = tuple(
        (_confirmed(command) if unusual else command, ask) for command in made.commands
    )
    findings = enumerate(desk.findings(commands))
    problems = (*made.findings, *(made.refused(n, finding) for n, finding in findings if finding))
    return Checked(file_id(path, track, encoding), made.rows, problems, commands)


def _confirmed(command: Command) -> Command:
    states = isinstance(command, Draft | Revise)
    return command.model_copy(update={"confirmed": True}) if states else command


def take(desk: Desk, checked: Checked) -> Answer:
    """All rows at once. Only where there are no findings."""
    if checked.findings:
        raise ValueError("a file with findings is not taken")
    # What is asked is the file: whoever it names is another subject each time it is read.
    return desk.do_all(checked.commands, id=checked.id, digest=checked.id)


ANSWERS = {  # to what `check` asks
    "party.same_name": "different",
    "party.other_name": "renamed",
    "rate.unlikely": "unusual",
    "tenor.unlikely": "unusual",
}


def alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings that say the same about the same column together, in the order of the first."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        what = (finding.sheet, finding.label, finding.message, finding.value, finding.advice)
        groups.setdefault(what, []).append(finding)
    return list(groups.values())


def where(same: Sequence[Finding]) -> str:
    """The first place, and how many more are alike."""
    first = same[0].cell or (f"第 {same[0].row} 行" if same[0].row else "")
    return f"{first} 等 {len(same)} 处" if len(same) > 1 else first
