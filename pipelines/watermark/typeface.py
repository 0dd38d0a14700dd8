"""The watermark's typeface: Source Sans 3 Semibold, for Latin, Greek and Cyrillic names; see docs/decisions/0039."""

import hashlib
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONT_FILE = Path(__file__).with_name("fonts") / "SourceSans3-Semibold.ttf"
FONT_DIGEST = hashlib.sha256(FONT_FILE.read_bytes()).hexdigest()

# A noncharacter (Unicode 23.7), which no font has: it gives the font's glyph for missing characters.
NO_GLYPH = "\uffff"


@lru_cache(maxsize=64)
def typeface(size: int) -> ImageFont.FreeTypeFont:
    """The typeface at `size` pixels per em, in basic layout, so that every build of Pillow draws the same pixels."""
    return ImageFont.truetype(FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def has_glyph(character: str) -> bool:
    """Whether the typeface can draw this character; white space counts as drawable."""
    return character.isspace() or _shape(character) != _shape(NO_GLYPH)


def _shape(character: str) -> tuple[tuple[int, int], bytes]:
    mask = typeface(24).getmask(character)
    return mask.size, bytes(mask)
