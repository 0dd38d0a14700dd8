"""Draws photo-like pictures: gradient, skyline, crowd, grain and a title; they compress like a camera's photos."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageOps

from pipelines.watermark.typeface import typeface

_SKIES = (("#f6c177", "#3e5c8a"), ("#cfe8ff", "#4a90c2"), ("#ffd6c9", "#6a4c7d"), ("#1a2340", "#05060d"))
_COATS = ("#c0392b", "#2e86ab", "#f4d35e", "#3b8b5a", "#6d597a", "#e07a5f", "#f2f2f2", "#22303c")
_SKINS = ("#f1c9a5", "#d9a066", "#a86a3d", "#e8b48c", "#7b4a2b")
_GOLDEN = (math.sqrt(5) - 1) / 2
_GRAIN = 512


def draw_scene(name: str, event: str, number: int, size: tuple[int, int]) -> Image.Image:
    """Draw an upright RGB picture of `size` with `name` and `event` in it; each `number` gives another picture."""
    sky, ground = _SKIES[number % len(_SKIES)], int(size[1] * 0.62)
    picture = _gradient(size, *sky)
    brush = ImageDraw.Draw(picture)
    _skyline(brush, size, ground, number)
    brush.rectangle((0, ground, size[0], size[1]), fill="#54624f")
    _crowd(brush, size, ground, number)
    letters = typeface(size[1] // 9)
    brush.text((size[0] // 16, size[1] // 14), name, fill="white", font=letters, stroke_width=6, stroke_fill="#202020")
    brush.text((size[0] // 16, size[1] // 5), event, fill="white", font=typeface(size[1] // 30))
    return ImageChops.add(picture, _grain(size), 1, -128)


def _gradient(size: tuple[int, int], low: str, high: str) -> Image.Image:
    ramp = ImageOps.colorize(Image.linear_gradient("L"), high, low)
    # A smooth column, repeated sideways: a full bilinear resize costs as much as the encode.
    return ramp.resize((1, size[1]), Image.Resampling.BILINEAR).resize(size, Image.Resampling.NEAREST)


def _skyline(brush: ImageDraw.ImageDraw, size: tuple[int, int], ground: int, number: int) -> None:
    width = size[0] // 22
    for n in range(23):
        height = int(size[1] * (0.08 + 0.26 * _scatter(n, number)))
        left, top = n * width, ground - height
        shade = 60 + int(90 * _scatter(n + 7, number))
        brush.rectangle((left, top, left + width - 6, ground), fill=(shade, shade - 10, shade - 20))
        for y in range(top + 30, ground - 40, 90):
            for x in range(left + 20, left + width - 50, 70):
                lit = _scatter(x + y, number) > 0.55
                brush.rectangle((x, y, x + 34, y + 50), fill="#ffe9a8" if lit else "#2c3440")


def _crowd(brush: ImageDraw.ImageDraw, size: tuple[int, int], ground: int, number: int) -> None:
    for n in range(260):
        depth = n / 260  # back to front, so that the nearer figures cover the farther ones
        x = int(size[0] * _scatter(n, number + 3))
        y = int(ground + (size[1] - ground) * depth)
        head = int(size[1] * (0.008 + 0.018 * depth))
        coat = _COATS[(n * 5 + number) % len(_COATS)]
        brush.rounded_rectangle((x - head * 2, y, x + head * 2, y + head * 7), radius=head, fill=coat)
        brush.ellipse((x - head, y - 2 * head, x + head, y), fill=_SKINS[(n * 3 + number) % len(_SKINS)])


def _scatter(n: int, number: int) -> float:
    """A value in 0..1, evenly spread over `n` and the same in every run."""
    return (n * _GOLDEN + number * 0.137) % 1.0


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int]) -> Image.Image:
    """Sensor noise around mid-grey, so that files compress like a camera's."""
    tile = Image.effect_noise((_GRAIN, _GRAIN), 10)
    sheet = Image.new("L", size, 128)
    for top in range(0, size[1], _GRAIN):
        for left in range(0, size[0], _GRAIN):
            sheet.paste(tile, (left, top))
    return Image.merge("RGB", (sheet, sheet, sheet))
