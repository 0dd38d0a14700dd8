"""The publisher's logo beside the credit: a PNG that the operator names, checked at the start, drawn at any size.

Its colours are taken as sRGB and kept. Transparent margins are cut off.
"""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.crop import Size
from pipelines.frozen import Frozen
from pipelines.watermark.luminance import luminance_of

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 2_000_000
MIN_SIDE, MAX_SIDE = 16, 2000
# A longer one would look like a stroke beside the line of text.
MAX_ASPECT_RATIO = 8
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")


class LogoError(ValueError):
    """The logo cannot be used; the message says why in plain words."""


class Logo(Frozen):
    """A logo file that was checked: its path, its digest, and its size in pixels without transparent margins.

    `luminance` is the mean relative luminance of its visible parts, 0 to 255; None for an opaque logo, which has a
    background of its own.
    """

    path: Path
    sha256: str
    width: int
    height: int
    luminance: float | None

    def scaled(self, height: int, room: int) -> Size:
        """Its size at `height` pixels, or less if it would be wider than `room`."""
        height = max(1, min(height, room * self.height // self.width))
        return max(1, round(height * self.width / self.height)), height


_held: dict[Path, bytes] = {}


def hold_logo(logo: Logo, data: bytes) -> None:
    """Keep the logo's file, for a process that cannot open it by its path."""
    _held[logo.path] = data


def read_logo(path: Path) -> Logo:
    """Check the logo's file; LogoError says what is wrong with it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LogoError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise LogoError(f"{path} has {len(data):,} bytes; at most {MAX_BYTES:,} make sense")
    picture = _decoded(data, path)
    alpha = picture.getchannel("A")
    opaque = alpha.getextrema() == (255, 255)
    return Logo(
        path=path.resolve(),
        sha256=hashlib.sha256(data).hexdigest(),
        width=picture.width,
        height=picture.height,
        luminance=None if opaque else _mean_luminance(picture, alpha),
    )


def _decoded(data: bytes, path: Path) -> Image.Image:
    """The logo as RGBA without its transparent margins."""
    from PIL import Image  # here and below: the settings hold a Logo, and commands that read need no Pillow

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            _check(image, path)
            picture = image.convert("RGBA")
    except LogoError:
        raise
    except Exception as error:  # Pillow raises all kinds of errors over a damaged PNG
        raise LogoError(f"{path} is no PNG that can be read") from error
    seen = picture.getchannel("A").getbbox()
    if seen is None:
        raise LogoError(f"{path} shows nothing: every pixel is transparent")
    return picture.crop(seen)


def _check(image: Image.Image, path: Path) -> None:
    if min(image.size) < MIN_SIDE or max(image.size) > MAX_SIDE:
        size = f"{image.width} x {image.height}"
        raise LogoError(f"{path} has {size} pixels; each side must have {MIN_SIDE} to {MAX_SIDE}")
    if max(image.size) > MAX_ASPECT_RATIO * min(image.size):
        raise LogoError(f"{path} is more than {MAX_ASPECT_RATIO} times as long as wide")
    if image.mode not in MODES:
        raise LogoError(f"{path} has 16 bits a channel; save it with 8")


def _mean_luminance(picture: Image.Image, alpha: Image.Image) -> float:
    from PIL import ImageChops, ImageStat

    seen = ImageChops.multiply(luminance_of(picture.convert("RGB")), alpha)
    return 255 * ImageStat.Stat(seen).mean[0] / ImageStat.Stat(alpha).mean[0]


@lru_cache(maxsize=16)
def logo_at(logo: Logo, size: Size) -> Image.Image:
    """The logo as RGBA at `size`; cached, so callers must not change it. OSError if its file is not as at the start."""
    from PIL import Image

    data = _held.get(logo.path) or logo.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != logo.sha256:
        raise OSError(f"{logo.path} was changed after the start; start again")
    return _decoded(data, logo.path).resize(size, Image.Resampling.LANCZOS)
