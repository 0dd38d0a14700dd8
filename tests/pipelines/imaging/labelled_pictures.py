"""Pairs of drawn pictures of which it is known whether they are the same picture, of one scene, or strangers.

A scene is a room with furniture and people. Another photo of it shows the same room from almost the same place, and
people who have moved; that is what a burst holds.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (900, 600)


def chances(seed: int | str) -> random.Random:
    """The same pictures in every run."""
    return random.Random(seed)  # noqa: S311 - no secret


def scene(seed: int, moment: int = 0) -> Image.Image:
    """A scene at a moment: from one to the next, people move and the camera a little."""
    room = chances(seed)
    picture = _room(room)
    draw = ImageDraw.Draw(picture)
    now = chances(f"{seed}/{moment}")
    for _n in range(room.randrange(3, 8)):
        _person(draw, room, now, moves=moment > 0)
    if moment:
        picture = cropped(picture, now, 0.03).resize(SIZE)
    return _grainy(picture, now)


def _room(room: random.Random) -> Image.Image:
    def colour(low: int = 20, high: int = 235) -> tuple[int, int, int]:
        return tuple(room.randrange(low, high) for _channel in range(3))  # type: ignore[return-value]  # three of them

    picture = Image.linear_gradient("L").resize(SIZE).rotate(room.choice((0, 180)))
    walls = Image.composite(Image.new("RGB", SIZE, colour()), Image.new("RGB", SIZE, colour()), picture)
    draw = ImageDraw.Draw(walls)
    for _n in range(room.randrange(8, 16)):
        left, top = room.randrange(-100, SIZE[0]), room.randrange(-80, SIZE[1])
        box = (left, top, left + room.randrange(40, 320), top + room.randrange(30, 260))
        (draw.rectangle if room.random() < 0.7 else draw.ellipse)(box, fill=colour())
    for _n in range(room.randrange(2, 6)):
        ends = [room.randrange(0, SIZE[0]), 0, room.randrange(0, SIZE[0]), SIZE[1]]
        draw.line(ends, fill=colour(), width=room.randrange(3, 14))
    return walls.filter(ImageFilter.GaussianBlur(1.2))


def _person(draw: ImageDraw.ImageDraw, room: random.Random, now: random.Random, *, moves: bool) -> None:
    height = room.randrange(160, 380)
    left, top = room.randrange(0, SIZE[0] - 120), SIZE[1] - height + room.randrange(-40, 60)
    skin, coat = room.randrange(90, 230), tuple(room.randrange(10, 240) for _channel in range(3))
    if moves:
        left += now.choice((-1, 1)) * now.randrange(30, 150)
        top += now.randrange(-20, 20)
    width = height // 3
    draw.ellipse((left, top + width, left + width, top + height), fill=coat)
    draw.ellipse(
        (left + width // 5, top, left + width * 4 // 5, top + width), fill=(skin, skin * 4 // 5, skin * 2 // 3)
    )


def _grainy(picture: Image.Image, now: random.Random) -> Image.Image:
    grain = Image.effect_noise(SIZE, 14 + now.random()).convert("RGB")
    return Image.blend(picture, grain, 0.06)


def cropped(picture: Image.Image, chance: random.Random, share: float) -> Image.Image:
    """The picture without up to `share` of it at each side."""
    width, height = picture.size
    left, top, right, bottom = (chance.uniform(0, share) for _side in range(4))
    box = (int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom)))
    return picture.crop(box)


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def edits(picture: Image.Image, chance: random.Random) -> Iterator[tuple[str, Image.Image]]:
    """The same picture as photographers and agencies send it once more."""
    yield "resave", _saved(picture, 40)
    yield "smaller", picture.resize((480, 320))
    yield "brighter", ImageEnhance.Brightness(picture).enhance(1.3)
    yield "darker", ImageEnhance.Brightness(picture).enhance(0.6)
    yield "contrast", ImageEnhance.Contrast(picture).enhance(1.3)
    yield "grey", picture.convert("L").convert("RGB")
    for share in (0.03, 0.06, 0.1, 0.15):
        yield f"crop of {share:.0%}", cropped(picture, chance, share)
    yield "16:9", picture.crop((0, 47, 900, 553))
    yield "crop, brighter, resave", _saved(ImageEnhance.Brightness(cropped(picture, chance, 0.08)).enhance(1.2), 60)


def labelled_pairs(scenes: int = 10) -> Iterator[tuple[str, Image.Image, Image.Image]]:
    """Pairs with their label: the kind of the edit, `scene` for two photos of one scene, `strangers` for others."""
    chance = chances(7)
    for seed in range(scenes):
        picture = scene(seed)
        yield from ((kind, picture, edited) for kind, edited in edits(picture, chance))
        moments = [scene(seed, moment) for moment in range(1, 5)]
        yield from (("scene", one, other) for one, other in zip([picture, *moments], moments, strict=False))
        yield from (("strangers", picture, scene(seed + other, 1)) for other in (100, 200, 300, 400))
