"""Pictures of the preview are kept up to a number of bytes, those used latest."""

from __future__ import annotations

from desk.preview.pictures import KeptPictures

LINES = ("EMBARGO", "Preview for Kurier")


def test_the_latest_used_stay() -> None:
    kept = KeptPictures(limit=25)
    first, second, third = (("a", 480, LINES), ("b", 480, LINES), ("c", 480, LINES))
    kept.put(first, b"x" * 10)
    kept.put(second, b"x" * 10)
    assert kept.get(first)
    kept.put(third, b"x" * 10)
    assert [bool(kept.get(key)) for key in (first, second, third)] == [True, False, True]
    kept.put(third, b"x" * 15)
    assert kept.get(first)
    kept.put(third, b"x" * 16)
    assert kept.get(first) is None
