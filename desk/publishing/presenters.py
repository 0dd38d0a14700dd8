"""What the dialog before publishing shows: the gaps and where they are closed, what a correction changes, the steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User

from archive.four_eyes import is_barred, others_who_may
from archive.models import Attachment, Photo, Publication, Release
from archive.photos.press_files import current_press_files, photos_with_files
from archive.publishing.corrections import Comparison, Correction, compare_with_public
from archive.releases.gate import Finding
from archive.states import PhotoState, PublicationState
from desk.components.differences import Change, changes_between
from pipelines.documents.plain_text import markdown_as_text

_FIELDS = {
    "no_caption": "captions",
    "missing_language": "captions",
    "missing_alt_text": "alt_texts",
    "alt_repeats": "alt_texts",
    "alt_announces": "alt_texts",
    "no_credit": "credit",
    "credit_not_drawable": "credit",
    "ai_unconfirmed": "digital_source_type",
    "right_over": "rights_end_at",
}
_IN_THE_TEXTS = {"no_title", "over"}
"""What is closed where the release's texts and times are edited."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, on one photo or several, and the field of the side sheet that closes it; or on
    attachments, `in_texts` of the release itself, or something about it that no field closes."""

    text: str
    field: str
    photos: tuple[Photo, ...]
    attachments: tuple[Attachment, ...] = ()
    in_texts: bool = False


def gaps_of(findings: Iterable[Finding]) -> list[Gap]:
    """The findings, those of one sentence together."""
    grouped: dict[tuple[str, str, bool], tuple[list[Photo], list[Attachment]]] = {}
    for finding in findings:
        kind = finding.text, _field_of(finding), finding.key in _IN_THE_TEXTS
        photos, attachments = grouped.setdefault(kind, ([], []))
        photos += [finding.photo] if finding.photo else []
        attachments += [finding.attachment] if finding.attachment else []
    return [
        Gap(text, field, tuple(photos), tuple(attachments), in_texts)
        for (text, field, in_texts), (photos, attachments) in grouped.items()
    ]


def _field_of(finding: Finding) -> str:
    column = _FIELDS.get(finding.key, "")
    languages = finding.languages or settings.RELEASE_LANGUAGES
    return f"{column}.{languages[0]}" if column in ("captions", "alt_texts") else column


@dataclass(frozen=True)
class Words:
    """What a release says in one language: its title and its text as plain text, each possibly empty."""

    language: str
    title: str
    text: str


def words_of(release: Release) -> list[Words]:
    """The release's words in each language in which it has any."""
    every = [
        Words(code, release.titles.get(code, ""), markdown_as_text(release.texts.get(code, "")))
        for code in settings.RELEASE_LANGUAGES
    ]
    return [words for words in every if words.title or words.text]


@dataclass(frozen=True)
class Step:
    """A step of a publication: `done`, `now` or `ahead`; of `total` files `count` are done where it has any."""

    key: str
    state: str
    count: int = 0
    total: int = 0


STEPS = ("sealed", "frozen", "copied", "switched", "projected")
_OF_FILES = {"sealed", "copied"}


def steps_of(release: Release, publication: Publication | None) -> list[Step]:
    """How far the version has come that was asked for; `publication` is its row, None until it is frozen."""
    reached = _reached(publication)
    files = _files(release)
    counts = {"sealed": _sealed(release)} if publication is None else {"copied": (_copied(files, publication), files)}
    keys = STEPS if files else [key for key in STEPS if key not in _OF_FILES]
    now = next((key for key in keys if STEPS.index(key) >= reached), None)
    return [Step(key, _state(key, reached, now), *counts.get(key, (0, 0))) for key in keys]


def _state(key: str, reached: int, now: str | None) -> str:
    return "now" if key == now else "done" if STEPS.index(key) < reached else "ahead"


def _reached(publication: Publication | None) -> int:
    """The index of the step under way; the number of steps when all are done."""
    if publication is None:
        return STEPS.index("sealed")
    if publication.state == PublicationState.MAKING:
        return STEPS.index("copied")
    return len(STEPS) if publication.projected_at else STEPS.index("projected")


def _sealed(release: Release) -> tuple[int, int]:
    photos = list(photos_with_files(release.photos.going()))
    return sum(1 for photo in photos if current_press_files(photo)), len(photos)


def _files(release: Release) -> int:
    """How many files go out with the release; none with a text alone."""
    return release.photos.going().count() * len(settings.RECIPES.profiles) + release.attachments.going().count()


def _copied(files: int, publication: Publication) -> int:
    """How many of the version's files are where the public finds them."""
    return min(publication.copied, files) if publication.state == PublicationState.MAKING else files


@dataclass(frozen=True)
class ShownComparison:
    """A correction in words: the changes of the release, and those of each photo."""

    version: int
    text: Sequence[Change]
    photos: Sequence[tuple[Photo, Sequence[Change]]]


def show_comparison(release: Release, correction: Correction) -> ShownComparison | None:
    """What a correction would change; None where there is nothing to correct."""
    found = compare_with_public(release, correction) if correction.count else None
    return _shown(found) if found else None


def _shown(found: Comparison) -> ShownComparison:
    photos = [
        (photo, [one for d in found_in for one in changes_between(d.name, d.before, d.after)])
        for photo, found_in in found.photos
    ]
    text = [one for d in found.text for one in changes_between(d.name, d.before, d.after)]
    return ShownComparison(found.version, text, photos)


def count_left_out(release: Release) -> dict[str, int]:
    """How many photos stay inside, by what became of them: declined, not decided, still on their way."""
    states = list(release.photos.order_by().values_list("state", flat=True))
    return {
        "declined": states.count(PhotoState.DECLINED),
        "undecided": states.count(PhotoState.READY),
    }


def others_who_may_publish(release: Release, person: User) -> list[str] | None:
    """With four eyes: who else may publish what this person changed last; None where they may themselves."""
    return others_who_may("archive.publish_release", person) if is_barred(release, person.get_username()) else None
