"""Whether two photos are the same picture, or alike: by their small grey pictures (`pipelines.imaging.likeness`).

The same picture may have been saved anew, brightened or cropped. Two steps find it: hashes of the whole and of windows
in it say in microseconds which pairs are worth a look; then one is laid over the other, moved and scaled until it fits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from operator import mul
from typing import NamedTuple

from PIL import Image

from pipelines.imaging.likeness import SIDE

Margins = tuple[float, float, float, float]
"""What a crop takes off at left, top, right and bottom, as fractions of the picture."""

NEAR = 13
"""Of 64 bits, so many differ at most where a hash of one picture is that of a window in the other."""
FITS, ODD = 0.93, 0.014
"""A picture laid over another is the same from this correlation on, unless one part of it differs by more than this
share: there somebody has moved."""
ALIKE = 0.62
"""The correlation of two photos of one scene, taken one after another."""

_WHOLE: Margins = (0, 0, 0, 0)
_WINDOWS: tuple[Margins, ...] = (
    _WHOLE,
    *(
        (left, top, cut - left, cut - top)
        for cut in (0.12, 0.24)
        for left in (0, cut / 2, cut)
        for top in (0, cut / 2, cut)
    ),
)
_STEPS = ((0.08, 8), (0.04, 16), (0.02, 32), (0.01, 32))
"""By how much a picture is moved or scaled at a time, and how wide it is then compared: fine detail would mislead."""
_MESH, _PART = 32, 8
_DEEPEST = 0.35
_HOPELESS = 0.6  # after the first step


Hashes = tuple[int, ...]
"""Of the whole picture, then of each window in it."""


def bits_apart(one: Hashes, other: Hashes) -> int:
    """How many bits differ; up to `NEAR`, `Sight.is_same` is worth asking."""
    return min(_nearest(one, other)[0], _nearest(other, one)[0])


def _nearest(hashes: Hashes, other: Hashes) -> tuple[int, int]:
    """How many bits of the other's whole differ from the window that is most like it, and which window that is."""
    whole = other[0]
    distances = [(whole ^ own).bit_count() for own in hashes]
    nearest = min(distances)
    return nearest, distances.index(nearest)


def pack_hashes(hashes: Hashes) -> bytes:
    """The hashes as the record keeps them."""
    return b"".join(each.to_bytes(8) for each in hashes)


def unpack_hashes(packed: bytes) -> Hashes:
    """The hashes that `pack_hashes` packed."""
    return tuple(int.from_bytes(packed[at : at + 8]) for at in range(0, len(packed), 8))


class _Fit(NamedTuple):
    correlation: float
    margins: Margins


class Sight:
    """A photo's small picture, ready to be compared."""

    def __init__(self, small: bytes) -> None:
        self._picture = Image.frombytes("L", (SIDE, SIDE), small)

    @cached_property
    def hashes(self) -> Hashes:
        """64 bits of the whole and of each window: where it grows lighter from left to right."""
        return tuple(_hash(self._picture, window) for window in _WINDOWS)

    def is_alike(self, other: Sight) -> bool:
        """Whether both can be photos of one scene, taken one after another; people and camera may have moved."""
        return any(one._resembles(another) for one, another in ((self, other), (other, self)))

    def is_same(self, other: Sight) -> bool:
        """Whether it is the same picture, perhaps saved anew, brightened or cropped."""
        return self._holds(other) or other._holds(self)

    def _holds(self, other: Sight) -> bool:
        """Whether `other` is this picture or a crop of it."""
        distance, window = _nearest(self.hashes, other.hashes)
        if distance > NEAR:
            return False
        margins = self._best_margins(other, _WINDOWS[window])
        own, wanted = self._levelled(_MESH, margins), other._levelled(_MESH)
        return _correlation(own, wanted) >= FITS and _oddest_part(own, wanted) <= ODD

    def _resembles(self, other: Sight) -> bool:
        """Whether `other` is much like a part of this picture, as far as a few pixels tell."""
        margins = self._best_margins(other, _WINDOWS[_nearest(self.hashes, other.hashes)[1]], _STEPS[:2])
        mesh = _STEPS[1][1]
        return _correlation(self._levelled(mesh, margins), other._levelled(mesh)) >= ALIKE

    def _best_margins(self, other: Sight, start: Margins, steps: Sequence[tuple[float, int]] = _STEPS) -> Margins:
        margins = start
        for step, mesh in steps:
            wanted = other._levelled(mesh)
            best = self._fit(wanted, mesh, margins)
            better = self._climb(wanted, mesh, best, step)
            while better.correlation > best.correlation:
                best, better = better, self._climb(wanted, mesh, better, step)
            margins = best.margins
            if best.correlation < _HOPELESS:
                break
        return margins

    def _climb(self, wanted: Sequence[float], mesh: int, best: _Fit, step: float) -> _Fit:
        """The best fit that is found by moving one side after the other."""
        for side in range(4):
            for change in (step, -step):
                margins = list(best.margins)
                margins[side] = min(max(margins[side] + change, 0.0), _DEEPEST)
                fit = self._fit(wanted, mesh, (margins[0], margins[1], margins[2], margins[3]))
                best = fit if fit.correlation > best.correlation else best
        return best

    def _fit(self, wanted: Sequence[float], mesh: int, margins: Margins) -> _Fit:
        return _Fit(_correlation(wanted, self._levelled(mesh, margins)), margins)

    def _levelled(self, mesh: int, margins: Margins = _WHOLE) -> list[float]:
        """The pixels of this part without their mean and of length one: brightness and contrast are gone."""
        pixels = self._picture.resize((mesh, mesh), Image.Resampling.BOX, box=_box(margins)).tobytes()
        mean = sum(pixels) / len(pixels)
        differences = [pixel - mean for pixel in pixels]
        length = math.sqrt(sum(map(mul, differences, differences)))
        return [difference / length for difference in differences] if length else differences


def _correlation(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(map(mul, one, other))


def _oddest_part(one: Sequence[float], other: Sequence[float]) -> float:
    """How much the part differs that differs most, of squares of `_PART` pixels."""
    squares = [(a - b) ** 2 for a, b in zip(one, other, strict=True)]
    starts = [top * _MESH + left for top in range(0, _MESH, _PART) for left in range(0, _MESH, _PART)]
    rows = range(0, _PART * _MESH, _MESH)
    return max(sum(sum(squares[start + row : start + row + _PART]) for row in rows) for start in starts)


def _hash(picture: Image.Image, window: Margins) -> int:
    pixels = picture.resize((9, 8), Image.Resampling.BOX, box=_box(window)).tobytes()
    bits = 0
    for at in range(72):
        if at % 9:
            bits = bits << 1 | (pixels[at - 1] < pixels[at])
    return bits


def _box(margins: Margins) -> tuple[float, float, float, float]:
    left, top, right, bottom = margins
    return left * SIDE, top * SIDE, (1 - right) * SIDE, (1 - bottom) * SIDE
