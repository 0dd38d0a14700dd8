"""Releases from draft to withdrawn: what the desk's and the command line's buttons do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError, GateClosed
from archive.models import UNSORTED, Release
from archive.models.work import finished_work, fresh_work, settled_work
from archive.photos.press_files import photos_to_publish
from archive.releases.fields import IN_ADDRESS, SEALED, SUGGESTED, ReleaseFields, slug_of
from archive.releases.gate import GateReport, inspect_release
from archive.states import PhotoState, ReleaseState
from archive.workflow import announce, move_photo, move_release, update_row


def unsorted() -> Release:
    """The reserved release that takes stray uploads."""
    release, _made = Release.objects.get_or_create(
        slug=UNSORTED,
        defaults={"date": dt.date(2000, 1, 1), "titles": {"de": "Ohne Zuordnung", "en": "Unsorted"}},
    )
    return release


def suggest_number(date: dt.date) -> str:
    """A free number for a release of that day, such as `20190901-318`: the day, then a count within the year."""
    count = Release.objects.filter(date__year=date.year).exclude(slug=UNSORTED).count()
    while Release.objects.filter(number=(number := f"{date:%Y%m%d}-{(count := count + 1):03d}")).exists():
        continue
    return number


def suggest_slug(title: str, date: dt.date) -> str:
    """A free slug from the title's words, such as `190901-lange-nacht`; numbered when taken."""
    base = f"{date:%y%m%d}-{slug_of(title)}".strip("-")[:70].rstrip("-")
    slug, count = base, 1
    while Release.objects.filter(slug=slug).exists():
        count += 1
        slug = f"{base}-{count}"
    return slug


@transaction.atomic
def create_release(fields: ReleaseFields, by: Actor) -> Release:
    """Make a draft; date, number and slug are suggested where they are not given."""
    columns = fields.columns()
    date = columns.setdefault("date", None) or timezone.localdate()
    title = next(iter(columns.get("titles", {}).values()), "")
    columns["date"] = date
    columns["slug"] = columns.get("slug") or suggest_slug(title, date)
    columns["number"] = columns.get("number") or suggest_number(date)
    _refuse_taken(columns, but=None)
    release = Release.objects.create(**columns)
    record(Action.CREATED, by, release_id=release.pk, after={"slug": release.slug})
    return release


@transaction.atomic
def edit_release(release: Release, fields: ReleaseFields, by: Actor) -> Release:
    """Write the fields that were set and differ; the slug of a release that was ever public stays."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    _refuse_unsorted(release)
    wanted = {name: value for name, value in fields.columns().items() if getattr(release, name) != value}
    for name in SUGGESTED & set(wanted):
        if wanted[name] is None:
            wanted.pop(name)
    if IN_ADDRESS & set(wanted) and release.publications.exists():
        raise ArchiveError(
            _("Slug and number of a published release are part of its public addresses and cannot change.")
        )
    if not wanted:
        return release
    _refuse_taken(wanted, but=release)
    if release.state == ReleaseState.SCHEDULED and wanted.get("goes_live_at", release.goes_live_at) is None:
        raise ArchiveError(_("A scheduled release needs its time; take it back to draft instead."))
    before = {name: getattr(release, name) for name in wanted}
    for name, value in wanted.items():
        setattr(release, name, value)
    if release.state == ReleaseState.SCHEDULED and "goes_live_at" in wanted:
        for name, value in fresh_work(release.goes_live_at).items():
            setattr(release, name, value)
    release.revision += 1
    release.save()
    _seal_again(release, set(wanted))
    record(Action.EDITED, by, release_id=release.pk, before=_as_json(before), after=_as_json(wanted))
    announce(release)
    return release


def _seal_again(release: Release, changed: set[str]) -> None:
    """Make photos due whose files contain a changed field, so that they are sealed before publication needs them."""
    if not SEALED & changed:
        return
    idle = release.photos.developed().exclude(state=PhotoState.LIVE).filter(due_at=None, problem="")
    idle.update(**settled_work())


@transaction.atomic
def publish(release: Release, by: Actor, at: dt.datetime | None = None) -> GateReport:
    """Ask for the next version: now, or for a draft at its embargo's end (`at`, else `goes_live_at`).

    The press worker makes it. Raises GateClosed, naming photo by photo what is missing, and NotAllowed when the
    release is withdrawn.
    """
    release = Release.objects.select_for_update().get(pk=release.pk)
    _refuse_unsorted(release)
    report = inspect_release(release)
    if report.blockers:
        raise GateClosed(report.blockers)
    if release.state == ReleaseState.LIVE:
        _ask_for_correction(release, by)
    else:
        _schedule(release, by, at)
    return report


def _ask_for_correction(release: Release, by: Actor) -> None:
    update_row(release, correction_asked=True, **fresh_work())
    record(Action.CORRECTION, by, release_id=release.pk)


def _schedule(release: Release, by: Actor, at: dt.datetime | None) -> None:
    goes_live_at = at or release.goes_live_at or timezone.now()
    if release.state == ReleaseState.SCHEDULED:
        release = unschedule(release, by)
    move_release(release, ReleaseState.SCHEDULED, by, goes_live_at=goes_live_at, **fresh_work(goes_live_at))


@transaction.atomic
def unschedule(release: Release, by: Actor) -> Release:
    """Take a scheduled release back to draft; its embargo time stays noted."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.publications.making().exists():
        raise ArchiveError(_("It is being published at this moment; withdraw it once it is live."))
    return move_release(release, ReleaseState.DRAFT, by, action=Action.UNSCHEDULED, **finished_work())


@transaction.atomic
def withdraw_release(release: Release, by: Actor, *, action: Action | None = None) -> Release:
    """Take a live release off; its photos go back to approved and the press worker removes every public file."""
    move_release(release, ReleaseState.WITHDRAWN, by, action=action, correction_asked=False, **fresh_work())
    for photo in release.photos.filter(state=PhotoState.LIVE):
        move_photo(photo, PhotoState.APPROVED, by, audit=False)
    return release


@transaction.atomic
def retry_release(release: Release, by: Actor) -> Release:
    """Try again now what failed or waits, from scratch, parked photos that the release waits for included."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if not release.problem:
        raise ArchiveError(_("There is nothing to try again."))
    for photo in photos_to_publish(release):
        if photo.parked:
            update_row(photo, **fresh_work())
    update_row(release, **fresh_work())
    record(Action.RETRIED, by, release_id=release.pk)
    return release


def reopen_release(release: Release, by: Actor) -> Release:
    """Make a withdrawn release a draft again, once its files are gone from the public bucket."""
    if release.due_at is not None or release.problem:
        raise ArchiveError(_("Its public files are still being removed; try again in a moment."))
    return move_release(release, ReleaseState.DRAFT, by, action=Action.REOPENED, goes_live_at=None)


def _refuse_unsorted(release: Release) -> None:
    if release.is_unsorted:
        raise ArchiveError(_("Stray uploads have no release yet; assign them to one first."))


def _refuse_taken(columns: Mapping[str, Any], but: Release | None) -> None:
    others = Release.objects.exclude(pk=but.pk) if but else Release.objects.all()
    for name in ("slug", "number"):
        if columns.get(name) and others.filter(**{name: columns[name]}).exists():
            raise ArchiveError(_("Another release has %(value)s already.") % {"value": columns[name]})


def _as_json(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in columns.items()}
