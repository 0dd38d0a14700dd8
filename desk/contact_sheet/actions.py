"""Decisions on a selection: approve, decline, restore, withdraw, retry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from archive.audit import Actor
from archive.models import Photo, Release
from archive.photos import decisions
from archive.photos.selection import Outcome
from archive.states import PhotoState
from desk.access import DeskRequest, press_office
from desk.components.selection import Toast, failures_by_file_name, selected
from desk.contact_sheet.tiles import photos_of
from desk.contact_sheet.updates import render_update

SeenRevisions = Mapping[str, int]
Act = Callable[[list[str], Actor, SeenRevisions], Outcome]
WAS_APPROVED = "!"

ACTIONS: Mapping[str, tuple[str, Act]] = {
    "approve": ("archive.approve_photo", lambda ids, by, seen: decisions.approve(ids, by, seen=seen)),
    "decline": ("archive.approve_photo", lambda ids, by, _seen: decisions.decline(ids, by)),
    "restore": ("archive.approve_photo", lambda ids, by, _seen: decisions.restore(ids, by)),
    "undo": ("archive.approve_photo", lambda ids, by, _seen: decisions.restore(ids, by)),
    "withdraw": ("archive.publish_release", lambda ids, by, _seen: decisions.withdraw_photos(ids, by)),
    "retry": ("archive.change_photo", lambda ids, by, _seen: decisions.retry(ids, by)),
}

_UNDOABLE: Mapping[str, tuple[PhotoState, ...]] = {
    "approve": (PhotoState.READY,),
    "decline": (PhotoState.READY, PhotoState.APPROVED, PhotoState.REFUSED, PhotoState.RECEIVED),
}


@press_office()
@require_POST
def act(request: DeskRequest, slug: str) -> HttpResponse:
    """Do `action` to the posted `ids` (each `<photo id>:<revision seen>`); answer with their tiles and a toast."""
    release = get_object_or_404(Release, slug=slug)
    name = request.POST.get("action", "")
    if name not in ACTIONS:
        raise Http404
    permission, do = ACTIONS[name]
    if not request.user.has_perm(permission):
        raise PermissionDenied
    seen = selected(request)
    before = {photo.pk: photo for photo in release.photos.filter(pk__in=seen)}
    revisions = {pk: revision for pk, revision in seen.items() if revision}
    outcome = do([pk for pk in seen if pk in before], Actor.of(request.user), revisions)
    if name == "undo":
        _approve_again(request, outcome, revisions)
    sentence, failed = _sentence(name, len(outcome.done)), failures_by_file_name(outcome, before)
    toast = Toast(sentence, failed, _undoable_ids(name, outcome, before))
    return render_update(request, release, list(photos_of(release).filter(pk__in=before)), toast=toast)


def _undoable_ids(name: str, outcome: Outcome, before: Mapping[str, Photo]) -> tuple[str, ...]:
    undoable = _UNDOABLE.get(name, ())
    done = [before[pk] for pk in outcome.done if before[pk].state in undoable]
    return tuple(photo.pk + WAS_APPROVED * (name == "decline" and photo.approval_is_current) for photo in done)


def _approve_again(request: DeskRequest, outcome: Outcome, seen: SeenRevisions) -> None:
    """Approve what was approved before it was declined; a photo that fails the approval stays ready and is reported."""
    again = [pk for pk in request.POST.getlist("again") if pk in outcome.done]
    outcome.failed |= decisions.approve(again, Actor.of(request.user), seen=seen).failed
    outcome.done = [pk for pk in outcome.done if pk not in outcome.failed]


def _sentence(name: str, n: int) -> str:
    sentences = {
        "approve": ngettext("%(n)d photo approved.", "%(n)d photos approved.", n),
        "decline": ngettext("%(n)d photo declined.", "%(n)d photos declined.", n),
        "restore": ngettext("%(n)d photo is ready for review again.", "%(n)d photos are ready for review again.", n),
        "undo": ngettext("%(n)d photo is as it was before.", "%(n)d photos are as they were before.", n),
        "withdraw": ngettext("%(n)d photo withdrawn.", "%(n)d photos withdrawn.", n),
        "retry": ngettext("%(n)d file is tried again.", "%(n)d files are tried again.", n),
    }
    return sentences[name] % {"n": n}
