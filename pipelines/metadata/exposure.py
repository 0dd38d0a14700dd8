"""How the camera was set when a photo was taken, as its EXIF or XMP says: for those who choose photos, never public."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from pipelines.frozen import Frozen

# What a camera can be set to, and more; anything beyond is junk.
_SECONDS, _APERTURES, _ISOS, _MILLIMETRES = (1e-6, 86_400), (0.5, 256), (1, 10_000_000), (0.1, 50_000)
_ISO_TAGS = ("EXIF ISOSpeedRatings", "EXIF ISOSpeed", "EXIF RecommendedExposureIndex")
_ISO_UNKNOWN = 65_535  # higher than 16 bits hold: ISOSpeed or RecommendedExposureIndex tells it
_WRITTEN = re.compile(r"([0-9]{1,10}(?:\.[0-9]{1,10})?)(?:/([0-9]{1,10}))?")
_WRITTEN_ISO = re.compile(r"[0-9]{1,10}")


class Exposure(Frozen):
    """Shutter time in seconds, f-number, ISO speed, focal length in millimetres; None where the file does not say."""

    seconds: float | None = None
    aperture: float | None = None
    iso: int | None = None
    millimetres: float | None = None


def read_exposure(tags: Mapping[str, Any]) -> Exposure | None:
    """The exposure among exifread's tags; None without any plausible value."""
    isos = ((_value(tags, name), name) for name in _ISO_TAGS)
    return _plausible(
        _number(_value(tags, "EXIF ExposureTime")),
        _number(_value(tags, "EXIF FNumber")),
        [iso for iso, name in isos if isinstance(iso, int) and (iso, name) != (_ISO_UNKNOWN, _ISO_TAGS[0])],
        _number(_value(tags, "EXIF FocalLength")),
    )


def read_written_exposure(seconds: str, aperture: str, isos: Iterable[str], millimetres: str) -> Exposure | None:
    """The exposure as XMP writes it: `1/250`, `28/10`, whole numbers of which the first plausible one is the ISO."""
    speeds = [int(iso) for iso in isos if _WRITTEN_ISO.fullmatch(iso)]
    known = [iso for iso in speeds if iso != _ISO_UNKNOWN]
    return _plausible(_written(seconds), _written(aperture), known, _written(millimetres))


def _plausible(
    seconds: float | None, aperture: float | None, isos: Iterable[int], millimetres: float | None
) -> Exposure | None:
    found = Exposure(
        seconds=_within(seconds, *_SECONDS),
        aperture=_within(aperture, *_APERTURES),
        iso=next((iso for iso in isos if _ISOS[0] <= iso <= _ISOS[1]), None),
        millimetres=_within(millimetres, *_MILLIMETRES),
    )
    return None if found == Exposure() else found


def _within(value: float | None, least: float, most: float) -> float | None:
    """A number to six digits; None where it is not from `least` to `most`."""
    return float(f"{value:.6g}") if value is not None and least <= value <= most else None


def _number(value: Any) -> float | None:
    if isinstance(value, Fraction):
        return value.numerator / value.denominator if value.denominator else None
    return value if isinstance(value, float) else None


def _written(text: str) -> float | None:
    """A fraction or a decimal number of XMP; None for anything else."""
    if not (found := _WRITTEN.fullmatch(text.strip())):
        return None
    above, below = float(found[1]), float(found[2] or 1)
    return above / below if below else None


def _value(tags: Mapping[str, Any], name: str) -> Any:
    """A tag's first value; exifread has one of floating point in a tuple."""
    values = getattr(tags.get(name), "values", None)
    first = values[0] if isinstance(values, list) and values else None
    return first[0] if isinstance(first, tuple) and first else first
