"""The OpenAPI document as a file.

`python -m services.web.api.openapi` writes it; a test compares.
"""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import FastAPI

from services.web.api.app import build
from services.web.api.document import document

FILE = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"


def as_text(api: FastAPI) -> str:
    return json.dumps(document(api), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(build()), encoding="utf-8")
