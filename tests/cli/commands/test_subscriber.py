"""Websites, managed from the command line."""

from __future__ import annotations

import pytest

from archive.models import Delivery, Subscriber
from tests.cli.command_runner import fail, run, run_json

pytestmark = pytest.mark.django_db

URL = "https://example.org/hook"


def test_a_website_from_its_first_to_its_last_day() -> None:
    assert "No website yet" in run("subscriber", "list")
    secret = run_json("subscriber", "add", "City", URL)["secret"]
    assert secret == Subscriber.objects.get().secret
    [row] = run_json("subscriber", "list")
    assert (row["url"], row["is"]) == (URL, "on")
    run("subscriber", "change", "City", "--url", URL + "/2", "--event", "release.published")
    assert Subscriber.objects.get().events == ["release.published"]
    assert run_json("subscriber", "rotate", "City")["secret"] != secret
    run("subscriber", "test", "City")
    [sent] = run_json("subscriber", "log", "City")
    assert (sent["event"], sent["arrived"]) == ("test", "")
    run("subscriber", "disable", "City")
    assert "Enable it first" in fail("subscriber", "replay", "City")
    assert "City is told again" in run("subscriber", "enable", "City", "--replay")
    assert "was never sent msg_0" in fail("subscriber", "replay", "City", "--delivery", "msg_0")
    assert "1 sent again." in run("subscriber", "replay", "City", "--delivery", sent["id"])
    run("subscriber", "remove", "City")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "A", "http://example.org"), "Only addresses that begin with https://"),
        (("add", "A", "https://10.0.0.1/"), "is a private address"),
        (("add", "A", URL, "--event", "eaten"), "Choose at least one of these events"),
        (("log", "Nobody"), "There is no website named Nobody"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], says: str) -> None:
    assert says in fail("subscriber", *words)
