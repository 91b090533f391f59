"""Public addresses and the networks that are listed: whom a stranger's URL may lead us to.

A name is resolved for every request; every address that it has must be public, or in a network that
the administrator has listed, and the connection is made to the very address that was looked at,
under the name's certificate. So a name that points inside, now or the next moment, leads nowhere.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

import httpx

Network = IPv4Network | IPv6Network
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
    """The name leads to an address that isn't public, nor in a network that is listed."""


class Insecure(httpx.RequestError):
    """Without https, or to another port, to an address that isn't in a network that is listed."""


class UnknownHost(httpx.ConnectError):
    """The name leads nowhere."""


def public(address: str) -> bool:
    """Whether it is a host's address on the Internet, and no other address in disguise."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    return ip in UNICAST and ip.is_global and not any(ip in network for network in NOT_PUBLIC)


def listed(address: str, networks: Sequence[Network]) -> bool:
    """Whether it is in one of these networks; this machine itself and what is linked to it (where
    clouds keep their secrets) only in a network that holds nothing else."""
    ip = ip_address(address)
    special = ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast
    return any(
        ip in network and (not special or network.is_loopback or network.is_link_local)
        for network in networks
    )


class Guarded(httpx.AsyncHTTPTransport):
    """Connects to public addresses, by https on its own port, and to networks that are listed."""

    def __init__(self, networks: Sequence[Network]) -> None:
        # No connection is kept: the next request to this address may be for another name.
        super().__init__(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self._networks = networks

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        addresses = await _resolved(name, request)
        for address in addresses:
            self._check(address, request)
        request.extensions = {**request.extensions, "sni_hostname": name}
        for address in addresses[:-1]:
            request.url = request.url.copy_with(host=address)
            try:
                return await super().handle_async_request(request)
            except httpx.ConnectError:
                continue  # such as an IPv6 address where there is no IPv6
        request.url = request.url.copy_with(host=addresses[-1])
        return await super().handle_async_request(request)

    def _check(self, address: str, request: httpx.Request) -> None:
        if listed(address, self._networks):
            return
        if not public(address):
            raise NotPublic(address, request=request)
        if request.url.scheme != "https" or request.url.port is not None:
            raise Insecure(str(request.url), request=request)


async def _resolved(name: str, request: httpx.Request) -> list[str]:
    """Every address of a name, at least one."""
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    try:
        addresses = await loop.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise UnknownHost(name, request=request) from problem
    return list(dict.fromkeys(str(place[0]) for *_, place in addresses))
