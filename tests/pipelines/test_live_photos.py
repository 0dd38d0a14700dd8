"""Whether a film is the moving part of a live photo."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.live_photos import is_live_part
from tests.pipelines.attached_files import box, live_part, quicktime

WHOLE = live_part()


@pytest.mark.parametrize(
    ("film", "live"),
    [
        (WHOLE, True),
        (quicktime(), False),
        (live_part(identifier=b""), False),
        (live_part(identifier=bytes(36)), False),
        (live_part(key=b"com.apple.quicktime.location.ISO6709"), False),
        (WHOLE.replace(b"ilst", b"free"), False),
        (WHOLE[: WHOLE.index(b"mdta") + 40], False),
        (box(b"free", b"") * 2000 + WHOLE, False),
        (b"", False),
    ],
)
def test_a_film_that_names_its_photo(tmp_path: Path, film: bytes, live: bool) -> None:
    (tmp_path / "IMG_1.MOV").write_bytes(film)
    assert is_live_part(tmp_path / "IMG_1.MOV") is live


def test_metadata_with_version_and_flags_are_read_as_well(tmp_path: Path) -> None:
    at = WHOLE.index(b"moov") - 4
    movie = WHOLE[at:]
    meta = movie.index(b"meta")
    versioned = movie[8 : meta - 4] + box(b"meta", bytes(4) + movie[meta + 4 :])
    (tmp_path / "IMG_1.MOV").write_bytes(WHOLE[:at] + box(b"moov", versioned))
    assert is_live_part(tmp_path / "IMG_1.MOV")
