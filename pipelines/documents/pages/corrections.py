"""What a page says of a release's corrections: when, the note, and what changed, photo by photo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.documents import manifest as doc
from pipelines.documents.pages.shown import Said, said
from pipelines.documents.pages.words import Words

_OTHER = "changed_other"


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in these photos alike or, without numbers, in the release itself."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A version, when it was made, and what it says of itself."""

    version: int
    at: dt.datetime
    note: Said
    changes: tuple[Change, ...]


def corrections_of(manifest: doc.Manifest, language: str, words: Words) -> tuple[Correction, ...]:
    """All of them, the newest first."""
    return tuple(_correction(one, manifest, language, words) for one in manifest.release.corrections)


def told_correction(corrections: Iterable[Correction], manifest: doc.Manifest) -> Correction | None:
    """The one that is shown above everything else; None where nothing was corrected."""
    told = manifest.release.told_correction
    return next((one for one in corrections if told and one.version == told.version), None)


def _correction(one: doc.Correction, manifest: doc.Manifest, language: str, words: Words) -> Correction:
    numbers = {photo.id: number for number, photo in enumerate(manifest.photos, start=1)}
    of_release = [Change(_named(one.fields, "changed_release_", words))] if one.fields else []
    of_photos = _alike((_photo(change, words), numbers[change.id]) for change in one.photos if change.id in numbers)
    changes = (*of_release, *(of_photos or _withdrawn(one, manifest, words)))
    note = said(one.notes, language, manifest.languages)
    # An earlier correction keeps no list of its photos; one that says nothing else changed some of them.
    return Correction(one.version, one.at, note, changes or (() if note.text else (Change(words["changed_photos"]),)))


def _withdrawn(one: doc.Correction, manifest: doc.Manifest, words: Words) -> list[Change]:
    """The photos that a version withdrew: their places have its time."""
    return _alike(
        (words["photo_withdrawn"], number)
        for number, photo in enumerate(manifest.photos, start=1)
        if isinstance(photo, doc.Tombstone) and photo.withdrawn_at == one.at
    )


def _alike(told: Iterable[tuple[str, int]]) -> list[Change]:
    """Photos of which the same is told stand together: one rule may have changed fifty captions."""
    by_text: dict[str, list[int]] = {}
    for text, number in told:
        by_text.setdefault(text, []).append(number)
    return [Change(text, tuple(sorted(numbers))) for text, numbers in by_text.items()]


def _photo(change: doc.PhotoChange, words: Words) -> str:
    if change.change != "changed":
        return words[f"photo_{change.change}"]
    return _named(change.fields, "changed_", words)


def _named(fields: Iterable[str], prefix: str, words: Words) -> str:
    """`Bildunterschrift und Bildnachweis berichtigt`; fields without a word of their own are told together."""
    names = dict.fromkeys(words[label if words.has(label := f"{prefix}{name}") else _OTHER] for name in fields)
    *most, last = names or {words[_OTHER]: None}
    what = words("language_and", first=", ".join(most), last=last) if most else last
    return words("changed_what", what=what)
