"""Attachments below the contact sheet: what is written about them, what is decided on them, and their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from archive.attachments import decisions
from archive.attachments.assigning import assign_attachment
from archive.attachments.editing import edit_attachment, editable_fields, field_value
from archive.audit import Actor
from archive.errors import ArchiveError, EditConflict
from archive.models import UNSORTED, Attachment, Photographer, Release
from archive.states import NOT_EDITABLE, AttachmentState, ReleaseState
from archive.store.buckets import archive
from archive.store.errors import StoreError
from desk.access import DeskRequest, press_office
from desk.attachments.forms import fields_of, posted
from desk.components.attachments import make_cards
from desk.components.numbers import read_number
from desk.components.selection import Toast
from desk.components.texts import title_of
from desk.contact_sheet.tiles import make_tiles, photos_of
from desk.contact_sheet.updates import render_update
from pipelines.keys import attachment_source_key
from pipelines.names import attachment_name

MAX_RELEASES_OFFERED: Final = 200
Act = Callable[[str, Actor, int | None], object]
ACTIONS: Mapping[str, tuple[str, Act, str]] = {
    "approve": (
        "archive.approve_photo",
        lambda pk, by, seen: decisions.approve_attachment(pk, by, seen=seen),
        gettext_noop("%(name)s is approved."),
    ),
    "decline": (
        "archive.approve_photo",
        lambda pk, by, _seen: decisions.decline_attachment(pk, by),
        gettext_noop("%(name)s is declined."),
    ),
    "restore": (
        "archive.approve_photo",
        lambda pk, by, _seen: decisions.restore_attachment(pk, by),
        gettext_noop("%(name)s is to be reviewed again."),
    ),
    "withdraw": (
        "archive.publish_release",
        lambda pk, by, _seen: decisions.withdraw_attachment(pk, by),
        gettext_noop("%(name)s is withdrawn; its public file is being removed."),
    ),
    "retry": (
        "archive.change_photo",
        lambda pk, by, _seen: decisions.retry_attachment(pk, by),
        gettext_noop("%(name)s is tried again."),
    ),
}
"""By verb: who may, what is done, and the sentence about it."""


@press_office("archive.change_photo")
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, attachment_id: str) -> HttpResponse:
    """The dialog with titles, credit and poster; on POST save what was changed."""
    attachment = _load(attachment_id)
    if request.method == "GET":
        return _dialog(request, attachment)
    typed, base = posted(request.POST)
    changes = {name: text for name, text in typed.items() if text != base.get(name)}
    may_approve = request.user.has_perm("archive.approve_photo")
    try:
        edit_attachment(attachment.pk, changes, Actor.of(request.user), may_approve=may_approve, base=base)
    except EditConflict as conflict:
        told = gettext("Somebody else changed this meanwhile. Save again to overwrite what they wrote.")
        theirs = {name: one.theirs for name, one in conflict.fields.items()}
        return _dialog(request, _load(attachment.pk), typed, told, theirs)
    except ArchiveError as error:
        return _dialog(request, attachment, typed, str(error))
    return _done(request, attachment.release, gettext("Saved"))


def _dialog(
    request: DeskRequest,
    attachment: Attachment,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    theirs: Mapping[str, str] | None = None,
) -> HttpResponse:
    photos = photos_of(attachment.release).exclude(state__in=NOT_EDITABLE)
    stored = {name: field_value(attachment, name) for name in editable_fields()}
    context = {
        "card": make_cards([attachment])[0],
        "fields": fields_of(stored, typed or {}, theirs or {}),
        "stored": stored,
        "poster": (typed or {}).get("poster", stored["poster"]),
        "tiles": make_tiles(photos),
        "problem": problem,
    }
    return render(request, "attachment_edit.html", context, status=409 if problem else 200)


@press_office()
@require_http_methods(["POST"])
def act(request: DeskRequest, attachment_id: str) -> HttpResponse:
    """Do `action` to an attachment whose `revision` the page shows."""
    name = request.POST.get("action", "")
    if name not in ACTIONS:
        raise Http404
    permission, do, sentence = ACTIONS[name]
    if not request.user.has_perm(permission):
        raise PermissionDenied
    attachment = _load(attachment_id)
    try:
        do(attachment.pk, Actor.of(request.user), read_number(request.POST.get("revision", "")))
        told = gettext(sentence) % {"name": attachment.filename}
    except ArchiveError as error:
        told = f"{attachment.filename}: {error}"
    attachment.release.refresh_from_db()
    return render_update(request, attachment.release, [], toast=Toast(told))


@press_office("archive.publish_release")
@require_GET
def withdrawing(request: DeskRequest, attachment_id: str) -> HttpResponse:
    """Ask before a public attachment goes for good."""
    attachment = _load(attachment_id)
    if attachment.state != AttachmentState.LIVE:
        raise Http404
    return render(request, "attachment_withdrawing.html", {"card": make_cards([attachment])[0]})


@press_office("archive.change_photo")
@require_http_methods(["GET", "POST"])
def assign(request: DeskRequest, attachment_id: str) -> HttpResponse:
    """The dialog that gives a stray attachment a release and a photographer; on POST move it there."""
    attachment = _load(attachment_id)
    others = Release.objects.exclude(slug=UNSORTED).exclude(state=ReleaseState.WITHDRAWN)
    if request.method == "GET":
        releases, people = others[:MAX_RELEASES_OFFERED], Photographer.objects.all()
        context = {"card": make_cards([attachment])[0], "open_releases": releases, "photographers": people}
        return render(request, "attachment_assign.html", context)
    stray, slug = attachment.release, request.POST.get("photographer", "")
    release = others.filter(slug=request.POST.get("release", "")).first()
    if release is None:
        return _done(request, stray, gettext("Choose a release first."))
    photographer = get_object_or_404(Photographer, slug=slug) if slug else None
    try:
        assign_attachment(attachment.pk, release, photographer, Actor.of(request.user))
    except ArchiveError as error:
        return _done(request, stray, f"{attachment.filename}: {error}")
    told = gettext("%(name)s moved to “%(release)s”.") % {"name": attachment.filename, "release": title_of(release)}
    return _done(request, stray, told)


@press_office()
@require_safe
def file(request: DeskRequest, attachment_id: str) -> HttpResponseBase:
    """The file itself, to be saved: a stranger's file is never shown as a page of the desk."""
    attachment = _load(attachment_id)
    if not attachment.sha256:
        raise Http404
    key = attachment_source_key(attachment.sha256)
    try:
        stored = archive().head(key)
    except StoreError:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    if stored is None:
        raise Http404
    return StreamingHttpResponse(
        archive().chunks(key) if request.method == "GET" else (),
        content_type=attachment.media_type,
        headers={
            "Content-Length": str(stored.size),
            "Content-Disposition": f'attachment; filename="{attachment_name(attachment.filename)}"',
            "Cache-Control": "private, no-store",
        },
    )


def _load(attachment_id: str) -> Attachment:
    found = Attachment.objects.select_related("release", "batch__photographer", "poster__original")
    return get_object_or_404(found, pk=attachment_id)


def _done(request: DeskRequest, release: Release, sentence: str) -> HttpResponse:
    """Close the dialog, and bring the page behind it up to date."""
    response = render_update(request, release, [], toast=Toast(sentence))
    return trigger_client_event(reswap(retarget(response, "#inbox"), "innerHTML"), "dialog-done")
