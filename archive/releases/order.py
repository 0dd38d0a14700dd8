"""The order of a release's photos, and the hero: the photo that leads. Changing either is an edit of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import Photo, Release
from archive.orders import PhotoOrder
from archive.photos.undo import standing_on_release
from archive.states import GOING, PhotoState
from archive.workflow import columns_after_edit, update_row

Places = Mapping[str, int]
"""Photo ids with their places in the whole order, from 1."""

_NOTHING: Mapping[str, tuple[Any, Any]] = MappingProxyType({})
_TOLD = 20  # moved photos that the audit names; a selection may hold hundreds
_CANNOT_LEAD = frozenset({PhotoState.DECLINED, PhotoState.REFUSED, PhotoState.WITHDRAWN})


@transaction.atomic
def set_order(release: Release, order: str, by: Actor, *, may_publish: bool) -> Release:
    """Have the photos stand in this order. Places given by hand stay noted for the next order by hand."""
    if order not in PhotoOrder.values:
        words = {"order": order, "known": ", ".join(PhotoOrder.values)}
        raise ArchiveError(_("There is no order “%(order)s”; choose one of: %(known)s.") % words)
    release = _locked(release)
    return _edit(release, {"photo_order": order}, by, may_publish=may_publish)


@transaction.atomic
def set_hero(release: Release, photo_id: str | None, by: Actor, *, may_publish: bool) -> Release:
    """Have this photo lead; with None, the first one does. Raises ArchiveError for a photo that cannot be public."""
    release = _locked(release)
    photo = release.photos.filter(pk=photo_id).first() if photo_id else None
    if photo_id and (photo is None or photo.state in _CANNOT_LEAD):
        raise ArchiveError(_("This photo cannot be the hero: it is not in this release, or it was taken out."))
    return _edit(release, {"hero_id": photo_id or None}, by, may_publish=may_publish)


@transaction.atomic
def arrange(
    release: Release, by: Actor, *, may_publish: bool, order: str | None = None, hero: str | None = None
) -> Release:
    """Set order and hero where they are given and differ; `hero` is a photo's id, empty for the first photo."""
    if order and order != release.photo_order:
        release = set_order(release, order, by, may_publish=may_publish)
    if hero is not None and hero != (release.hero_id or ""):
        release = set_hero(release, hero or None, by, may_publish=may_publish)
    return release


def possible_heroes(release: Release) -> list[Photo]:
    """The photos that can lead, in their order, with few columns; one query."""
    return list(release.photos.exclude(state__in=_CANNOT_LEAD).only("filename", "captions", "release"))


@transaction.atomic
def place_photos(release: Release, places: Places, by: Actor, *, may_publish: bool) -> Places:
    """Have these photos stand at these places, and all others keep their sequence; returns where they stood before.

    From then on the order is one by hand, unless none of them is here any more. Placing them where they stood before
    restores it.
    """
    release = _locked(release)
    stood = _order_of(release)
    moved = {photo_id: place for photo_id, place in places.items() if photo_id in stood}
    before = {photo_id: stood.index(photo_id) + 1 for photo_id in moved}
    stands = _rearranged(stood, moved)
    if not moved or (stands == stood and release.photo_order == PhotoOrder.MANUAL):
        return before
    _number(release, stands)
    after = {photo_id: stands.index(photo_id) + 1 for photo_id in moved}
    stood_at = {"places": (_told(release, before), _told(release, after)), "stood": (before, after)}
    _edit(release, {"photo_order": PhotoOrder.MANUAL}, by, may_publish=may_publish, told=stood_at)
    return before


@transaction.atomic
def undo_arrangement(release: Release, act: str, by: Actor, *, may_publish: bool) -> bool:
    """Take back what `by` did to order or hero in this act; False where the act did nothing of that.

    Raises ArchiveError where somebody has chosen another order or hero since.
    """
    release = _locked(release)
    done = standing_on_release(release, act, by, Action.ARRANGED)
    if done is None:
        return False
    columns = {name: done.before[name] for name in ("photo_order", "hero_id") if name in done.before}
    if any(getattr(release, name) != done.after[name] for name in columns):
        raise ArchiveError(_("Somebody has changed it since, so it stays as it is."))
    if places := done.before.get("stood"):
        stood = _order_of(release)
        _number(release, _rearranged(stood, {photo_id: n for photo_id, n in places.items() if photo_id in stood}))
    update_row(release, **columns, **columns_after_edit(release, by, may_publish=may_publish))
    record(Action.UNDONE, by, release_id=release.pk, after={"undoes": act})
    return True


def places_before(release: Release, photo_ids: Sequence[str], anchor: str | None) -> Places:
    """The places that these photos, in the sequence they stand in, take right before `anchor`; None is the end."""
    stood = _order_of(release)
    chosen = set(photo_ids)
    moved = [photo_id for photo_id in stood if photo_id in chosen]
    while anchor in chosen:
        # Before itself means before whatever follows.
        rest = stood[stood.index(anchor) + 1 :]
        anchor = rest[0] if rest else None
    others = [photo_id for photo_id in stood if photo_id not in chosen]
    first = others.index(anchor) + 1 if anchor in others else len(others) + 1
    return {photo_id: first + n for n, photo_id in enumerate(moved)}


def places_from(release: Release, photo_ids: Sequence[str], first: int) -> Places:
    """The places that these photos take, in the sequence they stand in, from place `first` on."""
    chosen = set(photo_ids)
    moved = [photo_id for photo_id in _order_of(release) if photo_id in chosen]
    return {photo_id: max(first, 1) + n for n, photo_id in enumerate(moved)}


def shown_hero(hero: str | None, states: Mapping[str, str]) -> str | None:
    """The photo that the desk shows as the hero: the chosen one, else the first that goes along.

    `states` has the release's photos in their order; one that was taken out cannot lead.
    """
    if hero and states.get(hero, PhotoState.WITHDRAWN) not in _CANNOT_LEAD:
        return hero
    return next((photo_id for photo_id, state in states.items() if state in GOING), None)


def leading(hero: str | None, going: Sequence[str]) -> str | None:
    """The hero if it is among the photos that go along, else the first of them."""
    return hero if hero in going else next(iter(going), None)


def _locked(release: Release) -> Release:
    locked = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if locked.is_unsorted:
        raise ArchiveError(_("Stray uploads have no release yet; assign them to one first."))
    return locked


def _order_of(release: Release) -> list[str]:
    return list(release.photos.values_list("pk", flat=True))


def _rearranged(stood: list[str], places: Places) -> list[str]:
    """The photos with those of `places` there; from the first place to the last, so that the earlier move no later."""
    stands = [photo_id for photo_id in stood if photo_id not in places]
    for photo_id, place in sorted(places.items(), key=lambda item: item[1]):
        stands.insert(max(place, 1) - 1, photo_id)
    return stands


def _number(release: Release, stands: Sequence[str]) -> None:
    """Write the places. `changed_at` stays: what a tile shows is the same, and a page learns the order beside it."""
    photos = {photo.pk: photo for photo in release.photos.select_for_update().order_by("pk").only("pk", "position")}
    changed = []
    for place, photo_id in enumerate(stands, 1):
        if (photo := photos.get(photo_id)) and photo.position != place:
            photo.position = place
            changed.append(photo)
    Photo.objects.bulk_update(changed, ["position"])


def _told(release: Release, places: Places) -> str:
    names = dict(release.photos.filter(pk__in=list(places)[:_TOLD]).values_list("pk", "filename"))
    told = "; ".join(f"{names[photo_id]} {places[photo_id]}" for photo_id in list(places)[:_TOLD])
    return told + "; …" * (len(places) > _TOLD)


def _edit(
    release: Release,
    columns: Mapping[str, Any],
    by: Actor,
    *,
    may_publish: bool,
    told: Mapping[str, tuple[Any, Any]] = _NOTHING,
) -> Release:
    """Write what differs as an edit of the release; `told` holds what the audit says besides, before and after."""
    before = {name: getattr(release, name) for name in columns}
    if before == dict(columns) and not told:
        return release
    update_row(release, **columns, **columns_after_edit(release, by, may_publish=may_publish))
    record(
        Action.ARRANGED,
        by,
        release_id=release.pk,
        before=_named(before | {name: old for name, (old, _new) in told.items()}),
        after=_named({**columns, **{name: new for name, (_old, new) in told.items()}}),
    )
    return release


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """The audit's values: the hero by its file name, too, which says more than an id."""
    if "hero_id" not in values:
        return dict(values)
    name = Photo.objects.filter(pk=values["hero_id"]).values_list("filename", flat=True).first()
    return {**values, "hero": name or ""}
