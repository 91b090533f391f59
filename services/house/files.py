"""The files of a folder: whether SQLite can read them, and what becomes of those that it can't.

The views are made from the log: a file of theirs that is damaged is put aside and made anew. The
log, the chain and the secrets are mended by nobody: what to do about each is said.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import DBAPIError

from services.house.settings import Settings

What = Literal["log", "views", "secrets", "chain"]
TITLES: dict[What, str] = {
    "log": "日志文件",
    "views": "视图文件",
    "secrets": "密码和密钥的文件 secrets.db ",
    "chain": "封存链的文件 chain.db ",
}
MALFORMED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
ENDINGS = ("", "-wal", "-shm")
HOW_TO = "docs/how-to/when-something-is-wrong.md"
LOG_ADVICE = (
    "不要删除或修改它：先停下 docking，把整个数据文件夹复制一份留存，再用最近的备份恢复，"
    f"见 {HOW_TO}"
)
ADVICE: dict[What, str] = {
    "log": LOG_ADVICE,
    "views": "请停下 docking，运行 docking views rebuild：视图都由日志算出",
    "secrets": "日志没有坏，但它不能由日志算出。" + LOG_ADVICE,
    "chain": (
        "日志没有坏。先停下 docking，把整个数据文件夹复制一份留存，再用最近的备份恢复；"
        f"没有备份，就把它移开，封存链从日志的末尾重新开始，见 {HOW_TO}"
    ),
}


class Damaged(Exception):
    """A file that SQLite can't read."""

    def __init__(self, what: What, settings: Settings, reason: str) -> None:
        super().__init__(reason)
        self.what, self.settings, self.reason = what, settings, reason
        self.told = f"{TITLES[what]}损坏：{reason}"
        self.advice = ADVICE[what]


def check_files(settings: Settings) -> None:
    """Let SQLite look through each file. Raises `Damaged`."""
    if settings.postgres is None:
        for what in TITLES:
            if reason := unsound(settings.data / f"{what}.db"):
                raise Damaged(what, settings, reason)


def unsound(file: Path) -> str:
    """What SQLite finds wrong with a file; "" where it is well, absent, or held by somebody."""
    if not file.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            first: str = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        return str(problem) if _is_malformed(problem) else ""
    return "" if first == "ok" else first.partition("\n")[0]


def damaged(problem: BaseException, settings: Settings) -> Damaged | None:
    """The damage behind an error, wherever it came up; None where it is another one."""
    chain = list(_chain(problem))
    if settings.postgres is not None or not any(map(_is_malformed, chain)):
        return None
    what: What = "log"
    if any(isinstance(each, DBAPIError) for each in chain):  # the views read the secrets with them
        rest: tuple[What, ...] = ("secrets", "chain")
        what = next((w for w in rest if unsound(settings.data / f"{w}.db")), "views")
    return Damaged(what, settings, str(chain[-1]))


def put_aside(settings: Settings, at: datetime) -> Path:
    """The views' file gets another name, and nothing is lost; returns where it is now."""
    aside = settings.data / f"views.db.damaged-{at:%Y%m%d-%H%M%S}"
    for ending in ENDINGS:
        file = settings.data / f"views.db{ending}"
        if file.exists():
            file.rename(f"{aside}{ending}")
    return aside


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        inner = problem.args[0] if problem.args else None
        problem = problem.__cause__ or (inner if isinstance(inner, BaseException) else None)


def _is_malformed(problem: BaseException) -> bool:
    code = getattr(problem, "sqlite_errorcode", 0)
    return isinstance(problem, sqlite3.DatabaseError) and code & 0xFF in MALFORMED
