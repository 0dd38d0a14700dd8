"""Encoding pixels by a profile: new files whose only metadata is an sRGB profile."""

import io
from typing import Any

from PIL import Image

from pipelines.imaging.colour import SRGB_TAG
from pipelines.recipes import Profile


def encode(image: Image.Image, profile: Profile) -> bytes:
    """The RGB picture as a file in the profile's format; same pixels, same bytes.

    Its `info` must be empty, as the darkroom leaves it: Pillow writes a comment it finds there into the file.
    """
    sink = io.BytesIO()
    image.save(sink, profile.format.upper(), quality=profile.quality, icc_profile=SRGB_TAG, **_options(profile))
    return sink.getvalue()


def _options(profile: Profile) -> dict[str, Any]:
    match profile.format:
        case "jpeg":
            return {"progressive": profile.progressive, "subsampling": "4:2:0"}
        case "webp":
            return {"method": profile.method}
        case "avif":
            return {"speed": profile.speed, "max_threads": 1}
