"""The base of all values."""

import pytest
from pydantic import ValidationError

from pipelines.frozen import Frozen


class _Size(Frozen):
    width: int


def test_a_value_cannot_be_changed() -> None:
    size = _Size(width=3)
    with pytest.raises(ValidationError, match="frozen"):
        size.width = 4  # type: ignore[misc]  # mypy knows it, too


def test_an_unknown_field_is_rejected() -> None:
    with pytest.raises(ValidationError, match="height"):
        _Size.model_validate({"width": 3, "height": 4})
