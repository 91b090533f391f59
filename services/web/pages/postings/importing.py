"""Import: a filled form comes in as a whole, or with what is wrong marked in its cells."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile
from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.parties.party import PartyCommand
from domain.postings.tracks import TRACKS
from services.files.columns import PARTY
from services.files.imports import ANSWERS, Checked, alike, check, earlier, take, where
from services.files.marking import mark
from services.files.template import template_title, write_template
from services.web.export import TYPE
from services.web.menu import MenuEntry
from services.web.request import (
    LATER,
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(820, "/import", "导入", "import", "upload"),)
Looking = Annotated[PageRequest, Depends(Sees("import"))]
SHOWN, LARGEST_INLINE = 60, 2_000_000  # kinds of findings; bytes of a marked file in the page
CONFIRMATIONS = {
    "different": "名称相同的是不同单位，照样导入",
    "renamed": "编号相同、名称不同的是改了名称，照样导入",
    "unusual": "少见的利率、期限没有写错，照样导入",
}
ENCODINGS = ("utf-8", "gb18030")


@router.get("/import")
def form(request: Looking) -> Response:
    return _page(request)


@router.get("/import/{kind}", dependencies=[Depends(Sees("import"))])
def template(kind: str) -> Response:
    """The list of parties or the form of a track, to be filled in."""
    if kind not in {PARTY, *TRACKS}:
        raise NotHere
    name = f"{template_title(kind)}.xlsx"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_template(kind, path)
        body = path.read_bytes()
    disposition = f"attachment; filename=\"form.xlsx\"; filename*=UTF-8''{quote(name)}"
    return Response(body, media_type=TYPE, headers={"content-disposition": disposition})


@router.post("/import")
def bring(submission: Annotated[Submission, Depends(Does("import"))]) -> Response:
    """`go` is check or take. Nothing is written unless every row can be."""
    request = submission.request
    confirmed = {word for word in CONFIRMATIONS if submission.field(word)}
    try:
        track, encoding = (
            _one_of(submission, "track", TRACKS),
            _one_of(submission, "encoding", ENCODINGS),
        )
        with _file(submission) as path:
            if earlier(request.house.desk, path, track, encoding):
                return _page(request, done="这份文件已经导入过，没有重复添加")
            request.house.views.fresh(*request.house.views.readers)
            checked = check(
                request.house.views,
                request.house.desk,
                path,
                request.ask(),
                track=track,
                encoding=encoding,
                **dict.fromkeys(confirmed, True),
            )
            if checked.findings:
                marked = _marked(path, checked)
                return _page(request, 422, checked=checked, marked=marked, confirmed=confirmed)
            if submission.field("go") != "take":
                return _page(request, checked=checked, confirmed=confirmed)
            take(request.house.desk, checked)
            parties = all(isinstance(command, PartyCommand) for command, _ in checked.commands)
    except (Malformed, Refusal) as refusal:
        return _page(request, status_of(refusal), refusal=refusal)
    then = "/parties" if parties else "/postings"
    return request.go(then, "已导入" if request.after_command() else LATER)


def _one_of(submission: Submission, name: str, known: Iterable[str]) -> str | None:
    value = submission.field(name) or None
    if value not in {None, *known}:
        raise Malformed("choice.unknown", "没有这个选项", "请从列表里选", field=name)
    return value


@contextmanager
def _file(submission: Submission) -> Iterator[Path]:
    """The file that was sent, in a folder of its own; its name says only of what kind it is."""
    sent = submission.data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Malformed("file.missing", "没有选择文件", "请选一个 .xlsx 或 .csv 文件", field="file")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(sent.filename).suffix.lower()[:8]}"
        path.write_bytes(sent.file.read())
        yield path


def _marked(path: Path, checked: Checked) -> str:
    """The file with its findings in the cells, as an address within the page; "" if too large."""
    out = path.with_name("marked.xlsx")
    with suppress(Malformed):
        mark(path, checked.findings, out)
        body = out.read_bytes()
        if len(body) <= LARGEST_INLINE:
            return f"data:{TYPE};base64,{base64.b64encode(body).decode()}"
    return ""


def _page(
    request: PageRequest,
    status: int = 200,
    *,
    checked: Checked | None = None,
    marked: str = "",
    refusal: Rejected | None = None,
    done: str = "",
    confirmed: Collection[str] = (),
) -> Response:
    kinds: list[list[Any]] = alike(checked.findings) if checked else []
    asked = {ANSWERS.get(same[0].code) for same in kinds}
    return request.page(
        "postings/import.html",
        status,
        checked=checked,
        kinds=[(same[0], where(same)) for same in kinds[:SHOWN]],
        more=max(0, len(kinds) - SHOWN),
        marked=marked,
        refusal=refusal,
        done=done,
        answers={
            word: CONFIRMATIONS[word] for word in CONFIRMATIONS if word in {*confirmed, *asked}
        },
        confirmed=confirmed,
        encodings=ENCODINGS,
    )
