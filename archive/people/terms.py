"""The terms under which the office takes photos: written by it, accepted once a version by whoever sends.

Decision 0068 says how they bind those who cannot be asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError, Overtaken
from archive.models import DropLink, IntakeTerms, Photographer
from pipelines.text import clean_text

MAX_LENGTH = 20_000
GRACE = dt.timedelta(days=14)


class NotTerms(ArchiveError):
    """What was entered cannot be the terms; the text says what to do, in the reader's language."""


class NotAccepted(ArchiveError):
    """Somebody has not accepted the terms; the text says what to do, in the reader's language."""


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


def terms_to_accept(who: Photographer | DropLink) -> IntakeTerms | None:
    """The terms that a photographer, or whoever has a link, must accept before they send; None where there are none."""
    terms = current_terms()
    return terms if terms and who.accepted_terms_id != terms.pk else None


def lacking() -> QuerySet[Photographer]:
    """The photographers who have not accepted the terms that hold."""
    terms = current_terms()
    return Photographer.objects.exclude(accepted_terms=terms) if terms else Photographer.objects.none()


def may_begin(photographer: Photographer) -> bool:
    """Whether a camera of theirs may sign in. It cannot ask, so for `GRACE` a new version binds nobody there."""
    terms = terms_to_accept(photographer)
    return terms is None or terms.created_at + GRACE > timezone.now()


def check_accepted(photographer: Photographer) -> None:
    """Raise NotAccepted, which says what to do, where they have not accepted the terms that hold."""
    if terms_to_accept(photographer):
        raise NotAccepted(
            _(
                "%(name)s has not accepted the terms yet: they are asked on their drop page once they have signed in. "
                "Who accepted them on paper is noted under Photographers, Terms."
            )
            % {"name": photographer.name}
        )


@transaction.atomic
def accept_terms(who: Photographer | DropLink, version: int, by: Actor) -> None:
    """Record that they accept the version they have read. Raises Overtaken where another one holds."""
    locked = type(who).objects.select_for_update(of=("self",)).get(pk=who.pk)
    terms = terms_to_accept(locked)
    if terms is None:
        return
    if terms.pk != version:
        raise Overtaken("these terms hold no more")
    _accept(locked, terms, by)


@transaction.atomic
def note_acceptance(photographer: Photographer, by: Actor) -> bool:
    """Record that the office has their signature on the terms that hold; False where there is nothing to accept."""
    locked = Photographer.objects.select_for_update().get(pk=photographer.pk)
    terms = terms_to_accept(locked)
    if terms is None:
        return False
    _accept(locked, terms, by)
    return True


def _accept(who: Photographer | DropLink, terms: IntakeTerms, by: Actor) -> None:
    type(who).objects.filter(pk=who.pk).update(accepted_terms=terms)
    told = {"terms": terms.pk}
    if isinstance(who, DropLink):
        about = told | {"credited": who.photographer.name, "link": who.pk}
        record(Action.TERMS_ACCEPTED, by, release_id=who.release_id, after=about)
    else:
        record(Action.TERMS_ACCEPTED, by, release_id=None, after=told | {"credited": who.name})
