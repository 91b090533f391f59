"""Reading a form that was sent: every form, whoever sends it, is read here.

A NUL is nothing that a person types, and PostgreSQL has no text with one: it is refused in words
before anything is asked of a database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from domain.core.malformed import Malformed

LARGEST_FIELD = 256 * 1024  # bytes of one field that is no file
LARGE = Malformed("form.large", "填写的内容太长，或者没有传完整", "请缩短后再试")


@asynccontextmanager
async def form_of(
    http: Request, *, max_files: int, max_fields: int, max_part_size: int = LARGEST_FIELD
) -> AsyncIterator[FormData]:
    """The fields; files are closed at the end. Raises `Malformed`."""
    limits = {"max_files": max_files, "max_fields": max_fields, "max_part_size": max_part_size}
    try:
        data = await http.form(**limits)
    except HTTPException as wrong:
        if wrong.status_code != 400:
            raise
        raise LARGE from None
    try:
        for name, value in data.multi_items():
            written = value if isinstance(value, str) else value.filename or ""
            if "\0" in name or "\0" in written:
                field = name.replace("\0", "")[:64]
                raise Malformed("text.nul", "有不能使用的字符", "请删去后重新填写", field=field)
        yield data
    finally:
        await data.close()
