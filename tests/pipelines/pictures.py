"""Pictures for the tests, made on the spot."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw

from pipelines.crop import Box
from pipelines.imaging.darkroom import Developed, develop
from pipelines.recipes import Limits, Profile, RenditionOrder, recipe_digest

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 30), (30, 30, 200), (220, 210, 40)
CREDIT = "©Landeshauptstadt Beispielstadt/Michał Müller"


def scene(size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Two crossing gradients and their difference: smooth, and no two corners alike."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (across, down, ImageChops.difference(across, down)))


def quarters(size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Red, green / blue, yellow: shows which way up a picture is."""
    width, height = size
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image


def crest(path: Path, colour: str = "#b01020", *, margin: int = 10) -> Path:
    """A logo as a PNG at `path`: a shield with a light bar and a ring, transparent around it."""
    image = Image.new("RGBA", (180 + 2 * margin, 220 + 2 * margin))
    pen, (left, top) = ImageDraw.Draw(image), (margin, margin)
    pen.polygon(
        [(left, top), (left + 179, top), (left + 179, top + 130), (left + 90, top + 219), (left, top + 130)],
        fill=colour,
    )
    pen.rectangle((left, top + 60, left + 179, top + 85), fill="#f4f4f4")
    pen.ellipse((left + 60, top + 100, left + 120, top + 160), outline="#f2c230", width=12)
    image.save(path)
    return path


def corners(image: Image.Image) -> list[str]:
    """The colours' names at an eighth from each corner: upper left, upper right, lower left, lower right."""
    names = {RED: "red", GREEN: "green", BLUE: "blue", YELLOW: "yellow"}
    rgb, x, y = image.convert("RGB"), image.width // 8, image.height // 8
    points = [(x, y), (image.width - x, y), (x, image.height - y), (image.width - x, image.height - y)]
    return [names[min(names, key=lambda name: distance(rgb.getpixel(point), name))] for point in points]


def distance(pixel: Any, other: Sequence[float]) -> float:
    """The largest difference in a channel."""
    differences: list[float] = [abs(a - b) for a, b in zip(pixel, other, strict=True)]
    return max(differences)


def saved(image: Image.Image, path: Path, picture_format: str = "JPEG", **options: Any) -> Path:
    """The picture as a file at `path`."""
    image.save(path, picture_format, **options)
    return path


def jpeg(image: Image.Image, **options: Any) -> bytes:
    """The picture as a JPEG's bytes."""
    sink = io.BytesIO()
    image.save(sink, "JPEG", **options)
    return sink.getvalue()


def profile(name: str = "plain", **fields: Any) -> Profile:
    """A JPEG profile without watermark, but for what `fields` say."""
    return Profile.model_validate({"name": name, "format": "jpeg", "quality": 95, "watermark": "none"} | fields)


def orders(*profiles: Profile, credit: str | None = CREDIT, box: Box | None = None) -> list[RenditionOrder]:
    """One order for each profile; those with an aspect show `box`."""
    boxes = [box if each.aspect else None for each in profiles]
    return [
        RenditionOrder(profile=each, digest=recipe_digest(each, credit, shown), credit=credit, box=shown)
        for each, shown in zip(profiles, boxes, strict=True)
    ]


def developed(
    path: Path, *profiles: Profile, credit: str | None = CREDIT, box: Box | None = None
) -> tuple[Developed, list[Image.Image]]:
    """What the darkroom made of a file, and its pictures, read back."""
    made = develop(path, orders(*profiles, credit=credit, box=box), path.parent, Limits())
    return made, [Image.open(io.BytesIO((path.parent / file.filename).read_bytes())) for file in made.renditions]
