"""The audit's decisions as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.audit import MACHINE, OPERATOR, Action
from archive.models import Decision
from desk.components.differences import Change, changes_between

PHOTO: Mapping[str, Any] = {
    Action.APPROVED: _("approved %(photo)s"),
    Action.DECLINED: _("declined %(photo)s"),
    Action.DECLINE_EXPLAINED: _("told why %(photo)s was declined"),
    Action.CLEARED: _("cleared %(photo)s away"),
    Action.RESTORED: _("put %(photo)s back to ready"),
    Action.UNDONE: _("undid a decision on %(photo)s"),
    Action.WITHDRAWN: _("withdrew %(photo)s"),
    Action.RIGHT_ENDED: _("took %(photo)s off, because the right to use it had ended"),
    Action.RETRIED: _("tried %(photo)s again"),
    Action.REFUSED: _("refused %(photo)s"),
    Action.EDITED: _("edited %(photo)s"),
    Action.ASSIGNED: _("assigned %(photo)s to this release"),
    Action.GIVEN_BACK: _("removed %(photo)s again, which had been taken over"),
    Action.TAKEN_OVER: _("took %(photo)s over from %(release)s"),
    Action.LIVE: _("published %(photo)s"),
    Action.RECEIVED: _("took in %(photo)s"),
    Action.DEVELOPING: _("began to develop %(photo)s"),
    Action.READY: _("developed %(photo)s"),
}
RELEASE: Mapping[str, Any] = {
    Action.CREATED: _("created the release"),
    Action.EDITED: _("edited the release"),
    Action.SCHEDULED: _("asked for publication"),
    Action.UNSCHEDULED: _("took the release back to draft"),
    Action.CORRECTION: _("asked for a correction"),
    Action.CONFIRMED: _("confirmed the changed release"),
    Action.LIVE: _("published the release"),
    Action.WITHDRAWN: _("withdrew the release"),
    Action.EXPIRED: _("withdrew the release at its end"),
    Action.REOPENED: _("reopened the release as a draft"),
    Action.PUBLISHED: _("published the release"),
    Action.RETRIED: _("tried to publish again"),
    Action.VERSION_LIVE: _("put version %(version)s online"),
    Action.VERSION_WITHDRAWN: _("took everything public off, as version %(version)s"),
    Action.ABANDONED: _("dropped version %(version)s before anybody could see it"),
    Action.ARRANGED: _("rearranged the photos"),
    Action.UNGROUPED: _("showed a burst as single photos"),
    Action.GROUPED: _("showed a burst as a stack again"),
    Action.UNDONE: _("undid how the photos had been arranged"),
    Action.MAILED: _("mailed version %(version)s to the press list"),
    Action.PREVIEW_LINK_MADE: _("made a link to the preview"),
    Action.PREVIEW_LINK_REVOKED: _("revoked a link to the preview"),
    Action.DROP_LINK_MADE: _("made a drop link for %(credited)s"),
    Action.DROP_LINK_REVOKED: _("ended the drop link of %(credited)s"),
    Action.GATEWAY_LOGIN_MADE: _("gave %(credited)s a password for the camera"),
    Action.GATEWAY_LOGIN_ENDED: _("ended the camera's login of %(credited)s"),
    Action.PLAIN_FTP_ALLOWED: _("allowed %(credited)s to use FTP without encryption"),
    Action.PLAIN_FTP_FORBIDDEN: _("made %(credited)s use FTP with encryption"),
    Action.TODAYS_RELEASE_SET: _("made this today's release of %(credited)s"),
    Action.SUBSCRIBER_ADDED: _("added a website that is told by webhook"),
    Action.SUBSCRIBER_CHANGED: _("changed a website that is told by webhook"),
    Action.SUBSCRIBER_DISABLED: _("stopped telling a website"),
    Action.SUBSCRIBER_ENABLED: _("began to tell a website again"),
    Action.SUBSCRIBER_REMOVED: _("removed a website that was told by webhook"),
    Action.SUBSCRIBER_TESTED: _("sent a test to a website"),
    Action.SECRET_ROTATED: _("gave a website a new secret"),
    Action.DELIVERIES_REPLAYED: _("sent webhooks again"),
    Action.READERS_ADDED: _("added to the press list"),
    Action.READER_REMOVED: _("removed somebody from the press list"),
    Action.READERS_TAKEN: _("downloaded the press list"),
    Action.TERMS_WRITTEN: _("changed the terms for photographers"),
    Action.TERMS_ACCEPTED: _("accepted the terms as %(credited)s"),
    Action.CAMERA_ADDED: _("added a camera of %(credited)s"),
    Action.CAMERA_REMOVED: _("removed a camera of %(credited)s"),
    Action.KEY_SHARED: _("noted that several people use the key of %(credited)s"),
    Action.KEY_NOT_SHARED: _("noted that one person uses the key of %(credited)s"),
}
ACTORS = {MACHINE.name: _("The desk itself"), OPERATOR.name: _("The operator")}
# The sentence already mentions these; that of an edit mentions no field.
_IN_SENTENCE = {
    "state",
    "slug",
    "revision",
    "approved_revision",
    "release",
    "version",
    "photos",
    "filename",
    "credited",
}
# For the machine: which press of a button, and which one it took back.
_FOR_THE_MACHINE = {"act", "undoes", "stood", "hero_id", "burst", "attachment", "attachment_id"}


def actor_name(name: str) -> str:
    """The label of an actor without an account; any other name unchanged."""
    kind, _space, number = name.rpartition(" ")
    if kind == "drop link" and number.isdecimal():
        return gettext("drop link %(n)s") % {"n": number}
    return str(ACTORS.get(name, name))


@dataclass(frozen=True)
class Entry:
    """One line of the audit list."""

    decision: Decision

    @property
    def who(self) -> str:
        name = self.decision.actor_name
        return actor_name(name) if self.decision.actor_id is None else name

    @property
    def what(self) -> str:
        """`approved LT (4).jpg`."""
        photo, before, after = self.decision.photo, self.decision.before, self.decision.after
        named = before.get("filename") or after.get("attachment")
        # The Decisions of a deleted photo remain.
        return self.about(photo.filename if photo else named or gettext("a photo"))

    def about(self, photos: str) -> str:
        """The sentence about these photos: `approved 12 photos`."""
        action = self.decision.action
        sentences = PHOTO if self.decision.photo or "attachment" in self.decision.after else RELEASE
        known = str(sentences.get(action) or PHOTO.get(action) or RELEASE.get(action) or action)
        before, after = self.decision.before, self.decision.after
        said = {"version": after.get("version"), "release": before.get("release"), "credited": after.get("credited")}
        return known % {"photo": photos, **said}

    @property
    def changes(self) -> list[Change]:
        """What the decision changed, field by field."""
        before, after = self.decision.before, self.decision.after
        said = _IN_SENTENCE if self.decision.action != Action.EDITED else set()
        names = [name for name in {**before, **after} if name not in said | _FOR_THE_MACHINE]
        return [change for name in names for change in changes_between(name, before.get(name), after.get(name))]
