"""How the camera was set when a photo was taken, as its EXIF says: for those who choose photos, never public."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pipelines.frozen import Frozen

# What a camera can be set to, and more; anything beyond is junk.
_SECONDS, _APERTURES, _ISOS, _MILLIMETRES = (1e-6, 86_400), (0.5, 256), (1, 10_000_000), (0.1, 50_000)
_ISO_TAGS = ("EXIF ISOSpeedRatings", "EXIF ISOSpeed", "EXIF RecommendedExposureIndex")
_ISO_UNKNOWN = 65_535  # higher than 16 bits hold: ISOSpeed or RecommendedExposureIndex tells it


class Exposure(Frozen):
    """Shutter time in seconds, f-number, ISO speed, focal length in millimetres; None where the file does not say."""

    seconds: float | None = None
    aperture: float | None = None
    iso: int | None = None
    millimetres: float | None = None


def read_exposure(tags: Mapping[str, Any]) -> Exposure | None:
    """The exposure among exifread's tags; None without any plausible value."""
    found = Exposure(
        seconds=_fraction(tags, "EXIF ExposureTime", *_SECONDS),
        aperture=_fraction(tags, "EXIF FNumber", *_APERTURES),
        iso=next(filter(None, (_iso(tags, name) for name in _ISO_TAGS)), None),
        millimetres=_fraction(tags, "EXIF FocalLength", *_MILLIMETRES),
    )
    return None if found == Exposure() else found


def _fraction(tags: Mapping[str, Any], name: str, least: float, most: float) -> float | None:
    """A tag of one fraction, to six digits; None where it is none, or not from `least` to `most`."""
    value = _value(tags, name)
    if isinstance(value, Fraction):
        value = value.numerator / value.denominator if value.denominator else None
    return float(f"{value:.6g}") if isinstance(value, float) and least <= value <= most else None


def _iso(tags: Mapping[str, Any], name: str) -> int | None:
    value = _value(tags, name)
    is_known = isinstance(value, int) and (name, value) != (_ISO_TAGS[0], _ISO_UNKNOWN)
    return value if is_known and _ISOS[0] <= value <= _ISOS[1] else None


def _value(tags: Mapping[str, Any], name: str) -> Any:
    """A tag's first value; exifread has one of floating point in a tuple."""
    values = getattr(tags.get(name), "values", None)
    first = values[0] if isinstance(values, list) and values else None
    return first[0] if isinstance(first, tuple) and first else first
