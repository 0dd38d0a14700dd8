"""Cleaning strangers' text, so that it can be stored, shown and written into XML.

Cameras' fields, object keys and spreadsheet cells bring NUL bytes (which PostgreSQL rejects), lone surrogates (which
UTF-8 cannot encode), noncharacters (which XML forbids), direction overrides (which make `gpj.exe` read `exe.jpg`) and
thousands of accents on one letter (which keep NFC busy for minutes). Everything else stays as its author wrote it, in
NFC.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DIRECTION_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
_UNFIT = re.compile(
    rf"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff{_DIRECTION_OVERRIDES}]"
    "|" + "|".join(f"[{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}]" for plane in range(0, 0x110000, 0x10000))
)
MAX_TEXT = 5_000
"""Characters of one text in one language: what the desk takes, a captions file brings and a public file holds."""

MAX_LINE = 500
"""Characters of one line, such as a name or a place."""

MAX_WORDS = 100
"""Entries of one list, such as keywords or persons."""

MAX_MARKS = 30
"""Combining marks in a row, as in Unicode's stream-safe format (UAX 15, 13); living languages use fewer than ten."""

_FIRST_MARK = "\u0300"
"""No character before this one combines with another."""

# What stands for a hyphen: hyphen, hyphen that does not break, figure dash, bullet, minus signs, small and full width.
# Then the blank of Braille; other blanks are white space to Python.
_PLAIN = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2043, 0x02D7, 0x2212, 0xFE63, 0xFF0D), "-") | {0x2800: " "}
# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties, interlinear annotation, the mark of an object.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# From Arabic on, joiners choose between forms of a letter (Persian, the scripts of India).
_JOINING = r"\u0600-\u1fff"
_UNSEEN = re.compile(
    rf"[{_INVISIBLE}{_DIRECTION_OVERRIDES}]|(?<![{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINING}])"
)

_ESCAPED = re.compile(rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b-\u200f{_DIRECTION_OVERRIDES}\u2028\u2029]")


def clean_text(text: str, limit: int | None = None) -> str:
    """`text` as running text: cleaned, with `\\n` line ends, trimmed, at most `limit` characters."""
    text = _UNFIT.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    return unicodedata.normalize("NFC", _limit_marks(text)).strip()[:limit].rstrip()


def _limit_marks(text: str) -> str:
    """`text` with at most `MAX_MARKS` marks on a letter: NFC sorts them in quadratic time."""
    if not text or max(text) < _FIRST_MARK:
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_line(text: str, limit: int | None = None) -> str:
    """`text` as one line: cleaned as by `clean_text`, every run of white space replaced by one space."""
    return " ".join(clean_text(text).split())[:limit].rstrip()


def plain_line(text: str, limit: int | None = None) -> str:
    """`text` as a line that looks the same wherever it is shown, as a name must: cleaned as by `clean_line`.

    Special hyphens become `-`, fixed spaces a space; characters that nobody sees go, such as soft hyphens and direction
    marks. Joiners stay between letters whose shape they decide.
    """
    return clean_line(_UNSEEN.sub("", text.translate(_PLAIN)), limit)


def escape_text(text: str) -> str:
    """`text` with every invisible or unstorable character as an escape: a newline becomes `\\x0a`."""
    return _ESCAPED.sub(lambda found: _escape(found.group()), text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"


def cut_bytes(text: str, size: int) -> bytes:
    """`text` as at most `size` bytes of UTF-8, cut between characters."""
    return text.encode()[:size].decode(errors="ignore").encode()
