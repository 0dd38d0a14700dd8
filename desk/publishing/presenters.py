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


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, on one photo or several, and the field of the side sheet that closes it; or on
    attachments."""

    text: str
    field: str
    photos: tuple[Photo, ...]
    attachments: tuple[Attachment, ...] = ()


def gaps_of(findings: Iterable[Finding]) -> list[Gap]:
    """The findings, those of one sentence together."""
    grouped: dict[tuple[str, str], tuple[list[Photo], list[Attachment]]] = {}
    for finding in findings:
        photos, attachments = grouped.setdefault((finding.text, _field_of(finding)), ([], []))
        photos += [finding.photo] if finding.photo else []
        attachments += [finding.attachment] if finding.attachment else []
    return [Gap(text, field, tuple(found[0]), tuple(found[1])) for (text, field), found in grouped.items()]


def _field_of(finding: Finding) -> str:
    column = _FIELDS.get(finding.key, "")
    languages = finding.languages or settings.RELEASE_LANGUAGES
    return f"{column}.{languages[0]}" if column in ("captions", "alt_texts") else column


@dataclass(frozen=True)
class Step:
    """A step of a publication: `done`, `now` or `ahead`; of `total` files `count` are done where it has any."""

    key: str
    state: str
    count: int = 0
    total: int = 0


STEPS = ("sealed", "frozen", "copied", "switched", "projected")


def steps_of(release: Release, publication: Publication | None) -> list[Step]:
    """How far the version has come that was asked for; `publication` is its row, None until it is frozen."""
    reached = _reached(publication)
    counts = {"sealed": _sealed(release)} if publication is None else {"copied": _copied(release, publication)}
    states = [_state(index, reached) for index in range(len(STEPS))]
    return [Step(key, state, *counts.get(key, (0, 0))) for key, state in zip(STEPS, states, strict=True)]


def _state(index: int, reached: int) -> str:
    return "done" if index < reached else "now" if index == reached else "ahead"


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


def _copied(release: Release, publication: Publication) -> tuple[int, int]:
    total = release.photos.going().count() * len(settings.RECIPES.profiles) + release.attachments.going().count()
    done = publication.copied if publication.state == PublicationState.MAKING else total
    return min(done, total), total


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
