"""The address of the last hop that we trust, whatever the client writes before it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from desk.signin.client_address import client_address


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        # One entry behind one proxy: django-ipware made "" of it.
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (1, "127.0.0.1, evil", "192.0.2.1"),
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "10.0.0.1,8.8.8.8, 203.0.113.9, 198.51.100.7", "203.0.113.9"),
        # Past the outer proxy, with a header of the client's own making.
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_nth_entry_from_the_right_counts(settings: Settings, hops: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = hops
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")) == address


def test_a_socket_without_an_address_is_one_client() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""
