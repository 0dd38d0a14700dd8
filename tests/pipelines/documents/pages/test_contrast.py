"""Contrast as WCAG defines it: examples from its own documents, and colours made legible."""

from __future__ import annotations

import pytest

from pipelines.documents.pages.contrast import (
    LEGIBLE,
    PAPER_DARK,
    contrast,
    darker,
    is_colour,
    legible_on,
    lighter,
    readable_on,
)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0), ("#123456", "#123456", 1)],
)
def test_known_ratios(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("ground", ["#000000", "#ffffff", "#00583f", "#7cd6b0", "#808080", "#a3123f"])
def test_what_stands_on_a_colour_can_be_read(ground: str) -> None:
    assert contrast(readable_on(ground), ground) >= LEGIBLE


def test_a_dark_colour_becomes_legible_on_a_dark_ground() -> None:
    assert contrast(legible_on("#a3123f", PAPER_DARK), PAPER_DARK) >= LEGIBLE
    assert legible_on("#7cd6b0", PAPER_DARK) == "#7cd6b0"
    assert legible_on("", PAPER_DARK) == ""


def test_shades() -> None:
    assert (darker("#306090"), lighter("#306090")) == ("#204060", "#7595b5")
    assert [is_colour(text) for text in ("#00583f", "#fff", "green", "#00583f;")] == [True, False, False, False]
