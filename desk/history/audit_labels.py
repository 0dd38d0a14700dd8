"""The audit's decisions as sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.audit import MACHINE, OPERATOR, Action
from archive.languages import language_name
from archive.models import Decision
from desk.components.labels import field_name, value_label

PHOTO: Mapping[str, Any] = {
    Action.APPROVED: _("approved %(photo)s"),
    Action.DECLINED: _("declined %(photo)s"),
    Action.CLEARED: _("cleared %(photo)s away"),
    Action.RESTORED: _("put %(photo)s back to ready"),
    Action.UNDONE: _("undid a decision on %(photo)s"),
    Action.WITHDRAWN: _("withdrew %(photo)s"),
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
}
ACTORS = {MACHINE.name: _("The desk itself"), OPERATOR.name: _("The operator")}
# The sentence already mentions these; that of an edit mentions no field.
_IN_SENTENCE = {"state", "slug", "revision", "approved_revision", "release", "version", "photos", "filename"}
# For the machine: which press of a button, and which one it took back.
_FOR_THE_MACHINE = {"act", "undoes", "stood", "hero_id"}


def actor_name(name: str) -> str:
    """The label of an actor without an account; any other name unchanged."""
    return str(ACTORS.get(name, name))


@dataclass(frozen=True)
class Change:
    """One field before and after."""

    label: str
    before: str
    after: str


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
        photo, action = self.decision.photo, self.decision.action
        sentences = PHOTO if photo else RELEASE
        # The Decisions of a deleted photo remain.
        known = str(sentences.get(action) or PHOTO.get(action) or RELEASE.get(action) or action)
        before, after = self.decision.before, self.decision.after
        name = photo.filename if photo else before.get("filename") or gettext("a photo")
        return known % {"photo": name, "version": after.get("version"), "release": before.get("release")}

    @property
    def changes(self) -> list[Change]:
        """What the decision changed, field by field."""
        before, after = self.decision.before, self.decision.after
        said = _IN_SENTENCE if self.decision.action != Action.EDITED else set()
        names = [name for name in {**before, **after} if name not in said | _FOR_THE_MACHINE]
        return [
            change
            for name in names
            for change in _changes(name, before.get(name), after.get(name))
            if change.before != change.after
        ]


def _changes(name: str, before: Any, after: Any) -> list[Change]:
    """One change, or one per language of a text."""
    if isinstance(before or after, dict):
        old, new = before or {}, after or {}
        return [
            Change(_part_label(name, key), _as_text(old.get(key)), _as_text(new.get(key))) for key in {**old, **new}
        ]
    old, new = (_as_text(value_label(name, value)) for value in (before, after))
    return [Change(field_name(name), old, new)]


def _part_label(name: str, key: str) -> str:
    return f"{field_name(name)} ({language_name(key) if len(key) < 4 else gettext(key)})"


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_as_text(item) for item in value)
    if isinstance(value, float):
        return f"{value:.0%}"
    if isinstance(value, dict):
        return " ".join(str(item) for item in value.values() if item)
    if isinstance(value, str) and "T" in value and (moment := _moment(value)):
        return date_format(timezone.localtime(moment), gettext("j M Y, H:i"))
    return "" if value is None else str(value)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
