"""Notices: what the office or a photographer was told, how it was sent, and what each of them wants mails about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.drops.batches import own_batches
from archive.models import Delivery, DeliveryKind, Notice
from archive.notices import choices as rules
from archive.notices.words import words_of
from archive.publishing.answers import sentence_of
from desk.access import DeskRequest, in_press_office, signed_in

_SHOWN = 50


@signed_in
@require_http_methods(["GET", "POST"])
def notices(request: DeskRequest) -> HttpResponse:
    """The last notices, and a form for what somebody wants mails about."""
    if request.method == "POST":
        rules.choose(request.user, request.POST.getlist("causes"), request.POST.get("language", ""))
        messages.success(request, _("Saved."))
        return redirect("desk:notices")
    choice = rules.choice_of(request.user)
    context = {
        "offered": [(cause, _(rules.ABOUT[cause]), cause not in choice.off) for cause in rules.offered(request.user)],
        "language": choice.language,
        "languages": settings.LANGUAGES,
        "mail_works": settings.LIST_WORKS,
        "rows": _rows(request.user),
    }
    return render(request, "notices.html", context)


def _rows(user: User) -> list[dict[str, Any]]:
    office, language = in_press_office(user), (get_language() or settings.LANGUAGE_CODE)[:2]
    sent = Delivery.objects.exclude(kind=DeliveryKind.NOTICE).order_by("pk")
    found = Notice.objects.exclude(told_at=None).select_related("release")
    if office:
        found = found.select_related("batch__photographer")
    else:
        found = found.filter(cause__in=rules.PHOTOGRAPHERS, deliveries__person=user)
        found = found.prefetch_related(Prefetch("batch", own_batches(user).select_related("photographer__account")))
    rows = found.prefetch_related(Prefetch("deliveries", sent, "sent"))[:_SHOWN]
    return [
        {"words": words_of(one, language, own=not office), "at": one.told_at, "sent": _how(one.sent)} for one in rows
    ]


def _how(sent: Iterable[Delivery]) -> list[tuple[str, str]]:
    """How its mails and webhooks ended: an icon and the words, for each way that they did."""
    rows = list(sent)
    arrived = sum(one.delivered_at is not None for one in rows)
    waiting = [one for one in rows if one.due_at is not None]
    given_up = len(rows) - arrived - len(waiting)
    said = []
    if arrived:
        said.append(
            ("approved", ngettext("sent to %(n)d recipient", "sent to %(n)d recipients", arrived) % {"n": arrived})
        )
    if waiting:
        answer = next((sentence_of(one.answer) for one in waiting if one.answer), "")
        words = ngettext("%(n)d waits.", "%(n)d wait.", len(waiting)) % {"n": len(waiting)}
        said.append(("clock", f"{words} {answer}".strip()))
    if given_up:
        said.append(("declined", ngettext("%(n)d given up", "%(n)d given up", given_up) % {"n": given_up}))
    return said or [("remark", _("shown here only"))]


# A mail program posts without a cookie, as RFC 8058 has it; the token says whom it is about.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """End mails of one kind, once their reader or a mail program presses the button; any other POST gets it shown."""
    found = rules.read_off(token)
    if found is None:
        words = _("Its time is over. Sign in and choose under “Notices” what you want mails about.")
        return _say(request, {"title": _("This link does not hold any more"), "words": words}, 410)
    user, cause = found
    about = {"kind": _(rules.ABOUT[cause])}
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        rules.turn_off(user, cause)
        words = _("You get no more mails of this kind: “%(kind)s”.") % about
        return _say(request, {"title": _("These mails have ended"), "words": words}, 200)
    asked = {"title": _("No more mails of this kind?"), "words": about["kind"], "button": _("End these mails")}
    return _say(request, asked, 400 if request.method == "POST" else 200)


def _say(request: HttpRequest, said: dict[str, str], status: int) -> HttpResponse:
    return render(request, "notices_off.html", said, status=status)
