"""Lines in any script: which font draws which letters, and in which order they stand; see docs/decisions/0048.

The typeface draws what it can. Each other letter is drawn by the first fallback font that has it. A line is set from
left to right; letters that run from right to left stand together, as in `©Stadt/דוד כהן`.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from PIL import ImageDraw, ImageFont, features

from pipelines.text import plain_line
from pipelines.watermark.typeface import FONT_FILE, NO_GLYPH, has_glyph, typeface

SHAPES = bool(features.check_feature("raqm"))
"""Whether this machine joins and reorders letters; Pillow does it where the system has FriBiDi."""

MAX_NAMED = 10
"""How many missing characters a remark names."""

_FOLDER = FONT_FILE.parent
# What programs write for a letter that they cannot read; the typeface draws it.
_LOST = "\ufffd"
_JOINERS = ("\u200c", "\u200d")


@dataclass(frozen=True)
class Font:
    """A font file. `shaped`: unless its letters are joined, stacked or reordered, they are no text.

    `stroke` is what makes its strokes as bold as the typeface's, as a share of the type size.
    """

    name: str
    shaped: bool = False
    stroke: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether this machine can draw with it."""
        return SHAPES or not self.shaped

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return _digest_of(self.name)

    def has(self, character: str) -> bool:
        """Whether it has a glyph for this character."""
        return has_glyph(character) if self is TYPEFACE else _has(self.name, character)

    def at(self, em: int) -> ImageFont.FreeTypeFont:
        """The font at `em` pixels, shaped where that is needed."""
        if self is TYPEFACE:
            return typeface(em)
        return _opened(self.name, em, ImageFont.Layout.RAQM if self.shaped else ImageFont.Layout.BASIC)


TYPEFACE = Font(FONT_FILE.name)
FALLBACKS = (
    Font("NotoSansArmenian-SemiBold.ttf"),
    Font("NotoSansGeorgian-SemiBold.ttf"),
    Font("NotoSansHebrew-SemiBold.ttf", shaped=True),
    Font("NotoSansArabic-SemiBold.ttf", shaped=True),
    Font("NotoSansDevanagari-SemiBold.ttf", shaped=True),
    Font("NotoSansBengali-SemiBold.ttf", shaped=True),
    Font("NotoSansTamil-SemiBold.ttf", shaped=True),
    Font("NotoSansThai-SemiBold.ttf", shaped=True),
    Font("NotoSansEthiopic-SemiBold.ttf"),
    Font("NotoSansGurmukhi-SemiBold.ttf", shaped=True),
    Font("NotoSansGujarati-SemiBold.ttf", shaped=True),
    Font("NotoSansTelugu-SemiBold.ttf", shaped=True),
    Font("NotoSansKannada-SemiBold.ttf", shaped=True),
    Font("NotoSansMalayalam-SemiBold.ttf", shaped=True),
    Font("NotoSansSinhala-SemiBold.ttf", shaped=True),
    Font("NotoSansKhmer-SemiBold.ttf", shaped=True),
    Font("NotoSansLao-SemiBold.ttf", shaped=True),
    Font("NotoSansMyanmar-SemiBold.ttf", shaped=True),
    Font("DroidSansFallbackFull.ttf", stroke=1 / 64),  # Chinese and Japanese, in one weight
    Font("GothicA1-SemiBold.ttf"),  # Korean
)


@dataclass(frozen=True)
class Run:
    """Letters of one font that stand side by side; `backwards` from right to left."""

    font: Font
    text: str
    backwards: bool = False

    def width(self, em: int) -> float:
        """Pixels it takes."""
        return self._font(em).getlength(self.text, direction="rtl" if self.backwards else None)

    def draw(self, pen: ImageDraw.ImageDraw, place: tuple[float, float], em: int) -> None:
        """Draw it in white from `place`, its left end on the baseline."""
        pen.text(
            place,
            self.text,
            fill=255,
            font=self._font(em),
            anchor="ls",
            direction="rtl" if self.backwards else None,
            stroke_width=self.font.stroke * em,
        )

    def _font(self, em: int) -> ImageFont.FreeTypeFont:
        if self.font is TYPEFACE and SHAPES and (self.backwards or any(map(unicodedata.combining, self.text))):
            return _opened(TYPEFACE.name, em, ImageFont.Layout.RAQM)
        return self.font.at(em)


@lru_cache(maxsize=1024)
def is_plain(line: str) -> bool:
    """Whether the typeface alone draws the line, letter after letter; marks have to be set over theirs."""
    return all(map(has_glyph, line)) and not any(map(unicodedata.combining, line))


@lru_cache(maxsize=4096)
def font_for(character: str) -> Font | None:
    """The font that draws this character; None where none can."""
    return next((font for font in (TYPEFACE, *FALLBACKS) if font.usable and font.has(character)), None)


def missing_characters(line: str) -> tuple[str, ...]:
    """Each character once that no font can draw."""
    if is_plain(line):
        return ()
    return tuple(dict.fromkeys(c for c in line if c not in _JOINERS and font_for(c) is None))


@lru_cache(maxsize=1024)
def missing_letters(credit: str) -> tuple[str, ...]:
    """What is missing from the names in a credit as it is drawn: letters that no font has, or that were lost before.

    A sign such as an emoji may be missing, unless the photographer's name consists of nothing else.
    """
    credit = plain_line(credit)
    missing = missing_characters(credit)
    letters = (*filter(_counts, missing), *(_LOST if _LOST in credit else ""))
    name = credit.rpartition("/")[2]
    if letters or any(map(str.isalnum, name)):
        return letters
    return tuple(character for character in missing if character in name)


def name_characters(characters: Sequence[str]) -> str:
    """The first of these characters, one beside the other, for people; by number where they cannot be shown."""
    shown = [each if each.isprintable() else f"U+{ord(each):04X}" for each in characters[:MAX_NAMED]]
    return " ".join([*shown, "…"] if len(characters) > MAX_NAMED else shown)


def _counts(character: str) -> bool:
    """Whether this is part of a name: a letter, a mark, a digit, or one that Unicode does not know."""
    return unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) in ("Co", "Cn")


def fallback_digests(line: str) -> list[str]:
    """The digests of the fonts besides the typeface that draw the line."""
    if is_plain(line):
        return []
    used = {run.font for run in set_runs(line)} - {TYPEFACE}
    return [font.digest for font in FALLBACKS if font in used]


def set_runs(line: str) -> list[Run]:
    """The runs of a line from left to right; what no font can draw is left out."""
    runs: list[Run] = []
    for backwards, letters in _stretches(line):
        parts = [
            Run(font, "".join(letter for _font, letter in group), backwards)
            for font, group in groupby(_with_fonts(letters), key=lambda pair: pair[0])
        ]
        runs += reversed(parts) if backwards else parts
    return runs


def _with_fonts(letters: str) -> Iterator[tuple[Font, str]]:
    """Each letter with its font; blanks and marks stay in the font of the letter before them if it has them."""
    font: Font | None = None
    for letter in letters:
        if letter in _JOINERS:
            if font and font.shaped:
                yield font, letter
            continue
        if font is None or unicodedata.category(letter)[0] not in "MZ" or not font.has(letter):
            font = font_for(letter)
        if font:
            yield font, letter


def _stretches(line: str) -> list[tuple[bool, str]]:
    """The line cut where its direction changes, each part with whether it runs from right to left.

    A stretch from right to left goes from its first such letter to its last or a number behind it (UAX 9 for a
    paragraph from left to right).
    """
    kinds = [unicodedata.bidirectional(letter) for letter in line]
    parts: list[tuple[bool, str]] = []
    start = 0
    while start < len(line):
        backwards = kinds[start] in _BACKWARDS
        end = _end_backwards(kinds, start) if backwards else _end_forwards(kinds, start)
        parts.append((backwards, line[start:end]))
        start = end
    return parts


_BACKWARDS = ("R", "AL")


def _end_forwards(kinds: Sequence[str], start: int) -> int:
    return next((at for at in range(start, len(kinds)) if kinds[at] in _BACKWARDS), len(kinds))


def _end_backwards(kinds: Sequence[str], start: int) -> int:
    end = start
    for at in range(start, len(kinds)):
        if kinds[at] == "L":
            break
        if kinds[at] in (*_BACKWARDS, "NSM", "EN", "AN"):
            end = at + 1
    return end


@lru_cache(maxsize=64)
def _opened(name: str, em: int, layout: ImageFont.Layout) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FOLDER / name, em, layout_engine=layout)


def _has(name: str, character: str) -> bool:
    return character.isspace() or _shape(name, character) != _shape(name, NO_GLYPH)


@lru_cache(maxsize=4096)
def _shape(name: str, character: str) -> tuple[tuple[int, int], bytes]:
    mask = _opened(name, 24, ImageFont.Layout.BASIC).getmask(character)
    return mask.size, bytes(mask)


@lru_cache(maxsize=32)
def _digest_of(name: str) -> str:
    return hashlib.sha256((_FOLDER / name).read_bytes()).hexdigest()
