"""For engineers: every route of the API and every message, as their documents say."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from services.contracts.asyncapi import document
from services.web.api.openapi import PREFIX
from services.web.request import PageRequest, Sees, SnapshotRoute

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees(""))]


@router.get("/reference")
def reference(request: Looking) -> Response:
    api: dict[str, Any] = request.http.app.state.api.openapi()
    routes = [
        (method.upper(), PREFIX + path, operation.get("summary", ""), _asked(operation, api))
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
    ]
    messages = _messages()
    return request.page(
        "site/reference.html",
        routes=routes,
        channels=[
            (channel["address"], channel["description"], [messages[name] for name in names])
            for channel in messages_document()["channels"].values()
            if (names := [n for n in channel["messages"] if not n.startswith("docking.command.")])
        ],
    )


@router.get("/reference/asyncapi.json")
def asyncapi(request: Looking) -> Response:  # noqa: ARG001 - whoever is signed in
    return JSONResponse(messages_document())


@cache
def messages_document() -> dict[str, Any]:
    return document()


def _asked(operation: dict[str, Any], api: dict[str, Any]) -> list[tuple[str, bool]]:
    """What is sent: (name, whether it is needed), of the address or of the body."""
    parameters = [
        (parameter["name"], parameter.get("required", False))
        for parameter in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    shape = api["components"]["schemas"].get(name, {})
    return parameters + [
        (field, field in shape.get("required", ())) for field in shape.get("properties", ())
    ]


def _messages() -> dict[str, tuple[str, str, list[str]]]:
    """By name: the name, what it says, and the fields of its data."""
    made = messages_document()["components"]
    by_name = {}
    for name, message in made["messages"].items():
        data = message["payload"]["properties"]["data"]
        shape = made["schemas"].get(data.get("$ref", "").rpartition("/")[2], data)
        by_name[name] = (name, message["summary"], list(shape.get("properties", ())))
    return by_name
