"""What photographers mark while they choose, as the programs write it."""

import pytest

from pipelines.metadata.picks import read_color_class, read_percent, read_prefs, read_rating, read_tagged


@pytest.mark.parametrize(
    ("text", "stars"),
    [("5", 5), ("1", 1), ("3.0", 3), (" 4 ", 4), ("-1", -1), ("0", None), ("6", None), ("-2", None), ("", None)],
)
def test_a_rating_is_one_to_five_stars_or_rejected(text: str, stars: int | None) -> None:
    assert read_rating(text) == stars


@pytest.mark.parametrize(("text", "stars"), [("99", 5), ("75", 4), ("1", 1), ("0", None), ("x", None), ("9999", None)])
def test_windows_rates_in_per_cent(text: str, stars: int | None) -> None:
    assert read_percent(text) == stars


@pytest.mark.parametrize(("text", "tagged"), [("True", True), ("1", True), ("False", False), ("0", False), ("", False)])
def test_tagged(text: str, tagged: bool) -> None:
    assert read_tagged(text) is tagged


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("8", 8), ("0", None), ("9", None), ("red", None)])
def test_a_colour_class_is_one_to_eight(text: str, number: int | None) -> None:
    assert read_color_class(text) == number


@pytest.mark.parametrize(
    ("text", "picks"),
    [
        ("1:3:4:008771", (True, 3, 4)),
        ("0:0:0:000001", (False, None, None)),
        ("", (False, None, None)),
        ("1:2", (False, None, None)),
    ],
)
def test_photo_mechanic_s_one_text(text: str, picks: tuple[bool, int | None, int | None]) -> None:
    assert read_prefs(text) == picks
