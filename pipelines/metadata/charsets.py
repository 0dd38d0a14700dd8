"""The character set of a text that does not say which it is, or says so wrongly.

Programs write UTF-8, Windows' cp1252 or the Macintosh's MacRoman into the same fields. UTF-8 proves itself: hardly any
other text decodes as it. Between the other two the letters decide. The text is read in both, and each character beyond
ASCII is weighed where it stands: a letter that Western languages use counts for the set, and more so a frequent one;
against it count a symbol inside a word, a capital behind a small letter, a code without a character, a letter that is
no word by itself, an odd small letter at the beginning, and `ä ö ü ø û ú` beside another vowel (but `äu`, `oû`), for
one byte is `ö` in MacRoman and `š` in cp1252. A dash beside a blank counts like a letter; so does an apostrophe where
languages have one (`l’été`, `it’s`), for one byte is `’` in cp1252 and `í` in MacRoman.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import islice

# The escape sequences of ISO 2022 that IIM 1:90 holds: `ESC - A` puts ISO 8859-1 into register G1, `ESC . A` into G2,
# `ESC / A` into G3. The last letter is the set's in the ISO international register.
_ISO_8859: Mapping[str, str] = {
    "A": "cp1252",  # of ISO 8859-1, which it extends
    "B": "iso8859_2",
    "C": "iso8859_3",
    "D": "iso8859_4",
    "L": "iso8859_5",
    "G": "iso8859_6",
    "F": "iso8859_7",
    "H": "iso8859_8",
    "M": "iso8859_9",
    "V": "iso8859_10",
    "T": "iso8859_11",
    "Y": "iso8859_13",
    "_": "iso8859_14",
    "b": "iso8859_15",
}
_UTF8 = re.compile(rb"\x1b%(?:G|/[GHI])")
_REGISTER = re.compile(rb"\x1b[-./]([A-Za-z_])")

_VOWELS = frozenset("aeiouäöüøåæœ")
_WEIGHTS: Mapping[str, int] = {
    **dict.fromkeys("äöüéèàçß", 4),
    **dict.fromkeys("êåøæóôâîëïûùíáúñãõ", 3),
    **dict.fromkeys("ÄÖÜÉÅØÆÇÈÀÓÁÍÚÑœÿìò", 2),
    **dict.fromkeys("šžŠŽŒýþðÝÞÐÊÂÔÎ", 1),
}
_LONELY = frozenset("äöüûøú")  # hardly ever beside another vowel
# `Škoda` and `žena` read as MacRoman, `Óscar` and `Último` as cp1252: no sentence begins so.
_ODD_START = re.compile(r"ä[^\W\dhlmnrsuß]|[ûò][^\W\d]|î[^\W\dl]")
_OPENING, _CLOSING, _ANYWHERE = frozenset("„“‚‘«»‹›"), frozenset("“”‘’«»‹›…"), frozenset("–—•·")
_SIGNS = frozenset("©®™°§€£¥²³½¼¾±×µ¿¡…")
_IMPOSSIBLE, _UNLIKELY = -6, -3
_WORDS_OF_ONE_LETTER = frozenset("àéèêìòóôùúöåøæÀÉÈÊÌÒÓÔÙÚÖÅØÆ")
_ELISION = re.compile(r"(?:\b(?:[cdjlmnost]|qu)’(?=\w)|(?<=\w)’(?:[dmst]|ll|re|ve)\b)", re.IGNORECASE)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
MAX_WEIGHED, MAX_READ = 100, 2_000
"""Characters beyond ASCII that decide, and those among which apostrophes are looked for; more would tell no more."""


def declared_charset(escapes: bytes) -> str | None:
    """Python's name of the set that escape sequences of ISO 2022 declare; None for others and where there are none."""
    if _UTF8.search(escapes):
        return "utf-8"
    found = _REGISTER.search(escapes)
    return _ISO_8859.get(found[1].decode()) if found else None


def common_charset(texts: Iterable[bytes], declared: str | None = None) -> str | None:
    """What most of these texts, by one program, are in: `utf-8`, `cp1252` or `mac_roman`; None if all are ASCII.

    Where UTF-8 is declared, a text that was cut counts for it.
    """
    telling = [text for text in texts if not text.isascii()]
    if not telling:
        return None
    is_declared = declared == "utf-8"
    if 2 * sum(_utf8(text, expected=is_declared) is not None for text in telling) >= len(telling):
        return "utf-8"
    return _likelier(b"\n".join(telling), None)


def decode(raw: bytes, declared: str | None = None, common: str | None = None) -> str:
    """A text by UTF-8, less characters that were cut, if it is that; else by the set declared for it.

    What is neither is cp1252 or MacRoman, by its letters; where they do not tell, by what is `common` beside it.
    Hardly any text of another set decodes as UTF-8, so that proof goes before what a program says.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="ignore").rstrip("\0")
    raw = raw.rstrip(b"\0")
    if raw.isascii():
        return raw.decode("ascii")
    if declared and declared != "utf-8":
        return _whole_utf8(raw) or raw.decode(declared, errors="replace")
    text = _utf8(raw, expected=(common or declared) == "utf-8")
    return raw.decode(_likelier(raw, common), errors="replace") if text is None else text


def _whole_utf8(raw: bytes) -> str:
    """The text if all of it is UTF-8; else nothing."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""


def _utf8(raw: bytes, *, expected: bool = False) -> str | None:
    """The text if it is UTF-8, less a last character that was cut; None if it is not.

    A last byte that begins a character could be a letter of another set (`Café`), so it is dropped where UTF-8 is
    `expected`, where three bytes are left of the character, or where the text has other characters of UTF-8.
    """
    try:
        text, used = codecs.utf_8_decode(raw, "strict", False)
    except UnicodeDecodeError:
        return _damaged_utf8(raw, expected=expected)
    return text if len(raw) - used in (0, 3) or expected or not text.isascii() else None


def _damaged_utf8(raw: bytes, *, expected: bool) -> str | None:
    """The text without what was cut inside it, if more characters beyond ASCII are whole than bytes are lost.

    As many will do where UTF-8 is `expected`, but not none.
    """
    text = raw.decode(errors="ignore")
    whole = len(text) - len(text.encode("ascii", errors="ignore"))
    lost = len(raw) - len(text.encode())
    return text if whole > lost or (expected and whole == lost) else None


def _likelier(raw: bytes, common: str | None) -> str:
    """`cp1252` or `mac_roman`, whichever gives the likelier letters; cp1252 where nothing tells."""
    margin = _worth(raw.decode("cp1252", errors="replace")) - _worth(raw.decode("mac_roman"))
    if margin == 0 and common in ("cp1252", "mac_roman"):
        return common
    return "mac_roman" if margin < 0 else "cp1252"


def _worth(text: str) -> int:
    padded = f" {text} "
    telling = islice(_BEYOND_ASCII.finditer(padded), MAX_WEIGHED)
    weight = sum(_weight(*padded[found.start() - 1 : found.end() + 1]) for found in telling)
    return weight + 3 * len(_ELISION.findall(text[:MAX_READ])) + (_UNLIKELY if _ODD_START.match(text) else 0)


def _weight(before: str, character: str, after: str) -> int:
    """What a character says for its set, between its neighbours."""
    if character == "\ufffd" or unicodedata.category(character) == "Cc":
        return _IMPOSSIBLE
    if not character.isalpha():
        return _sign_weight(before, character, after)
    weight = _WEIGHTS.get(character, _UNLIKELY)
    if not before.isalpha() and not after.isalpha() and after not in ".’'" and character not in _WORDS_OF_ONE_LETTER:
        return _UNLIKELY
    if character.isupper():
        return _UNLIKELY if before.islower() else weight
    return weight + (_UNLIKELY if _is_crowded(before, character, after) else 0)


def _is_crowded(before: str, character: str, after: str) -> bool:
    if character in _LONELY:
        return (before in _VOWELS and before + character != "oû") or (after in _VOWELS and character + after != "äu")
    return not before.isalpha() and (after in _VOWELS) is not (character == "ç")


def _sign_weight(before: str, character: str, after: str) -> int:
    """A sign: quotation marks and dashes where they belong, other signs outside words."""
    opens, closes = not before.isalnum() and not after.isspace(), not before.isspace() and not after.isalnum()
    if before.isalpha() and after.isalpha():
        return 0 if character == "’" else _UNLIKELY
    if (character in _OPENING and opens) or (character in _CLOSING and closes):
        return 2
    if character in "–—" and (before.isspace() or after.isspace()):
        return 3
    if character in _ANYWHERE or character == "\xa0":
        return 1
    return 1 if character in _SIGNS else _UNLIKELY
