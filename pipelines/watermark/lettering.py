"""Setting a credit line in type: size, lines, and what to do when it does not fit.

The rule: at most half the picture's width and three lines, broken after blanks and slashes; too long, the
publisher before the last slash is shortened first, for the photographer's name is owed (UrhG §13).

A logo stands to the left of the credit, as high as its lines; where that would cost the credit a character, above it,
two lines high; where there is no room for that either, it is left off, for only the credit is owed.
"""

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from PIL import Image, ImageDraw

from pipelines.crop import Size
from pipelines.refusal import warning
from pipelines.watermark.logo import Logo
from pipelines.watermark.style import WatermarkStyle
from pipelines.watermark.typeface import has_glyph, typeface

MAX_LINES = 3
# No legible credit is longer; the rest would only cost time.
MAX_CHARACTERS = 300
LEADING = 1.2


@dataclass(frozen=True)
class Lettering:
    """A credit set in type: `em` is the type's size in pixels; no lines mean that there is no room.

    `logo` is the logo's size in pixels, if there is one, and `above` says that it stands above the lines.
    """

    lines: tuple[str, ...]
    em: int
    warnings: tuple[str, ...]
    logo: Size | None = None
    above: bool = False

    @property
    def leading(self) -> int:
        """Pixels from one line to the next."""
        return round(self.em * LEADING)

    @property
    def feather(self) -> int:
        """Pixels over which a plate fades, and the free space around the text: half of it on each side."""
        return max(2, round(self.em * 0.3))

    @property
    def gap(self) -> int:
        """Pixels between logo and text."""
        return round(self.em * 0.5)

    @property
    def text_size(self) -> Size:
        """The lines alone, in pixels."""
        width = max((line_width(line, self.em) for line in self.lines), default=0)
        return width, len(self.lines) * self.leading

    @property
    def outer_size(self) -> Size:
        """Text, logo, padding and fading edge, in pixels."""
        (width, height), edges = self.text_size, 4 * self.feather
        if self.logo and self.above:
            width, height = max(width, self.logo[0]), height + self.gap + self.logo[1]
        elif self.logo:
            width, height = width + self.gap + self.logo[0], max(height, self.logo[1])
        return width + edges, height + edges

    def logo_place(self, width: int, *, right: bool) -> tuple[int, int]:
        """The logo's left upper corner on a field of this width, flush right or left."""
        edge, logo = 2 * self.feather, self.logo or (0, 0)
        taken = logo[0] if self.above else self.outer_size[0] - 2 * edge
        return (width - edge - taken if right else edge), edge

    @property
    def text_offset(self) -> tuple[int, int]:
        """How far the lines give way to the logo: to the right where they are flush left, and down."""
        if not self.logo:
            return 0, 0
        return (0, self.logo[1] + self.gap) if self.above else (self.logo[0] + self.gap, 0)

    @property
    def inner_box(self) -> tuple[int, int, int, int]:
        """Where the text stands within the outer size."""
        width, height = self.outer_size
        edge = 2 * self.feather
        return edge, edge, width - edge, height - edge


# A batch of photos carries one credit, so most letterings and masks are met again.
@lru_cache(maxsize=64)
def text_mask(text: Lettering, size: Size, *, right: bool) -> Image.Image:
    """The letters as coverage, 0 to 255, on a field of `size`, flush right or left; to be read only."""
    field = Image.new("L", size)
    pen, edge = ImageDraw.Draw(field), 2 * text.feather
    aside, down = text.text_offset
    for number, line in enumerate(text.lines):
        indent = size[0] - edge - line_width(line, text.em) if right else edge + aside
        baseline = edge + down + number * text.leading + round(text.em * 0.95)
        pen.text((indent, baseline), line, fill=255, font=typeface(text.em), anchor="ls")
    return field


def line_width(line: str, em: int) -> int:
    """Pixels a line takes."""
    return -int(-typeface(em).getlength(line) // 1)


@lru_cache(maxsize=64)
def typeset(credit: str, size: Size, style: WatermarkStyle, share: float = 0.5) -> Lettering:
    """Set the credit for a picture of `size`, no wider than `share` of it, with remarks."""
    em = max(style.smallest, min(round(max(size) * style.size), min(size) // 12))
    blank = Lettering((), em, ())
    room = int(size[0] * share) - 4 * blank.feather
    rows = min(MAX_LINES, (size[1] // 2 - 4 * blank.feather) // blank.leading)
    text, missing = drawable(credit)
    remarks = tuple(warning("missing_glyph", character) for character in missing)
    version, lines = _fitted(text, room, rows, em)
    if "".join(lines).replace(" ", "") != text.replace(" ", ""):
        remarks += (warning("credit_shortened" if lines else "no_room_for_credit"),)
    bare = Lettering(lines, em, remarks)
    return _with_logo(bare, version, style.logo, (room, size[1] // 2)) if lines and style.logo else bare


def _with_logo(bare: Lettering, text: str, logo: Logo, most: Size) -> Lettering:
    """The lettering with the logo beside or above it, no larger than `most`; the text stays as long as it is."""
    room, height = most
    for rows in range(1, MAX_LINES + 1):
        size = logo.scaled(rows * bare.leading, room)
        beside = _wrapped(text, room - size[0] - bare.gap, bare.em)
        placed = replace(bare, lines=beside, logo=size)
        if len(beside) <= rows and placed.outer_size[0] <= room + 4 * bare.feather and placed.outer_size[1] <= height:
            return placed
    placed = replace(bare, logo=logo.scaled(2 * bare.leading, room), above=True)
    if placed.outer_size[1] <= height:
        return placed
    return replace(bare, warnings=(*bare.warnings, warning("no_room_for_logo")))


def drawable(credit: str) -> tuple[str, tuple[str, ...]]:
    """The credit on one line without the characters the typeface lacks, and those, each once."""
    text = " ".join(unicodedata.normalize("NFC", credit).split())[:MAX_CHARACTERS]
    kept = "".join(filter(has_glyph, text))
    missing = dict.fromkeys(character for character in text if not has_glyph(character))
    return " ".join(kept.split()), tuple(missing)


def _fitted(text: str, room: int, rows: int, em: int) -> tuple[str, tuple[str, ...]]:
    """The longest version of the text that fits in `rows` lines of `room` pixels, and its lines; else none."""
    for version in chain([text], _shorter(text)):
        lines = _wrapped(version, room, em)
        if 0 < len(lines) <= rows and all(line_width(line, em) <= room for line in lines):
            return version, lines
    return "", ()


def _shorter(text: str) -> list[str]:
    """Ever shorter versions: first the publisher before the last slash, then the end, to four letters."""
    head, slash, name = text.rpartition("/")
    versions = [f"{head[:length].rstrip()}…{slash}{name}" for length in range(len(head) - 1, 0, -1)]
    tail = f"©{name}" if slash else text
    return versions + [f"{tail[:length].rstrip()}…" for length in range(len(tail), 3, -1)]


def _wrapped(text: str, room: int, em: int) -> tuple[str, ...]:
    """Lines broken after blanks and slashes, the name kept whole where that costs no further line."""
    head, slash, name = text.rpartition("/")
    whole, parted = _filled(text, room, em), _filled(head + slash, room, em) + _filled(name, room, em)
    return parted if slash and len(whole) == len(parted) else whole


def _filled(text: str, room: int, em: int) -> tuple[str, ...]:
    """Lines filled one by one; a piece wider than the room stands alone."""
    lines: list[str] = []
    for piece in filter(None, text.replace("/", "/\0").replace(" ", " \0").split("\0")):
        longer = lines[-1] + piece if lines else piece
        if lines and line_width(longer.rstrip(), em) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return tuple(line.rstrip() for line in lines)
