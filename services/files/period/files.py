"""The files that the period report is written as, by their ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from domain.core.malformed import Malformed
from services.files.period.docx import write_docx
from services.files.period.paper import Paper
from services.files.period.xlsx import write_xlsx

WRITERS: dict[str, Callable[[Paper, Path], None]] = {".xlsx": write_xlsx, ".docx": write_docx}
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def writer(path: Path) -> Callable[[Paper, Path], None]:
    """What writes a file of this ending. Raises `Malformed` where nothing does."""
    try:
        return WRITERS[path.suffix.lower()]
    except KeyError:
        advice = f"文件名请以 {' 或 '.join(WRITERS)} 结尾"
        raise Malformed(
            "file.unknown_kind", "不能写成这种文件", advice, value=path.name, field="out"
        ) from None
