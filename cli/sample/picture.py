"""Draws photo-like pictures: a moment of the event with grain; they compress like a camera's photos."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from cli.sample.scenes import paint
from pipelines.watermark.typeface import typeface

_GRAIN = 512


def draw_scene(name: str, event: str, number: int, size: tuple[int, int]) -> Image.Image:
    """Draw an upright RGB picture of the moment `name`; each `number` gives another one, each `event` other bytes."""
    picture = paint(name, number, size)
    small = typeface(max(8, size[1] // 90))
    ImageDraw.Draw(picture).text((size[0] // 90, size[1] * 97 // 100), event, fill="#9a9a9a", font=small)
    return ImageChops.add(picture, _grain(size), 1, -128)


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int]) -> Image.Image:
    """Sensor noise around mid-grey, so that files compress like a camera's."""
    tile = Image.effect_noise((_GRAIN, _GRAIN), 10)
    sheet = Image.new("L", size, 128)
    for top in range(0, size[1], _GRAIN):
        for left in range(0, size[0], _GRAIN):
            sheet.paste(tile, (left, top))
    return Image.merge("RGB", (sheet, sheet, sheet))
