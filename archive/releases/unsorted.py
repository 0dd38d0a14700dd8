"""Stray uploads get a home: a release and a photographer, or a release made from the key they came with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Func, Min, TextField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import Batch, Photo, Photographer, Receipt, Release
from archive.models.work import fresh_work, hold
from archive.photos.bursts import leave_bursts
from archive.photos.companions import move_companions
from archive.photos.selection import Outcome, act_on_each
from archive.releases.fields import release_fields, slug_of
from archive.releases.lifecycle import create_release
from archive.states import PhotoState
from archive.workflow import move_photo, update_row
from pipelines.keys import parse_upload_path


def assign(photo_ids: Iterable[str], release: Release, photographer: Photographer | None, by: Actor) -> Outcome:
    """Move unsorted photos into a release, as that photographer's; without one, each keeps its key's photographer."""
    return act_on_each(photo_ids, lambda photo_id: _assign_one(photo_id, release, photographer, by))


def _assign_one(photo_id: str, release: Release, photographer: Photographer | None, by: Actor) -> None:
    photo = Photo.objects.select_for_update(of=("self",)).select_related("release", "batch").get(pk=photo_id)
    if not photo.release.is_unsorted:
        raise ArchiveError(_("It has a release already."))
    if photo.original_id and (twin := release.photos.filter(original=photo.original).first()):
        join(photo, twin)
        return
    if photo.state == PhotoState.APPROVED:
        # Somebody approved it where nothing is published from: not for this release and this photographer.
        move_photo(photo, PhotoState.READY, by, audit=False, approved_revision=None)
    batch, _made = Batch.objects.get_or_create(release=release, photographer=photographer or photo.batch.photographer)
    # Another photographer or template means another credit line, hence other pixels: the worker finds out.
    is_developed = photo.original_id and photo.state != PhotoState.REFUSED
    again = fresh_work() | {"pixels_due": True} if is_developed else {}
    try:
        with transaction.atomic():
            update_row(photo, release=release, batch=batch, position=None, **leave_bursts(), **again)
    except IntegrityError:
        join(photo, release.photos.get(original=photo.original))
        return
    record(
        Action.ASSIGNED,
        by,
        release_id=release.pk,
        photo=photo,
        after={"release": release.slug, "photographer": str(batch.photographer or "")},
    )


def join(photo: Photo, twin: Photo) -> None:
    """The release already has these bytes: move the receipts to its photo `twin` and delete `photo`."""
    with transaction.atomic():
        hold(photo)
        Receipt.objects.filter(photo=photo).update(photo=twin, joined=True)
        move_companions(photo.companions.all(), twin)
        photo.press_files.all().delete()
        photo.delete()
        Photo.objects.filter(pk=twin.pk).update(changed_at=timezone.now())


def release_from_key(photo_id: str, by: Actor) -> Release:
    """Make a draft release named as the upload's key has it, and move every unsorted photo of that name into it."""
    receipt = Receipt.objects.filter(photo_id=photo_id).first()
    key = parse_upload_path(receipt.key) if receipt else None
    slug = slug_of(key.release, fallback="") if key else ""
    if key is None or not slug:
        raise ArchiveError(_("Its upload key names no release; choose one by hand."))
    release = Release.objects.filter(slug=slug).first() or create_release(release_fields(slug=slug), by)
    for photographer, photo_ids in _of_the_same_claim(key.release).items():
        assign(photo_ids, release, photographer, by)
    return release


def waiting_folders(stray: Release) -> list[tuple[str, dt.datetime]]:
    """The folders in which the photos without a release came, the fullest first, each with its first photo's arrival.

    The name is empty where a photo lay in no folder.
    """
    second = Func(F("key"), Value("^[^/]+/([^/]+)/"), function="substring", output_field=TextField())
    named = Receipt.objects.filter(photo__release=stray).annotate(
        folder=Coalesce(second, Value(""), output_field=TextField())
    )
    grouped = named.order_by().values("folder").annotate(n=Count("pk"), since=Min("seen_at"))
    return list(grouped.order_by("-n", "folder").values_list("folder", "since"))


def _of_the_same_claim(claimed: str) -> dict[Photographer | None, list[str]]:
    groups: dict[Photographer | None, list[str]] = {}
    known = {photographer.slug: photographer for photographer in Photographer.objects.all()}
    for receipt in Receipt.objects.filter(photo__release__slug="_unsorted"):
        key = parse_upload_path(receipt.key)
        if key and key.release == claimed and receipt.photo_id:
            groups.setdefault(known.get(key.photographer), []).append(receipt.photo_id)
    return groups
