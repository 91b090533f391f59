"""Intake: from sheets to commands, and everything that stands in the way of it.

Pure: what is already known is asked through functions that are handed in. All findings of all rows
are collected; a file is taken as a whole or not at all.

A posting without a number gets one from what it says (track, side, party, title, text), so the same
row always makes the same id. Dates that nobody gave begin today, or stay as they are where the
posting is known: the same row on another day is then no change. (The same file sent twice is the
same command, told by the file's digest, and isn't even looked at again.)

A row about a known posting replaces what is known of it; an empty cell empties the field. In a row
about a known party an empty cell is one that nobody knew how to fill: what is known of it stays.
Left empty, what its party's record tells is as it stands there: a need's place, industry, facts.
A party that comes new under the name of another is asked about, unless it was said that those of
one name are `different`; a known one that comes under another name and without its credit code,
which may be another firm under a number in use, unless it was said that such are `renamed`.
A posting stays with its party: a row that names another one is a finding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from domain.core.command import Command, Refusal
from domain.core.malformed import Malformed
from domain.parties.contact import naming_contact
from domain.parties.party import Profile, RegisterParty, ReviseParty, Standing, folded
from domain.postings.content import Content
from domain.postings.posting import Draft, Publish, Revise, Submit
from domain.postings.tracks import TRACKS
from domain.postings.validation import findings as content_findings
from domain.postings.visibility import INVITED
from projections.parties.parties import PartyRow
from projections.parties.record import known_of
from services.files.columns import PARTY
from services.files.headings import Table, recognise
from services.files.report import Finding, Origin
from services.files.row import Line, read_line
from services.files.sheets import Sheet

FindParty = Callable[[str], str | None]  # an id or a credit code → the party's id
# side and id → whose it is, and its content as it stands
FindPosting = Callable[[str, str], tuple[str, Content] | None]
RecordOf = Callable[[str], PartyRow | None]  # what is known of a party
Namesakes = Callable[[str], Iterable[str]]  # the ids of those of this name, however it is written

StandingOn = Callable[[str], tuple[Standing, ...]]  # what stands on a party's roles


@dataclass(frozen=True)
class Plan:
    """What a file asks for. It may be done only where there are no findings."""

    commands: tuple[Command, ...]
    origins: tuple[Origin, ...]  # of each command
    findings: tuple[Finding, ...]
    rows: int  # rows of data, without examples

    def refused(self, place: int, objection: Refusal | Malformed) -> Finding:
        """What the desk said to the command at this place, as a finding about its row."""
        return self.origins[place].finding(objection)


def plan(
    sheets: Iterable[Sheet],
    *,
    track: str | None,
    today: date,
    find_party: FindParty,
    find_posting: FindPosting = lambda _side, _id: None,
    record_of: RecordOf = lambda _id: None,
    namesakes: Namesakes = lambda _title: (),
    different: bool = False,
    renamed: bool = False,
    standing: StandingOn = lambda _id: (),
    new_person: Callable[[], str],
) -> Plan:
    """Read every row of every sheet. `track` is needed only where the headings don't tell it."""
    if track is not None and track not in TRACKS:
        known = "、".join(TRACKS)
        wrong = Finding(
            code="track.unknown", message=f"没有赛道“{track}”", advice=f"可用的有 {known}"
        )
        return Plan((), (), (wrong,), 0)
    work = Intake(
        today,
        find_party,
        find_posting,
        record_of,
        namesakes,
        different,
        renamed,
        standing,
        new_person,
    )
    tables = []
    for sheet in sheets:
        table, wrong_headings = recognise(sheet, track)
        work.findings += wrong_headings
        if table:
            tables.append(table)
    for table in sorted(tables, key=lambda table: table.kind != PARTY):  # parties first
        work.take(table)
    if not work.rows and not work.findings:
        work.findings.append(
            Finding(
                code="file.no_rows",
                message="文件里没有可导入的行",
                advice="示例行不算；请填写后再试",
            )
        )
    return Plan(tuple(work.commands), tuple(work.origins), tuple(work.findings), work.rows)


@dataclass
class Intake:
    """The commands, and the findings, as they come up row by row."""

    today: date
    find_party: FindParty
    find_posting: FindPosting
    record_of: RecordOf
    namesakes: Namesakes
    different: bool
    renamed: bool
    standing: StandingOn
    new_person: Callable[[], str]  # a subject that is nobody's yet
    profiles: dict[str, Profile] = field(default_factory=dict)  # by party, in this file
    commands: list[Command] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    parties: dict[str, str] = field(default_factory=dict)  # id or credit code → id, in this file
    named: dict[str, set[str]] = field(default_factory=dict)  # name → ids, in this file
    called: dict[str, tuple[str, str]] = field(default_factory=dict)  # folded name → id, its row
    seen: dict[tuple[str, str], Origin] = field(default_factory=dict)

    def take(self, table: Table) -> None:
        """Every row of a table."""
        for row in table.rows:
            line = read_line(table, row)
            if line is None:
                continue
            self.rows += 1
            asked = self._party(line) if table.kind == PARTY else self._posting(line, table)
            commands = list(asked)
            # in the order of the columns: A to Z, then AA; the whole row before its cells
            self.findings += sorted(line.findings, key=lambda f: (len(f.cell), f.cell))
            if not line.findings and not line.bad:
                self.commands += commands
                self.origins += [line.origin] * len(commands)

    def _party(self, line: Line) -> Iterator[Command]:
        code = line.good("uscc")
        id_ = line.good("id") or self._known(code) or code
        if not id_ and not {"id", "uscc"} & line.bad:
            neither = "编号和统一社会信用代码都没有填"
            line.object_to("id", Malformed("field.needed", neither, "请至少填一项"))
        if not id_:
            return
        for name in dict.fromkeys(filter(None, (id_, code))):
            self._once(line, "party", name)
            self.parties.setdefault(name, id_)
        title = line.good("title", "")
        self.named.setdefault(title, set()).add(id_)
        registered = self.find_party(id_) == id_
        record = self.record_of(id_) if registered else None
        known = record.profile if record else None
        if title and not line.findings:
            self._ask_whether_renamed(line, (id_, code), title, known)
            self._ask_whether_same(line, id_, title, known)
        if line.bad or line.findings:
            return
        cells = {key: line.good(key) for key in Profile.model_fields}
        filled = {key: value for key, value in cells.items() if value is not None}
        profile = Profile(**(known.model_dump() if known else {}) | filled)
        self.profiles[id_] = profile
        contact = self._contact(line, id_)

        def commands() -> list[Command]:
            if not registered:
                return [RegisterParty(id=id_, profile=profile), *contact]
            lost = known and set(known.roles) - set(profile.roles)
            standing = self.standing(id_) if lost else ()
            return [ReviseParty(id=id_, profile=profile, standing=standing), *contact]

        yield from _built(line, commands)

    def _ask_whether_renamed(
        self, line: Line, names: tuple[str, str | None], title: str, known: Profile | None
    ) -> None:
        """Whether what comes under a number in use, with another name, is who has that number."""
        if self.renamed or not known or folded(known.title) == folded(title):
            return
        if known.uscc is None or known.uscc not in names:
            message = f"编号“{names[0]}”已登记为{known.title}，名称不同"
            advice = (
                "是另一家：请另取编号；"
                "是它改了名称：请填它的统一社会信用代码，或导入时注明是改了名称"
            )
            line.object_to("title", Malformed("party.other_name", message, advice, value=title))

    def _ask_whether_same(self, line: Line, id_: str, title: str, known: Profile | None) -> None:
        """Whether what comes under a name that another has is that other one."""
        if self.different:
            return
        name = folded(title)
        other, where = self.called.setdefault(
            name, (id_, f"{line.origin.sheet} 第 {line.origin.row} 行")
        )
        if known and folded(known.title) == name:
            return
        if other == id_:
            other, where = next((o for o in self.namesakes(title) if o != id_), id_), "已登记的单位"
        if other != id_:
            message = f"与{where}（{other}）名称相同"
            advice = (
                "是同一家：请用它的编号，或删去这一行；是另一家：导入时请注明名称相同的是不同单位"
            )
            line.object_to("title", Malformed("party.same_name", message, advice, value=title))

    def _contact(self, line: Line, id_: str) -> list[Command]:
        called = line.good("contact"), line.good("phone")
        try:
            return naming_contact(id_, *called, self.new_person())
        except Malformed as half:
            line.object_to(half.field, half)
            return []

    def _posting(self, line: Line, table: Table) -> Iterator[Command]:
        track, _, side = table.kind.partition(".")
        party = self._whose(line)
        words = [track, side, party, line.good("title"), line.good("text")]
        id_ = line.good("id") or made_id(words)
        owner, known = self.find_posting(side, id_) or (party, None)
        if party is not None and owner != party:
            message, advice = "这个编号是别的单位的", "请另取编号，或核对单位"
            line.object_to("id", Malformed("posting.other_party", message, advice, value=id_))
        content = self._content(line, table.kind, known, party)
        for wrong in content_findings(side, content, self.today):
            line.object_to(wrong.field, wrong)
        if line.bad or line.findings or party is None:
            return
        self._once(line, side, id_)
        names: Any = {"side": side, "id": id_}

        def commands() -> list[Command]:
            whole = Content.model_validate(content.model_dump())
            if known is not None:
                return [Revise(**names, content=whole)]
            draft = Draft(**names, party=party, content=whole)
            return [draft, Submit(**names), Publish(**names)]

        yield from _built(line, commands)

    def _content(self, line: Line, kind: str, known: Content | None, party: str | None) -> Content:
        """What a row says. Not checked yet; what can't be read is left out, or stood in for."""
        recorded = known_of(self._record(party), kind)
        track = TRACKS[kind.partition(".")[0]]
        terms, invited = track.terms(kind.partition(".")[2]), self._invited(line)
        usual = INVITED if invited else track.visibility(kind.partition(".")[2])
        start = line.good("valid_from", known.valid_from if known else self.today)
        end = known.valid_through if known else max(self.today, start) + timedelta(track.valid_days)
        return Content.model_construct(
            track=track.code,
            title=line.good("title", "标题"),
            text=line.good("text", "说明"),
            regions=line.good("regions", recorded.get("regions", ())),
            industries=line.good("industries", recorded.get("industries", ())),
            valid_from=start,
            valid_through=line.good("valid_through", end),
            visibility=line.good("visibility", usual),
            invited=invited,
            unlimited=line.good("unlimited", ()),
            terms=terms.model_construct(
                kind=kind,
                **{
                    key: line.good(key, recorded.get(key))
                    for key in terms.model_fields
                    if key != "kind"
                },
            ),
        )

    def _record(self, party: str | None) -> PartyRow | None:
        """As it stands once this file is taken."""
        if party is None:
            return None
        row, profile = self.record_of(party), self.profiles.get(party)
        if profile is None:
            return row
        return replace(row, profile=profile) if row else PartyRow(party, "active", profile)

    def _invited(self, line: Line) -> tuple[str, ...]:
        known = {name: self._known(name) for name in line.good("invited", ())}
        for name in (name for name, party in known.items() if party is None):
            line.object_to("invited", _unknown_party(name))
        return tuple(dict.fromkeys(party for party in known.values() if party))

    def _whose(self, line: Line) -> str | None:
        name = line.good("party")
        if name is None:
            return None
        party = self._known(name)
        if party is None:
            line.object_to("party", _unknown_party(name))
        return party

    def _known(self, name: str | None) -> str | None:
        """By its number, its credit code or a name that one party alone has; this file first."""
        if not name:
            return None
        of_this_name = self.named.get(name, set())
        alone = next(iter(of_this_name)) if len(of_this_name) == 1 else None
        return self.parties.get(name) or alone or self.find_party(name)

    def _once(self, line: Line, what: str, name: str) -> None:
        """The same party, the same posting may not stand in a file twice."""
        first = self.seen.setdefault((what, name), line.origin)
        if first is not line.origin:
            key = next((key for key in ("uscc", "id") if line.good(key) == name), "id")
            where = f"{first.sheet} 第 {first.row} 行"
            line.object_to(
                key, Malformed("row.twice", f"与{where}重复", "请删去其中一行", value=name)
            )


def _unknown_party(name: str) -> Malformed:
    advice = "请先在“单位”表里登记，或核对编号和统一社会信用代码"
    return Malformed("party.unknown", "没有这个单位", advice, value=name)


def made_id(words: Iterable[str | None]) -> str:
    """An id that depends on nothing but what a row says."""
    content = json.dumps(list(words), ensure_ascii=False).encode()
    return f"r-{hashlib.sha256(content).hexdigest()[:20]}"


def _built(line: Line, build: Callable[[], list[Command]]) -> Iterator[Command]:
    """The commands; what a shape objects to becomes a finding in Chinese."""
    try:
        yield from build()
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False):
            at = [str(part) for part in error["loc"] if part in line.origin.places]
            code, advice = f"shape.{error['type']}", "请照模板的示例填写"
            line.object_to("".join(at[-1:]), Malformed(code, "填写的内容不合要求", advice))
