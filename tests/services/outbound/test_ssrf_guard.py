"""Public addresses only: whatever an address is written as, and whatever a name turns into."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.house.settings import Settings
from services.outbound.ssrf_guard import Guarded, NotPublic, listed, public

INSIDE = [
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
INSIDE_6 = [
    IPv6Network(network)
    for network in ("::/8", "64:ff9b::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")
]
FOURS = st.sampled_from(INSIDE).flatmap(lambda network: st.ip_addresses(network=network))
SIXES = st.sampled_from(INSIDE_6).flatmap(lambda network: st.ip_addresses(network=network))


@given(FOURS | SIXES)
def test_no_address_inside_is_public(address):
    assert not public(str(address))


@given(FOURS, st.sampled_from(["::ffff:{}", "::{}", "64:ff9b::{}", "2002:{}::", "2001:0:{}::"]))
def test_no_address_inside_is_public_in_disguise(address, disguise):
    hidden = f"{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"
    assert not public(str(ip_address(disguise.format(hidden))))


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_never_public_not_even_a_public_one(address):
    assert not public(f"::ffff:{address}")


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_what_is_public_is_in_no_network_that_is_not(address):
    if public(str(address)):
        networks = INSIDE if address.version == 4 else INSIDE_6
        assert not any(address in network for network in networks)
        assert not address.is_private


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_control_hosts_on_the_internet_are_public(address):
    assert public(address)


@pytest.mark.parametrize(
    ("address", "networks", "may"),
    [
        ("10.20.3.4", "10.20.0.0/16", True),
        ("10.21.3.4", "10.20.0.0/16", False),
        ("10.20.3.4", "", False),
        ("127.0.0.1", "0.0.0.0/0", False),  # this machine is meant by nobody who says all
        ("169.254.169.254", "0.0.0.0/0", False),  # nor where clouds keep their secrets
        ("127.0.0.1", "127.0.0.0/8", True),
        ("169.254.169.254", "169.254.0.0/16", True),
        ("::1", "::/0", False),
        ("fd00::7", "fd00::/8", True),
        ("::ffff:10.20.3.4", "10.20.0.0/16", False),
    ],
)
def test_an_inner_address_is_let_in_where_its_network_is_listed(address, networks, may):
    assert listed(address, Settings(webhook_networks=networks).networks) == may


def got(url: str) -> object:
    async def ask() -> object:
        async with httpx.AsyncClient(transport=Guarded(()), trust_env=False) as client:
            return await client.get(url)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]", "169.254.169.254"),
        *("10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "[fd00::1]", "[64:ff9b::7f00:1]"),
    ],
)
def test_whatever_leads_inside_is_not_connected_to(host):
    with pytest.raises((NotPublic, httpx.InvalidURL)):
        got(f"https://{host}/")


def test_a_name_that_does_not_resolve_is_a_failure_to_connect():
    with pytest.raises(httpx.ConnectError):
        got("https://no-such-name.invalid/")


def test_every_version_of_the_address_family_is_read():
    assert isinstance(ip_address("1.1.1.1"), IPv4Address)
    assert isinstance(ip_address("::1"), IPv6Address)
