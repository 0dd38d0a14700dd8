"""Metadata in a WebP's chunks."""

import itertools

from pipelines.sealing.seal import seal
from tests.pipelines.sealing.sealed_files import FIELDS, render


def test_webp_of_odd_sizes_announces_its_canvas() -> None:
    for size, kind in itertools.product([(1, 1), (16383, 1), (2, 16383), (255, 257)], ["webp", "lossless"]):
        pixels, media_type = render(kind, None, size)
        sealed = seal(pixels, media_type, FIELDS)
        assert sealed[12:16] == b"VP8X"
        assert int.from_bytes(sealed[24:27], "little") + 1 == size[0]
        assert int.from_bytes(sealed[27:30], "little") + 1 == size[1]
        assert sealed[20] == 0x0C
        assert int.from_bytes(sealed[4:8], "little") + 8 == len(sealed)
