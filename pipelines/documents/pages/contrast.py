"""Whether colours can be read on one another: the contrast of WCAG 2.2, success criterion 1.4.3."""

from __future__ import annotations

import re
from collections.abc import Iterable

PAPER, PAPER_DARK = "#ffffff", "#111315"
"""The grounds of press.css in light and in dark."""

LEGIBLE = 4.5
"""How much contrast text needs."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Whether it is a colour as `#00583f`."""
    return bool(_HEX.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """1 for the same colour, 21 for black on white."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def readable_on(colour: str) -> str:
    """White or almost black, whichever is read better on it."""
    return max(("#ffffff", "#0b0d0e"), key=lambda ink: contrast(ink, colour))


def darker(colour: str) -> str:
    """A third of the way to black."""
    return _hex(channel * 2 / 3 for channel in _channels(colour))


def lighter(colour: str) -> str:
    """A third of the way to white."""
    return _hex(channel + (255 - channel) / 3 for channel in _channels(colour))


def legible_on(colour: str, ground: str) -> str:
    """The colour itself or, where it cannot be read on this ground, the first of its lighter shades that can."""
    while colour and contrast(colour, ground) < LEGIBLE and colour != "#ffffff":
        colour = lighter(colour)
    return colour


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _hex(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
