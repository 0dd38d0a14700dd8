"""Photos and attachments in one phrase."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from archive.attachments.wording import say_files


@pytest.mark.parametrize(
    ("photos", "attachments", "said"),
    [(0, 0, "0 Fotos"), (1, 0, "1 Foto"), (0, 1, "1 Anhang"), (3, 2, "3 Fotos und 2 Anhänge")],
)
def test_what_is_not_there_is_not_named(photos: int, attachments: int, said: str) -> None:
    with override("de"):
        assert say_files(photos, attachments) == said
