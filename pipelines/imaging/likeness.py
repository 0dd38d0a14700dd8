"""What a photo looks like in a few bytes: a small grey picture to compare it by, and how sharp it is.

Both come from pixels that the darkroom has at hand. `pipelines.imaging.comparison` compares the small pictures.
"""

import math

from PIL import Image, ImageFilter
from pydantic import Field

from pipelines.frozen import Frozen

SIDE = 64
"""The small picture is a square: what a crop does to the shape is found by comparing, not told by the shape."""

_TILES, _TILE = 4, 96
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


class Likeness(Frozen):
    """`small`: the grey levels of a square picture, row by row, in hex. `sharpness`: edges, 0 where there are none.

    Sharpness compares photos of one scene by one camera, and no others.
    """

    small: str = Field(pattern=rf"^[0-9a-f]{{{2 * SIDE * SIDE}}}$")
    sharpness: float = Field(ge=0, le=10_000, allow_inf_nan=False)


def likeness_of(largest: Image.Image, smallest: Image.Image) -> Likeness:
    """A photo's likeness from its largest and its smallest size."""
    grey = smallest.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    return Likeness(small=grey.tobytes().hex(), sharpness=round(sharpness_of(largest), 2))


def sharpness_of(picture: Image.Image) -> float:
    """The deviation of the Laplacian in the sharpest third of a grid of tiles, at the picture's own size.

    Where the subject is sharp, the background need not be.
    """
    edges = sorted((_edges(picture.crop(box).convert("L")) for box in _tiles(picture.size)), reverse=True)
    best = edges[: max(1, len(edges) // 3)]
    return math.sqrt(sum(best) / len(best))


def _tiles(size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    width, height = (min(_TILE, side) for side in size)
    lefts = {(size[0] - width) * n // (_TILES - 1) for n in range(_TILES)}
    tops = {(size[1] - height) * n // (_TILES - 1) for n in range(_TILES)}
    return [(left, top, left + width, top + height) for top in sorted(tops) for left in sorted(lefts)]


def _edges(grey: Image.Image) -> float:
    """The variance of the Laplacian; the outermost pixels have none."""
    if min(grey.size) < 3:
        return 0.0
    inner = grey.filter(_LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))
    counts = inner.histogram()
    return sum(count * (value - 128) ** 2 for value, count in enumerate(counts) if count) / sum(counts)
