"""The OpenAPI 3.1 document: the routes as they are, with the shape of every command.

`python -m tests.generate` writes it as a file; a test compares.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from services.contracts.examples import example
from services.contracts.schemas import schema_of
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.api.problems import TITLES, TYPE, Problem

PREFIX = "/api/v1"
FILE = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"
PROBLEM = {"$ref": "#/components/schemas/Problem"}
DESCRIPTION = """What the pages show and do, for programs. A key (`Authorization: Bearer dk_…`) is
issued to an organization on its page of keys, with scopes: `read` (GET), `write` (POST), `feed`
(the pull feed of leads), `channel` (to set and remove where leads are sent). Somebody signed in may
use it too; writing then needs `X-CSRF-Token`."""
READING = (401, 403, 404, 405, 422, 429, 503)
WRITING = (401, 403, 404, 405, 409, 413, 422, 429, 503)
EXAMPLES: dict[str, dict[str, Any]] = {
    "acknowledge": {"id": "4c1b9f0e2d7a6358"},
    "contact": {"id": "4c1b9f0e2d7a6358", "on": "2026-07-02"},
    "sign_intent": {"id": "4c1b9f0e2d7a6358", "on": "2026-07-06", "amount_fen": 300_000_000},
    "approve": {
        "id": "4c1b9f0e2d7a6358",
        "on": "2026-07-10",
        "amount_fen": 250_000_000,
        "rate_bp": 380,
        "tenor_days": 365,
    },
    "disburse": {
        "id": "4c1b9f0e2d7a6358",
        "on": "2026-07-13",
        "amount_fen": 100_000_000,
        "voucher": "JJ-2026-0713",
    },
    "reject": {"id": "4c1b9f0e2d7a6358", "reasons": ["collateral_insufficient"], "note": ""},
    "express_interest": {"id": "4c1b9f0e2d7a6358"},
    "withdraw": {"side": "need", "id": "n-2026-017", "reason_code": "no_longer_needed"},
    "publish": {"side": "need", "id": "n-2026-017"},
}


def document(routes: APIRouter) -> dict[str, Any]:
    """The whole document, as plain values."""
    made = get_openapi(
        title="Docking 六项对接",
        version="1",
        openapi_version="3.1.0",
        description=DESCRIPTION,
        routes=routes.routes,
        servers=[{"url": PREFIX}],
    )
    schemas = made["components"]["schemas"]
    for shape in ("HTTPValidationError", "ValidationError"):
        schemas.pop(shape, None)
    schemas["Problem"] = Problem.model_json_schema()
    schemes = {
        "key": {"type": "http", "scheme": "bearer", "bearerFormat": "dk_…"},
        "session": {"type": "apiKey", "in": "cookie", "name": "docking_session"},
    }
    made["components"]["securitySchemes"] = schemes
    made["security"] = [{"key": []}, {"session": []}]
    for operations in made["paths"].values():
        for method, operation in operations.items():
            _complete(operation, WRITING if method == "post" else READING, schemas)
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    return made


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _complete(operation: dict[str, Any], statuses: tuple[int, ...], schemas: Any) -> None:
    """What can go wrong, the headers of an answer, and a command's body."""
    answers = operation["responses"]
    for status in statuses:
        content = {TYPE: {"schema": PROBLEM}}
        answers[str(status)] = {"description": TITLES[status], "content": content}
    shown = answers["200"]["content"]["application/json"]
    shown.setdefault("example", example(shown["schema"], schemas))
    if statuses is READING:
        answers["304"] = {"description": "As `If-None-Match` says, it is still the same."}
        answers["200"]["headers"] = {"etag": {"schema": {"type": "string"}}}
        return
    name = operation["operationId"]
    body: dict[str, Any] = {"schema": schema_of(PUBLIC_COMMANDS[name], schemas)}
    value = EXAMPLES.get(name) or example(body["schema"], schemas, whole=False)
    body["examples"] = {name: {"value": value}}
    operation["requestBody"] = {"required": True, "content": {"application/json": body}}
