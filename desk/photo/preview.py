"""What a sheet's texts will be once they are saved, and what could be better about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from archive.models import Photo
from archive.photos.codes import CodeBook
from archive.photos.fields import clean_value
from pipelines.captions.advice import announces, repeats
from pipelines.captions.persons import find_persons, put_persons, write_persons


@dataclass(frozen=True)
class Piece:
    """A part of a text; `unknown` for a code that stands for nothing."""

    text: str
    unknown: bool = False


@dataclass(frozen=True)
class LanguagePreview:
    """One language's caption as it will be public, the sentence of its persons, and the caption with the sentence."""

    code: str
    caption: tuple[Piece, ...]
    sentence: str
    with_persons: str


@dataclass(frozen=True)
class Preview:
    """`advice` is by field; `found` are the persons that the captions name and the field does not."""

    languages: tuple[LanguagePreview, ...]
    advice: Mapping[str, str]
    found: tuple[str, ...]


def preview_of(photo: Photo, texts: Mapping[str, str]) -> Preview:
    """The preview of one photo with these texts by field; needs its release, original and photographer loaded."""
    book = CodeBook()
    persons = clean_value("persons", book.resolve(photo, "persons", texts.get("persons", "")).text)
    photo.persons = persons  # for the variables that name them
    languages = tuple(_language(photo, book, code, texts.get(f"captions.{code}", ""), persons) for code in _codes())
    named = next((found for code in _codes() if (found := find_persons(texts.get(f"captions.{code}", "")))), [])
    return Preview(languages, advice_of(texts), tuple(named) if named != persons else ())


def advice_of(texts: Mapping[str, str]) -> dict[str, str]:
    """What reads badly, by field."""
    advice = {}
    for code in _codes():
        alt, caption = texts.get(f"alt_texts.{code}", ""), texts.get(f"captions.{code}", "")
        if announces(alt):
            advice[f"alt_texts.{code}"] = _("Screen readers say that it is a picture")
        elif repeats(alt, caption):
            advice[f"alt_texts.{code}"] = _("Repeats the caption")
    return advice


def _language(photo: Photo, book: CodeBook, code: str, caption: str, persons: list[str]) -> LanguagePreview:
    resolved = book.resolve(photo, f"captions.{code}", caption)
    sentence = write_persons(persons, code) if len(persons) > 1 else ""
    return LanguagePreview(
        code,
        _pieces(resolved.text, resolved.unknown),
        sentence,
        put_persons(caption, persons, code) if sentence else "",
    )


def _pieces(text: str, unknown: tuple[str, ...]) -> tuple[Piece, ...]:
    """The text cut at the codes that nobody knows."""
    pieces = [Piece(text)]
    for token in unknown:
        pieces = [part for piece in pieces for part in _cut(piece, token)]
    return tuple(pieces)


def _cut(piece: Piece, token: str) -> list[Piece]:
    if piece.unknown:
        return [piece]
    first, *others = piece.text.split(token)
    parts = [Piece(first)]
    for other in others:
        parts += [Piece(token, unknown=True), Piece(other)]
    return [part for part in parts if part.text]


def _codes() -> tuple[str, ...]:
    return tuple(settings.RELEASE_LANGUAGES)
