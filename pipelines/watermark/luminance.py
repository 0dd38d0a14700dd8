"""Relative luminance and contrast as WCAG 2.2 defines them, for pictures in sRGB."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def _linear(value: int) -> int:
    """An sRGB value as relative luminance, both 0 to 255 (IEC 61966-2-1)."""
    v = value / 255
    return round(255 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4))


_LINEAR = [_linear(value) for value in range(256)] * 3
_WEIGHTS = (0.2126, 0.7152, 0.0722, 0.0)


def luminance_of(image: Image.Image) -> Image.Image:
    """The relative luminance of each pixel of an RGB picture, 0 to 255."""
    return image.point(_LINEAR).convert("L", _WEIGHTS)


def contrast(a: float, b: float) -> float:
    """The contrast, 1 to 21, of two relative luminances, each 0 to 255."""
    return (max(a, b) / 255 + 0.05) / (min(a, b) / 255 + 0.05)
