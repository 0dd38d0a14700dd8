"""What is said of a picture in which AI had a part, wherever it goes: readers are told at once (EU AI Act, art. 50)."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.documents.manifest import Ai, Photo
from pipelines.metadata.source_types import GENERATED, PARTLY_GENERATED, SOURCE_TYPES

_LABELS = {GENERATED: "ai_made", PARTLY_GENERATED: "ai_edited", "compositeSynthetic": "ai_parts"}
_ENGLISH: Mapping[str, str] = {
    "ai_made": "Picture made by AI",
    "ai_edited": "Picture edited with AI",
    "ai_parts": "Picture with parts made by AI",
}
_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "de": {
        "ai_made": "Mit KI erzeugtes Bild",
        "ai_edited": "Mit KI bearbeitetes Bild",
        "ai_parts": "Bild mit Teilen, die mit KI erzeugt sind",
    },
}


def source_term(photo: Photo) -> str:
    """The term of the IPTC's vocabulary that says where the picture comes from; empty where nothing is stated."""
    return (photo.digital_source_type or "").removeprefix(SOURCE_TYPES)


def ai_label(ai: Ai | None, term: str = "") -> str:
    """The label for what AI has to do with a picture, by the record or, in older versions, by its source type."""
    if term in _LABELS or ai is None:
        return _LABELS.get(term, "")
    return "ai_made" if ai.made == "wholly" else "ai_edited"


def ai_sentence(photo: Photo, language: str) -> str:
    """What a text says of it, in English where the language has no words here; empty where AI had no part."""
    label = ai_label(photo.ai, source_term(photo))
    return _SENTENCES.get(language, _ENGLISH)[label] if label else ""


def with_ai(text: str, photo: Photo, language: str) -> str:
    """A text about the photo that says it, too, for formats that have no other place for it."""
    sentence = ai_sentence(photo, language)
    return " ".join(filter(None, (text, f"({sentence})"))) if sentence else text
