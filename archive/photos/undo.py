"""Undo, as a stack per person and release: which acts stand, and how the latest is taken back.

An act is one press of a button: the Decisions with the same `act`. Taking it back adds Decisions of its own, which name
the act they undo; nothing of the record is removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import MACHINE, Action, Actor, record_each
from archive.models import Decision, Photo, Release
from archive.models.work import finished_work, fresh_work
from archive.photos.decisions import sealed_of
from archive.photos.selection import Outcome, grouped, judge
from archive.states import PhotoState
from archive.workflow import PHOTO_MOVES, move_photos, update_rows

UNDOABLE = (Action.APPROVED, Action.DECLINED, Action.CLEARED, Action.RESTORED)
ON_RELEASE = (Action.ARRANGED, Action.UNGROUPED)
"""Acts on the release itself, which stand in the same stack; `releases.order` and `photos.bursts` take them back."""
KEPT_FOR = timedelta(days=1)
"""Nobody who presses a key means last week's decision."""
DEPTH = 20


@dataclass(frozen=True)
class Act:
    """One press of a button that can be undone: what it did, and to how many photos that still stand."""

    key: str
    action: str
    count: int


def acts_of(release: Release, by: Actor) -> list[Act]:
    """What `by` can undo in this release, the latest first; one query."""
    is_undo = Q(action=Action.UNDONE)
    acts = (
        _mine(release, by)
        .filter(Q(action__in=UNDOABLE, photo__isnull=False) | Q(action__in=ON_RELEASE) | is_undo)
        .annotate(key=Coalesce(KT("after__undoes"), KT("after__act")))
        .values("key")
        .annotate(
            done=Count("pk", filter=~is_undo),
            undone=Count("pk", filter=is_undo),
            last=Max("pk", filter=~is_undo),
            # Of a selection with photos and refused files, the photos give the name.
            deed=Max("action", filter=~is_undo),
        )
        .filter(key__isnull=False, done__gt=F("undone"))
        .order_by("-last")
    )
    return [Act(row["key"], row["deed"], row["done"] - row["undone"]) for row in acts[:DEPTH]]


def standing_on_release(release: Release, act: str, by: Actor, action: Action) -> Decision | None:
    """The act's Decision of this kind on the release itself, unless it was taken back."""
    mine = _mine(release, by)
    if mine.filter(action=Action.UNDONE, after__undoes=act).exists():
        return None
    return mine.filter(action=action, after__act=act).first()


def was_done(release: Release, by: Actor) -> bool:
    """Whether this act has reached the release itself: whoever sends it once more, since the answer was lost."""
    return bool(by.act) and _mine(release, by).filter(action__in=ON_RELEASE, after__act=by.act).exists()


def photos_decided(release: Release, by: Actor, act: str) -> set[str]:
    """The photos that an act has reached: whoever sends it once more, since the answer was lost, gets the same."""
    decided = _decisions_of(release, by).filter(after__act=act).values_list("photo_id", flat=True)
    return {photo_id for photo_id in decided if photo_id}


def undo(release: Release, act: str, by: Actor, *, limit: int | None = None) -> Outcome:
    """Take an act back, on up to `limit` of its photos: each returns to the state and approval it had before.

    A photo that somebody else has changed since is left, and so is one that has gone on.
    """
    with transaction.atomic():
        decisions = _standing(release, act, by)
        since = {**_gone_public(release, decisions.values()), **_changed_since(decisions.values(), by)}
        outcome, photos = judge(decisions, lambda photo: since.get(photo.pk) or _gone_on(photo, decisions[photo.pk]))
        if limit and len(photos) > limit:
            # What stays as it is is told with the last of them.
            photos, outcome = photos[:limit], Outcome(outcome.done[:limit])
        sealed = sealed_of(photo for photo in photos if "approved_revision" in decisions[photo.pk].before)
        alike_in = grouped(photos, lambda photo: (*_before(photo, decisions[photo.pk]), photo.pk in sealed))
        for (to, approved, is_sealed), of_one_kind in alike_in.items():
            for alike in grouped(of_one_kind, lambda photo: photo.state).values():
                _take_back(alike, to, approved, act, by, is_sealed=is_sealed)
    return outcome


def _decisions_of(release: Release, by: Actor) -> QuerySet[Decision]:
    return _mine(release, by).filter(photo__isnull=False)


def _mine(release: Release, by: Actor) -> QuerySet[Decision]:
    recent = release.decisions.filter(at__gte=timezone.now() - KEPT_FOR)
    return recent.filter(actor_id=by.user_id, actor_name=by.name).order_by()


def _standing(release: Release, act: str, by: Actor) -> dict[str, Decision]:
    """The act's Decisions that were not undone, by photo."""
    mine = _decisions_of(release, by)
    undone = mine.filter(action=Action.UNDONE, after__undoes=act).values("photo_id")
    found = mine.filter(action__in=UNDOABLE, after__act=act).exclude(photo_id__in=undone)
    return {decision.photo_id: decision for decision in found if decision.photo_id}


def _changed_since(decisions: Iterable[Decision], by: Actor) -> dict[str, str]:
    """Why a photo is left: what was decided on it since, and by whom. One's own edits are no reason."""
    first = {decision.photo_id: decision.pk for decision in decisions}
    later = list(Decision.objects.filter(photo_id__in=first, pk__gt=min(first.values(), default=0)).order_by("pk"))
    undone = {(one.photo_id, one.after.get("undoes")) for one in later if one.action == Action.UNDONE}
    reasons = {}
    for one in later:
        is_mine = (one.actor_name, one.actor_id) == (by.name, by.user_id)
        counts = (one.photo_id, one.after.get("act")) not in undone and one.action in UNDOABLE if is_mine else True
        if one.photo_id and one.pk > first[one.photo_id] and one.actor_name != MACHINE.name and counts:
            reasons[one.photo_id] = _("You have decided on it again since.") if is_mine else _changed_by(one.actor_name)
    return reasons


def _changed_by(name: str) -> str:
    return _("%(who)s has changed it since, so it stays as it is.") % {"who": name}


def _gone_public(release: Release, decisions: Iterable[Decision]) -> dict[str, str]:
    """Approvals of changes to live photos, which keep their state, where the changes have been published since."""
    last = release.publications.aggregate(last=Max("live_at"))["last"]
    seen = [one for one in decisions if last and "state" not in one.after and one.at < last]
    return {str(one.photo_id): _("It has been published since.") for one in seen}


def _gone_on(photo: Photo, decision: Decision) -> str:
    """The reason where a photo is not any more as the decision left it; empty where it is."""
    if photo.release_id != decision.release_id:
        return _("It is in another release now.")
    if photo.state != decision.after.get("state", photo.state):
        return _("Not possible while it is %(state)s.") % {"state": photo.get_state_display()}
    return ""


def _before(photo: Photo, decision: Decision) -> tuple[str, int | None]:
    """The state and the approval to go back to. A refused file is tried again: that says anew what is wrong with it."""
    state = decision.before.get("state", photo.state)
    to = PhotoState.RECEIVED if state == PhotoState.REFUSED else state
    return to, decision.before.get("approved_revision")


def _take_back(photos: list[Photo], to: str, approved: int | None, act: str, by: Actor, *, is_sealed: bool) -> None:
    """Photos of one state, all to one state."""
    begins = to == PhotoState.RECEIVED or (to == PhotoState.APPROVED and not is_sealed)
    work = fresh_work() if begins else finished_work()
    state, told = photos[0].state, {"undoes": act}
    if state == to:
        update_rows(photos, approved_revision=approved)
        record_each(Action.UNDONE, by, photos, before={"state": state}, after={"state": to, **told})
        return
    if to not in PHOTO_MOVES[state]:
        # A declined photo was approved before: it goes back by the way it came.
        move_photos(photos, PhotoState.READY, by, audit=False)
    move_photos(
        photos, to, by, action=Action.UNDONE, before={"state": state}, after=told, approved_revision=approved, **work
    )
