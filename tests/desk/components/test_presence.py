"""People as a chip and as a sentence."""

import pytest
from django.utils import translation

from desk.components.presence import at_work, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [("anna", "A"), ("anna.łuk", "AŁ"), ("Jana van Petersen", "JP"), ("ben@example.org", "B"), ("...", ".")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_sentence_names_everybody() -> None:
    with translation.override("en"):
        assert at_work([]) == ""
        assert at_work(["anna"]) == "anna is working on it now"
        assert at_work(["anna", "ben", "carla"]) == "anna, ben and carla are working on it now"
    with translation.override("de"):
        assert at_work(["anna"]) == "anna arbeitet gerade daran"
        assert at_work(["anna", "ben"]) == "anna und ben arbeiten gerade daran"
