"""What a page shows while a photo loads: its dominant colour, and a blurred picture of it in some 25 bytes (ThumbHash).

The format is the one that https://evanw.github.io/thumbhash/ describes: the lowest frequencies of luminance and of two
colour differences. Decoders for browsers and many languages exist.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image
from pydantic import Field

from pipelines.frozen import Frozen

_SIDE = 32
"""The longer side of the picture that both are made of: seven waves need no more."""
_WAVES, _COLOUR_WAVES = 7, 3
_COLOURS = 8
_NOISE = 1e-9


class Placeholder(Frozen):
    """`colour` is sRGB as CSS writes it, `thumbhash` is in base64."""

    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    thumbhash: str = Field(pattern=r"^[A-Za-z0-9+/]{8,40}={0,2}$")


def placeholder_of(picture: Image.Image) -> Placeholder:
    """The placeholder of an upright picture in sRGB; transparency is disregarded."""
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    return Placeholder(colour=dominant_colour(small), thumbhash=base64.b64encode(thumbhash(small)).decode())


def dominant_colour(small: Image.Image) -> str:
    """The colour of the most pixels, where similar ones count as one: `#3b5f7a`."""
    reduced = small.quantize(_COLOURS, Image.Quantize.MEDIANCUT)
    counts = reduced.histogram()
    index = counts.index(max(counts))
    red, green, blue = (reduced.getpalette() or [0, 0, 0])[3 * index : 3 * index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


@dataclass(frozen=True, slots=True)
class _Channel:
    """The mean of a channel, the amplitudes of its waves from 0 to 1 where 0.5 is none, and the largest of them."""

    mean: float
    waves: tuple[float, ...]
    scale: float


def thumbhash(small: Image.Image) -> bytes:
    """The ThumbHash of an RGB picture of at most 100 pixels a side."""
    width, height = small.size
    across, down = (max(1, _round(_WAVES * side / max(small.size))) for side in (width, height))
    reds, greens, blues = ([value / 255 for value in small.getchannel(band).tobytes()] for band in ("R", "G", "B"))
    pixels = list(zip(reds, greens, blues, strict=True))
    light = _channel([(r + g + b) / 3 for r, g, b in pixels], small.size, max(3, across), max(3, down))
    yellow = _channel([(r + g) / 2 - b for r, g, b in pixels], small.size, _COLOUR_WAVES, _COLOUR_WAVES)
    red = _channel([r - g for r, g, _b in pixels], small.size, _COLOUR_WAVES, _COLOUR_WAVES)
    landscape = width > height
    head = (
        _round(63 * light.mean)
        | _round(31.5 + 31.5 * yellow.mean) << 6
        | _round(31.5 + 31.5 * red.mean) << 12
        | _round(31 * light.scale) << 18
    )
    shape = (down if landscape else across) | _round(63 * yellow.scale) << 3 | _round(63 * red.scale) << 9
    shape |= landscape << 15
    nibbles = [_round(15 * wave) for channel in (light, yellow, red) for wave in channel.waves]
    return head.to_bytes(3, "little") + shape.to_bytes(2, "little") + bytes(_packed(nibbles))


def _channel(values: Sequence[float], size: tuple[int, int], across: int, down: int) -> _Channel:
    """The lowest frequencies of a channel, by a cosine transform along the rows and then down the columns."""
    width, height = size
    rows = [values[y * width : (y + 1) * width] for y in range(height)]
    columns, lines = _cosines(width, across), _cosines(height, down)
    along = [[_product(row, wave) for row in rows] for wave in columns]
    found = [
        _product(along[x], lines[y]) / (width * height)
        for y in range(down)
        for x in range(across)
        if x * down < across * (down - y)
    ]
    mean, *waves = found
    scale = max(map(abs, waves))
    return _Channel(mean, tuple(0.5 + 0.5 / scale * wave if scale > _NOISE else 0.0 for wave in waves), scale)


def _cosines(length: int, count: int) -> list[list[float]]:
    return [[math.cos(math.pi / length * n * (at + 0.5)) for at in range(length)] for n in range(count)]


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _packed(nibbles: Sequence[int]) -> Iterator[int]:
    for at in range(0, len(nibbles), 2):
        yield nibbles[at] | (nibbles[at + 1] << 4 if at + 1 < len(nibbles) else 0)


def _round(number: float) -> int:
    """Half a unit up, as the format's own code does."""
    return math.floor(number + 0.5)
