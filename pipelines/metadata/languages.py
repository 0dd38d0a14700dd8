"""The language of a text, by the tag that a program wrote beside it.

XMP asks for BCP 47 tags ("de-AT"). Programs also write locales ("de_DE.UTF-8", "C"), ISO 639-2 codes ("ger"), names of
languages ("german") and words for "none". A tag that names no language counts as none.

Codes: ISO 639-1, and ISO 639-2's two codes of these languages where people meet them.
"""

from __future__ import annotations

import re

X_DEFAULT = "x-default"

_ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
    za zh zu
"""
_CODES = frozenset(_ISO_639_1.split())
_NONE = frozenset(re.findall(r"\S+", "x-default default x-none none und mul zxx mis i-default x c posix neutral"))
"""What says itself that the text has no particular language."""

_EXPECTED = frozenset(("", X_DEFAULT, "und", "x"))
"""Those that are written on purpose; the others deserve a remark."""

_NAMES = {
    "de": "deu ger german deutsch allemand",
    "en": "eng english englisch anglais",
    "fr": "fra fre french französisch franzoesisch français francais",
    "es": "spa spanish spanisch español espanol",
    "it": "ita italian italienisch italiano",
    "nl": "nld dut dutch niederländisch niederlaendisch nederlands",
    "pl": "pol polish polnisch polski",
    "pt": "por portuguese portugiesisch português portugues",
    "cs": "ces cze czech tschechisch čeština cestina",
    "da": "dan danish dänisch daenisch dansk",
    "sv": "swe swedish schwedisch svenska",
    "no": "nor norwegian norwegisch norsk",
    "fi": "fin finnish finnisch suomi",
    "hu": "hun hungarian ungarisch magyar",
    "el": "ell gre greek griechisch ελληνικά",
    "tr": "tur turkish türkisch tuerkisch türkçe turkce",
    "ru": "rus russian russisch русский",
    "uk": "ukr ukrainian ukrainisch українська",
    "ro": "ron rum romanian rumänisch rumaenisch română",
    "hr": "hrv croatian kroatisch hrvatski",
    "ar": "ara arabic arabisch",
    "zh": "zho chi chinese chinesisch",
    "ja": "jpn japanese japanisch",
    "ko": "kor korean koreanisch",
}
_FORMER = {"iw": "he", "ji": "yi", "in": "id", "mo": "ro", "sh": "sr"}
_CODE_OF = {name: code for code, names in _NAMES.items() for name in names.split()} | _FORMER
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{1,8})*")
_WORD = re.compile(r"[^\W\d_]+")
# What a locale or a browser's list puts behind: `de_DE.UTF-8@euro`, `de;q=0.8`; dashes that look like a hyphen.
_BEHIND = re.compile(r"[.@;,].*|-+$", re.DOTALL)
_HYPHENS = str.maketrans("_\u2010\u2011\u2012\u2013\u2014\u2212", "-------")


def read_tag(tag: str) -> tuple[str, bool]:
    """The primary language ("de") or `x-default`, and whether the tag is as the standard has it.

    `de_DE` and `german` are German; `c` and `x-none` are no language.
    """
    tag = tag.strip()
    plain = _BEHIND.sub("", tag.lower().translate(_HYPHENS))
    if not plain or plain in _NONE:
        return X_DEFAULT, tag.lower() in _EXPECTED
    if found := _TAG.fullmatch(plain):
        code = _CODE_OF.get(found[1], found[1])
        known = code in _CODES or len(code) == 3
        return (code, plain == tag.lower()) if known and code not in _NONE else (X_DEFAULT, False)
    name = _WORD.match(plain)
    return _CODE_OF.get(name[0], X_DEFAULT) if name else X_DEFAULT, False
