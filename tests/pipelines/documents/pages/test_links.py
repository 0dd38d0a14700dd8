"""Links between pages move with the pages."""

from __future__ import annotations

import pytest

from pipelines.documents.pages.links import origin, relative, shown

PAGE = "https://press.example/press/releases/fest/index.html"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://press.example/press/index.html", "../../index.html"),
        ("https://press.example/press/releases/fest/en.html", "en.html"),
        ("https://press.example/press/photos/k3/a.jpg?x=1#y", "../../photos/k3/a.jpg?x=1#y"),
        ("https://elsewhere.example/a", "https://elsewhere.example/a"),
        ("http://press.example/press/index.html", "http://press.example/press/index.html"),
        ("mailto:presse@example.org", "mailto:presse@example.org"),
    ],
)
def test_a_link_is_relative_within_one_host_alone(address: str, link: str) -> None:
    assert relative(address, PAGE) == link


def test_addresses_in_parts() -> None:
    assert origin(PAGE) == "https://press.example"
    assert shown(PAGE) == "press.example/press/releases/fest/index.html"
