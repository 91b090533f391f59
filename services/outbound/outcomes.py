"""What came of posting a message: a code with a detail, which are kept, and what they mean.

"" is well. What was kept before there were codes is shown as it is.
"""

from __future__ import annotations

import ssl
from typing import NamedTuple

import httpx

from domain.core.malformed import Malformed
from services.outbound.ssrf_guard import Insecure, NotPublic, UnknownHost

LONGEST = 200
ANSWER_S = 10.0  # for one attempt, from the first look-up to the answer's first line
NETWORKS = "在内网的，请管理员把网段写进 DOCKING_WEBHOOK_NETWORKS"
MEANINGS = {  # by code: what it says, and what to do
    "HTTP": ("对方没有接收，答复的状态码是", "收到后请答复 200；原因见您系统的日志"),
    "timeout": ("对方没有及时答复，等了", "请先答复 200，再处理消息"),
    "unknown_host": ("找不到这个主机名：", "请核对网址；内网的名称要在本平台所用的 DNS 中登记"),
    "unreachable": ("连接不上", "请确认系统在运行，防火墙允许本平台访问"),
    "certificate": ("对方的证书通不过检查：", "请换用受信任、域名相符、没有过期的证书"),
    "not_public": ("这个网址通到内网或本机的地址", NETWORKS),
    "insecure": ("公网地址只用 https 和 443 端口：", "请改用 https；" + NETWORKS),
    "broken": ("连接中断：", "请查看您系统的日志，再发一条测试消息"),
}
NEVER = frozenset({"unknown_host", "not_public", "insecure"})  # sense to set such an address


class Outcome(NamedTuple):
    """For people; `code` is "" for what was kept before there were codes."""

    code: str
    text: str
    detail: str
    advice: str


def outcome_of(problem: Exception) -> str:
    """As it is kept."""
    match problem:
        case NotPublic():
            return _stored("not_public", problem)
        case Insecure():
            return _stored("insecure", problem)
        case UnknownHost():
            return _stored("unknown_host", problem)
        case TimeoutError() | httpx.TimeoutException():
            return _stored("timeout", f"{ANSWER_S:g} s")
        case httpx.ConnectError() if isinstance(_cause(problem), ssl.SSLError):
            return _stored("certificate", _cause(problem))
        case httpx.ConnectError():
            return _stored("unreachable", "")
        case Malformed(code="url.insecure"):
            return _stored("insecure", problem.value)
        case Malformed():
            return _stored("not_public", problem.value)
    return _stored("broken", f"{type(problem).__name__} {problem}")


def outcome_of_status(status: int) -> str:
    """The same of an answer's status code; "" where it says yes."""
    return "" if 200 <= status < 300 else _stored("HTTP", status)


def outcome_shown(stored: str) -> Outcome:
    """What is kept, in words."""
    code, _, detail = stored.partition(" ")
    if code not in MEANINGS:
        return Outcome("", stored, "", "")
    text, advice = MEANINGS[code]
    return Outcome(code, text, detail, advice)


def in_words(stored: str) -> str:
    """The same in a line."""
    _, text, detail, _ = outcome_shown(stored)
    return f"{text} {detail}".strip()


def _stored(code: str, detail: object) -> str:
    return f"{code} {detail}".strip()[:LONGEST]


def _cause(problem: BaseException) -> BaseException:
    """What is behind it all."""
    while (behind := problem.__cause__ or problem.__context__) is not None:
        problem = behind
    return problem
