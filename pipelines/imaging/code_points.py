"""Colours that a file tells by numbers instead of a profile (ITU-T H.273), written as an ICC profile to convert from.

HDR (PQ and HLG) is brought to what ordinary screens show within the profile's curves: see docs/decisions/0046.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageChops

from pipelines.imaging.icc import Point, colourants, write_profile

Curve = Callable[[float], float]
"""From a coded value, 0 to 1, to linear light; 1 is white."""

PQ, HLG, SRGB_TRANSFER, UNSPECIFIED, SRGB_PRIMARIES = 16, 18, 13, 2, 1

# Light of a white sheet in an HDR picture (ITU-R BT.2408), which becomes white; and the brightest light that is still
# told from brighter, the peak of the displays that HLG and most PQ is made for. In cd/m².
WHITE, PEAK = 203.0, 1000.0
# The brightest thousandth of an HDR picture may be clipped.
CLIPPED = 0.001
LAST = 255


class CodePoints(NamedTuple):
    """Colour primaries and transfer characteristics, by H.273's tables 2 and 3."""

    primaries: int
    transfer: int

    @property
    def is_hdr(self) -> bool:
        """Whether white is below the highest value."""
        return self.transfer in (PQ, HLG)

    @property
    def is_known(self) -> bool:
        """Whether both are in the tables, or left open by the file."""
        return self.primaries in PRIMARIES and (self.is_hdr or self.transfer in CURVES)

    @property
    def name(self) -> str:
        """`BT.2020 PQ`; empty for sRGB and for what is not known."""
        if not self.is_known or self.is_srgb:
            return ""
        return f"{PRIMARIES[self.primaries].name} {TRANSFERS.get(self.transfer, 'sRGB')}"

    @property
    def is_srgb(self) -> bool:
        """Whether nothing is to be converted."""
        return self.primaries in (SRGB_PRIMARIES, UNSPECIFIED) and CURVES.get(self.transfer) is srgb_light


class Primaries(NamedTuple):
    """Red, green, blue and white of a colour space."""

    name: str
    red: Point
    green: Point
    blue: Point
    white: Point


C, D65, E, DCI = (0.310, 0.316), (0.3127, 0.3290), (1 / 3, 1 / 3), (0.314, 0.351)

_BT709 = Primaries("BT.709", (0.640, 0.330), (0.300, 0.600), (0.150, 0.060), D65)
_SMPTE170 = Primaries("BT.601", (0.630, 0.340), (0.310, 0.595), (0.155, 0.070), D65)

PRIMARIES: dict[int, Primaries] = {
    1: _BT709,
    2: _BT709,
    4: Primaries("BT.470 M", (0.67, 0.33), (0.21, 0.71), (0.14, 0.08), C),
    5: Primaries("BT.601", (0.64, 0.33), (0.29, 0.60), (0.15, 0.06), D65),
    6: _SMPTE170,
    7: _SMPTE170,
    8: Primaries("film", (0.681, 0.319), (0.243, 0.692), (0.145, 0.049), C),
    9: Primaries("BT.2020", (0.708, 0.292), (0.170, 0.797), (0.131, 0.046), D65),
    10: Primaries("XYZ", (1.0, 0.0), (0.0, 1.0), (0.0, 0.0), E),
    11: Primaries("DCI P3", (0.680, 0.320), (0.265, 0.690), (0.150, 0.060), DCI),
    12: Primaries("Display P3", (0.680, 0.320), (0.265, 0.690), (0.150, 0.060), D65),
    22: Primaries("EBU 3213", (0.630, 0.340), (0.295, 0.605), (0.155, 0.077), D65),
}
"""H.273, table 2; 2 is "unspecified"."""


def srgb_light(value: float) -> float:
    """IEC 61966-2-1."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def srgb_value(light: float) -> float:
    """The reverse of `srgb_light`."""
    return 12.92 * light if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def power(exponent: float) -> Curve:
    """A curve that is a plain power."""
    return lambda value: float(value**exponent)


def _logarithmic(decades: float) -> Curve:
    return lambda value: 0.0 if value <= 0 else float(10 ** (decades * (value - 1)))


def _smpte240(value: float) -> float:
    return value / 4 if value < 4 * 0.0228 else float(((value + 0.1115) / 1.1115) ** (1 / 0.45))


# Programs for video write the curves of television (1, 6, 11, 12, 14, 15) into stills that are coded as sRGB.
CURVES: dict[int, Curve] = {
    **dict.fromkeys((1, 2, 6, 11, 12, 13, 14, 15), srgb_light),
    4: power(2.2),
    5: power(2.8),
    7: _smpte240,
    8: power(1.0),
    9: _logarithmic(2.0),
    10: _logarithmic(2.5),
    17: lambda value: float(value**2.6) * 52.37 / 48,
}
"""H.273, table 3, but for HDR."""

TRANSFERS = {4: "gamma 2.2", 5: "gamma 2.8", 8: "linear", PQ: "PQ", 17: "gamma 2.6", HLG: "HLG"}


def pq_light(value: float) -> float:
    """SMPTE ST 2084, in cd/m²."""
    root = value ** (32 / 2523)
    return float(10_000 * (max(root - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * root)) ** (16384 / 2610))


def pq_value(light: float) -> float:
    """The reverse of `pq_light`."""
    root = (light / 10_000) ** (2610 / 16384)
    return float(((3424 / 4096 + 2413 / 128 * root) / (1 + 2392 / 128 * root)) ** (2523 / 32))


def hlg_light(value: float) -> float:
    """ITU-R BT.2100 HLG on a display of 1,000 cd/m², whose system gamma, 1.2, is applied to each channel by itself."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = value * value / 3 if value <= 0.5 else (2.718281828459045 ** ((value - c) / a) + b) / 12
    return float(PEAK * min(scene, 1.0) ** 1.2)


def toned(light: float, peak: float) -> float:
    """Light of an HDR picture, up to `peak`, as a display no brighter than WHITE shows it (ITU-R BT.2390 5.4.1)."""
    value, white = min(pq_value(light) / pq_value(peak), 1.0), pq_value(WHITE) / pq_value(peak)
    knee = 1.5 * white - 0.5
    if value >= knee and white < 1:
        t = (value - knee) / (1 - knee)
        value = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * white
    return min(pq_light(value * pq_value(peak)), WHITE)


def profile_of(points: CodePoints, picture: Image.Image) -> bytes | None:
    """The profile that a picture with these code points is in; None where that is sRGB, or not known."""
    if not points.is_known or points.is_srgb:
        return None
    return _written(points, _brightest(points, picture) if points.is_hdr else 0)


def _brightest(points: CodePoints, picture: Image.Image) -> int:
    """The value that all but the brightest thousandth of the pixels stay below in every channel."""
    bands = picture.split()
    histogram = (
        bands[0].histogram()
        if len(bands) < 3
        else ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2]).histogram()
    )
    left = sum(histogram) * CLIPPED
    for value in range(LAST, 0, -1):
        left -= histogram[value]
        if left < 0:
            return value
    return 0


@lru_cache(maxsize=16)
def _written(points: CodePoints, brightest: int) -> bytes:
    curve = _hdr_curve(points, brightest) if points.is_hdr else CURVES[points.transfer]
    samples = [min(max(curve(value / LAST), 0.0), 1.0) for value in range(LAST + 1)]
    return write_profile(points.name, *colourants(*PRIMARIES[points.primaries][1:]), samples)


def hdr_curve(points: CodePoints, picture: Image.Image) -> Curve:
    """From a coded value to toned light, for an HDR picture in eight bits."""
    return _hdr_curve(points, _brightest(points, picture))


def _hdr_curve(points: CodePoints, brightest: int) -> Curve:
    light = pq_light if points.transfer == PQ else hlg_light
    peak = min(max(light(brightest / LAST), WHITE), PEAK)
    return lambda value: toned(light(value), peak) / WHITE
