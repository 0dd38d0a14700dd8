"""Findings without what cameras and programs wrote, and what the file says about AI.

Applies to every carrier alike, once all have been read: what the camera is called may stand in another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from pipelines.credit import creator_name
from pipelines.metadata.findings import Findings, remark
from pipelines.metadata.junk import is_junk, is_nobody
from pipelines.metadata.source_types import AI_PROGRAMS, GENERATED, PARTLY_GENERATED, SOURCE_TYPES, ai_credit, is_ai

C = TypeVar("C", bound=str)


def without_junk(found: Mapping[C, Findings]) -> dict[C, Findings]:
    """The findings without captions, headlines, titles and names that no person wrote."""
    names = (name for one in found.values() for name in (one.camera_make, one.camera_model) if name)
    camera = tuple(dict.fromkeys(names))
    coded = frozenset(text for carrier, one in found.items() if carrier == "exif" for text in one.captions.values())
    return {carrier: _cleared(one, camera, coded) for carrier, one in found.items()}


def ai_remarks(found: Iterable[Findings]) -> tuple[str, ...]:
    """A remark for what the file says about AI: in its own words, else by the source type that it declares."""
    found = tuple(found)
    declared = [one.digital_source_type.removeprefix(SOURCE_TYPES) for one in found if is_ai(one.digital_source_type)]
    words = [word for one in found for word in _ai_words(one)] or declared
    return tuple(dict.fromkeys(remark("ai_marked", word) for word in words))[:_MAX_REMARKS]


def ai_source_type(findings: Findings, *, photographed: bool) -> str:
    """The digital source type that the findings' words about AI amount to, where they declare none; empty without any.

    A model changed what was `photographed`; what was not, it made.
    """
    told = next(filter(None, map(ai_credit, (findings.credit, findings.creator))), "")
    if told or not (findings.ai_notes or _ai_programs(findings)):
        return told
    return SOURCE_TYPES + (PARTLY_GENERATED if photographed else GENERATED)


_MAX_REMARKS = 5


def _cleared(one: Findings, camera: tuple[str, ...], coded: frozenset[str]) -> Findings:
    """Without junk; `coded` are the texts that stand where cameras write, and so are suspect in other carriers, too."""

    def words(text: str) -> str:
        return "" if text and is_junk(text, *camera, coded=text in coded) else text

    def texts(by_language: Mapping[str, str]) -> dict[str, str]:
        return {language: text for language, text in by_language.items() if words(text)}

    def name(text: str) -> str:
        if not text or is_nobody(text, *camera) or is_nobody(creator_name(text), *camera) or ai_credit(text):
            return ""
        return text

    return replace(
        one,
        captions=texts(one.captions),
        spare_captions=tuple(filter(words, one.spare_captions)),
        alt_texts=texts(one.alt_texts),
        extended_descriptions=texts(one.extended_descriptions),
        headline=words(one.headline),
        title=words(one.title),
        creator=", ".join(filter(None, map(name, one.creator.split(", ")))),
        credit=name(one.credit),
        copyright=name(one.copyright),
        persons=tuple(person for person in one.persons if not is_nobody(person)),
    )


def _ai_words(one: Findings) -> list[str]:
    lines = [text for text in (one.credit, one.creator) if ai_credit(text)]
    return [*lines, *one.ai_notes[:1], *_ai_programs(one)]


def _ai_programs(one: Findings) -> list[str]:
    return [program for program in one.programs if AI_PROGRAMS.search(program)]
