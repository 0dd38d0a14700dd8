"""How captions name persons from left to right, by language: the words that the sentence is written and found by."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEFT_TO_RIGHT = (
    r"v\.\s?l\.(?:\s?n\.\s?r\.)?|v\.?l\.?n\.?r\.?|vl\.|von\s+links(?:\s+nach\s+rechts)?"
    r"|f\.\s?l\.(?:\s?t\.\s?r\.)?|(?:pictured\s+)?from\s+left(?:\s+to\s+right)?|left\s+to\s+right"
    r"|l\.?\s?[-–]\s?r\.?|l\s+to\s+r"
)
LEAD = re.compile(
    rf"(?<!\w)(?:im\s+bild\s+|(?:auf\s+dem\s+)?foto\s+|pictured\s+)?(?:{_LEFT_TO_RIGHT})(?!\w)", re.IGNORECASE
)
"""Says that names follow, or in parentheses stood before, from left to right."""

_SIDE = (
    r"(?:(?:ganz\s+)?(?:links|rechts)|(?:in\s+der\s+)?mitte|vorne?|hinten|[lmr]\.|\d\.\s?v\.\s?[lr]\."
    r"|\d\.\s?von\s+(?:links|rechts)|(?:zweite|dritte|vierte|fünfte)r?\s+von\s+(?:links|rechts)"
    r"|(?:far\s+|on\s+the\s+)?(?:left|right)|(?:in\s+the\s+)?(?:centre|center|middle)|(?:at\s+the\s+)?(?:front|back)"
    r"|(?:second|third|fourth|fifth)\s+from\s+(?:left|right)|\d(?:st|nd|rd|th)\s+from\s+(?:the\s+)?(?:left|right))"
)
PLACED = re.compile(rf"\s*\((?:im\s+bild\s+)?{_SIDE}\)", re.IGNORECASE)
"""`(links)`, `(2. v. l.)`, `(centre)` behind a name."""

PLACED_FIRST = re.compile(rf"^{_SIDE}(?::\s*|\s+)(?=\S)", re.IGNORECASE)
"""`links: `, `in the middle ` before a name."""

AND = re.compile(r",?\s+(?:und|sowie|and|as\s+well\s+as)\s+|\s*[,;]\s*", re.IGNORECASE)
"""What stands between two names."""

ARTICLES = frozenset({"der", "die", "das", "the", "dem", "den"})
PARTICLES = frozenset(
    {
        *("von", "vom", "van", "de", "der", "den", "dem", "di", "da", "do", "dos", "das", "del", "della"),
        *("du", "la", "le", "les", "zu", "zum", "zur", "ten", "ter", "af", "av", "bin", "ibn", "al", "el"),
        *("y", "e", "d'", "o'", "v.", "ap", "ben", "bint", "st."),
    }
)
"""Small words within a name."""

ABBREVIATIONS = frozenset(
    {
        *("dr.", "prof.", "dipl.", "dipl.-ing.", "ing.", "med.", "dent.", "vet.", "rer.", "nat.", "pol."),
        *("phil.", "jur.", "theol.", "h.", "c.", "h.c.", "mult.", "a.", "d.", "a.d.", "i.", "r.", "i.r."),
        *("jr.", "sr.", "sen.", "jun.", "st.", "mr.", "mrs.", "ms.", "rev.", "hon.", "gen.", "col.", "capt."),
        *("lt.", "sgt.", "mag.", "bgm.", "stv.", "pd", "min.", "fr.", "hr.", "geb.", "lic.", "habil."),
        *("cand.", "b.sc.", "m.sc.", "m.a.", "b.a.", "ph.d.", "e.", "v.", "e.v."),
    }
)
"""Abbreviations whose full stop ends no sentence."""

ROLES = re.compile(
    r"(?:\w*(?:meister|minister|präsident|direktor|leiter|sprecher|vorsitzend|sekretär|intendant|kanzler|rektor|chef)"
    r"(?:er|e|in|innen)?|mayor|minister|president|director|chair(?:man|woman)?|spokes(?:man|woman|person)|head|secretary)",
    re.IGNORECASE,
)
"""An office that stands behind a name, between commas."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language writes the sentence. `spelled` is how it writes a title that others write with a full stop."""

    lead: str
    last: str
    spelled: tuple[tuple[str, str], ...] = ()


WORDINGS = {
    "de": Wording("V.l.:", "und"),
    "en": Wording("From left:", "and", (("Dr.", "Dr"), ("Prof.", "Prof"), ("Mr.", "Mr"), ("Mrs.", "Mrs"))),
}
"""By language; any other is written as English is."""
