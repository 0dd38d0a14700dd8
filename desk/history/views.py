"""The audit list of a release."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from archive.models import Release
from desk.access import DeskRequest, press_office
from desk.history.audit_labels import Entry

PER_PAGE = 200


@press_office("archive.view_decision")
@require_GET
def history(request: DeskRequest, slug: str) -> HttpResponse:
    """Who decided what and when, newest first."""
    release = get_object_or_404(Release, slug=slug)
    decisions = release.decisions.select_related("photo")
    page = Paginator(decisions, PER_PAGE).get_page(request.GET.get("page"))
    entries = [Entry(decision) for decision in page.object_list]
    return render(request, "history.html", {"release": release, "page": page, "entries": entries})
