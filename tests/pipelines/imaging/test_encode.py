"""Fresh files: the profile's format, an sRGB tag and nothing else."""

import io

import pytest
from PIL import Image

from pipelines.imaging.colour import SRGB_TAG
from pipelines.imaging.encode import encode
from tests.pipelines.pictures import profile, scene


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif"])
def test_the_same_pixels_give_the_same_bytes_tagged_as_srgb(kind: str) -> None:
    picture = scene()
    made = encode(picture, profile(format=kind))
    assert encode(picture.copy(), profile(format=kind)) == made
    with Image.open(io.BytesIO(made)) as read:
        assert (read.format, read.size, read.info["icc_profile"]) == (kind.upper(), picture.size, SRGB_TAG)
        assert not {"exif", "xmp", "comment"} & {name for name, value in read.info.items() if value}


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif"])
def test_a_higher_quality_takes_more_bytes(kind: str) -> None:
    picture = Image.effect_noise((320, 240), 60).convert("RGB")
    small, large = (encode(picture, profile(format=kind, quality=quality)) for quality in (40, 90))
    assert len(small) < len(large)


@pytest.mark.parametrize("progressive", [True, False])
def test_a_jpeg_is_progressive_where_its_profile_says_so(progressive: bool) -> None:
    made = encode(scene(), profile(progressive=progressive))
    assert Image.open(io.BytesIO(made)).info.get("progressive", 0) == int(progressive)
