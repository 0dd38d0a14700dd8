"""Metadata in a WebP's chunks."""

import io
import itertools

import pytest
from PIL import Image

from pipelines.sealing.seal import seal
from pipelines.sealing.webp import splice_webp
from tests.pipelines.sealing.sealed_files import FIELDS, SRGB, render


def test_webp_of_odd_sizes_announces_its_canvas() -> None:
    for size, kind in itertools.product([(1, 1), (16383, 1), (2, 16383), (255, 257)], ["webp", "lossless"]):
        pixels, media_type = render(kind, None, size)
        sealed = seal(pixels, media_type, FIELDS)
        assert sealed[12:16] == b"VP8X"
        assert int.from_bytes(sealed[24:27], "little") + 1 == size[0]
        assert int.from_bytes(sealed[27:30], "little") + 1 == size[1]
        assert sealed[20] == 0x0C
        assert int.from_bytes(sealed[4:8], "little") + 8 == len(sealed)


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize(("transparent", "alpha"), [(True, 0x10), (False, 0)])
@pytest.mark.parametrize(("icc", "profile"), [(SRGB, 0x20), (None, 0)])
def test_the_header_announces_what_follows(
    lossless: bool, transparent: bool, alpha: int, icc: bytes | None, profile: int
) -> None:
    sink = io.BytesIO()
    picture = Image.new("RGBA", (8, 8), (9, 9, 9, 99 if transparent else 255))
    picture.save(sink, "WEBP", lossless=lossless, icc_profile=icc)
    # RFC 9649 2.7.1: EXIF 0x08 and XMP 0x04, which we add; ICC and alpha where the encoder wrote them.
    assert seal(sink.getvalue(), "image/webp", FIELDS)[20:24] == bytes((0x0C | alpha | profile, 0, 0, 0))


def test_a_webp_says_so_twice() -> None:
    pixels, _media_type = render("webp")
    for strange in (b"RIFX" + pixels[4:], pixels[:8] + b"WAVE" + pixels[12:]):
        with pytest.raises(ValueError, match=r"^not a WebP$"):
            splice_webp(strange, xmp=b"x", exif=b"e")
    assert splice_webp(pixels, xmp=b"x", exif=b"e")[:4] == b"RIFF"
