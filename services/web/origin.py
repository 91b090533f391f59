"""The origin: where the pages are said to be, and what follows from it.

With `DOCKING_ADDRESS=https://…` it is fixed: cookies are Secure and bear `__Host-`, which no other
host of the domain and no plain http can set; no form is taken that says it comes from elsewhere.
One that says nothing (no Origin, or `null`) is taken: within a session its token is what holds.
Without a fixed address, or with http, the origin is wherever the browser says that we are.
"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from services.web.untrusted import host_of

HTTPS = "https:"
OURS_ALONE = "__Host-"  # begins a cookie that a browser takes from this host over https alone


def fixed_host(address: str) -> str:
    """The host that requests must name, "" for any."""
    return plain_host(host_of(address)) if address.startswith(HTTPS) else ""


def plain_host(host: str) -> str:
    """As browsers write it: in small letters, without the port that goes without saying."""
    return host.lower().removesuffix(":443")


def from_our_pages(http: Request) -> bool:
    """Whether the pages that sent this are ours, as far as the browser says it."""
    origin = http.headers.get("origin")
    if not origin or origin == "null":
        return True
    host = fixed_host(_address(http))
    if host:
        return origin.startswith(HTTPS) and plain_host(host_of(origin)) == host
    return host_of(origin) == http.headers.get("host")


def linked_elsewhere(http: Request) -> bool:
    """Whether another site's page led here, as far as the browser says it."""
    return http.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


def cookie_of(http: Request, name: str) -> str:
    """What the browser keeps of ours under a name; "" for nothing."""
    return http.cookies.get(_name(http, name), "")


def keep(http: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie that no script reads and no other site's form sends."""
    response.set_cookie(
        _name(http, name),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=(_address(http) or str(http.base_url)).startswith(HTTPS),
    )


def drop(http: Request, response: Response, name: str) -> None:
    """A browser lets go of a cookie only as it was given it."""
    keep(http, response, name, "", 0)


def _name(http: Request, name: str) -> str:
    return f"{OURS_ALONE}{name}" if _address(http).startswith(HTTPS) else name


def _address(http: Request) -> str:
    address: str = http.app.state.house.settings.address
    return address
