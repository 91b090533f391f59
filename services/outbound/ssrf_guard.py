"""Public addresses only: whom a stranger's URL may lead us to.

A name is resolved for every request; every address that it has must be public, and the connection
is made to the very address that was looked at, under the name's certificate. So a name that points
inside, now or the next moment, leads nowhere.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Network, ip_address

import httpx

UNICAST = IPv6Network("2000::/3")
NOT_PUBLIC = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols: Teredo and others, which lead on to addresses within
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which leads on to the address within
            "3fff::/20",  # documentation
        ),
    )
)


class NotPublic(httpx.RequestError):
    """The name leads to an address that isn't public."""


def public(address: str) -> bool:
    """Whether it is a host's address on the Internet, and no other address in disguise."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    return ip in UNICAST and ip.is_global and not any(ip in network for network in NOT_PUBLIC)


class Guarded(httpx.AsyncHTTPTransport):
    """Connects to public addresses alone; with `anywhere` (for development), to any."""

    def __init__(self, *, anywhere: bool) -> None:
        # No connection is kept: the next request to this address may be for another name.
        super().__init__(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self._anywhere = anywhere

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        addresses = await _resolved(name, request)
        if not self._anywhere:
            for address in addresses:
                if not public(address):
                    raise NotPublic(f"{name} leads to {address}", request=request)
        request.extensions = {**request.extensions, "sni_hostname": name}
        for address in addresses[:-1]:
            request.url = request.url.copy_with(host=address)
            try:
                return await super().handle_async_request(request)
            except httpx.ConnectError:
                continue  # such as an IPv6 address where there is no IPv6
        request.url = request.url.copy_with(host=addresses[-1])
        return await super().handle_async_request(request)


async def _resolved(name: str, request: httpx.Request) -> list[str]:
    """Every address of a name, at least one."""
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    try:
        addresses = await loop.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise httpx.ConnectError(f"{name}: {problem}", request=request) from problem
    return list(dict.fromkeys(str(place[0]) for *_, place in addresses))
