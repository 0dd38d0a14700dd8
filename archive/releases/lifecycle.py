"""Releases from draft to withdrawn: what the desk's and the command line's buttons do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError, GateClosed, NotAllowed
from archive.four_eyes import is_barred
from archive.models import UNSORTED, Release
from archive.models.work import finished_work, fresh_work, settled_work
from archive.moments import refuse_past
from archive.photos.press_files import photos_to_publish
from archive.releases.correction_notes import ask_for_correction, clean_notes
from archive.releases.fields import (
    CONTACT,
    IN_ADDRESS,
    MOMENTS,
    PER_LANGUAGE,
    PUBLISHING,
    RESERVED,
    SEALED,
    SUGGESTED,
    ReleaseFields,
    clean_typed,
)
from archive.releases.gate import Finding, GateReport, inspect_release, is_over, rights_over
from archive.releases.suggestions import suggest_number, suggest_slug
from archive.states import AttachmentState, PhotoState, ReleaseState
from archive.workflow import announce, columns_after_edit, move_attachment, move_photos, move_release, update_row

_KINDS = {field.name: field.kind for field in PER_LANGUAGE}


def unsorted() -> Release:
    """The reserved release that takes stray uploads."""
    release, _made = Release.objects.get_or_create(
        slug=UNSORTED,
        defaults={"date": dt.date(2000, 1, 1), "titles": {"de": "Ohne Zuordnung", "en": "Unsorted"}},
    )
    return release


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
    _refuse_past_times(columns)
    release = Release.objects.create(**columns, edited_by=by.name)
    record(Action.CREATED, by, release_id=release.pk, after={"slug": release.slug})
    return release


@transaction.atomic
def edit_release(release: Release, fields: ReleaseFields, by: Actor, *, may_publish: bool) -> Release:
    """Write the fields that were set and differ; the slug of a release that was ever public stays.

    Once a version was asked for, an edit by somebody who may not publish closes the gate until it is confirmed
    (`confirm_release`). One by somebody who may carries a current approval along, unless four-eyes is on.
    """
    release = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    _refuse_unsorted(release)
    wanted = {name: value for name, value in fields.columns().items() if _standing(release, name) != value}
    for name in SUGGESTED & set(wanted):
        if wanted[name] is None:
            wanted.pop(name)
    if not wanted:
        return release
    _refuse_edit(release, wanted, may_publish=may_publish)
    before = {name: getattr(release, name) for name in wanted}
    for name, value in (wanted | columns_after_edit(release, by, may_publish=may_publish)).items():
        setattr(release, name, value)
    _refuse_crossed_times(release, set(wanted))
    if release.state == ReleaseState.SCHEDULED and "goes_live_at" in wanted:
        for name, value in fresh_work(release.goes_live_at).items():
            setattr(release, name, value)
    release.save()
    _seal_again(release, set(wanted))
    record(Action.EDITED, by, release_id=release.pk, before=_as_json(before), after=_as_json(wanted))
    announce(release)
    return release


def _standing(release: Release, name: str) -> Any:
    """The stored value as `ReleaseFields.columns` gives it: a contact with all its parts, texts cleaned.

    So a release from before they were cleaned is not corrected by being opened and saved.
    """
    value = getattr(release, name)
    if kind := _KINDS.get(name):
        return {code: clean_typed(text, kind) for code, text in value.items()}
    return dict.fromkeys(CONTACT, "") | value if name == "contact" else value


def _refuse_edit(release: Release, wanted: Mapping[str, Any], *, may_publish: bool) -> None:
    """Raise ArchiveError where these columns cannot change, or not by this person."""
    if IN_ADDRESS & set(wanted) and release.publications.exists():
        raise ArchiveError(
            _("Slug and number of a published release are part of its public addresses and cannot change.")
        )
    _refuse_taken(wanted, but=release)
    announced = release.state in (ReleaseState.SCHEDULED, ReleaseState.LIVE)
    if announced and PUBLISHING & set(wanted) and not may_publish:
        raise NotAllowed(
            _("Only somebody who may publish can change when a scheduled or live release goes live or goes off.")
        )
    if release.state == ReleaseState.SCHEDULED and wanted.get("goes_live_at", release.goes_live_at) is None:
        raise ArchiveError(_("A scheduled release needs its time; take it back to draft instead."))
    _refuse_past_times(wanted)


def _refuse_past_times(columns: Mapping[str, Any]) -> None:
    for name in MOMENTS:
        if moment := columns.get(name):
            refuse_past(moment)


def _refuse_crossed_times(release: Release, changed: set[str]) -> None:
    if PUBLISHING & changed and release.goes_live_at and is_over(release, release.goes_live_at):
        raise ArchiveError(str(Finding("over")))


def _seal_again(release: Release, changed: set[str]) -> None:
    """Make photos due whose files contain a changed field, so that they are sealed before publication needs them."""
    if not SEALED & changed:
        return
    idle = release.photos.developed().exclude(state=PhotoState.LIVE).filter(due_at=None, problem="")
    idle.update(**settled_work())


@transaction.atomic
def publish(
    release: Release,
    by: Actor,
    at: dt.datetime | None = None,
    *,
    now: bool = False,
    seen: int | None = None,
    notes: Mapping[str, str] | None = None,
) -> GateReport:
    """Ask for the next version, and confirm the release as it stands.

    A release that is not live goes live `at` a time, else at its embargo's end (`goes_live_at`), else at once; `now`
    says at once whatever is noted. A correction of a live one goes out at once, with `notes` that tell readers of it,
    by language. The press worker makes the version.

    Raises GateClosed, naming photo by photo what is missing; PastTime for a time that is over; and ArchiveError for a
    correction at a time, when the release is withdrawn, and when its revision is not the one that `by` has `seen`.
    """
    release = _locked_as_seen(release, by, seen)
    if at is not None:
        _refuse_time(release, at)
    report = inspect_release(release)
    if report.missing:
        raise GateClosed(report.missing)
    told = clean_notes(notes or {})
    if release.state == ReleaseState.LIVE:
        ask_for_correction(release, by, told)
    elif told:
        raise ArchiveError(_("A note tells readers of a correction, and this release is not live."))
    else:
        _schedule(release, by, timezone.now() if now else at)
    return report


def _locked_as_seen(release: Release, by: Actor, seen: int | None) -> Release:
    """The release, locked, if this person may let it out as it stands."""
    locked = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    _refuse_unsorted(locked)
    if seen is not None and seen != locked.revision:
        raise ArchiveError(_("It was changed while you looked at it; look again."))
    if is_barred(locked, by.name):
        raise ArchiveError(_("You changed it last; somebody else must approve it."))
    return locked


def _refuse_time(release: Release, at: dt.datetime) -> None:
    if release.state == ReleaseState.LIVE:
        raise ArchiveError(
            _("This release is live. A correction goes out at once: ask for it without a time, when it is due.")
        )
    refuse_past(at)


def _schedule(release: Release, by: Actor, at: dt.datetime | None) -> None:
    goes_live_at = at or release.goes_live_at or timezone.now()
    if is_over(release, goes_live_at):
        raise GateClosed([Finding("over")])
    if over := rights_over(release.photos.going(), goes_live_at):
        raise GateClosed(over)
    if release.state == ReleaseState.SCHEDULED:
        release = unschedule(release, by)
    columns = {"approved_revision": release.revision, **fresh_work(goes_live_at)}
    move_release(release, ReleaseState.SCHEDULED, by, goes_live_at=goes_live_at, **columns)


@transaction.atomic
def confirm_release(release: Release, by: Actor, *, seen: int | None = None) -> Release:
    """Let out, as it stands, a release that was changed after a version was asked for; its time stays.

    Raises ArchiveError when there is nothing to confirm, when its revision is not the one that `by` has `seen`, and
    when four-eyes is on and `by` made the change.
    """
    release = _locked_as_seen(release, by, seen)
    if not release.awaits_confirmation:
        raise ArchiveError(_("There is nothing to confirm."))
    update_row(release, approved_revision=release.revision, **fresh_work(_next_look(release)))
    record(Action.CONFIRMED, by, release_id=release.pk, after={"revision": release.revision})
    return release


def _next_look(release: Release) -> dt.datetime | None:
    """When the press worker should look at the release: at its embargo's end where it has one, else now."""
    return release.goes_live_at if release.state == ReleaseState.SCHEDULED else None


@transaction.atomic
def unschedule(release: Release, by: Actor) -> Release:
    """Take a scheduled release back to draft; its embargo time stays noted."""
    release = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if release.publications.making().exists():
        raise ArchiveError(_("The release is being published. You can withdraw it once it is live."))
    return move_release(release, ReleaseState.DRAFT, by, action=Action.UNSCHEDULED, **finished_work())


@transaction.atomic
def withdraw_release(release: Release, by: Actor, *, action: Action | None = None) -> Release:
    """Take a live release off; what it shows goes back to approved, and the press worker removes every public file."""
    move_release(
        release, ReleaseState.WITHDRAWN, by, action=action, correction_asked=False, correction_notes={}, **fresh_work()
    )
    move_photos(list(release.photos.filter(state=PhotoState.LIVE)), PhotoState.APPROVED, by, audit=False)
    for attachment in release.attachments.filter(state=AttachmentState.LIVE).order_by("pk"):
        move_attachment(attachment, AttachmentState.APPROVED, by, audit=False)
    return release


@transaction.atomic
def retry_release(release: Release, by: Actor) -> Release:
    """Try again now what failed or waits, from scratch, parked photos that the release waits for included."""
    release = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if not release.problem:
        raise ArchiveError(_("There is nothing to try again."))
    for photo in photos_to_publish(release):
        if photo.parked:
            update_row(photo, **fresh_work())
    update_row(release, **fresh_work(_next_look(release)))
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
    """Raise ArchiveError where an address that a release would get is somebody else's."""
    others = Release.objects.exclude(pk=but.pk) if but else Release.objects.all()
    if columns.get("slug") in RESERVED:
        raise ArchiveError(_("The desk has a page of its own at “%(slug)s”; choose another slug.") % columns)
    for name in ("slug", "number"):
        if columns.get(name) and others.filter(**{name: columns[name]}).exists():
            raise ArchiveError(_("Another release has %(value)s already.") % {"value": columns[name]})


def _as_json(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in columns.items()}
