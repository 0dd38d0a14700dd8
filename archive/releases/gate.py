"""The gate before publishing: what is missing, photo by photo, in words the desk translates by key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.attachments.credit import attachment_credit
from archive.languages import language_names
from archive.models import Attachment, Photo, Release
from archive.photos.credits import credit_of
from archive.photos.source_types import awaits_confirmation
from archive.states import ATTACHMENTS_GOING, GOING, AttachmentState, PhotoState, ReleaseState
from pipelines.captions.advice import announces, repeats
from pipelines.captions.codes import find_tokens
from pipelines.metadata.junk import is_junk
from pipelines.watermark.scripts import missing_letters, name_characters

UNCONFIRMED = "unconfirmed"
FINDINGS = {
    "no_title": _("The release has no title."),
    UNCONFIRMED: _("It was changed after publishing was asked for; somebody who may publish must confirm it."),
    "over": _("Its end (“Take offline at”) is not later than the moment it goes live."),
    "no_photos": _("No photo is approved yet."),
    "text_alone": _("The release goes out without photos."),
    "no_credit": _("The credit line is missing."),
    "credit_not_drawable": _(
        "The credit cannot be drawn on the photo: no font has %(letters)s. Please write the credit in Latin letters."
    ),
    "right_over": _("The right to use it ends before it goes live; enter a later end or decline it."),
    "no_caption": _("There is no caption in any language."),
    "ai_unconfirmed": _("Its file says that AI made or changed it; confirm or change its digital source type."),
    "approval_outdated": _("It was changed after its approval; approve it again."),
    "not_developed": _("Its files are not finished yet."),
    "missing_language": _("The caption is missing in: %(languages)s."),
    "missing_alt_text": _("The alt text is missing in: %(languages)s."),
    "alt_repeats": _("The alt text repeats the caption, which is then heard twice: %(languages)s."),
    "alt_announces": _("The alt text says that it is a picture, as screen readers do by themselves: %(languages)s."),
    "code_left": _("Nobody knows this code or variable: %(letters)s."),
    "undecided": _("Neither approved nor declined yet: stays internal."),
    "unfinished": _("Still being developed: stays internal."),
    "refused": _("Refused: stays internal."),
    "attachment_no_title": _("The attachment has no title in any language."),
    "attachment_no_credit": _("The attachment has no credit line."),
    "attachment_outdated": _("The attachment was changed after its approval; approve it again."),
    "attachment_undecided": _("An attachment is neither approved nor declined yet: stays internal."),
    "attachment_refused": _("An attachment was refused: stays internal."),
    "attachment_unfinished": _("An attachment is still being looked at: stays internal."),
    "hero_left_out": _("The chosen hero is not approved, so the first photo will lead."),
}


@dataclass(frozen=True)
class Finding:
    """One thing the gate noticed, about a photo, an attachment or the release itself."""

    key: str
    photo: Photo | None = None
    languages: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    attachment: Attachment | None = None

    def __str__(self) -> str:
        of = self.photo or self.attachment
        return f"{of.filename}: {self.text}" if of else self.text

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return str(FINDINGS[self.key]) % {
            "languages": language_names(self.languages),
            "letters": ", ".join(self.letters) if self.key == "code_left" else name_characters(self.letters),
        }


@dataclass(frozen=True)
class GateReport:
    """Blockers close the gate; warnings are shown and let pass."""

    blockers: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def is_open(self) -> bool:
        return not self.blockers

    @property
    def missing(self) -> tuple[Finding, ...]:
        """The blockers that asking for publication does not settle: whoever asks confirms the release as it stands."""
        return tuple(finding for finding in self.blockers if finding.key != UNCONFIRMED)


def inspect_release(
    release: Release,
    going: Sequence[Photo] | None = None,
    attachments: Sequence[Attachment] | None = None,
    passed: Collection[str] = (),
) -> GateReport:
    """Look at the release, all its photos and attachments as they stand now.

    `going` are the photos to be published, where they are loaded already with their originals and photographers;
    `attachments` are all of them, with their photographers. `passed` are the ids of more photos that go: the gate let
    them through as they stand, and they are not looked at again.
    """
    if going is None:
        going = list(release.photos.going().select_related("original").prefetch_related("batch__photographer"))
    left_out = list(release.photos.filter(state__in=_LEFT_OUT))
    text_alone = not (going or passed) and _is_text_alone(release, left_out)
    opens_at = max(timezone.now(), release.goes_live_at or timezone.now())
    blockers = [Finding(UNCONFIRMED)] if release.awaits_confirmation else []
    blockers += [] if release.title else [Finding("no_title")]
    blockers += [Finding("over")] if is_over(release, timezone.now()) else []
    blockers += [] if going or passed or text_alone else [Finding("no_photos")]
    warnings = [Finding("text_alone")] if text_alone else []
    for photo in going:
        blocking, warning = inspect_photo(photo)
        blockers += blocking + rights_over([photo], opens_at)
        warnings += warning
    warnings += [Finding(_LEFT_OUT[photo.state], photo) for photo in left_out]
    attached = release.attachments.select_related("batch__photographer") if attachments is None else attachments
    blockers += [finding for one in attached if one.state in ATTACHMENTS_GOING for finding in inspect_attachment(one)]
    left = (one for one in attached if one.state in _ATTACHMENT_LEFT_OUT)
    warnings += [Finding(_ATTACHMENT_LEFT_OUT[one.state], attachment=one) for one in left]
    ids = {*passed, *(photo.pk for photo in going)}
    if release.hero_id and ids and release.hero_id not in ids:
        warnings.append(Finding("hero_left_out"))
    return GateReport(tuple(blockers), tuple(warnings))


def _is_text_alone(release: Release, left_out: Iterable[Photo]) -> bool:
    """Whether a release without photos is meant so: it has a text and, until somebody publishes it, no photo waits.

    What comes in later must not hold up an embargo that ends, or the correction of a text that is public.
    """
    meant = release.state in (ReleaseState.SCHEDULED, ReleaseState.LIVE)
    return any(release.texts.values()) and (meant or all(photo.state == PhotoState.REFUSED for photo in left_out))


def is_over(release: Release, goes_live_at: dt.datetime) -> bool:
    """Whether the release would go off before it goes live."""
    return release.expires_at is not None and release.expires_at <= goes_live_at


def rights_over(going: Iterable[Photo], goes_live_at: dt.datetime) -> list[Finding]:
    """A finding for each photo that could not be shown even when it goes live."""
    return [Finding("right_over", photo) for photo in going if photo.right_is_over(goes_live_at)]


_LEFT_OUT: dict[str, str] = {
    PhotoState.READY: "undecided",
    PhotoState.RECEIVED: "unfinished",
    PhotoState.DEVELOPING: "unfinished",
    PhotoState.REFUSED: "refused",
}


_ATTACHMENT_LEFT_OUT: dict[str, str] = {
    AttachmentState.READY: "attachment_undecided",
    AttachmentState.RECEIVED: "attachment_unfinished",
    AttachmentState.REFUSED: "attachment_refused",
}


def inspect_attachment(attachment: Attachment) -> list[Finding]:
    """The blockers of an attachment that is to be published; needs its batch's photographer loaded."""
    gaps = {
        "attachment_no_title": not any(attachment.titles.get(code) for code in settings.RELEASE_LANGUAGES),
        "attachment_no_credit": not attachment_credit(attachment),
        "attachment_outdated": not attachment.approval_is_current,
    }
    return [Finding(key, attachment=attachment) for key, is_missing in gaps.items() if is_missing]


def inspect_photo(photo: Photo) -> tuple[list[Finding], list[Finding]]:
    """Blockers and warnings of one photo that is to be published; needs its original and photographer loaded."""
    blockers: list[Finding] = []
    blockers += _credit_gaps(photo)
    if not any(_is_caption(photo, photo.captions.get(code, "")) for code in settings.RELEASE_LANGUAGES):
        blockers.append(Finding("no_caption", photo))
    if settings.REQUIRE_AI_CONFIRMATION and awaits_confirmation(photo):
        blockers.append(Finding("ai_unconfirmed", photo))
    if photo.state in GOING and not photo.approval_is_current:
        blockers.append(Finding("approval_outdated", photo))
    gaps = _language_gaps(photo)
    strict = {
        "missing_language": settings.REQUIRE_EVERY_LANGUAGE,
        "missing_alt_text": settings.REQUIRE_ALT_TEXT,
    }
    warnings = [gap for gap in gaps if not strict[gap.key]]
    return blockers + [gap for gap in gaps if strict[gap.key]], [*warnings, *_alt_advice(photo), *_codes_left(photo)]


def _alt_advice(photo: Photo) -> list[Finding]:
    """Alt texts that are there and help nobody."""
    alts = {code: text for code in settings.RELEASE_LANGUAGES if (text := photo.alt_texts.get(code))}
    announcing = tuple(code for code, text in alts.items() if announces(text))
    repeating = tuple(
        code for code, text in alts.items() if code not in announcing and repeats(text, photo.captions.get(code, ""))
    )
    found = {"alt_announces": announcing, "alt_repeats": repeating}
    return [Finding(key, photo, languages) for key, languages in found.items() if languages]


def _codes_left(photo: Photo) -> list[Finding]:
    """Codes and variables in its texts that stood for nothing when they were saved."""
    written = (photo.captions, photo.alt_texts, photo.headlines)
    texts = (*(text for texts in written for text in texts.values()), *photo.persons, photo.credit)
    left = tuple(dict.fromkeys(token for text in texts for token in find_tokens(text)))
    return [Finding("code_left", photo, letters=left)] if left else []


def _credit_gaps(photo: Photo) -> list[Finding]:
    """A credit without the name is no credit: where letters cannot be drawn, somebody must spell it otherwise."""
    credit = credit_of(photo)
    if credit is None:
        return [Finding("no_credit", photo)]
    drawn = any(profile.watermark != "none" for profile in settings.RECIPES.profiles)
    missing = missing_letters(credit.text) if drawn else ()
    return [Finding("credit_not_drawable", photo, letters=missing)] if missing else []


def _is_caption(photo: Photo, text: str) -> bool:
    """Whether somebody wrote this: what a camera wrote is in photos that were taken in before it was told apart."""
    if not text or photo.original is None:
        return bool(text)
    file = photo.embedded
    if not is_junk(text, coded=file.caption is not None and file.caption.source == "exif"):
        return True
    return text not in (file.caption.value if file.caption else "", *file.captions.values())


def could_go(photo: Photo) -> bool:
    """Nothing but somebody's approval is missing; needs its original, photographer and release loaded."""
    return not photo.release.is_unsorted and not inspect_photo(photo)[0]


def _language_gaps(photo: Photo) -> list[Finding]:
    findings = []
    for key, texts in (("missing_language", photo.captions), ("missing_alt_text", photo.alt_texts)):
        missing = tuple(code for code in settings.RELEASE_LANGUAGES if not texts.get(code))
        if missing and (key != "missing_language" or len(missing) < len(settings.RELEASE_LANGUAGES)):
            findings.append(Finding(key, photo, missing))
    return findings
