"""Where a picture comes from: the IPTC's vocabulary of digital source types, and the marks that AI programs leave.

Terms: NewsCodes, scheme `digitalsourcetype`, with those it has retired, which stand in files already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"

GENERATED = "trainedAlgorithmicMedia"
PARTLY_GENERATED = "compositeWithTrainedAlgorithmicMedia"

TERMS = (
    "digitalCapture",
    "computationalCapture",
    "negativeFilm",
    "positiveFilm",
    "print",
    "humanEdits",
    "algorithmicallyEnhanced",
    "digitalCreation",
    "dataDrivenMedia",
    GENERATED,
    PARTLY_GENERATED,
    "algorithmicMedia",
    "screenCapture",
    "virtualRecording",
    "composite",
    "compositeCapture",
    "compositeSynthetic",
)
RETIRED: Mapping[str, str] = MappingProxyType(
    {"minorHumanEdits": "humanEdits", "softwareImage": "digitalCreation", "digitalArt": "digitalCreation"}
)
"""Retired terms and what the vocabulary names in their place."""

AI_TERMS = frozenset((GENERATED, PARTLY_GENERATED, "compositeSynthetic", "virtualRecording"))
"""Terms whose definition says that a trained model made at least a part of the picture."""

# What programs, and people who follow their house's rule, write into the credit line of pictures that a model made or
# changed. Google Photos since 2024: "Edited with", "Made with", "AI-Generated with Google Photos"; Apple Photos: "Apple
# Photos Clean Up"; in German "KI-generiert", "Mit KI bearbeitet".
_AI = r"(?:[\w']+ ){0,2}(?:generative[rn]? )?[AK]I(?: tools?)?"
_NAMES = (
    r"adobe firefly|automatic1111|bing image creator|chatgpt|comfyui|dall[-·. ]?e|flux\.?1|google gemini|gpt-image|"
    r"ideogram|image creator from (?:microsoft )?designer|invokeai|leonardo\.ai|microsoft designer|midjourney|novelai|"
    r"openai|stable ?diffusion"
)
_MADE = r"(?:image |picture |photo )?(?:made|created|generated|produced)"
_PICTURED = r"(?:(?:bild|foto|image|illustration|photo|picture|visual)s?: ?)?"
AI_CREDITS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"{_PICTURED}(?:{pattern})\.?", re.IGNORECASE), term)
    for pattern, term in (
        (rf"(?:edited|modified|enhanced|retouched|altered) (?:with|by|using) {_AI}", PARTLY_GENERATED),
        (rf"mit {_AI} (?:bearbeitet|verändert|retuschiert|erweitert)", PARTLY_GENERATED),
        (rf"(?:bearbeitet|verändert|retuschiert|erweitert) (?:mit|durch) {_AI}", PARTLY_GENERATED),
        (r"contains ai[- ]generated content|enthält ki-generierte inhalte", PARTLY_GENERATED),
        (r"(?:modified with |apple photos )clean ?up", PARTLY_GENERATED),
        (rf"{_MADE} (?:with|by|using) (?:{_AI}|(?:{_NAMES}|firefly|gemini|grok)(?: v?[\d.]+)?)", GENERATED),
        (r"ai[- ](?:generated|created)(?: (?:artwork|content|illustration|image|photo|picture))?", GENERATED),
        (r"ai[- ]generated (?:with|by) [\w ]{1,30}", GENERATED),
        (r"ki-?(?:bild|illustration)|ki[- ](?:generiert|erstellt|erzeugt)(?:e[s]? \w{1,20})?", GENERATED),
        (rf"mit {_AI} (?:generiert|erstellt|erzeugt|gemacht)", GENERATED),
        (rf"(?:generiert|erstellt|erzeugt) (?:mit|mithilfe von|von|durch) (?:{_AI}|{_NAMES})(?: v?[\d.]+)?", GENERATED),
        (rf"(?:{_NAMES})(?: v?[\d.]+)?", GENERATED),
    )
)
AI_PROGRAMS = re.compile(rf"\b(?:{_NAMES}|firefly|gemini|apple photos clean up)\b", re.IGNORECASE)
"""Programs that make or fill pictures by a trained model, as they name themselves."""

_URI = re.compile(
    r"https?://(?:cv\.iptc\.org/newscodes|c2pa\.org)/(?:digitalsourcetype|digsrctype)/([A-Za-z]{1,60})/?", re.IGNORECASE
)
_SPACES = re.compile(r"[\s_-]+")
_BY_FOLDED = {term.lower(): term for term in (*TERMS, *RETIRED)} | {"trainedalgorithmicdata": GENERATED}


def read_source_type(text: str) -> str:
    """A term of the vocabulary as its URI, also one that is newer than `TERMS`; empty for anything else.

    Programs also write `https`, another case, the bare term, its words or the prefix of news exchange, `digsrctype:`.
    """
    text = text.strip()
    found = _URI.fullmatch(text)
    bare = found[1] if found else text.removeprefix("digsrctype:")
    term = _BY_FOLDED.get(_SPACES.sub("", bare.lower()), bare if found else "")
    return SOURCE_TYPES + term if term else ""


def is_ai(source_type: str) -> bool:
    """Whether this URI says that a trained model made at least a part of the picture."""
    return source_type.removeprefix(SOURCE_TYPES) in AI_TERMS


def is_wholly_ai(source_type: str) -> bool:
    """Whether this URI says that a trained model made the whole picture."""
    return source_type == SOURCE_TYPES + GENERATED


def ai_credit(text: str) -> str:
    """The source type that a credit line tells which a program wrote; empty for every other line."""
    return next((SOURCE_TYPES + term for pattern, term in AI_CREDITS if pattern.fullmatch(text.strip())), "")
