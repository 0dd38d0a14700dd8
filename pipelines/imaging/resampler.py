"""Lanczos, by cykooz-resizer where it is installed, else by Pillow, which takes about six times as long.

cykooz-resizer has no wheel for Linux on ARM. Both give the same pixels to a few of 255.
"""

from typing import Protocol

from PIL import Image

from pipelines.crop import Size
from pipelines.imaging.pixel_buffer import PIXEL_BUFFER

try:
    import cykooz_resizer as simd
except ImportError:
    simd = None

Corners = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""


class Resampler(Protocol):
    """Makes pictures of another size."""

    name: str

    def resample(self, image: Image.Image, size: Size, corners: Corners | None) -> Image.Image:
        """The part of a picture within `corners`, or the whole, at `size`, in the same mode; pictures have no alpha."""


class PillowResampler:
    """Pillow's own."""

    name = "Pillow"

    def resample(self, image: Image.Image, size: Size, corners: Corners | None) -> Image.Image:
        return image.resize(size, Image.Resampling.LANCZOS, box=corners)


class SimdResampler:
    """cykooz-resizer. It keeps its scratch memory, because fresh pages cost more than the arithmetic on them."""

    name = "cykooz-resizer"

    def __init__(self) -> None:
        self._resizer = simd.Resizer()
        self._algorithm = simd.ResizeAlg.convolution(simd.FilterType.lanczos3)

    def resample(self, image: Image.Image, size: Size, corners: Corners | None) -> Image.Image:
        left, top, right, bottom = corners or (0, 0, *image.size)
        box = simd.CropBox(left, top, right - left, bottom - top)
        target = PIXEL_BUFFER.new_image(image.mode, size)
        self._resizer.resize_pil(
            image, target, simd.ResizeOptions(resize_alg=self._algorithm, use_alpha=False, crop_box=box)
        )
        return target


RESAMPLER: Resampler = SimdResampler() if simd else PillowResampler()
"""One for the process."""
IS_FAST = simd is not None
