"""Pixel memory that one photo after the other is developed in.

Pillow zeroes every new picture, and a page that nobody had yet costs more than the arithmetic on it: together 10 of
190 ms of CPU for a photo of 16 MP. Here the same memory serves again, as it was left. So it is only for what writes
every pixel or fails: the resizer, and Pillow's JPEG decoder, which has no other success than the last row written.
"""

import contextlib
import mmap
import os
from collections.abc import Iterator

from PIL import Image

from pipelines.crop import Size

BYTES_A_PIXEL = 4  # of RGB, as Pillow keeps it
MAX_BYTES = 200_000_000  # a photo of 30 MP with its ladder; this much stays taken


class PixelBuffer:
    """Memory for one photo at a time; whoever comes meanwhile, or wants too much, gets pictures of Pillow's own."""

    def __init__(self) -> None:
        self._file = -1
        self._memory: mmap.mmap | None = None
        self._taken: int | None = None

    def share_with_forks(self) -> None:
        """Keep the pages in a nameless file, so that processes forked from now on find them touched already.

        They must work one after the other.
        """
        self._file = os.memfd_create("pixel-buffer")

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[None]:
        """For as long as the block lasts, `new_image` takes from this memory; nothing taken may be used after it."""
        if self._taken is not None:
            yield
            return
        self._taken = 0
        try:
            yield
        finally:
            self._taken = None

    def reserve(self, pixels: int) -> None:
        """Have room for so many pixels; with 0, or too many, none at all, so that others have the address space."""
        length = pixels * BYTES_A_PIXEL
        if self._taken or (self._memory and 0 < length <= len(self._memory)):
            return
        self._memory = self._mapped(length) if 0 < length <= MAX_BYTES else None

    def _mapped(self, length: int) -> mmap.mmap:
        if self._file >= 0 and os.fstat(self._file).st_size < length:
            os.ftruncate(self._file, length)
        return mmap.mmap(self._file, length)

    def new_image(self, mode: str, size: Size) -> Image.Image:
        """A picture whose pixels are not set to anything."""
        width, height = size
        length = width * height * BYTES_A_PIXEL
        if mode != "RGB" or self._memory is None or self._taken is None or self._taken + length > len(self._memory):
            return Image.new(mode, size, None)
        layout = mode, width * BYTES_A_PIXEL, 1
        # Pillow has no public name for a picture in somebody's memory that may be written to.
        core = Image.core.map_buffer(self._memory, size, "raw", self._taken, layout)  # type: ignore[attr-defined]
        self._taken += length
        return Image.Image()._new(core)


PIXEL_BUFFER = PixelBuffer()
