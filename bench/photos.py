"""The photos of a run: from a folder, or drawn ones of 12 to 24 megapixels."""

from __future__ import annotations

import datetime as dt
import io
from itertools import cycle, islice
from pathlib import Path

from PIL import Image

from cli.sample.event import SCENES, Shot
from cli.sample.files import make_photo

_SIZES = ((4000, 3000), (4896, 3264), (6000, 4000))
_DAY = dt.date(2026, 9, 1)


def photos_of(folder: Path | None, count: int, made: Path) -> list[Path]:
    """`count` JPEGs: from `folder`, spread evenly over its files, else drawn into `made`."""
    if folder is None:
        sizes = islice(cycle(_SIZES), count)
        return [draw(made / f"photo-{n}.jpg", n, size) for n, size in enumerate(sizes)]
    found = jpegs_in(folder)
    return [found[n * len(found) // count] for n in range(min(count, len(found)))]


def jpegs_in(folder: Path) -> list[Path]:
    """The JPEGs of a folder, sorted by name; SystemExit when there is none, or no such folder."""
    if not folder.is_dir():
        raise SystemExit(f"no folder {folder}")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in {".jpg", ".jpeg"})
    if not found:
        raise SystemExit(f"no JPEG in {folder}")
    return found


def draw(path: Path, number: int, size: tuple[int, int]) -> Path:
    """Write a scene of the sample event with EXIF, IIM and XMP to `path`."""
    path.write_bytes(make_photo(Shot("joerg", path.name, SCENES[number % len(SCENES)], number, size), "bench", _DAY))
    return path


def black(path: Path) -> Path:
    """Write a black photo to `path`: anything bright in its renditions is the credit."""
    Image.new("RGB", (4000, 3000)).save(path, "JPEG")
    return path


def resized(photo: Path, target: Path, megapixels: float) -> Path:
    """Write the photo to `target` in another size: 3:2, quality 90, like a camera of that size."""
    longer = round((megapixels * 1e6 * 1.5) ** 0.5)
    with Image.open(photo) as image:
        picture = image.convert("RGB").resize((longer, round(longer / 1.5)), Image.Resampling.LANCZOS)
    body = io.BytesIO()
    picture.save(body, "JPEG", quality=90)
    target.write_bytes(body.getvalue())
    return target
