"""Writes the OpenAPI document: `python -m services.web.api`."""

from __future__ import annotations

from services.web.api.app import build
from services.web.api.openapi import FILE, as_text

if __name__ == "__main__":
    FILE.write_text(as_text(build()), encoding="utf-8")
