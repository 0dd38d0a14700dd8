"""The links to a release's preview, as the press office manages them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import UNSORTED, PreviewLink, Release
from archive.publishing import preview_links as rules
from archive.states import ReleaseState
from desk.access import DeskRequest, press_office
from desk.preview.forms import LinkForm


@press_office("archive.change_release")
@require_http_methods(["GET", "POST"])
def links(request: DeskRequest, slug: str) -> HttpResponse:
    """All links of a release with what became of them, and a form for another; on POST one is made or revoked."""
    if slug == UNSORTED:
        raise Http404
    release = get_object_or_404(Release, slug=slug)
    if "revoke" in request.POST:
        return _revoke(request, release)
    typed = request.POST if request.method == "POST" else None
    form = LinkForm(typed, initial={"until": rules.suggested_end(release), "max_opens": rules.OPENS})
    made = _make(request, release, form) if typed is not None and form.is_valid() else None
    if made:
        messages.success(request, _("The link for %(name)s is made. Copy it below.") % {"name": made.name})
        return redirect("desk:preview_links", slug=slug)
    return _page(request, release, form)


def _make(request: DeskRequest, release: Release, form: LinkForm) -> PreviewLink | None:
    try:
        return rules.make_link(release, **form.cleaned_data, by=Actor.of(request.user))
    except ArchiveError as error:
        form.add_error(None, str(error))
        return None


def _revoke(request: DeskRequest, release: Release) -> HttpResponse:
    pk = request.POST["revoke"]
    link = get_object_or_404(release.preview_links, pk=pk if pk.isdecimal() else 0)
    rules.revoke_link(link, Actor.of(request.user))
    messages.success(request, _("The link for %(name)s opens nothing any more.") % {"name": link.name})
    return redirect("desk:preview_links", slug=release.slug)


def _page(request: DeskRequest, release: Release, form: LinkForm) -> HttpResponse:
    rows = [_row(link, release) for link in release.preview_links.all()]
    context = {
        "release": release,
        "form": form,
        "open_links": [row for row in rows if row["is_open"]],
        "ended_links": [row for row in rows if not row["is_open"]],
        "can_make": release.state in (ReleaseState.DRAFT, ReleaseState.SCHEDULED),
    }
    return render(request, "preview_links.html", context, status=422 if form.errors else 200)


def _row(link: PreviewLink, release: Release) -> dict[str, object]:
    link.release = release
    is_open = rules.standing_of(link) is rules.Standing.OPEN
    used_up = link.opens >= link.max_opens
    return {"link": link, "is_open": is_open, "used_up": used_up, "url": rules.link_url(link) if is_open else ""}
