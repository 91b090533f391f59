"""Who a client is, where proxies stand before us."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from services.web.client_address import forwarded, network_of, rough

OURS = (ip_network("10.0.0.0/24"), ip_network("127.0.0.1/32"))


@pytest.mark.parametrize(
    ("peer", "headers", "client"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours says so
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # the client wrote the first
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.7"], "198.51.100.1"),
        ("10.0.0.1", ["rubbish"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, rubbish"], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("testclient", ["198.51.100.1"], "testclient"),
    ],
)
def test_only_a_proxy_that_is_named_is_believed(peer, headers, client):
    assert forwarded(peer, headers, OURS) == client


def test_nobody_is_believed_where_no_proxy_is_named():
    assert forwarded("10.0.0.1", ["198.51.100.1"], ()) == "10.0.0.1"


def test_an_address_is_counted_by_what_one_office_has_and_shown_roughly():
    assert network_of("2001:db8:1:2:3::9") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("2001:db8:1:3::9") != network_of("2001:db8:1:2::9")
    assert network_of("198.51.100.1") == "198.51.100.1"
    assert rough("198.51.100.1") == "198.51.100.*"
