"""Resizing, cropping and turning."""

from PIL import Image

from pipelines.crop import Size
from pipelines.imaging.resampler import RESAMPLER

TURNS: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def fit(size: Size, long_edge: int | None) -> Size:
    """The size with its longer side at `long_edge` exactly and the other rounded; never enlarged.

    (4000, 3000) to 1600 gives (1600, 1200); None, or a longer edge than the picture's, keeps the size.
    """
    longest = max(size)
    if long_edge is None or long_edge >= longest:
        return size
    width, height = (max(1, (2 * side * long_edge + longest) // (2 * longest)) for side in size)
    return width, height


def shrink(image: Image.Image, size: Size) -> Image.Image:
    """An RGB picture resampled to `size`; the same object where it has that size already."""
    if image.size == size:
        return image
    return RESAMPLER.resample(image, size, None)


def crop_to(image: Image.Image, box: tuple[float, float, float, float], size: Size) -> Image.Image:
    """The part of an RGB picture within `box` (left, top, width, height), resampled to `size`."""
    left, top, width, height = box
    # Both resamplers reject a box that exceeds the picture by even a rounding error.
    right, bottom = min(left + width, image.width), min(top + height, image.height)
    return RESAMPLER.resample(image, size, (left, top, right, bottom))


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture as displayed, given its EXIF orientation, 1 to 8 (CIPA DC-008 4.6.5)."""
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)
