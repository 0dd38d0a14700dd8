"""Which colours a file declares, where it may do so in several ways, and which of them counts.

PNG: cICP, then a profile, sRGB, gAMA with cHRM (PNG third edition, 4.3), then EXIF. AVIF and HEIC: a profile, then nclx
(ISO 23000-22 7.3.6.4). JPEG and WebP: a profile, then EXIF. TIFF: a profile. One that says by its tag `cicp` that it is
for HDR counts as these code points, since its curve goes up to light that no screen shows.
"""

import struct
from typing import NamedTuple

from PIL import Image

from pipelines.imaging.adobe_rgb import ADOBE_RGB, says_adobe_rgb
from pipelines.imaging.code_points import LAST, CodePoints, profile_of, srgb_light
from pipelines.imaging.colour import describe_profile
from pipelines.imaging.icc import code_points_in, colourants, write_profile
from pipelines.refusal import warning

UNKNOWN = CodePoints(0, 0)
# A PNG's gAMA, and the x and y of white, red, green and blue in its cHRM.
SRGB_GAMMA = 1 / 2.2
SRGB_POINTS = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
# Between the values that programs write for sRGB, and beyond which a file means something else.
NEAR_GAMMA, NEAR_POINT = 0.01, 0.005
STEEPEST = 5.0


class Colours(NamedTuple):
    """An embedded profile, and what counts where there is none or it is damaged: code points, or a profile implied."""

    icc: bytes | None = None
    code_points: CodePoints | None = None
    implied: bytes | None = None

    @property
    def name(self) -> str | None:
        """`Adobe RGB (1998)`, `BT.2020 PQ`; None where nothing but sRGB is declared."""
        if profile := self.icc or self.implied:
            return describe_profile(profile)
        return (self.code_points.name if self.code_points else "") or None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Whether there are colours that nobody here knows, or more light than ordinary screens show."""
        if self.icc or not self.code_points:
            return ()
        if not self.code_points.is_known:
            return (warning("unknown_colours"),)
        return (warning("hdr_toned"),) if self.code_points.is_hdr else ()

    def implied_for(self, picture: Image.Image) -> bytes | None:
        """The profile where no sound one is embedded. An HDR picture's own brightness counts."""
        return profile_of(self.code_points, picture) if self.code_points else self.implied


def colours_of(image: Image.Image) -> Colours:
    """What an opened picture declares; `open_image` has put its code points into `info`."""
    icc, points = image.info.get("icc_profile"), image.info.get("code_points")
    if icc and (hdr := _hdr_points(icc)):
        icc, points = None, (image.format == "PNG" and points) or hdr
    if image.format == "PNG" and points:
        return Colours(code_points=points)
    if image.format == "PNG" and not icc:
        return Colours(implied=None if "srgb" in image.info else _measured(image) or _of_exif(image))
    if points or image.format in ("TIFF", "AVIF", "HEIF"):
        return Colours(icc, points)
    return Colours(icc, implied=_of_exif(image))


def _hdr_points(icc: bytes) -> CodePoints | None:
    points = CodePoints(*(code_points_in(icc) or UNKNOWN))
    return points if points.is_hdr else None


def _of_exif(image: Image.Image) -> bytes | None:
    """Adobe RGB where EXIF alone says so of a picture in RGB."""
    exif = image.info.get("exif")
    if image.mode != "RGB" or not isinstance(exif, bytes):
        return None
    return ADOBE_RGB if says_adobe_rgb(exif.removeprefix(b"Exif\0\0")) else None


def _measured(image: Image.Image) -> bytes | None:
    """The profile that a PNG's gAMA and cHRM describe, unless they are sRGB's or no colour space."""
    gamma, points = image.info.get("gamma") or SRGB_GAMMA, image.info.get("chromaticity")
    points = points or SRGB_POINTS
    is_usual = abs(gamma - SRGB_GAMMA) < NEAR_GAMMA
    is_near = all(abs(a - b) < NEAR_POINT for a, b in zip(points, SRGB_POINTS, strict=True))
    if (is_usual and is_near) or not 1 / STEEPEST < gamma < STEEPEST:
        return None
    white, red, green, blue = zip(points[::2], points[1::2], strict=True)
    curve = [srgb_light(value / LAST) for value in range(LAST + 1)] if is_usual else 1 / gamma
    try:
        return write_profile("PNG gAMA and cHRM", *colourants(red, green, blue, white), curve)
    except (ValueError, struct.error):
        return None


def points_of_chunk(cicp: bytes | None) -> CodePoints | None:
    """A PNG's cICP; a matrix or a narrow range, which no program writes into PNG, counts as unknown colours."""
    if cicp is None or len(cicp) != 4:
        return None
    return CodePoints(cicp[0], cicp[1]) if (cicp[2], cicp[3]) == (0, 1) else UNKNOWN
