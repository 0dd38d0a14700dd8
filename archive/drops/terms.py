"""The terms under which the office takes photos: written by it, accepted once a version by whoever signs in to send."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError, Overtaken
from archive.models import IntakeTerms, Photographer
from pipelines.text import clean_text

MAX_LENGTH = 20_000


class NotTerms(ArchiveError):
    """What was entered cannot be the terms; the text says what to do, in the reader's language."""


def current_terms() -> IntakeTerms | None:
    """The version that holds; None where the office has none."""
    newest = IntakeTerms.objects.first()
    return newest if newest and newest.texts else None


@transaction.atomic
def write_terms(texts: Mapping[str, str], by: Actor) -> IntakeTerms | None:
    """Make a version of these texts, by language; None where they are those that hold. Empty ones end the terms.

    Every photographer must accept a new version before they send again. Raises NotTerms.
    """
    cleaned = {code: clean_text(texts.get(code, ""), MAX_LENGTH + 1) for code in settings.RELEASE_LANGUAGES}
    if any(len(text) > MAX_LENGTH for text in cleaned.values()):
        raise NotTerms(_("The terms may have %(n)d characters in each language.") % {"n": MAX_LENGTH})
    if any(cleaned.values()) and not all(cleaned.values()):
        raise NotTerms(_("Write the terms in every language: people accept what they can read."))
    kept = {code: text for code, text in cleaned.items() if text}
    newest = IntakeTerms.objects.first()
    if kept == (newest.texts if newest else {}):
        return None
    made = IntakeTerms.objects.create(texts=kept, made_by=by.name)
    record(Action.TERMS_WRITTEN, by, release_id=None, after={"terms": made.pk})
    return made


def terms_to_accept(photographer: Photographer) -> IntakeTerms | None:
    """The terms that this photographer must accept before they send; None where there is nothing to accept."""
    terms = current_terms()
    return terms if terms and photographer.accepted_terms_id != terms.pk else None


@transaction.atomic
def accept_terms(photographer: Photographer, version: int, by: Actor) -> None:
    """Record that the photographer accepts the version they have read. Raises Overtaken where another one holds."""
    locked = Photographer.objects.select_for_update().get(pk=photographer.pk)
    terms = terms_to_accept(locked)
    if terms is None:
        return
    if terms.pk != version:
        raise Overtaken("these terms hold no more")
    Photographer.objects.filter(pk=locked.pk).update(accepted_terms=terms)
    record(Action.TERMS_ACCEPTED, by, release_id=None, after={"terms": terms.pk, "credited": locked.name})
