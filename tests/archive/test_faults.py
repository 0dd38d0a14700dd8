"""A bug of ours is told by its kind and place, without its words."""

from __future__ import annotations

import re

import pytest

from archive.faults import describe_fault


def test_a_fault_is_one_line_without_its_words() -> None:
    with pytest.raises(TypeError) as raised:
        raise TypeError("anna@example.org\nand more")
    assert re.fullmatch(r"TypeError in test_faults\.py, line \d+", describe_fault(raised.value))
