"""The captions table in the page: out as CSV or .xlsx, and back with a preview of every row before it is applied."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import Release
from archive.photos.captions_file import RowResult, digest_of, export_release, import_rows, paste_table
from desk.access import DeskRequest, press_office
from desk.components.edits import ShownEdit, ShownRow
from desk.components.inputs import field_names
from desk.components.selection import Toast, selected
from desk.components.sentences import translated
from desk.contact_sheet.tiles import photos_of
from desk.contact_sheet.updates import render_update
from pipelines.documents.captions_file import CaptionErrors
from pipelines.documents.cells import TableError

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
SHOWN = 500


@press_office("archive.change_photo")
@require_GET
def download(request: DeskRequest, slug: str, kind: str) -> HttpResponse:
    """The table of a release's captions, as `csv` or `xlsx`."""
    release = get_object_or_404(Release, slug=slug)
    try:
        table = export_release(release, "xlsx" if kind == "xlsx" else "csv")
    except TableError as error:
        return HttpResponse(f"{translated(error.message)}\n", status=409, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": f'attachment; filename="captions-{release.slug}.{kind}"'}
    return HttpResponse(table, content_type=_TYPES[kind], headers=headers)


@press_office("archive.change_photo")
@require_http_methods(["GET", "POST"])
def captions_table(request: DeskRequest, slug: str) -> HttpResponse:
    """The page; a posted table is previewed, and with `seen` applied if it does what was seen."""
    release = get_object_or_404(Release, slug=slug)
    if request.method == "GET":
        return render(request, "captions_table.html", {"release": release})
    table = _posted_table(request)
    empty = {"problem": _("Choose a file, or paste the cells.")}
    context = _outcome(request, release, table) if table.strip() else empty
    return render(request, "captions_preview.html", context | {"release": release})


@press_office("archive.change_photo")
@require_POST
def paste(request: DeskRequest, slug: str) -> HttpResponse:
    """Cells pasted into the side sheet, for the posted photos from the posted field on: a preview in the dialog."""
    release = get_object_or_404(Release, slug=slug)
    if "seen" not in request.POST:
        return _preview_paste(request, release)
    context = _outcome(request, release, request.POST.get("table", "").encode())
    if not context.get("applied"):
        return render(request, "paste_dialog.html", context | {"release": release, "table": request.POST.get("table")})
    photos = photos_of(release).filter(pk__in=context["changed_ids"])
    answer = render_update(request, release, list(photos), toast=Toast(context["sentence"]))
    answer.headers["HX-Trigger"] = "dialog-done"
    answer.headers["HX-Retarget"] = "#inbox"
    return answer


def _preview_paste(request: DeskRequest, release: Release) -> HttpResponse:
    names = field_names()
    first = request.POST.get("field", "")
    try:
        start = names.index(first) if first in names else 0
        table = paste_table(request.POST.get("table", ""), list(selected(request)), names[start:])
        context = _outcome(request, release, table)
    except ArchiveError as error:
        context, table = {"problem": str(error)}, b""
    return render(request, "paste_dialog.html", context | {"release": release, "table": table.decode("utf-8-sig")})


def _posted_table(request: DeskRequest) -> bytes:
    file = request.FILES.get("file")
    return file.read() if file else request.POST.get("table", "").replace("\r\n", "\n").encode()


def _outcome(request: DeskRequest, release: Release, data: bytes) -> dict[str, Any]:
    """What the table does, row by row; it is kept if it does what was `seen`."""
    seen = request.POST.get("seen")
    rights = {
        "may_approve": request.user.has_perm("archive.approve_photo"),
        "may_publish": request.user.has_perm("archive.publish_release"),
    }
    try:
        results = import_rows(release, data, Actor.of(request.user), seen=seen, **rights)
    except CaptionErrors as errors:
        return {"problem": "\n".join(str(translated(error.sentence)) for error in errors.errors)}
    digest = digest_of(results)
    changed = [row for row in results if row.edits]
    refused = [row for row in results if row.refusals]
    applied = seen == digest
    return {
        "digest": digest,
        "changed": len(changed),
        "refused": len(refused),
        "unchanged": len(results) - len(changed) - len(refused),
        "rows": [_shown(row) for row in results if row.edits or row.refusals][:SHOWN],
        "left_out": max(0, len(changed) + len(refused) - SHOWN),
        "overtaken": seen is not None and not applied,
        "applied": applied,
        "changed_ids": [row.photo.pk for row in changed if row.photo],
        "sentence": ngettext("Captions of %(n)d photo changed.", "Captions of %(n)d photos changed.", len(changed))
        % {"n": len(changed)},
    }


def _shown(row: RowResult) -> ShownRow:
    filename = row.photo.filename if row.photo else _("Row %(n)d") % {"n": row.number}
    return ShownRow(filename, tuple(map(ShownEdit.of, row.edits)), tuple(str(translated(why)) for why in row.refusals))
