"""For engineers: every route of the API and every message, in words, with what is sent and what
comes back, as their documents say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from services.contracts.asyncapi import document
from services.contracts.examples import example
from services.inbound.shorthand import PUBLIC_COMMANDS
from services.web.api.app import whole_document
from services.web.api.openapi import PREFIX
from services.web.message_titles import message_title
from services.web.request import PageRequest, Sees, SnapshotRoute

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees(""))]

READING = "查询"
GROUPS = {  # of routes, by the room that a command is ruled in
    READING: "查询",
    "leads": "线索与授权",
    "matching": "匹配",
    "postings": "需求与供给",
    "parties": "单位与推送",
    "sessions": "对接会",
    "results": "成果",
    "funds": "名录与资金",
    "administration": "用户、参数与日历",
}
SHORTHANDS = {
    "claim": "leads",
    "reopen_lead": "leads",
    "set_webhook": "parties",
}  # the others are about proposals
CHANNELS = {
    "leads": ("发给一个单位的消息", "编号 1、2、3…没有缺口；消息流里第 N 条的编号就是 N-0。"),
    "replies": ("对命令的答复", "subject 是命令的编号。"),
    "feed": ("事件流水", "全部事件，个人信息已遮蔽；命令 docking feed。"),
}


class RouteShown(NamedTuple):
    """One route: what is asked, (name, whether it is needed), and examples as text."""

    method: str
    path: str
    title: str
    description: str
    fields: list[tuple[str, bool]]
    asked: str
    answered: str


class MessageShown(NamedTuple):
    name: str
    title: str
    example: str


@router.get("/reference")
def reference(request: Looking) -> Response:
    return request.page(
        "site/reference.html",
        groups=_routes(),
        channels=_channels(),
    )


@router.get("/reference/asyncapi.json")
def asyncapi(request: Looking) -> Response:  # noqa: ARG001 - whoever is signed in
    return JSONResponse(messages_document())


@cache
def messages_document() -> dict[str, Any]:
    return document()


@cache
def _routes() -> dict[str, list[RouteShown]]:
    """By group."""
    api = whole_document()
    groups: dict[str, list[RouteShown]] = {title: [] for title in GROUPS.values()}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            room = READING if method == "get" else _room(operation["operationId"])
            groups[GROUPS[room]].append(_route(method, path, operation, api))
    return groups


def _room(command: str) -> str:
    module = PUBLIC_COMMANDS[command].__module__.split(".")
    return module[1] if module[0] == "domain" else SHORTHANDS.get(command, "matching")


def _route(method: str, path: str, operation: dict[str, Any], api: dict[str, Any]) -> RouteShown:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    [sent] = [case["value"] for case in body.get("examples", {}).values()] or [None]
    answer = operation["responses"]["200"]["content"]["application/json"]
    name = answer["schema"].get("$ref", "").rpartition("/")[2]
    shape = api["components"]["schemas"].get(name, {})
    answered = answer.get("example") or shape.get("example")
    return RouteShown(
        method.upper(),
        PREFIX + path,
        operation["summary"],
        operation.get("description", ""),
        _fields(operation, body, api),
        "" if sent is None else _shown(sent),
        _shown(answered),
    )


def _fields(
    operation: dict[str, Any], body: dict[str, Any], api: dict[str, Any]
) -> list[tuple[str, bool]]:
    """What is sent: (name, whether it is needed), of the address or of the body."""
    parameters = [
        (parameter["name"], parameter.get("required", False))
        for parameter in operation.get("parameters", ())
    ]
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    shape = api["components"]["schemas"].get(name, {})
    return parameters + [
        (field, field in shape.get("required", ())) for field in shape.get("properties", ())
    ]


@cache
def _channels() -> list[tuple[str, str, str, list[MessageShown]]]:
    """(address, title, what is to be known, messages) of what goes out."""
    channels = messages_document()["channels"]
    return [
        (channels[name]["address"], title, hint, list(_messages(channels[name]["messages"])))
        for name, (title, hint) in CHANNELS.items()
    ]


def _messages(names: Any) -> Iterator[MessageShown]:
    made = messages_document()["components"]
    for name in names:
        plain = name.removeprefix("docking.")
        title = message_title(plain)
        value = example(made["messages"][name]["payload"], made["schemas"])
        yield MessageShown(name, title, _shown(value))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
