"""Setting a credit line in type: its size, its lines, and what is shortened when it does not fit.

A credit takes at most half the picture's width and three lines, broken after blanks and slashes. If it is too long, the
publisher before the last slash is shortened first, since the photographer must be named (§ 13 UrhG).

A logo stands to the left of the credit, as high as its lines. If the credit would then have to be shortened, the logo
stands above it, two lines high; if there is no room for that either, the logo is left off.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from PIL import Image, ImageDraw

from pipelines.crop import Size
from pipelines.refusal import warning
from pipelines.text import plain_line
from pipelines.watermark.logo import Logo
from pipelines.watermark.scripts import is_plain, missing_characters, name_characters, set_runs
from pipelines.watermark.style import WatermarkStyle
from pipelines.watermark.typeface import typeface

MAX_LINES = 3
# No legible credit is longer; setting more would only take time.
MAX_CHARACTERS = 300
LEADING = 1.2


@dataclass(frozen=True)
class Lettering:
    """A credit set in type: `em` is the type size in pixels; without `lines` there is no room for the credit.

    `logo` is the logo's size in pixels, None for no logo; `above` tells whether it stands above the lines.
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
        """Pixels over which a plate's edge fades; the text keeps twice as much distance from the outer edge."""
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
        """The size of text, logo, padding and fading edge together, in pixels."""
        (width, height), edges = self.text_size, 4 * self.feather
        if self.logo and self.above:
            width, height = max(width, self.logo[0]), height + self.gap + self.logo[1]
        elif self.logo:
            width, height = width + self.gap + self.logo[0], max(height, self.logo[1])
        return width + edges, height + edges

    def logo_place(self, width: int, *, right: bool) -> tuple[int, int]:
        """The logo's upper left corner in a field of this width, flush right or left."""
        edge, logo = 2 * self.feather, self.logo or (0, 0)
        taken = logo[0] if self.above else self.outer_size[0] - 2 * edge
        return (width - edge - taken if right else edge), edge

    @property
    def text_offset(self) -> tuple[int, int]:
        """How far the logo moves the lines: to the right, where they are flush left, or down."""
        if not self.logo:
            return 0, 0
        return (0, self.logo[1] + self.gap) if self.above else (self.logo[0] + self.gap, 0)

    @property
    def inner_box(self) -> tuple[int, int, int, int]:
        """The box of text and logo within the outer size."""
        width, height = self.outer_size
        edge = 2 * self.feather
        return edge, edge, width - edge, height - edge


# All photos of a batch have one credit, so most letterings and masks are used again.
@lru_cache(maxsize=64)
def text_mask(lettering: Lettering, size: Size, *, right: bool) -> Image.Image:
    """The letters as a mask of `size`, 0 to 255, flush right or left. Cached, so callers must not change it."""
    field = Image.new("L", size)
    pen, edge = ImageDraw.Draw(field), 2 * lettering.feather
    aside, down = lettering.text_offset
    for number, line in enumerate(lettering.lines):
        indent = size[0] - edge - line_width(line, lettering.em) if right else edge + aside
        baseline = edge + down + number * lettering.leading + round(lettering.em * 0.95)
        _draw_line(pen, (indent, baseline), line, lettering.em)
    return field


def _draw_line(pen: ImageDraw.ImageDraw, place: tuple[int, int], line: str, em: int) -> None:
    if is_plain(line):
        pen.text(place, line, fill=255, font=typeface(em), anchor="ls")
        return
    left: float = place[0]
    for run in set_runs(line):
        run.draw(pen, (left, place[1]), em)
        left += run.width(em)


@lru_cache(maxsize=1024)
def line_width(line: str, em: int) -> int:
    """Pixels a line takes."""
    width = typeface(em).getlength(line) if is_plain(line) else sum(run.width(em) for run in set_runs(line))
    return -int(-width // 1)


@lru_cache(maxsize=64)
def typeset(credit: str, size: Size, style: WatermarkStyle, share: float = 0.5) -> Lettering:
    """Set the credit for a picture of `size`, at most `share` of its width wide; its warnings are in the result."""
    em = max(style.smallest, min(round(max(size) * style.size), min(size) // 12))
    blank = Lettering((), em, ())
    room = int(size[0] * share) - 4 * blank.feather
    rows = min(MAX_LINES, (size[1] // 2 - 4 * blank.feather) // blank.leading)
    text, missing = drawable(credit)
    warnings: tuple[str, ...] = (warning("missing_glyph", name_characters(missing)),) if missing else ()
    version, lines = _fitted(text, room, rows, em)
    if "".join(lines).replace(" ", "") != text.replace(" ", ""):
        warnings += (warning("credit_shortened" if lines else "no_room_for_credit"),)
    bare = Lettering(lines, em, warnings)
    return _with_logo(bare, version, style.logo, (room, size[1] // 2)) if lines and style.logo else bare


def _with_logo(bare: Lettering, text: str, logo: Logo, max_size: Size) -> Lettering:
    """The lettering with the logo beside or above it, within `max_size`; the text is not shortened for the logo."""
    room, height = max_size
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
    """The credit on one line without the characters that no font has, and each of these once."""
    text = plain_line(credit, MAX_CHARACTERS)
    missing = missing_characters(text)
    kept = "".join(character for character in text if character not in missing) if missing else text
    return " ".join(kept.split()), missing


def _fitted(text: str, room: int, rows: int, em: int) -> tuple[str, tuple[str, ...]]:
    """The longest version of the text that fits into `rows` lines of `room` pixels, and its lines; else empty ones."""
    for version in chain([text], _shorter(text)):
        lines = _wrapped(version, room, em)
        if 0 < len(lines) <= rows and all(line_width(line, em) <= room for line in lines):
            return version, lines
    return "", ()


def _shorter(text: str) -> list[str]:
    """Shorter and shorter versions: first the publisher loses letters, then the name, down to four."""
    head, slash, name = text.rpartition("/")
    versions = [f"{start.rstrip()}…{slash}{name}" for start in _starts(head, 1) if start != head]
    tail = f"©{name}" if slash else text
    return versions + [f"{start.rstrip()}…" for start in _starts(tail, 4)]


def _starts(text: str, least: int) -> Iterator[str]:
    """The text, and shorter and shorter starts of it, cut between letters and never before a mark on one."""
    for length in range(len(text), least - 1, -1):
        if length == len(text) or not _belongs_to_the_letter_before(text[length - 1], text[length]):
            yield text[:length]


def _belongs_to_the_letter_before(before: str, character: str) -> bool:
    virama = 9  # the class of marks that bind two consonants of Indian scripts
    return (
        character in "\u200c\u200d"
        or before == "\u200d"
        or unicodedata.category(character)[0] == "M"
        or unicodedata.combining(before) == virama
    )


def _wrapped(text: str, room: int, em: int) -> tuple[str, ...]:
    """Lines broken after blanks and slashes; the name begins a line if that takes no more lines."""
    head, slash, name = text.rpartition("/")
    whole, parted = _filled(text, room, em), _filled(head + slash, room, em) + _filled(name, room, em)
    return parted if slash and len(whole) == len(parted) else whole


def _filled(text: str, room: int, em: int) -> tuple[str, ...]:
    """Lines filled one by one; a piece wider than the room gets a line of its own."""
    lines: list[str] = []
    for piece in filter(None, text.replace("/", "/\0").replace(" ", " \0").split("\0")):
        longer = lines[-1] + piece if lines else piece
        if lines and line_width(longer.rstrip(), em) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return tuple(line.rstrip() for line in lines)
