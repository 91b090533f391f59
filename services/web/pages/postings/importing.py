"""Import in steps: a file is sent, reviewed as it is read, and its good rows are taken; the others
come back as the sender's own file, with the reasons in its cells.

Between the steps the file is kept for whoever sent it, with what was settled of it. The office
imports for everybody, a party its own rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile
from starlette.responses import Response

from domain.core.canonical import canonical
from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from domain.parties.codes import PARTY_ROLES
from domain.postings.tracks import TRACKS
from projections.core.database import renew
from services.files.exports.template import template_title, write_template
from services.files.intake.batch import BECAME, LEFT, REVISED, UNCHANGED
from services.files.intake.imports import (
    ANSWERS,
    Checked,
    Reading,
    alike,
    check,
    command_id,
    earlier,
    settled_by,
    take,
    where,
    whose,
)
from services.files.intake.marking import unfinished
from services.files.sheets.sheets import Sheet, read_workbook
from services.files.tables.columns import PARTY, title_of
from services.files.tables.record_kinds import RECORD_KINDS
from services.files.tables.report import Finding, likeness
from services.stores.uploads import Upload
from services.web.export import TYPE, attachment
from services.web.import_questions import (
    as_asked,
    questions,
    revisions,
    rows_taken,
    similar,
    until,
    what_was_shown,
)
from services.web.import_review import (
    ShownSheet,
    as_read,
    as_stored,
    kinds_open_to,
    reading_by,
    shown_sheets,
)
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.postings import waits_for_office
from services.web.selectors.uploads import keep_upload, own_upload, settle_upload

router = APIRouter(route_class=SnapshotRoute)
MENU = (
    MenuEntry(
        820,
        "/import",
        "导入",
        "import",
        "upload",
        own="批量导入",
        but=tuple(Role(role) for role in PARTY_ROLES),
    ),
)
Looking = Annotated[PageRequest, Depends(Sees("import"))]
Doing = Annotated[Submission, Depends(Does("import", most_fields=4000))]
SHOWN = 60  # kinds of findings, and rows that are revised
LOOKED_AT = 300  # warnings: what is read otherwise than it stands is shown, each by itself
CONFIRMATIONS = {
    "different": "名称相同的是不同单位，照样导入",
    "renamed": "编号相同、名称不同的是改了名称，照样导入",
    "likely": "单位名称不全的，按提示的那一家导入",
    "unusual": "少见的金额、利率、期限没有写错，照样导入",
    "clear": "空着的格子清空原来的内容",
    "unheaded": "没有标题的列不导入，其余的照样导入",
    "settled": "写着已经办结的也导入",
    "hidden": "隐藏的行、列、工作表也导入",
}
ENCODINGS = ("utf-8", "gb18030")
DONE = "这份文件已经导入过，没有重复添加"
CHANGED = "核对以后有变动，请再核对一次"


@router.get("/import")
def form(request: Looking) -> Response:
    return _form(request)


@router.get("/import/forms/{kind}")
def template(request: Looking, kind: str) -> Response:
    """The list of parties or the form of a track, to be filled in."""
    if kind not in _templates(request):
        raise NotHere
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_template(kind, path)
        return _file(path.read_bytes(), f"{template_title(kind)}.xlsx")


@router.post("/import")
def bring(submission: Doing) -> Response:
    """Keeps the file for its sender, once it can be read at all."""
    request = submission.request
    try:
        sent = _sent(submission)
        name = Path(sent.filename or "").name
        reading = Reading(
            _one_of(submission, "track", TRACKS),
            _one_of(submission, "encoding", ENCODINGS),
            own=_own(request),
            name=name,
        )
        upload = Upload(submission.new_id(20), name, sent.file.read(), as_stored(reading))
        with _on_disk(upload) as path:
            sheets = read_workbook(path, encoding=reading.encoding)
            came = _was_taken(request, path, reading)
            checked = _checked(request, path, reading, sheets) if came else None
            if checked and not (checked.asked or checked.findings):  # nothing to take or settle
                return _form(request, done=DONE)
    except (Malformed, Refusal) as refusal:
        return _form(request, status_of(refusal), refusal=refusal)
    keep_upload(request, upload)
    return request.go(f"/import/{upload.id}")


@router.get("/import/{id}")
def review(request: Looking, id: str) -> Response:
    """How the file is read and what would become of it; what became of it once it was taken."""
    if request.at is not None:
        raise NotHere
    upload = own_upload(request, id)
    if upload.outcome is not None:
        return _outcome(request, upload)
    with _on_disk(upload) as path:
        return _review(request, upload, path)


@router.post("/import/{id}")
def settle(submission: Doing, id: str) -> Response:
    """Keep what was settled; `go` is check or take. Nothing is taken that wasn't shown."""
    request, upload = submission.request, own_upload(submission.request, id)
    if upload.outcome is not None:
        return request.go(f"/import/{id}", DONE)
    with _on_disk(upload) as path:
        reading, sheets = _read(request, upload, path)
        shown = _shown(request, sheets, reading)
        reading = reading_by(submission, shown, reading, CONFIRMATIONS)
        upload = replace(upload, settled=as_stored(reading))
        settle_upload(request, upload)
        if submission.field("go") != "take":
            return request.go(f"/import/{id}")
        checked = _checked(request, path, reading, sheets)
        if submission.field("seen") != _digest(checked) or not checked.asked:
            return request.go(f"/import/{id}", CHANGED)
        try:
            waiting = waits_for_office(take(request.house.desk, checked))
        except Refusal as refusal:
            return _review(request, upload, path, refusal)
        rest = _unfinished(path, checked, reading)
    keep_upload(request, replace(upload, body=rest, outcome=_became(checked, bool(rest), waiting)))
    request.after_command()
    return request.go(f"/import/{id}")


@router.get("/import/{id}/rest")
def rest(request: Looking, id: str) -> Response:
    """What was left, in the sender's own file."""
    upload = own_upload(request, id)
    if upload.outcome is None or not upload.body:
        raise NotHere
    return _file(upload.body, f"{Path(upload.name).stem}-未导入.xlsx")


# --- what somebody may import --------------------------------------------------------------------


def _own(request: PageRequest) -> str | None:
    """The party whose rows alone are read; None for the office, which imports for everybody."""
    return None if request.actor.sees("import") is None else request.actor.duty.party


def _kinds(request: PageRequest) -> tuple[str, ...]:
    return kinds_open_to(_own(request), request.actor.role.value)


def _templates(request: PageRequest) -> list[str]:
    """The list of parties for the office, the forms of one's tracks, and of one's records."""
    own = {kind.partition(".")[0] for kind in _kinds(request)}
    return [kind for kind in (PARTY, *TRACKS, *RECORD_KINDS) if kind in own]


def _form_of(kind: str) -> str:
    return TRACKS[kind].title if kind in TRACKS else title_of(kind)


# --- the file ------------------------------------------------------------------------------------


def _sent(submission: Submission) -> UploadFile:
    sent = submission.data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        advice = "请选一个 .xlsx、.xls、.et、.csv、.txt 或 .tsv 文件"
        raise Malformed("file.missing", "没有选择文件", advice, field="file")
    return sent


def _one_of(submission: Submission, name: str, known: Iterable[str]) -> str | None:
    value = submission.field(name) or None
    if value not in {None, *known}:
        raise Malformed("choice.unknown", "没有这个选项", "请从列表里选", field=name)
    return value


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """The file in a folder of its own, called as its sender calls it as far as a disk lets."""
    sent = Path(upload.name)
    stem = re.sub(r"[^\w（）()-]", "_", sent.stem)[:60]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem}{sent.suffix.lower()[:8]}"
        path.write_bytes(upload.body)
        yield path


def _read(request: PageRequest, upload: Upload, path: Path) -> tuple[Reading, list[Sheet]]:
    reading = as_read(upload.settled, own=_own(request), name=upload.name)
    return reading, read_workbook(path, encoding=reading.encoding)


def _shown(request: PageRequest, sheets: Sequence[Sheet], reading: Reading) -> list[ShownSheet]:
    settled = settled_by(request.house.views, reading)
    return shown_sheets(sheets, reading, _kinds(request), settled, request.ask().on.year)


def _unfinished(path: Path, checked: Checked, reading: Reading) -> bytes:
    """What is left, marked; nothing where nothing is, or where it can't be written again."""
    if not checked.plan.many(LEFT):
        return b""
    out = path.with_name("rest.xlsx")
    with suppress(Malformed):
        unfinished(path, rows_taken(checked), checked.findings, out, encoding=reading.encoding)
        return out.read_bytes()
    return b""


def _file(body: bytes, name: str) -> Response:
    return attachment(body, TYPE, name, "import.xlsx")


# --- the pages -----------------------------------------------------------------------------------


def _checked(
    request: PageRequest, path: Path, reading: Reading, sheets: Sequence[Sheet]
) -> Checked:
    house = request.house
    house.views.fresh(*house.views.readers)
    renew()  # what is checked is held against no older moment
    return check(house.views, house.desk, path, request.ask(), reading, sheets)


def _was_taken(request: PageRequest, path: Path, reading: Reading) -> bool:
    """Whether rows of the file, read so, came in before, by whomever."""
    with suppress(Refusal):
        return earlier(request.house.desk, path, reading) is not None
    return False


def _digest(checked: Checked) -> str:
    return sha256(canonical(what_was_shown(checked))).hexdigest()[:16]


def _became(checked: Checked, rest: bool, waiting: int) -> dict[str, Any]:
    """What is kept of an import that was taken, for its sender to read."""
    plan, groups = checked.plan, alike(as_asked(checked.findings))
    changes = Counter(label for row in plan.rows for label in row.changes)
    return {
        "import": checked.id.removeprefix(command_id("")),
        "counts": {became: plan.many(became) for became in BECAME},
        "changes": dict(changes.most_common()),
        "parties": any(row.kind == PARTY for row in plan.rows),
        "postings": any(row.kind.partition(".")[0] in TRACKS for row in plan.rows),
        "reasons": [[_places(same), *_reason(same[0])] for same in groups[:SHOWN]],
        "more": max(0, len(groups) - SHOWN),
        "rest": rest,
        "waiting": waiting,
    }


def _places(same: Sequence[Finding]) -> str:
    return " ".join(filter(None, (where(same), whose(same))))


def _reason(finding: Finding) -> list[str]:
    return [finding.sheet, finding.label, finding.message, finding.value, finding.advice]


def _form(
    request: PageRequest, status: int = 200, *, refusal: Rejected | None = None, done: str = ""
) -> Response:
    return request.page(
        "postings/import.html",
        status,
        refusal=refusal,
        done=done,
        encodings=ENCODINGS,
        templates={kind: _form_of(kind) for kind in _templates(request)},
        own=_own(request) is not None,
    )


def _review(
    request: PageRequest, upload: Upload, path: Path, refusal: Rejected | None = None
) -> Response:
    reading, sheets = _read(request, upload, path)
    checked = _checked(request, path, reading, sheets)
    warnings = questions(alike(list(_asked_about(checked, reading))), reading)
    asked = {*checked.plan.warnings}  # what was declined stands among them
    wrong = [finding for finding in checked.findings if finding not in asked]
    groups = questions(alike(as_asked(wrong)), reading)
    revised = revisions(checked.plan.rows)
    return request.page(
        "postings/import_review.html",
        status_of(refusal) if refusal else 200,
        upload=upload,
        refusal=refusal,
        again=_was_taken(request, path, reading),
        sheets=_shown(request, sheets, reading),
        counts={title: checked.plan.many(became) for became, title in BECAME.items()},
        rows=len(checked.plan.rows),
        good=sum(bool(row.commands) for row in checked.plan.rows),
        warnings=warnings[:LOOKED_AT],
        more_warnings=max(0, len(warnings) - LOOKED_AT),
        groups=groups[:LOOKED_AT],
        more=max(0, len(groups) - LOOKED_AT),
        revised=revised[:SHOWN],
        more_revised=max(0, len(revised) - SHOWN),
        until=until(checked.plan.rows),
        similar=similar(checked, reading),
        answers=_answers(checked, reading.confirmed),
        confirmed=reading.confirmed,
        seen=_digest(checked),
        own=reading.own is not None,
    )


def _asked_about(checked: Checked, reading: Reading) -> Iterator[Finding]:
    """The warnings that matter: not those of rows that are left for something else."""
    yield from checked.plan.noted
    for row in checked.plan.rows:
        declined = {likeness(warning) for warning in row.warnings} & reading.declined
        if row.became != LEFT or declined:
            yield from row.warnings


def _answers(checked: Checked, confirmed: Collection[str]) -> dict[str, str]:
    """What may be confirmed of this file, and what was."""
    noted = (*checked.findings, *checked.plan.warnings)
    asked = {word for finding in noted for word in ANSWERS.get(finding.code, ())} | {*confirmed}
    if checked.plan.many(REVISED) or checked.plan.many(UNCHANGED):
        asked.add("clear")
    return {word: text for word, text in CONFIRMATIONS.items() if word in asked}


def _outcome(request: PageRequest, upload: Upload) -> Response:
    return request.page(
        "postings/import_outcome.html", upload=upload, outcome=upload.outcome, titles=BECAME
    )
