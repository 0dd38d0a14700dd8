"""The audit list as people read it: what one person did in one go is one line that unfolds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive.audit import Action
from archive.models import Decision, Photo
from desk.components.audit_labels import Entry, actor_name
from desk.components.differences import Change

ONE_GO = dt.timedelta(minutes=15)
"""The longest pause within one go."""
STRIP = 7

_ARRIVAL = frozenset({Action.RECEIVED, Action.DEVELOPING, Action.READY})


@dataclass(frozen=True)
class KindOfAction:
    """A filter of the list."""

    key: str
    icon: str
    label: str | Promise
    actions: frozenset[Action]


KINDS: tuple[KindOfAction, ...] = (
    KindOfAction(
        "decisions",
        "approved",
        _("Decisions"),
        frozenset({Action.APPROVED, Action.DECLINED, Action.CLEARED, Action.RESTORED, Action.UNDONE})
        | {Action.DECLINE_EXPLAINED},
    ),
    KindOfAction(
        "texts",
        "edit",
        _("Texts"),
        frozenset({Action.CREATED, Action.EDITED, Action.ARRANGED, Action.UNGROUPED, Action.GROUPED}),
    ),
    KindOfAction(
        "public",
        "globe",
        _("Public"),
        frozenset(
            {Action.SCHEDULED, Action.UNSCHEDULED, Action.CORRECTION, Action.CONFIRMED, Action.LIVE, Action.WITHDRAWN}
            | {Action.EXPIRED, Action.REOPENED, Action.PUBLISHED, Action.VERSION_LIVE, Action.VERSION_WITHDRAWN}
            | {Action.ABANDONED, Action.RIGHT_ENDED, Action.PREVIEW_LINK_MADE, Action.PREVIEW_LINK_REVOKED}
        ),
    ),
    KindOfAction(
        "arrivals",
        "arriving",
        _("Arrivals"),
        _ARRIVAL
        | {Action.REFUSED, Action.RETRIED, Action.ASSIGNED, Action.TAKEN_OVER, Action.GIVEN_BACK}
        | {Action.DROP_LINK_MADE, Action.DROP_LINK_REVOKED, Action.TERMS_WRITTEN, Action.TERMS_ACCEPTED}
        | {Action.CAMERA_ADDED, Action.CAMERA_REMOVED, Action.KEY_SHARED, Action.KEY_NOT_SHARED}
        | {Action.GATEWAY_LOGIN_MADE, Action.GATEWAY_LOGIN_ENDED, Action.TODAYS_RELEASE_SET}
        | {Action.PLAIN_FTP_ALLOWED, Action.PLAIN_FTP_FORBIDDEN},
    ),
    KindOfAction(
        "told",
        "mail",
        _("Websites and press list"),
        frozenset(
            {Action.SUBSCRIBER_ADDED, Action.SUBSCRIBER_CHANGED, Action.SUBSCRIBER_DISABLED, Action.SUBSCRIBER_ENABLED}
            | {Action.SUBSCRIBER_REMOVED, Action.SUBSCRIBER_TESTED, Action.SECRET_ROTATED, Action.DELIVERIES_REPLAYED}
            | {Action.READERS_ADDED, Action.READER_REMOVED, Action.READERS_TAKEN, Action.MAILED}
        ),
    ),
)
ICONS: Mapping[str, str] = {str(action): kind.icon for kind in KINDS for action in kind.actions} | {
    Action.DECLINED: "declined",
    Action.CLEARED: "declined",
    Action.WITHDRAWN: "withdrawn",
    Action.CREATED: "plus",
    Action.SCHEDULED: "clock",
    Action.REFUSED: "refused",
}


@dataclass
class Group:
    """Decisions of one person and one kind, newest first."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def who(self) -> str:
        return self.entries[0].who

    @property
    def icon(self) -> str:
        return ICONS.get(self.entries[0].decision.action, "remark")

    @property
    def until(self) -> dt.datetime:
        return self.entries[0].decision.at

    @property
    def since(self) -> dt.datetime:
        return self.entries[-1].decision.at

    @property
    def is_long(self) -> bool:
        """Whether it began in another minute than it ended."""
        return self.until.replace(second=0, microsecond=0) != self.since.replace(second=0, microsecond=0)

    @cached_property
    def photos(self) -> list[Photo]:
        """Each photo once, in the order of the decisions."""
        found = [entry.decision.photo for entry in reversed(self.entries)]
        return list({photo.pk: photo for photo in found if photo}.values())

    @property
    def what(self) -> str:
        """`approved LT (4).jpg`, `approved 12 photos`."""
        if len(self.photos) < 2:
            return self._sentence.what
        number = ngettext("%(n)d photo", "%(n)d photos", len(self.photos)) % {"n": len(self.photos)}
        return self._sentence.about(number)

    @property
    def _sentence(self) -> Entry:
        """What is said of all of them: of photos that arrived, that they did."""
        return next((one for one in self.entries if one.decision.action == Action.RECEIVED), self.entries[0])

    @cached_property
    def changes(self) -> list[Change]:
        """What changed in all: the first and last state of one thing, or what is the same for several photos."""
        if len(self.photos) < 2:
            return _merged(self.entries)
        every = [[(c.label, c.before, c.after) for c in entry.changes] for entry in self.entries]
        return self.entries[0].changes if all(one == every[0] for one in every) else []

    @property
    def unfolds(self) -> bool:
        """Whether the single decisions say more than the group does."""
        return len(self.entries) > 1


def _merged(entries: list[Entry]) -> list[Change]:
    merged: dict[str, Change] = {}
    for entry in reversed(entries):
        for change in entry.changes:
            first = merged.get(change.label, change)
            merged[change.label] = Change(change.label, first.before, change.after)
    return [change for change in merged.values() if change.before != change.after]


def group_decisions(decisions: Iterable[Decision]) -> list[Group]:
    """Groups of `decisions`, which come newest first; each stands where its newest decision does."""
    groups: list[Group] = []
    standing: dict[tuple[object, ...], Group] = {}
    for decision in decisions:
        key = _key(decision)
        group = standing.get(key)
        if group is None or group.since - decision.at > ONE_GO:
            group = standing[key] = Group()
            groups.append(group)
        group.entries.append(Entry(decision))
    return groups


def _key(decision: Decision) -> tuple[object, ...]:
    action = Action.RECEIVED if decision.action in _ARRIVAL else decision.action
    is_edit = action == Action.EDITED and "attachment" not in decision.after
    alone = decision.photo_id is None and not is_edit
    return decision.actor_name, action, decision.photo_id is None, decision.pk if alone else None


def people_of(names: Iterable[str]) -> list[tuple[str, str]]:
    """Actors' names as stored and as people read them, in the order of the latter."""
    return sorted(((name, actor_name(name)) for name in names), key=lambda pair: pair[1].casefold())
