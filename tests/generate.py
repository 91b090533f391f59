"""Everything that is made from the code: `python -m tests.generate`. A test compares each with it.

It writes a sample of every event version that has none yet, the reference pages, the documents of
the API and of the streams, and the English catalogue; then it prints what has no English yet.
"""

from __future__ import annotations

import sys

from services.cli import reference
from services.contracts import asyncapi
from services.web import translation_update
from services.web.api import app, openapi
from tests.samples import add_missing


def main() -> None:
    """Raises LookupError where a sample needs a field that nobody can guess."""
    add_missing()
    reference.write()
    asyncapi.FILE.write_text(asyncapi.as_text(), encoding="utf-8")
    openapi.FILE.write_text(openapi.as_text(app.whole_document()), encoding="utf-8")
    translation_update.update()
    for text in translation_update.missing():
        print(text)  # noqa: T201 (it is run to be read)


if __name__ == "__main__":
    try:
        main()
    except LookupError as lack:
        sys.exit(str(lack))
