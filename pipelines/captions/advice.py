"""What reads badly in an alt text: a repetition of the caption, and words that a screen reader says anyway."""

from __future__ import annotations

import re

MEANT_TO_REPEAT = 25
"""A shorter alt text may well stand at the beginning of a caption."""

_ANNOUNCES = re.compile(
    r"(?:(?:ein|das|dieses|an?|the|this)\s+)?"
    r"(?:(?:bild|foto|fotografie|aufnahme|abbildung|grafik|image|picture|photo|photograph|graphic)\s*[:–-]"
    r"|(?:bild|foto|fotografie|aufnahme|abbildung)\s+(?:von|vom|der|des|einer|eines|zeigt|mit)\b"
    r"|(?:image|picture|photo|photograph)\s+(?:of|shows|showing)\b"
    r"|(?:auf\s+dem|im|in\s+the|on\s+the)\s+(?:bild|foto|image|picture|photo)\b)",
    re.IGNORECASE,
)


def repeats(alt_text: str, caption: str) -> bool:
    """Whether the alt text says what the caption says, so that it is heard twice."""
    alt, said = _plain(alt_text), _plain(caption)
    return bool(alt) and (alt == said or (len(alt) >= MEANT_TO_REPEAT and said.startswith(alt)))


def announces(alt_text: str) -> bool:
    """Whether it begins with "Image:", "Foto von" or the like."""
    return bool(_ANNOUNCES.match(alt_text.strip()))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
