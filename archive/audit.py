"""The audit: who did what to a release or a photo. Every entry is a Decision, appended in the change's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from archive.models import Decision, Photo


class Action(StrEnum):
    """What a Decision records. The values are stored: add new ones, but never change one."""

    # A move without an action of its own is recorded under the state that it leads to.
    RECEIVED = "received"
    DEVELOPING = "developing"
    READY = "ready"
    REFUSED = "refused"
    APPROVED = "approved"
    DECLINED = "declined"
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    SCHEDULED = "scheduled"

    CREATED = "created"
    EDITED = "edited"
    ASSIGNED = "assigned"
    TAKEN_OVER = "taken_over"
    GIVEN_BACK = "given_back"
    RESTORED = "restored"
    CLEARED = "cleared"
    UNDONE = "undone"
    RETRIED = "retried"
    UNSCHEDULED = "unscheduled"
    CORRECTION = "correction"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"
    EXPIRED = "expired"
    RIGHT_ENDED = "right_ended"
    REOPENED = "reopened"
    VERSION_LIVE = "version_live"
    VERSION_WITHDRAWN = "version_withdrawn"
    ABANDONED = "abandoned"
    ARRANGED = "arranged"
    UNGROUPED = "ungrouped"
    GROUPED = "grouped"

    SUBSCRIBER_ADDED = "subscriber_added"
    SUBSCRIBER_CHANGED = "subscriber_changed"
    SUBSCRIBER_DISABLED = "subscriber_disabled"
    SUBSCRIBER_ENABLED = "subscriber_enabled"
    SUBSCRIBER_REMOVED = "subscriber_removed"
    SUBSCRIBER_TESTED = "subscriber_tested"
    SECRET_ROTATED = "secret_rotated"  # noqa: S105  (a word for the audit)
    DELIVERIES_REPLAYED = "deliveries_replayed"
    PREVIEW_LINK_MADE = "preview_link_made"
    PREVIEW_LINK_REVOKED = "preview_link_revoked"
    READERS_ADDED = "readers_added"
    READER_REMOVED = "reader_removed"
    READERS_TAKEN = "readers_taken"
    MAILED = "mailed"

    DROP_LINK_MADE = "drop_link_made"
    DROP_LINK_REVOKED = "drop_link_revoked"
    DECLINE_EXPLAINED = "decline_explained"

    TERMS_WRITTEN = "terms_written"
    TERMS_ACCEPTED = "terms_accepted"
    CAMERA_ADDED = "camera_added"
    CAMERA_REMOVED = "camera_removed"
    KEY_SHARED = "key_shared"
    KEY_NOT_SHARED = "key_not_shared"
    GATEWAY_LOGIN_MADE = "gateway_login_made"
    GATEWAY_LOGIN_ENDED = "gateway_login_ended"
    PLAIN_FTP_ALLOWED = "plain_ftp_allowed"
    PLAIN_FTP_FORBIDDEN = "plain_ftp_forbidden"
    TODAYS_RELEASE_SET = "todays_release_set"


@dataclass(frozen=True)
class Actor:
    """Who decides: a signed-in person, the operator at the command line, or the machine.

    `act` names one press of a button: its Decisions keep it in `after`, so that they can be undone together.
    """

    name: str
    user_id: int | None = None
    act: str = ""

    @classmethod
    def of(cls, user: AbstractBaseUser, act: str = "") -> Actor:
        """The signed-in person."""
        return cls(user.get_username(), user.pk, act)


MACHINE = Actor("machine")
OPERATOR = Actor("operator")


def record(
    action: Action,
    by: Actor,
    *,
    release_id: int | None,
    photo: Photo | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Decision:
    """Append one Decision."""
    return Decision.objects.create(
        action=action,
        actor_id=by.user_id,
        actor_name=by.name,
        release_id=release_id,
        photo=photo,
        before=before or {},
        after=_within_act(by, after or {}),
    )


def record_each(
    action: Action, by: Actor, photos: Iterable[Photo], *, before: dict[str, Any] | None = None, after: dict[str, Any]
) -> None:
    """Append a Decision for each photo, with one query."""
    Decision.objects.bulk_create(
        Decision(
            action=action,
            actor_id=by.user_id,
            actor_name=by.name,
            release_id=photo.release_id,
            photo=photo,
            before=before or {},
            after=_within_act(by, after),
        )
        for photo in photos
    )


def _within_act(by: Actor, after: dict[str, Any]) -> dict[str, Any]:
    return {**after, "act": by.act} if by.act else after


@contextmanager
def scrubbing() -> Iterator[None]:
    """A transaction in which the database lets `actor_name`, `before` and `after` of Decisions change, nothing else.

    For one purpose: a person's right that their words and name be forgotten. That it was done is a Decision of its own.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL bildstelle.scrub = 'on'")
        yield
        # A transaction around this one goes on guarded.
        cursor.execute("SET LOCAL bildstelle.scrub = 'off'")
