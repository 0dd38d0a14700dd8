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

# What programs write into the credit line of pictures that a model made or changed. Google Photos since 2024: "Edited
# with", "Made with", "AI-Generated with Google Photos"; Apple Photos: "Apple Photos Clean Up".
AI_CREDITS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), term)
    for pattern, term in (
        (
            r"(?:edited|modified|enhanced) (?:with|by|using) (?:\w+ )?(?:generative )?AI(?: tools?)?\.?",
            PARTLY_GENERATED,
        ),
        (r"(?:made|created|generated) (?:with|by|using) (?:\w+ )?(?:generative )?AI(?: tools?)?\.?", GENERATED),
        (r"AI[- ]generated(?: (?:with|by) [\w ]{1,30})?", GENERATED),
        (r"(?:modified with |apple photos )clean ?up", PARTLY_GENERATED),
    )
)
AI_PROGRAMS = re.compile(
    r"\b(?:firefly|midjourney|dall[-·. ]?e|stable ?diffusion|ideogram|leonardo\.ai|novelai|comfyui|invokeai"
    r"|automatic1111|gpt-image|gemini|flux\.?1|apple photos clean up)\b",
    re.IGNORECASE,
)
"""Programs that make or fill pictures by a trained model, as they name themselves."""

_URI = re.compile(r"https?://(?:cv\.iptc\.org/newscodes|c2pa\.org)/digitalsourcetype/([A-Za-z]{1,60})/?", re.IGNORECASE)
_BY_FOLDED = {term.lower(): term for term in (*TERMS, *RETIRED)} | {"trainedalgorithmicdata": GENERATED}


def read_source_type(text: str) -> str:
    """A term of the vocabulary as its URI, also one that is newer than `TERMS`; empty for anything else.

    Programs also write `https`, another case, the bare term or the prefix of news exchange, `digsrctype:`.
    """
    text = text.strip()
    found = _URI.fullmatch(text)
    bare = found[1] if found else text.removeprefix("digsrctype:")
    term = _BY_FOLDED.get(bare.lower(), bare if found else "")
    return SOURCE_TYPES + term if term else ""


def is_ai(source_type: str) -> bool:
    """Whether this URI says that a trained model made at least a part of the picture."""
    return source_type.removeprefix(SOURCE_TYPES) in AI_TERMS


def ai_credit(text: str) -> str:
    """The source type that a credit line tells which a program wrote; empty for every other line."""
    return next((SOURCE_TYPES + term for pattern, term in AI_CREDITS if pattern.fullmatch(text.strip())), "")
