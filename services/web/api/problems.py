"""Problems: what went wrong, in RFC 9457's shape, with the code that programs know it by."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.log.entry import NewerEvent
from projections.core.restored import OtherLog
from services.house.views import AWAY, NO_SUCH_VALUE
from services.ledger.ledger import FULL, Conflict, Unavailable, Unknown, in_words
from services.web.api.caller import quota_of
from services.web.lanes import InUse
from services.web.quota import TooMany
from services.web.request import Forbidden, Forged, NotHere, Stranger, status_of

TYPE = "application/problem+json"


class Problem(BaseModel):
    """`code` is stable, `detail` for people; `field` names what was wrong, `advice` what helps."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:docking:problem:lead.state",
                "title": "Conflict",
                "status": 409,
                "detail": "线索已经办结",
                "code": "lead.state",
                "field": "status",
                "advice": "",
            }
        }
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str = ""
    advice: str = ""


TITLES = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
PLAIN: dict[type[Exception], tuple[int, str, str]] = {
    Stranger: (401, "key", "没有出示有效的密钥，也没有登录"),
    Forbidden: (403, "forbidden", "您的角色或密钥不能用这一项"),
    NO_SUCH_VALUE: (422, "value", "有不能使用的内容，请核对后再试"),
    Forged: (403, "forged", "登录后办理要带 X-CSRF-Token"),
    NotHere: (404, "not_here", "没有这一项，或者不属于您"),
    TooMany: (429, "too_many", "这一分钟的请求太多，请按 Retry-After 稍候"),
    InUse: (429, "in_use", "贵单位同时要算的太多，请等前面的算完再试"),
    Conflict: (503, "conflict", "同时办理的人太多，没有办理，请稍后再试"),
    Unavailable: (503, "unavailable", "数据库暂时连不上，这一次没有办理，请稍后再试"),
    Unknown: (503, "unknown", "办理时数据库断开了，可能已经办理"),
    OtherLog: (503, "log.other", "日志比视图旧，要由管理员看过才能继续"),
    NewerEvent: (503, "log.newer", "这里有更新的程序写的内容，这个程序不认识，没有办理"),
    **dict.fromkeys(AWAY, (503, "unavailable", "数据库暂时连不上，这一次没有办理，请稍后再试")),
}
REPEAT = "请用同一个 Idempotency-Key 再发一次，不会重复办理；没有带的，请先查询是否已经办理"


def problem(
    http: Request, status: int, code: str, detail: str, field: str = "", advice: str = ""
) -> Response:
    made = Problem(
        type=f"urn:docking:problem:{code}",
        title=TITLES.get(status, "Error"),
        status=status,
        detail=detail,
        code=code,
        field=field,
        advice=advice,
    )
    http.state.code = code
    headers = {"cache-control": "no-store", **quota_of(http)}
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="docking"'
    return Response(made.model_dump_json(), status, headers, TYPE)


def answer_with_problems(app: FastAPI) -> None:
    for kind in (*PLAIN, Refusal, Malformed, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer)


def _answer(http: Request, wrong: Exception) -> Response:
    if getattr(http.state, "kept", False) and isinstance(wrong, (Unavailable, *AWAY)):
        wrong = Unknown(str(wrong))  # it was kept: nobody may be told that it wasn't
    if FULL.search(str(wrong)) and isinstance(wrong, (Unavailable, *AWAY)):
        advice = REPEAT if isinstance(wrong, Unknown) else "服务器的磁盘已满，请稍后再试"
        code = "unknown" if isinstance(wrong, Unknown) else "disk.full"
        return problem(http, 503, code, in_words(wrong), advice=advice)
    if type(wrong) in PLAIN:
        advice = REPEAT if isinstance(wrong, Unknown) else ""
        return problem(http, *PLAIN[type(wrong)], advice=advice)
    match wrong:
        case Refusal():
            return problem(http, status_of(wrong), wrong.code, wrong.message, wrong.field)
        case Malformed():
            details = (wrong.code, wrong.message, wrong.field, wrong.advice)
            return problem(http, 422, *details)
        case RequestValidationError():
            first = wrong.errors()[0]
            field = ".".join(str(part) for part in first["loc"][1:])
            return problem(http, 422, f"shape.{first['type']}", "填写的内容不合要求", field)
        case HTTPException(status_code=404):
            return problem(http, *PLAIN[NotHere])
        case HTTPException():
            return problem(http, wrong.status_code, "http", str(wrong.detail))
    raise wrong
