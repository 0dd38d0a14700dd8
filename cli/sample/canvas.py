"""A canvas measured in parts of its sides, as one camera sees it, with the people who stand on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import ImageDraw

COATS = ("#b23a31", "#2e7fa6", "#e3bf4f", "#3b8058", "#6d597a", "#d3765a", "#e9e6df", "#26323d", "#8a5a44", "#4a6fa5")
_SKINS = ("#f1c9a5", "#d9a066", "#a86a3d", "#e8b48c", "#7b4a2b", "#c68642")
_HAIR = ("#2b1d14", "#5a3a22", "#a8783c", "#1d1d1f", "#8d8d8d", "#6b2d1a")
_GOLDEN = (math.sqrt(5) - 1) / 2

Point = tuple[float, float]


class Strokes:
    """A brush that keeps what it is told, until there is something to draw on."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *positions, **options: self._kept.append((name, positions, options))

    def draw(self, brush: ImageDraw.ImageDraw) -> None:
        for name, positions, options in self._kept:
            getattr(brush, name)(*positions, **options)


@dataclass(frozen=True)
class Canvas:
    """A picture whose corners are (0, 0) and (1, 1), seen by one camera; radii and widths are parts of its height."""

    brush: ImageDraw.ImageDraw | Strokes
    size: tuple[int, int]
    number: int

    def scatter(self, n: int) -> float:
        """A value in 0..1, evenly spread over `n` and another one for each number."""
        return (n * _GOLDEN + self.number * 0.137) % 1.0

    @property
    def zoom(self) -> float:
        """Each number looks more or less closely, from another side."""
        return 1 + 0.35 * self.scatter(3)

    @property
    def unit(self) -> float:
        """Pixels of a part of the height."""
        return self.zoom * self.size[1]

    def points(self, *points: Point) -> list[Point]:
        spare = 1 - 1 / self.zoom
        left, top = spare * self.scatter(5), spare * (0.3 + 0.3 * self.scatter(6))
        seen = [((1 - x if self.scatter(8) > 0.5 else x) - left, y - top) for x, y in points]
        return [(x * self.zoom * self.size[0], y * self.unit) for x, y in seen]

    def corners(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        (x0, y0), (x1, y1) = self.points((left, top), (right, bottom))
        return min(x0, x1), y0, max(x0, x1), y1

    def box(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        self.brush.rectangle(self.corners(left, top, right, bottom), fill=fill)

    def shape(self, *points: Point, fill: str) -> None:
        self.brush.polygon(self.points(*points), fill=fill)

    def line(self, *points: Point, fill: str, width: float) -> None:
        self.brush.line(self.points(*points), fill=fill, width=max(1, round(width * self.unit)), joint="curve")

    def oval(self, x: float, y: float, radius: float, fill: str, tall: float = 1.0) -> None:
        (x, y), r = self.points((x, y))[0], radius * self.unit
        self.brush.ellipse((x - r, y - r * tall, x + r, y + r * tall), fill=fill)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        (x, y), r = self.points((x, y))[0], radius * self.unit
        self.brush.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=max(1, round(width * self.unit)))

    def fade(self, top: float, bottom: float, first: str, last: str, steps: int = 64) -> None:
        """A gradient from above to below."""
        start, end = (_rgb(first), _rgb(last))
        for n in range(steps):
            mixed = tuple(round(a + (b - a) * n / (steps - 1)) for a, b in zip(start, end, strict=True))
            upper = top + (bottom - top) * n / steps
            self.box(0, upper, 1, upper + (bottom - top) / steps + 0.01, "#{:02x}{:02x}{:02x}".format(*mixed))

    def person(self, x: float, foot: float, tall: float, n: int, dark: str = "") -> None:
        """Somebody who stands at `x` with the feet at `foot`; `dark` draws a silhouette."""
        head, wide = tall * 0.075, tall * 0.15 * self.size[1] / self.size[0]
        coat = dark or COATS[(n * 7 + self.number) % len(COATS)]
        legs, skin, hair = (dark,) * 3 if dark else ("#2a2f38", _SKINS[(n * 5) % 6], _HAIR[(n * 3 + self.number) % 6])
        hips, shoulders = foot - tall * 0.45, foot - tall * 0.82
        self.shape(
            (x - wide * 0.8, hips), (x + wide * 0.8, hips), (x + wide * 0.6, foot), (x - wide * 0.6, foot), fill=legs
        )
        body = self.corners(x - wide, shoulders, x + wide, hips + tall * 0.08)
        self.brush.rounded_rectangle(body, (body[2] - body[0]) * 0.3, fill=coat)
        self.oval(x, foot - tall * 0.92, head, hair, 1.15)
        self.oval(x, foot - tall * 0.9, head * 0.9, skin, 1.1)

    def crowd(self, top: float, count: int, tall: float, dark: str = "") -> None:
        """People from `top` down to the lower edge, the nearer ones larger."""
        for n in range(count):
            depth = n / count
            self.person(
                self.scatter(n) * 1.1 - 0.05, top + tall * 0.8 + (1.25 - top) * depth, tall * (0.5 + depth), n, dark
            )


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
