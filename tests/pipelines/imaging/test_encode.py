"""Fresh files: the profile's format, an sRGB tag and nothing else."""

import io
from typing import Any

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


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({"format": "jpeg"}, {"quality": 95, "progressive": False, "subsampling": "4:2:0"}),
        ({"format": "jpeg", "progressive": True}, {"quality": 95, "progressive": True, "subsampling": "4:2:0"}),
        ({"format": "webp", "method": 5}, {"quality": 95, "method": 5}),
        # More threads than one give other bytes on machines with other numbers of cores.
        ({"format": "avif", "speed": 9}, {"quality": 95, "speed": 9, "max_threads": 1}),
    ],
)
def test_the_encoder_is_given_what_the_profile_says(
    fields: dict[str, Any], given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(Image.Image, "save", lambda _image, _sink, kind, **options: asked.update(options, kind=kind))
    encode(scene((8, 8)), profile(**fields))
    assert asked == given | {"kind": fields["format"].upper(), "icc_profile": SRGB_TAG}
