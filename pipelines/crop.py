"""Crops: which rectangle of a photo a profile with an aspect shows, and the size of the result. Numbers, no pixels.

The desk's crop (left, top, width, height) and focal point (x, y) are fractions, 0 to 1, of the picture as displayed. A
box is in pixels of the picture as displayed: left, top, right, bottom. Halves are rounded up.
"""

import math
from collections.abc import Sequence

Size = tuple[int, int]
Aspect = tuple[int, int]
Box = tuple[int, int, int, int]
Crop = tuple[float, float, float, float]
Point = tuple[float, float]

# A ten-thousandth is one pixel of a photo 10,000 pixels wide; nobody aims more precisely by hand.
DECIMALS = 4
# The sum of two rounded fractions may exceed 1 by this much.
SLACK = 2 * 10**-DECIMALS
# A smaller crop is taken for a slip of the mouse.
MIN_SHARE = 0.05


def parse_crop(given: str | Sequence[float] | None) -> Crop | None:
    """`0.1 0.2 0.5 0.5`, or four such numbers, as a crop; None for nothing or the whole picture.

    Raises ValueError for anything else.
    """
    if not given:
        return None
    left, top, width, height = _fractions(given, 4)
    if max(left + width, top + height) > 1 + SLACK:
        raise ValueError("the crop reaches beyond the picture")
    if min(width, height) < MIN_SHARE:
        raise ValueError(f"the crop is smaller than {MIN_SHARE:.0%} of the picture")
    width, height = round(min(width, 1 - left), DECIMALS), round(min(height, 1 - top), DECIMALS)
    return None if (width, height) == (1, 1) else (left, top, width, height)


def parse_point(given: str | Sequence[float] | None) -> Point | None:
    """`0.3 0.25`, or two such numbers, as a focal point; None for nothing. Raises ValueError for anything else."""
    if not given:
        return None
    x, y = _fractions(given, 2)
    return x, y


def _fractions(given: str | Sequence[float], count: int) -> list[float]:
    numbers = [round(float(number), DECIMALS) for number in (given.split() if isinstance(given, str) else given)]
    if len(numbers) != count or not all(0 <= number <= 1 for number in numbers):
        raise ValueError(f"wanted are {count} fractions from 0 to 1")
    return numbers


def crop_box(size: Size, aspect: Aspect, crop: Crop | None = None, focal_point: Point | None = None) -> Box:
    """The largest box of `aspect` within the crop, centred on the focal point but shifted to stay inside.

    The crop defaults to the whole picture, the focal point to the crop's middle. (4000, 3000) and 16:9 give
    (0, 375, 4000, 2625).
    """
    left, top, right, bottom = _pixels(size, crop)
    width, height = _inscribed((right - left, bottom - top), aspect)
    x, y = (left + right) / 2, (top + bottom) / 2
    if focal_point:
        x, y = size[0] * focal_point[0], size[1] * focal_point[1]
    box_left = min(max(_rounded(x - width / 2), left), right - width)
    box_top = min(max(_rounded(y - height / 2), top), bottom - height)
    return box_left, box_top, box_left + width, box_top + height


def _pixels(size: Size, crop: Crop | None) -> Box:
    """The crop in whole pixels, at least one each way."""
    if crop is None:
        return 0, 0, *size
    left, right = _span(size[0], crop[0], crop[2])
    top, bottom = _span(size[1], crop[1], crop[3])
    return left, top, right, bottom


def _span(length: int, start: float, share: float) -> tuple[int, int]:
    first = min(_rounded(length * start), length - 1)
    return first, min(max(_rounded(length * (start + share)), first + 1), length)


def _inscribed(size: Size, aspect: Aspect) -> Size:
    """The largest size of `aspect` that fits into `size`: one side is unchanged, the other rounded."""
    (width, height), (across, down) = size, aspect
    if width * down <= height * across:
        return width, _share(width, down, across)
    return _share(height, across, down), height


def cropped_size(box: Box, aspect: Aspect, long_edge: int | None) -> Size:
    """The size a box is rendered at: the longer side exactly `long_edge`, the other by the aspect; never enlarged."""
    width, height = box[2] - box[0], box[3] - box[1]
    if long_edge is None or long_edge >= max(width, height):
        return width, height
    across, down = aspect
    if across >= down:
        return long_edge, _share(long_edge, down, across)
    return _share(long_edge, across, down), long_edge


def level_edge(full: Size, box: Box, size: Size) -> int:
    """How long the longer side of a shrunk picture must at least be, so that `box` of the `full` one gives `size`."""
    return -(-max(full) * max(size) // max(box[2] - box[0], box[3] - box[1]))


def level_box(full: Size, box: Box, level: Size) -> tuple[float, float, float, float]:
    """Left, top, width and height, on a picture shrunk from `full` to `level`, of a box in pixels of the full one."""
    across, down = level[0] / full[0], level[1] / full[1]
    return box[0] * across, box[1] * down, (box[2] - box[0]) * across, (box[3] - box[1]) * down


def _share(length: int, part: int, whole: int) -> int:
    return max(1, (2 * length * part + whole) // (2 * whole))


def _rounded(number: float) -> int:
    return math.floor(number + 0.5)
