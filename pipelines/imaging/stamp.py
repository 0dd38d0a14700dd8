"""The stamp across pictures of the closed preview: two lines again and again, askew, over the whole picture.

Unlike the credit it is meant to be in the way: whoever passes such a picture on shows for whom it was and until when.
"""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageFilter

from pipelines.crop import Size
from pipelines.imaging.colour import SRGB_TAG
from pipelines.imaging.resize import fit, shrink
from pipelines.watermark.lettering import Lettering, drawable, text_mask

QUALITY = 72
_ANGLE = 18  # degrees
_EM = 1 / 26  # of the longer side
_INK, _EDGE = 0.8, 0.5  # how dense the white letters and their dark edge are


def stamped(picture: bytes, long_edge: int, lines: Sequence[str]) -> bytes:
    """A small JPEG of one of our own renditions, with these lines across it and no metadata but its colours."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
        small = shrink(opened.convert("RGB"), fit(opened.size, long_edge))
    letters, edges = _masks(small.size, tuple(drawable(line)[0] for line in lines))
    image = small.copy()
    image.info = {}
    image.paste((0, 0, 0), (0, 0, *image.size), edges)
    image.paste((255, 255, 255), (0, 0, *image.size), letters)
    sink = io.BytesIO()
    image.save(sink, "JPEG", quality=QUALITY, progressive=True, icc_profile=SRGB_TAG)
    return sink.getvalue()


@lru_cache(maxsize=16)
def _masks(size: Size, lines: tuple[str, ...]) -> tuple[Image.Image, Image.Image]:
    """The letters and what surrounds them, as masks. Photos share them, so callers must not change them."""
    em = max(9, round(max(size) * _EM))
    side = round((size[0] ** 2 + size[1] ** 2) ** 0.5) + 2 * em
    field = Image.new("L", (side, side))
    for row, top in enumerate(range(0, side, round(em * 2.6))):
        line = _line_mask(lines[row % len(lines)], em)
        step = line.width + em * 2
        for left in range(-(row * step // 3) % step - step, side, step):
            field.paste(line, (left, top), line)
    turned = field.rotate(_ANGLE, Image.Resampling.BICUBIC)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    letters = turned.crop((left, top, left + size[0], top + size[1]))
    edges = letters.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.BoxBlur(1))
    return letters.point(lambda value: round(value * _INK)), edges.point(lambda value: round(value * _EDGE))


def _line_mask(line: str, em: int) -> Image.Image:
    lettering = Lettering((line,), em, ())
    return text_mask(lettering, lettering.outer_size, right=False)
