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
from archive.releases.lifecycle import columns_after_edit
from archive.states import GOING, PhotoState
from archive.workflow import update_row

Places = Mapping[str, int]
"""Photo ids with their places in the whole order, from 1."""

_NOTHING: Mapping[str, tuple[str, str]] = MappingProxyType({})
_TOLD = 20  # moved photos that the audit names; a selection may hold hundreds
_CANNOT_LEAD = frozenset({PhotoState.DECLINED, PhotoState.REFUSED, PhotoState.WITHDRAWN})


@transaction.atomic
def set_order(release: Release, order: str, by: Actor, *, may_publish: bool) -> Release:
    """Have the photos stand in this order. Places given by hand stay noted for the next order by hand."""
    if order not in PhotoOrder.values:
        raise ArchiveError(_("There is no such order."))
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
def place_photos(release: Release, places: Places, by: Actor, *, may_publish: bool) -> Places:
    """Have these photos stand at these places, and all others keep their sequence; returns where they stood before.

    From then on the order is one by hand. Placing them where they stood before restores it.
    """
    release = _locked(release)
    stood = _order_of(release)
    moved = {photo_id: place for photo_id, place in places.items() if photo_id in stood}
    before = {photo_id: stood.index(photo_id) + 1 for photo_id in moved}
    stands = _rearranged(stood, moved)
    if stands == stood and release.photo_order == PhotoOrder.MANUAL:
        return before
    _number(release, stands)
    after = {photo_id: stands.index(photo_id) + 1 for photo_id in moved}
    told = {"places": (_told(release, before), _told(release, after))} if after != before else {}
    _edit(release, {"photo_order": PhotoOrder.MANUAL}, by, may_publish=may_publish, told=told)
    return before


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


def hero_of(release: Release) -> str | None:
    """The id of the photo that would lead if the release were published now."""
    going = list(release.photos.filter(state__in=GOING).values_list("pk", flat=True))
    return leading(release.hero_id, going)


def leading(hero: str | None, going: Sequence[str]) -> str | None:
    """The hero if it is among the photos that go along, else the first of them."""
    return hero if hero in going else next(iter(going), None)


def _locked(release: Release) -> Release:
    locked = Release.objects.select_for_update().get(pk=release.pk)
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
    told: Mapping[str, tuple[str, str]] = _NOTHING,
) -> Release:
    """Write what differs as an edit of the release; `told` holds what the audit says besides, before and after."""
    differing = {name: value for name, value in columns.items() if getattr(release, name) != value}
    if not differing and not told:
        return release
    before = {name: getattr(release, name) for name in differing} | {name: old for name, (old, _new) in told.items()}
    after = differing | {name: new for name, (_old, new) in told.items()}
    update_row(release, **differing, **columns_after_edit(release, by, may_publish=may_publish))
    record(Action.EDITED, by, release_id=release.pk, before=_named(before), after=_named(after))
    return release


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """The audit's values: the hero by its file name, which says more than an id."""
    if "hero_id" not in values:
        return dict(values)
    name = Photo.objects.filter(pk=values["hero_id"]).values_list("filename", flat=True).first()
    return {key: value for key, value in values.items() if key != "hero_id"} | {"hero": name or ""}
