"""Pixel memory that is used again for one photo after another.

Pillow zeroes the memory of every new image, and touching a fresh page costs more than the arithmetic on it: together
10 of 190 ms of CPU for a photo of 16 megapixels. This memory is handed out as the last photo left it. So it is only for
code that writes every pixel or fails: the resizer, and Pillow's JPEG decoder, which succeeds only when it has written
the last row.
"""

import contextlib
import mmap
import os
from collections.abc import Iterator

from PIL import Image

from pipelines.crop import Size

BYTES_PER_PIXEL = 4  # Pillow stores RGB in four bytes
MAX_BYTES = 200_000_000  # enough for a photo of 30 megapixels with its ladder; the process keeps this much


class PixelBuffer:
    """Memory for one photo at a time; a second user, or one that needs too much, gets memory from Pillow instead."""

    def __init__(self) -> None:
        self._file = -1
        self._memory: mmap.mmap | None = None
        self._taken: int | None = None

    def share_with_forks(self) -> None:
        """Keep the pages in an anonymous file, which processes forked later share; none of them touches fresh pages.

        Only one of these processes may use the buffer at a time.
        """
        self._file = os.memfd_create("pixel-buffer")

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[None]:
        """Within the block, `new_image` allocates from this memory; no image from it may be used after the block."""
        if self._taken is not None:
            yield
            return
        self._taken = 0
        try:
            yield
        finally:
            self._taken = None

    def reserve(self, pixels: int) -> None:
        """Make room for this many pixels; 0, or too many, release the memory, so that others have the address space."""
        length = pixels * BYTES_PER_PIXEL
        if self._taken or (self._memory and 0 < length <= len(self._memory)):
            return
        self._memory = self._mapped(length) if 0 < length <= MAX_BYTES else None

    def _mapped(self, length: int) -> mmap.mmap:
        if self._file >= 0 and os.fstat(self._file).st_size < length:
            os.ftruncate(self._file, length)
        return mmap.mmap(self._file, length)

    def new_image(self, mode: str, size: Size) -> Image.Image:
        """An image whose pixels are not initialised."""
        width, height = size
        length = width * height * BYTES_PER_PIXEL
        if mode != "RGB" or self._memory is None or self._taken is None or self._taken + length > len(self._memory):
            return Image.new(mode, size, None)
        layout = mode, width * BYTES_PER_PIXEL, 1
        # Pillow has no public function for a writable image in memory that it does not own.
        core = Image.core.map_buffer(self._memory, size, "raw", self._taken, layout)  # type: ignore[attr-defined]
        self._taken += length
        return Image.Image()._new(core)


PIXEL_BUFFER = PixelBuffer()
