"""Intake of postings: a row of needs or offerings becomes a new one or revises the one it was.

The one it was is found by its number, by all its words, by party, track, side and title, else by
likeness; where that isn't sure, the row is asked about. A revision changes what the file has a
column for and a row fills in; an empty cell empties the field only where it was said so (`clear`).
Dates that nobody gave begin today. What a party's record tells of a need is as it stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from domain.administration.publications import PublishOrWait
from domain.administration.revisions import revising
from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.parties.party import folded
from domain.postings.content import Content
from domain.postings.posting import LIFECYCLE, Draft, Submit
from domain.postings.tracks import TRACKS
from domain.postings.validation import LONGEST_VALIDITY_DAYS
from domain.postings.validation import findings as content_findings
from domain.postings.visibility import INVITED
from domain.values.halfwidth import half_width
from domain.values.text import personal_traces
from projections.parties.record import known_of
from services.files.cells.meaning import ENDS
from services.files.cells.writing import written
from services.files.intake.batch import (
    CREATED,
    REVISED,
    UNCHANGED,
    Batch,
    Row,
    built,
)
from services.files.intake.composing import (
    composed_text,
    composed_title,
    is_composed,
    is_composed_title,
    recomposed_text,
    written_terms,
)
from services.files.intake.made import made_id
from services.files.intake.row import Line
from services.files.intake.stated import nothing_stated, nothing_wanted
from services.files.tables.columns import columns
from services.files.tables.mapping import Table
from services.files.tables.report import Finding, likeness
from services.files.tables.wrong_headings import missing as missing_in

# Share of letters that two titles have in common: from here on it is asked, taken as the same.
OWN_ENDS = ENDS - {"valid_through"}
LIKE, ALMOST = 0.75, 0.9


_FIGURE = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|[a-zφ]+|[〇一二三四五六七八九十百千万亿]+(?=[级号年月天吨台人名个件套万])"
)


class Composed(NamedTuple):
    """What a posting is called and says where nobody worded it otherwise."""

    title: str
    text: str


def posting_row(batch: Batch, table: Table, line: Line) -> Row | None:
    """What becomes of the row; None where it is left for what was noted on the line."""
    track, _, side = table.kind.partition(".")
    if any(finding.code == "row.settled" for finding in line.findings):
        return None
    if denied := nothing_wanted(line, over_too="settled" in batch.confirmed):
        line.object_to(*denied)
        return None
    owner = _by_number(batch, table, line, side)
    party = _whose(batch, line, owner)
    composed = _composed(table, line)
    id_, known = _which(batch, line, composed, (party, track, side))
    if known is None and (unsaid := nothing_stated(table.kind, line)):
        line.object_to("", unsaid)
    content = _content(batch, line, table, (known, composed), party)
    changed = list(_changes(table.kind, known, content)) if known else []
    changes = tuple(label for label, *_ in changed)
    if known and not (changes or line.bad or line.findings or party is None):
        if batch.known.over(side, id_) and line.good("status") is None:
            message, advice = (
                "这个编号的已经撤回或结束，不会重新发布",
                "要重新发布请另取编号，或留空",
            )
            line.object_to("id", Malformed("posting.over", message, advice, value=id_))
            return None
        batch.repeated(line, side, id_)  # what stands already isn't judged anew
        return Row(line.origin, table.kind, UNCHANGED, id_)
    if known is None:
        line.object_unless(LIFECYCLE.titles["published"])
    for wrong in content_findings(side, content, batch.today):
        line.object_to(wrong.field, wrong)
    if line.bad or line.findings or party is None:
        return None
    if batch.repeated(line, side, id_):
        return Row(line.origin, table.kind, UNCHANGED, id_)
    names: Any = {"side": side, "id": id_}
    confirmed = "unusual" in batch.confirmed

    def commands() -> tuple[Command, ...]:
        whole = Content.model_validate(content.model_dump())
        if known is not None:
            return (revising(party, **names, content=whole, confirmed=confirmed),)
        draft = Draft(**names, party=party, content=whole, confirmed=confirmed)
        return draft, Submit(**names), PublishOrWait(**names)

    asked = built(line, commands)
    became = REVISED if known else CREATED
    texts = tuple((before, after) for _, before, after in changed)
    through = (
        content.valid_through if known is None and line.good("valid_through") is None else None
    )
    return Row(line.origin, table.kind, became, id_, asked, changes, texts, through)


# --- whose it is ---------------------------------------------------------------------------------


def _by_number(batch: Batch, table: Table, line: Line, side: str) -> str | None:
    """Whose posting it is that a row names by its number alone: that needs nothing else. Of any
    other row what its table has no column for is missing."""
    number = line.good("id")
    standing = batch.known.posting(side, number) if number else None
    missing = [column for column in table.missing if column.key not in table.moved]
    if standing and batch.known.own in {None, standing[0]}:
        line.bad -= {column.key for column in missing}
        return standing[0]
    if "id" in table.keys:
        place = table.sheet, table.kind, table.layout
        line.findings += [replace(missing_in(*place, c), row=line.origin.row) for c in missing]
    return None


def _whose(batch: Batch, line: Line, owner: str | None = None) -> str | None:
    """By number or credit code, else by name, else whose it is known to be; what names two parties
    names none."""
    stated = {key: line.good(key) for key in ("party", "party_code", "party_name")}
    names = {key: name for key, name in stated.items() if name}
    if batch.known.own is not None:
        return _own(batch, line, names)
    if not names and owner:
        return owner
    if not names:
        if not {"party", "party_code", "party_name"} & line.bad:
            key = next((key for key in stated if key in line.origin.places), "party")
            advice = "请填单位的编号、统一社会信用代码或名称"
            line.object_to(key, Malformed("field.needed", "没有填写单位", advice))
        return None
    parties = {key: batch.party_called(name) for key, name in names.items()}
    which = {party for party in parties.values() if party}
    if len(which) > 1:
        message = "编号、代码和名称说的不是同一家单位"
        line.object_to("party_name", Malformed("party.mismatch", message, "请核对", value=""))
        return None
    if not which:
        key = next(iter(names))
        line.object_to(key, batch.unknown_party(str(names[key])))
        return None
    [party] = which
    record, code = batch.record(party), names.get("party_code")
    if code and parties["party_code"] is None and record and record.profile.uscc:
        message = f"名称相同的“{party}”登记的是另一个信用代码"
        line.object_to(
            "party_code", Malformed("party.mismatch", message, "请核对代码和名称", value=code)
        )
        return None
    return party


def _own(batch: Batch, line: Line, names: Mapping[str, str]) -> str | None:
    """Who sends the file: a row may name it or nobody. Whether another is known isn't told."""
    for key, name in names.items():
        if batch.party_called(name) != batch.known.own:
            message, advice = "这一行写的是别的单位", "这里只导入本单位的，请删去这一行"
            line.object_to(key, Malformed("party.not_own", message, advice, value=str(name)))
            return None
    return batch.known.own


# --- which it is ---------------------------------------------------------------------------------


def _which(
    batch: Batch, line: Line, composed: Composed, of: tuple[str | None, str, str]
) -> tuple[str, Content | None]:
    """The id of the posting, and what it says so far; None where it is a new one."""
    (title, text), (party, track, side) = composed, of
    words = [track, side, party, title, text]
    made = made_id(words)
    while batch.known.over(side, made):  # what is over comes again as another one
        words.append(made)
        made = made_id(words)
    for id_ in filter(None, (line.good("id"), made)):
        owner, content = batch.known.posting(side, id_) or (party, None)
        if party is not None and party not in {owner, batch.party_called(owner)}:
            message, advice = "这个编号是别的单位的", "请另取编号，或核对单位"
            wrong = Malformed("posting.other_party", message, advice, value=id_)
            line.object_to("id", wrong)
        if content is not None or id_ != made:
            return id_, content
    if party is None or line.bad:
        return made, None
    standing = [
        p for p in batch.known.postings(party, track, side) if (side, p[0]) not in batch.seen
    ]
    called_so = [p for p in standing if folded(p[1].title) == folded(title)]
    if len(called_so) == 1:
        return called_so[0]
    like = sorted(((_likeness(title, p[1].title), p) for p in standing), key=lambda pair: -pair[0])
    like = [(score, posting) for score, posting in like if score >= LIKE]
    if not like:
        return made, None
    score, (id_, content) = like[0]
    message = f"与已有的“{content.title}”（{id_}）相近，不知是更正还是另一条"
    advice = "请填它的编号，或注明是更正还是另一条"
    asked = line.origin.finding(Malformed("posting.similar", message, advice, value=title), "title")
    question = replace(asked, asks=likeness(asked))
    alone = len(like) == 1 and score >= ALMOST and _likeness(text, content.text) >= LIKE
    alone = alone and _figures(title, text) == _figures(content.title, content.text)
    return _answered(batch, line, question, made, (id_, content), alone=alone, many=len(called_so))


def _answered(
    batch: Batch,
    line: Line,
    question: Finding,
    made: str,
    known: tuple[str, Content],
    *,
    alone: bool,
    many: int,
) -> tuple[str, Content | None]:
    """What is like a known posting is that one or another, as somebody answers for this row or for
    all; `alone` it is surely, of `many` that are called the same nobody can say for all."""
    (id_, content), own = known, batch.answers.get(question.asks)
    same = own == "same" or (not own and (alone or (many < 2 and "same" in batch.confirmed)))
    if own == "new" or (not own and "new" in batch.confirmed):
        warning = Malformed(
            "posting.another", f"当作另一条，不是“{content.title}”（{id_}）的更正", ""
        )
        if own:
            line.warnings.append(replace(line.origin.finding(warning, "title"), asks=question.asks))
        return made, None
    if same:
        message = f"当作“{content.title}”（{id_}）的更正"
        warning = Malformed("posting.corrected", message, "是另一条的请注明", value=question.value)
        line.warnings.append(replace(line.origin.finding(warning, "title"), asks=question.asks))
        return id_, content
    line.findings.append(question)
    return made, None


def _likeness(text: str, other: str) -> float:
    """The share of letters that two texts have in common, in their order; 0 to 1."""
    return SequenceMatcher(None, folded(text)[:400], folded(other)[:400], autojunk=False).ratio()


def _figures(*texts: str) -> Counter[str]:
    """The figures, grades and sizes in texts: what differs in one of them may be another thing."""
    plain = half_width("，".join(texts)).casefold().replace(" ", "")
    return Counter(_FIGURE.findall(plain))


# --- what it says --------------------------------------------------------------------------------


def _composed(table: Table, line: Line) -> Composed:
    """Title and text with the office's remarks; made from the rest where it has no such columns."""
    units = {column.key: column.unit for column in table.columns.values()}
    remarks = _remarks(line)
    if len(remarks) < len(line.remarks):
        message, advice = "备注里有姓名或电话，没有导入", "联系人请填在联系人、电话栏"
        line.warnings.append(line.origin.finding(Malformed("remark.personal", message, advice)))
    stated = line.good("text")
    if stated is not None:
        text = "\n".join((stated, *remarks))
        line.values["text"] = text
    else:
        text = composed_text(table.kind, line.texts, remarks, units)
    title = line.good("title") or composed_title(table.kind, line.texts, text, units)
    return Composed(title, text or title)


def _recomposed(table: Table, line: Line, known: Content) -> Composed:
    """What somebody wrote stays as it is; what was made of columns is made anew of those that the
    file has, and stays of the others."""
    units = {column.key: column.unit for column in table.columns.values()}
    title, text = known.title, known.text
    if is_composed_title(known):
        texts = written_terms(known) | {k: text for k, text in line.texts.items() if text}
        title = composed_title(table.kind, texts, "", units) or title
    if is_composed(table.kind, text):
        text = recomposed_text(table.kind, text, line.texts, _remarks(line), units)
    return Composed(title, text)


def _remarks(line: Line) -> list[str]:
    """What a text may say of the office's remarks: nobody's name or number."""
    return [remark for remark in line.remarks if not personal_traces(remark)]


def _content(
    batch: Batch,
    line: Line,
    table: Table,
    wordings: tuple[Content | None, Composed],
    party: str | None,
) -> Content:
    """What a row says. Not checked yet; what can't be read is left out, or stood in for."""
    (known, composed), kind = wordings, table.kind
    track, side = TRACKS[kind.partition(".")[0]], kind.partition(".")[2]
    terms, invited = track.terms(side), _invited(batch, line)
    if known is None:
        recorded = known_of(batch.record(party), kind)
    else:
        emptied = table.keys if "clear" in batch.confirmed else frozenset[str]()
        stated = vars(known) | vars(known.terms)
        line.keep(stated)
        recorded = {key: value for key, value in stated.items() if key not in emptied}
        invited = invited or known.invited
        composed = _recomposed(table, line, known)
    usual = INVITED if invited else track.visibility(side)
    start = line.good("valid_from", known.valid_from if known else batch.today)
    end = known.valid_through if known else _usual_end(batch, line, start, track.valid_days)
    return Content.model_construct(
        track=track.code,
        title=line.good("title", composed.title),
        text=line.good("text", composed.text),
        regions=line.good("regions", recorded.get("regions", ())),
        industries=line.good("industries", recorded.get("industries", ())),
        valid_from=start,
        valid_through=line.good("valid_through", end),
        visibility=line.good("visibility", known.visibility if known else usual),
        invited=invited,
        unlimited=line.good("unlimited", recorded.get("unlimited", ())),
        terms=terms.model_construct(
            kind=kind,
            **{k: line.good(k, recorded.get(k)) for k in terms.model_fields if k != "kind"},
        ),
    )


def _usual_end(batch: Batch, line: Line, start: date, days: int) -> date:
    """How long it stands where nobody says: as is usual on the track, and never shorter than until
    the days that it names itself; never longer than anything may."""
    usual = max(batch.today, start) + timedelta(days)
    named = [day for key in OWN_ENDS if isinstance(day := line.good(key), date)]
    return min(max([usual, *named]), batch.today + timedelta(LONGEST_VALIDITY_DAYS))


def _invited(batch: Batch, line: Line) -> tuple[str, ...]:
    known = {name: batch.party_called(name) for name in line.good("invited", ())}
    for name in (name for name, party in known.items() if party is None):
        line.object_to("invited", batch.unknown_party(name))
    return tuple(dict.fromkeys(party for party in known.values() if party))


def _changes(kind: str, known: Content, content: Content) -> Iterator[tuple[str, str, str]]:
    """The labels of the fields in which they differ, with what stood there and what will."""
    for column in columns(kind):
        owners = (known, content) if hasattr(known, column.key) else (known.terms, content.terms)
        before, after = (getattr(owner, column.key, None) for owner in owners)
        if column.key not in {"id", "party"} and before != after:
            yield column.label, written(column, before), written(column, after)
