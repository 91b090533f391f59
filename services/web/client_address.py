"""The client's address: who connects, or whom a proxy that we trust says it stands for.

`X-Forwarded-For` is a list to which each proxy adds whom it spoke with. It is read from its end,
for as long as the one who added an entry is trusted: what a client writes there isn't believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from fastapi import Request

FORWARDED = "x-forwarded-for"


def client_address(http: Request) -> str:
    """As text; what can't be read as an address stands as it is."""
    peer = http.client.host if http.client else ""
    proxies = http.app.state.proxies
    return forwarded(peer, http.headers.getlist(FORWARDED) if proxies else [], proxies)


def forwarded(
    peer: str, headers: Sequence[str], proxies: Sequence[IPv4Network | IPv6Network]
) -> str:
    """Of the peer and whom it says it speaks for, the last one that isn't a proxy of ours."""
    added = [part.strip() for header in headers for part in header.split(",")]
    address = _read(peer)
    while address is not None and added and any(address in network for network in proxies):
        before = _read(added.pop())
        if before is None:
            break
        address = before
    return str(address) if address is not None else peer[:64]


def network_of(address: str) -> str:
    """Where an address is, roughly: what one household or office has. IPv6: the /64, of which
    everybody has as many addresses as he likes; IPv4: the address itself."""
    known = _read(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return address


def rough(address: str) -> str:
    """For its owner's eyes: enough to tell the office from elsewhere."""
    known = _read(address)
    if isinstance(known, IPv4Address):
        return f"{str(known).rpartition('.')[0]}.*"
    return network_of(address)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
