"""A number that somebody typed into an address is one, or nothing."""

from __future__ import annotations

import pytest

from desk.components.numbers import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0", 0), ("007", 7), ("999999999", 999_999_999)),
        *((text, None) for text in ("", "-1", "+1", "1.0", " 1", "²", "٣", "1_0", "x", "9999999999", "9" * 5000)),
    ],
)
def test_a_number_or_nothing(text: str, number: int | None) -> None:
    assert read_number(text) == number
