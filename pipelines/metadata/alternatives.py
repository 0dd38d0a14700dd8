"""What the carriers of one file say differently, so that somebody can choose.

Two texts agree if one repeats the other as well as its carrier can: IIM cuts after 32 bytes and more, EXIF may hold
ASCII alone, and lists of names are joined by commas or semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHORTEST_CUT = 29
"""Bytes of the shortest text that IIM cuts, less a character that did not fit (IIM 4.2, data set 2:80)."""

_JOINTS = re.compile(r"\s*[;,]\s*|\s+")


def agree(one: str, other: str) -> bool:
    """Whether two texts say the same, as far as their carriers can."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    if short == long or _ascii(short) == _ascii(long):
        return True
    return len(short.encode()) >= _SHORTEST_CUT and long.startswith(short)


def differing(chosen: str, others: Iterable[str]) -> list[str]:
    """Those of the other texts that disagree with the chosen one and with each other, in their order."""
    kept: list[str] = []
    for other in filter(None, others):
        if not any(agree(other, known) for known in (chosen, *kept)):
            kept.append(other)
    return kept


def _plain(text: str) -> str:
    return _JOINTS.sub(" ", text).strip().casefold()


def _ascii(text: str) -> str:
    return "".join(character if character.isascii() else "?" for character in text)
