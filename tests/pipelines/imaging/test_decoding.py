"""How large a picture is decoded."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from pipelines.imaging import decoding
from tests.pipelines.pictures import developed, profile, saved


def test_above_a_limit_a_jpeg_is_decoded_at_half_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_FULL_SIZE_PIXELS", 1_000_000)
    sizes = {}
    for width in (1000, 1001):
        path = saved(Image.new("L", (width, 1000), 90), tmp_path / "large.jpg")
        made, _ = developed(path, profile("full"), profile("web", long_edge=400))
        sizes[made.renditions[0].width] = made.warnings
        assert made.renditions[1].width == 400
    assert sizes == {1000: (), 501: ("half_size: 1 MP",)}
    made, _ = developed(path, profile("web", long_edge=400))
    assert made.warnings == (), "nothing is lost where nobody asked for the full size"


def test_the_largest_cameras_pictures_keep_their_size() -> None:
    """Of 61 megapixels (9504 x 6336) and of 102 (11648 x 8736)."""
    assert decoding.MAX_FULL_SIZE_PIXELS > 11_648 * 8_736


def test_a_crop_of_a_halved_picture_is_halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_FULL_SIZE_PIXELS", 500_000)
    path = saved(Image.new("L", (901, 600), 90), tmp_path / "large.jpg")
    made, _ = developed(
        path, profile("own", aspect="1:1"), profile("web", aspect="1:1", long_edge=90), box=(1, 0, 601, 600)
    )
    assert [(file.width, file.height) for file in made.renditions] == [(300, 300), (90, 90)]


@pytest.mark.parametrize("options", [[], ["-progressive"]])
def test_an_arithmetic_jpeg_of_any_size_is_read(tmp_path: Path, options: list[str]) -> None:
    """libjpeg decodes one from the whole file only, and Pillow gave it 64 KB."""
    huffman = saved(Image.effect_noise((640, 480), 60).convert("RGB"), tmp_path / "huffman.jpg", quality=95)
    arithmetic = tmp_path / "arithmetic.jpg"
    subprocess.run(["jpegtran", "-arithmetic", *options, "-outfile", arithmetic, huffman], check=True)
    assert arithmetic.stat().st_size > 2 * 65_536
    (_, (one,)), (_, (other,)) = (developed(path, profile()) for path in (huffman, arithmetic))
    assert ImageChops.difference(one, other).getbbox() is None
