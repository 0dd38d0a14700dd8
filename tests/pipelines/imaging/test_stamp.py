"""The stamp of the preview: over the whole picture, in any script, and the same for the same lines."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from pipelines.imaging.stamp import stamped

LINES = ("SPERRFRIST 26. September 2026, 18 Uhr", "Vorschau für Kurier am Fluss")


def plain(size: tuple[int, int], grey: int) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", size, (grey,) * 3).save(sink, "JPEG", quality=95, exif=b"Exif\x00\x00secret")
    return sink.getvalue()


@pytest.mark.parametrize("size", [(1600, 1067), (1067, 1600), (300, 200), (1600, 120)])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_every_part_of_a_picture_bears_it(size: tuple[int, int], grey: int) -> None:
    """On white, by the dark edge of the letters."""
    picture = Image.open(io.BytesIO(stamped(plain(size, grey), 1200, LINES)))
    assert max(picture.size) == min(1200, max(size))
    difference = ImageChops.difference(picture.convert("L"), Image.new("L", picture.size, grey))
    step = max(picture.width // 3, picture.height // 3, 1)
    for left in range(0, picture.width, step):
        for top in range(0, picture.height, step):
            part = difference.crop((left, top, min(left + step, picture.width), min(top + step, picture.height)))
            assert min(part.size) < 60 or ImageStat.Stat(part).extrema[0][1] > 60, (left, top)
    assert "exif" not in picture.info


def test_names_of_other_scripts_are_drawn_and_same_input_gives_same_bytes() -> None:
    first = stamped(plain((600, 400), 90), 480, ("EMBARGO", "Preview for Ελένη, Київ, 東京"))
    assert first == stamped(plain((600, 400), 90), 480, ("EMBARGO", "Preview for Ελένη, Київ, 東京"))
    assert first != stamped(plain((600, 400), 90), 480, LINES)
