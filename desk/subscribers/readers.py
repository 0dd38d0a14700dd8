"""The press list, as the press office manages it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from archive.audit import Actor
from archive.models import Reader, Release
from archive.publishing import readers as rules
from archive.publishing.deliveries import letters_of
from archive.publishing.versions import last_live
from archive.states import ReleaseState
from desk.access import DeskRequest, press_office
from desk.components.labels import language_names
from pipelines.documents.table import MAX_FILE_BYTES

_A_PAGE, _RELEASES = 100, 10


@press_office("archive.publish_release")
@require_http_methods(["GET", "POST"])
def press_list(request: DeskRequest) -> HttpResponse:
    """The list, with forms for one reader and for a file, and the releases that can be mailed."""
    error, verb = "", request.POST.get("verb", "")
    if verb == "remove" and "sure" not in request.POST:
        return _ask_to_remove(request)
    if request.method == "POST":
        try:
            messages.success(request, _act(request, verb))
        except rules.NotListed as refused:
            error = str(refused)
        else:
            return redirect("desk:press_list")
    wanted = request.GET.get("q", "").strip()
    found = Reader.objects.filter(folded__contains=wanted.casefold())
    context = {
        "told": "readers",
        "page": Paginator(found, _A_PAGE).get_page(request.GET.get("page")),
        "confirmed": Reader.objects.filter(confirmed_at__isnull=False).count(),
        "anybody": Reader.objects.exists(),
        "releases": _releases(),
        "languages": language_names(),
        "mail_works": settings.LIST_WORKS,
        "errors": {verb: error},
        "typed": {name: request.POST.get(name, "") for name in ("address", "language")},
    }
    return render(request, "press_list.html", context, status=422 if error else 200)


def _ask_to_remove(request: DeskRequest) -> HttpResponse:
    """Ask first: an address that was removed by mistake has to be asked for its consent again."""
    reader = get_object_or_404(Reader, pk=_number(request))
    context = {
        "title": _("Remove %(address)s?") % {"address": reader.address},
        "words": _("The address is deleted, with all that says which mails went to it."),
        "reader": reader.pk,
        "back": reverse("desk:press_list"),
    }
    return render(request, "forget.html", context)


@press_office("archive.publish_release")
@require_POST
def press_list_file(request: DeskRequest) -> HttpResponse:
    """The list as a file. By POST: that somebody took it is put down."""
    answer = HttpResponse(rules.export_readers(Actor.of(request.user)), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="press-list.csv"'
    return answer


def _act(request: DeskRequest, verb: str) -> str:
    """Do what `verb` says; the sentence about it."""
    by = Actor.of(request.user)
    if verb == "add":
        rules.add_reader(request.POST.get("address", ""), request.POST.get("language", ""), by)
        return _("A mail with a link to confirm is on its way.")
    if verb == "import":
        return _import(request, by)
    if verb == "send":
        release = get_object_or_404(Release, slug=request.POST.get("release"), state=ReleaseState.LIVE)
        version = last_live(release)
        n = rules.mail_version(release, version, by) if version else 0
        return ngettext("It goes to %(n)d reader.", "It goes to %(n)d readers.", n) % {"n": n}
    rules.remove_reader(get_object_or_404(Reader, pk=_number(request)), by)
    return _("The address is forgotten.")


def _number(request: DeskRequest) -> int:
    """Which reader is meant; 0, which nobody has, for what is no number."""
    given = request.POST.get("reader", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _import(request: DeskRequest, by: Actor) -> str:
    file = request.FILES.get("list_file")
    if file is None or (file.size or 0) > MAX_FILE_BYTES:
        raise rules.NotListed(_("Choose a CSV file with an email address in each line."))
    n = rules.import_readers(file.read(), by, consented="consented" in request.POST)
    return ngettext("%(n)d address is new.", "%(n)d addresses are new.", n) % {"n": n}


def _releases() -> list[dict[str, object]]:
    """The live releases of late, each with how many got its public version."""
    live = Release.objects.filter(state=ReleaseState.LIVE).order_by("-date", "-pk")[:_RELEASES]
    versions = [(release, last_live(release)) for release in live]
    return [
        {
            "release": release,
            "version": version.n,
            "got": letters_of(version).count(),
        }
        for release, version in versions
        if version
    ]
