"""What photographers mark while they choose: a rating, a label, a tag, a colour class. It is for the desk alone.

Photo Mechanic writes its own fields, and all of them once more into one text, `1:3:0:008771`: tagged, colour class,
rating, frame (exiftool's tag tables, IPTC 2:221).
"""

from __future__ import annotations

import re

_PREFS = re.compile(r"\s*(\d)\s*:\s*(\d)\s*:\s*(\d)\s*:.*")
_PERCENT = ((99, 5), (75, 4), (50, 3), (25, 2), (1, 1))
"""Windows' rating in per cent, from which on, and the stars it stands for."""


def read_rating(text: str) -> int | None:
    """Stars from 1 to 5, or -1 for "rejected"; None for 0, which is "not rated", and for anything else."""
    found = re.fullmatch(r"\s*(-?\d)(?:\.\d+)?\s*", text, re.ASCII)
    stars = int(found[1]) if found else 0
    return stars if stars == -1 or 1 <= stars <= 5 else None


def read_percent(text: str) -> int | None:
    """Windows' rating as stars."""
    percent = int(text) if re.fullmatch(r"\d{1,3}", text.strip(), re.ASCII) else 0
    return next((stars for least, stars in _PERCENT if percent >= least), None)


def read_tagged(text: str) -> bool:
    """Whether a photo is tagged: `True`, `1` or `Yes`."""
    return text.strip().lower() in ("true", "1", "yes")


def read_color_class(text: str) -> int | None:
    """A colour class from 1 to 8; None for 0, which is "none"."""
    found = re.fullmatch(r"\s*([1-8])\s*", text, re.ASCII)
    return int(found[1]) if found else None


def read_prefs(text: str) -> tuple[bool, int | None, int | None]:
    """Tagged, colour class and rating of Photo Mechanic's one text."""
    found = _PREFS.fullmatch(text)
    return (found[1] == "1", read_color_class(found[2]), read_rating(found[3])) if found else (False, None, None)
