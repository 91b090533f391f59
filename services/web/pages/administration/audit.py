"""The audit: who came in, who was refused, who took things out, and from which address.

It is read from its files, not from the log of events; in a container it is in the output of the
program, and here is said so.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.identity.audit import What
from services.operations.journals import FILES, last_lines
from services.web.lanes import costly
from services.web.listing import Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import PageRequest, Sees, SnapshotRoute

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(965, "/audit", "进出记录", "log", "shield-check"),)
LIST, MOST = Lists("/audit", ("what", "user", "address")), 200
TITLES: dict[What, str] = {
    "signed_in": "登录",
    "wrong": "密码错误",
    "closed": "密码对，但不能登录",
    "waits": "要等一等再试",
    "busy": "登录的人太多",
    "code_wrong": "验证码错误",
    "old_password_wrong": "原密码错误",
    "refused": "没有权限",
    "key_wrong": "密钥无效",
    "export": "导出",
    "read": "接口查询",
}

WAYS = {  # how somebody signed in, why somebody was refused
    "password": "密码",
    "password+code": "密码和动态码",
    "password+recovery": "密码和恢复码",
    "oidc": "统一身份认证",
    "oidc+code": "统一身份认证和动态码",
    "oidc+recovery": "统一身份认证和恢复码",
    "code": "设好动态码之后",
    "slip": "激活码",
    "demo": "演示入口",
    "forbidden": "没有权限",
}


@router.get("/audit")
@costly
def audit(
    request: Annotated[PageRequest, Depends(Sees("log"))],
    asked: Annotated[Listing, Depends(LIST)],
) -> Response:
    """The last lines, the latest first; of one kind, one user, one address."""
    settings = request.house.settings
    in_files = settings.journals == FILES
    wanted = {name: asked[name] for name in LIST.filters}
    lines = last_lines(settings.data, MOST, **wanted) if in_files else []
    return request.page(
        "administration/audit.html",
        lines=lines,
        asked=asked,
        in_files=in_files,
        titles=TITLES,
        ways=WAYS,
    )
