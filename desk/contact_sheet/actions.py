"""Decisions on a selection: approve, decline, restore, withdraw, retry, and what takes the last of them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import Release
from archive.photos import decisions
from archive.photos.bursts import undo_dismissal
from archive.photos.selection import Outcome
from archive.photos.undo import acts_of, photos_decided, undo
from archive.releases.order import undo_arrangement
from desk.access import DeskRequest, press_office
from desk.components.numbers import read_number
from desk.components.selection import Failure, Toast, failures, is_of_another, posted_act, selected
from desk.contact_sheet.tiles import photos_of
from desk.contact_sheet.updates import render_update

SeenRevisions = Mapping[str, int]
Act = Callable[[list[str], Actor, SeenRevisions], Outcome]
UNDO = "undo"
PORTION = 60
"""Photos that one request takes back; the page asks again while there are more."""

ACTIONS: Mapping[str, tuple[str, Act]] = {
    "approve": ("archive.approve_photo", lambda ids, by, seen: decisions.approve(ids, by, seen=seen)),
    "decline": ("archive.approve_photo", lambda ids, by, _seen: decisions.decline(ids, by)),
    "restore": ("archive.approve_photo", lambda ids, by, _seen: decisions.restore(ids, by)),
    "withdraw": ("archive.publish_release", lambda ids, by, _seen: decisions.withdraw_photos(ids, by)),
    "retry": ("archive.change_photo", lambda ids, by, _seen: decisions.retry(ids, by)),
}
_PERMISSIONS = {name: permission for name, (permission, _do) in ACTIONS.items()} | {UNDO: "archive.approve_photo"}


@press_office()
@require_POST
def act(request: DeskRequest, slug: str) -> HttpResponse:
    """Do `action` to the posted `ids` (each `<photo id>:<revision seen>`), or undo the act `undoes`.

    `act` names the press of the button: what is posted twice with it is done once. Large selections come in portions
    of one act; the one with `last` is answered with a sentence about all of them. `account` is whom the page belongs
    to.
    """
    release = get_object_or_404(Release, slug=slug)
    name = request.POST.get("action", "")
    if name not in _PERMISSIONS:
        raise Http404
    if is_of_another(request):
        return HttpResponse(status=401)
    if not request.user.has_perm(_PERMISSIONS[name]):
        raise PermissionDenied
    by = Actor.of(request.user, posted_act(request))
    seen = selected(request)
    outcome = _undo(request, release, by) if name == UNDO else _do(name, release, seen, by)
    touched = {photo.pk: photo for photo in photos_of(release).filter(pk__in={*seen, *outcome.done, *outcome.failed})}
    said = _is_last(request, release, by, outcome) or bool(outcome.failed)
    count = read_number(request.POST.get("before", "")) or 0
    toast = _toast(name, count + len(outcome.done), failures(outcome, touched), by.act) if said else None
    return render_update(request, release, list(touched.values()), toast=toast, outcome=outcome)


def _do(name: str, release: Release, seen: SeenRevisions, by: Actor) -> Outcome:
    """Act on those of the selection that are in this release; what this very act has done already is only told."""
    present = set(release.photos.filter(pk__in=seen).values_list("pk", flat=True))
    done_before = photos_decided(release, by, by.act) & present if by.act else set()
    revisions = {pk: revision for pk, revision in seen.items() if revision}
    _permission, do = ACTIONS[name]
    outcome = do([pk for pk in seen if pk in present - done_before], by, revisions)
    return Outcome([*done_before, *outcome.done], outcome.failed)


def _undo(request: DeskRequest, release: Release, by: Actor) -> Outcome:
    act = posted_act(request, "undoes")
    try:
        may_publish = request.user.has_perm("archive.publish_release")
        if undo_arrangement(release, act, by, may_publish=may_publish) or undo_dismissal(release, act, by):
            release.refresh_from_db()
            return Outcome()
    except ArchiveError as error:
        return Outcome(failed={"": str(error)})
    return undo(release, act, by, limit=PORTION)


def _is_last(request: DeskRequest, release: Release, by: Actor, outcome: Outcome) -> bool:
    """Whether the act ends with this portion; an undo names no photos, so the record tells whether some are left."""
    if len(outcome.done) < PORTION or not (undone := posted_act(request, "undoes")):
        return request.POST.get("last", "yes") == "yes"
    return all(one.key != undone for one in acts_of(release, by))


def _toast(name: str, done: int, failed: Sequence[Failure], act: str) -> Toast:
    sentence = _sentence(name, done) if done or not failed else ""
    return Toast(sentence, failed, act, is_marked=all(one.photo_id for one in failed))


def _sentence(name: str, n: int) -> str:
    if name == UNDO and not n:
        return gettext("It is as it was before.")
    sentences = {
        "approve": ngettext("%(n)d photo approved.", "%(n)d photos approved.", n),
        "decline": ngettext("%(n)d photo declined.", "%(n)d photos declined.", n),
        "restore": ngettext("%(n)d photo is ready for review again.", "%(n)d photos are ready for review again.", n),
        "undo": ngettext("%(n)d photo is as it was before.", "%(n)d photos are as they were before.", n),
        "withdraw": ngettext("%(n)d photo withdrawn.", "%(n)d photos withdrawn.", n),
        "retry": ngettext("%(n)d file is tried again.", "%(n)d files are tried again.", n),
    }
    return sentences[name] % {"n": n}
