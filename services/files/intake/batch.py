"""Batch: the rows of one file while they become commands, and what is known beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from domain.administration.user import AddUser
from domain.core.command import Command, Refusal
from domain.core.malformed import Malformed
from domain.parties.party import Namesake, Profile, Standing, folded
from domain.postings.content import Content
from projections.core.simplified import simplified
from projections.parties.parties import PartyRow
from services.files.intake.likely_parties import OFFERED, likely_parties
from services.files.intake.row import Line
from services.files.tables.report import Finding, Origin

CREATED, REVISED, UNCHANGED, LEFT = "created", "revised", "unchanged", "left"
BECAME = {CREATED: "新增", REVISED: "更新", UNCHANGED: "未变", LEFT: "未导入"}


class ReportedResult(NamedTuple):
    """`partner` is "" where none was named."""

    id: str
    partner: str
    amount: int  # fen, people, or 1


@dataclass(frozen=True)
class Known:
    """What is known already, as functions.

    `party`: an id, a credit code or a name that one party alone has → its id. `posting`: side and
    id → whose it is, and its content; `over`: whether it is withdrawn, fulfilled or expired.
    `postings`: party, track and side → what it has there that
    is not over. `record`: what is known of a party. `namesakes`: the ids of those of this name,
    however it is written; `namesake` the one that counts first, but for an id. `standing`: what
    stands on a party's roles. `person`: a subject that is nobody's. `own`: the party whose rows
    alone are read, where it sends the file itself. `state`: what a stream comes down to, from its
    beginning. `name_list`: the id of the county's. `adding`: a new user, once it was looked up
    whether somebody else is called so. `titles`: of all parties id and name, where they may be
    told. `results`: party, kind and day → what was reported so.
    """

    party: Callable[[str], str | None]
    person: Callable[[], str]
    posting: Callable[[str, str], tuple[str, Content] | None] = lambda _side, _id: None
    over: Callable[[str, str], bool] = lambda _side, _id: False
    postings: Callable[[str, str, str], Iterable[tuple[str, Content]]] = lambda *_: ()
    record: Callable[[str], PartyRow | None] = lambda _id: None
    namesakes: Callable[[str], Iterable[str]] = lambda _title: ()
    namesake: Callable[[str, str], Namesake | None] = lambda _title, _id: None
    standing: Callable[[str], tuple[Standing, ...]] = lambda _id: ()
    own: str | None = None
    state: Callable[[str, Any], Any] = lambda _stream, start: start
    name_list: str = "county"
    adding: Callable[[AddUser], AddUser] = lambda command: command
    titles: Callable[[], Iterable[tuple[str, str]]] = lambda: ()
    results: Callable[[str, str, date], Iterable[ReportedResult]] = lambda *_: ()


@dataclass(frozen=True)
class Row:
    """What becomes of a row: `became` is one of CREATED … LEFT, `id` what it is about, `changes`
    the labels of the fields that a revision changes, `texts` what stood there and what will, where
    it can be written. `through`: the day until which it stands, where the row doesn't say."""

    origin: Origin
    kind: str
    became: str
    id: str = ""
    commands: tuple[Command, ...] = ()
    changes: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()  # of each of `changes`
    through: date | None = None
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass
class Batch:
    """The rows as they come up. What this file itself says of parties stands beside `known`;
    `answers` to questions about single rows by their key."""

    known: Known
    today: date
    confirmed: frozenset[str]
    answers: Mapping[str, str] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)  # by party, in this file
    parties: dict[str, str] = field(default_factory=dict)  # id or credit code → id, in this file
    named: dict[str, dict[str, str]] = field(default_factory=dict)  # folded name → id → its place
    states: dict[str, Any] = field(default_factory=dict)  # by stream
    members: set[str] = field(default_factory=set)  # listed in this file
    lent: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # bank and month → to whom
    seen: dict[tuple[str, str], Line] = field(default_factory=dict)  # what a row was about → it
    likely_parties: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # by name

    def party_called(self, name: str | None) -> str | None:
        """By its number, its credit code or a name that one party alone has; this file first."""
        if not name:
            return None
        here = self.named.get(folded(name), {}) or self.named.get(folded(simplified(name)), {})
        alone = next(iter(here)) if len(here) == 1 else None
        if not here and not self.known.party(name):
            namesakes = self.namesakes(name)
            alone = namesakes[0] if len(namesakes) == 1 else None
            if not namesakes and "likely" in self.confirmed:
                likely = self.likely(name)
                ids = [self.known.party(id) or id for id, _ in likely]
                alone = ids[0] if len(ids) == 1 else None
        return self.parties.get(name) or alone or self.known.party(name)

    def namesakes(self, title: str) -> list[str]:
        """The ids of those of this name, however it is written, in characters of today too."""
        return list(self.known.namesakes(title)) or list(self.known.namesakes(simplified(title)))

    def likely(self, name: str) -> list[tuple[str, str]]:
        """Id and title of those whom a name may mean that nobody has so; none for a code."""
        if name not in self.likely_parties:
            here = ((id, profile.title) for id, profile in self.profiles.items())
            titles = {**dict(self.known.titles()), **dict(here)} if not name.isascii() else {}
            self.likely_parties[name] = likely_parties(name, titles.items())
        return self.likely_parties[name]

    def unknown_party(self, name: str) -> Malformed:
        """That nobody is called so, and who may be meant."""
        likely = self.likely(name)
        if not likely:
            advice = "请先登记这个单位，或核对名称、编号和统一社会信用代码"
            return Malformed("party.unknown", "没有这个单位", advice, value=name)
        titles = "、".join(f"“{title}”" for _, title in likely[:OFFERED])
        if len(likely) > 1:
            more = f"等 {len(likely)} 家" if len(likely) > OFFERED else ""
            advice = f"是不是{titles}{more}？请写全称"
            return Malformed("party.unknown", "没有这个单位", advice, value=name)
        advice = f"是不是{titles}？是的请写全称，或导入时注明按提示的单位导入"
        return Malformed("party.likely", "没有这个单位", advice, value=name)

    def state(self, stream: str, start: Any) -> Any:
        """What a stream comes down to, without this file; read once."""
        if stream not in self.states:
            self.states[stream] = self.known.state(stream, start)
        return self.states[stream]

    def record(self, party: str | None) -> PartyRow | None:
        """As it stands once this file is taken."""
        if party is None:
            return None
        row, profile = self.known.record(party), self.profiles.get(party)
        if profile is None:
            return row
        return replace(row, profile=profile) if row else PartyRow(party, "active", profile)

    def repeated(self, line: Line, what: str, name: str, same: str = "单位、标题、说明") -> bool:
        """Whether a row before this one is about the same, and says the same; where it says
        something else, this one is objected to. `same`: what they have in common."""
        first = self.seen.setdefault((what, name), line)
        if first is line:
            return False
        where = f"{first.origin.sheet} 第 {first.origin.row} 行"
        if first.texts == line.texts:
            line.warnings.append(
                line.origin.finding(Malformed("row.twice", f"与{where}完全相同", "只导入一次"))
            )
            return True
        key = next((key for key in ("uscc", "id") if line.good(key) == name), "")
        stated = name if key else ""
        message = f"与{where}重复" if key else f"与{where}的{same}都相同，其他内容不一致"
        line.object_to(
            key, Malformed("row.twice", message, "请删去其中一行，或写清区别", value=stated)
        )
        return False


def built(line: Line, build: Callable[[], tuple[Command, ...]]) -> tuple[Command, ...]:
    """The commands; what a shape objects to becomes a finding in Chinese."""
    try:
        return build()
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False):
            at = [str(part) for part in error["loc"] if part in line.origin.places]
            code, advice = f"shape.{error['type']}", "请照模板的示例填写"
            line.object_to("".join(at[-1:]), Malformed(code, "填写的内容不合要求", advice))
        return ()


def refused(row: Row, refusal: Refusal | Malformed) -> Row:
    """The row, left for what the desk says to one of its commands."""
    finding = row.origin.finding(refusal)
    return replace(
        row, became=LEFT, commands=(), changes=(), texts=(), findings=(*row.findings, finding)
    )
