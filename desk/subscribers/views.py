"""Websites that are told by webhook: the list, and one of them with its log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from archive.audit import Actor
from archive.models import Delivery, Subscriber
from archive.publishing import subscribers as rules
from archive.publishing.answers import sentence_of
from desk.access import DeskRequest, press_office

_LOG = 50


class _Typed(TypedDict):
    """The form as somebody typed it."""

    name: str
    url: str
    events: list[str]


@press_office("archive.publish_release")
@require_http_methods(["GET", "POST"])
def websites(request: DeskRequest) -> HttpResponse:
    """All websites, and a form for another."""
    typed, error = _typed(request), ""
    if request.method == "POST":
        try:
            made = rules.add_subscriber(typed["name"], typed["url"], typed["events"], Actor.of(request.user))
        except rules.NotSubscribed as refused:
            error = str(refused)
        else:
            return _page(request, made, secret=made.secret)
    rows = [(one, sentence_of(one.trouble)) for one in Subscriber.objects.all()]
    context = {"rows": rows, "typed": typed, "error": error, "events": rules.EVENTS}
    return render(request, "websites.html", context, status=422 if error else 200)


@press_office("archive.publish_release")
@require_http_methods(["GET", "POST"])
def website(request: DeskRequest, pk: int) -> HttpResponse:
    """One website: change it, its secret, its log; what `verb` says is done."""
    subscriber = get_object_or_404(Subscriber, pk=pk)
    if request.method == "GET":
        return _page(request, subscriber)
    verb = request.POST.get("verb", "")
    if verb == "rotate":
        return _page(request, subscriber, secret=rules.rotate_secret(subscriber, Actor.of(request.user)))
    if verb == "change":
        return _change(request, subscriber)
    if verb == "remove":
        rules.remove_subscriber(subscriber, Actor.of(request.user))
        messages.success(request, _("%(name)s is forgotten.") % {"name": subscriber.name})
        return redirect("desk:websites")
    if act := _VERBS.get(verb):
        messages.success(request, act(request, subscriber))
    return redirect("desk:website", pk=subscriber.pk)


def _change(request: DeskRequest, subscriber: Subscriber) -> HttpResponse:
    typed = _typed(request)
    try:
        rules.change_subscriber(subscriber, typed["name"], typed["url"], typed["events"], Actor.of(request.user))
    except rules.NotSubscribed as refused:
        return _page(request, subscriber, typed=typed, error=str(refused))
    messages.success(request, _("Saved."))
    return redirect("desk:website", pk=subscriber.pk)


def _test(request: DeskRequest, subscriber: Subscriber) -> str:
    rules.send_test(subscriber, Actor.of(request.user))
    return _("A test is on its way. The log below says how it ended.")


def _disable(request: DeskRequest, subscriber: Subscriber) -> str:
    rules.disable_subscriber(subscriber, Actor.of(request.user))
    return _("%(name)s is told nothing any more.") % {"name": subscriber.name}


def _enable(request: DeskRequest, subscriber: Subscriber) -> str:
    n = rules.enable_subscriber(subscriber, Actor.of(request.user), replay="missed" in request.POST)
    return _("%(name)s is told again.") % {"name": subscriber.name} + (f" {_sent_again(n)}" if n else "")


def _replay(request: DeskRequest, subscriber: Subscriber) -> str:
    chosen = subscriber.deliveries.filter(tag__in=request.POST.getlist("delivery"))
    return _sent_again(rules.replay_deliveries(subscriber, Actor.of(request.user), list(chosen)))


def _sent_again(n: int) -> str:
    return ngettext("%(n)d message is sent again.", "%(n)d messages are sent again.", n) % {"n": n}


_VERBS: dict[str, Callable[[DeskRequest, Subscriber], str]] = {
    "test": _test,
    "disable": _disable,
    "enable": _enable,
    "replay": _replay,
}


def _page(
    request: DeskRequest,
    subscriber: Subscriber,
    *,
    secret: str = "",
    typed: _Typed | None = None,
    error: str = "",
) -> HttpResponse:
    stored = _Typed(name=subscriber.name, url=subscriber.url, events=subscriber.events)
    log = [_line(one) for one in subscriber.deliveries.select_related("release")[:_LOG]]
    context = {
        "subscriber": subscriber,
        "trouble": sentence_of(subscriber.trouble),
        "secret": secret,
        "typed": typed or stored,
        "error": error,
        "events": rules.EVENTS,
        "log": log,
        "missed": rules.undelivered(subscriber).count(),
    }
    return render(request, "website.html", context, status=422 if error else 200)


def _line(delivery: Delivery) -> dict[str, object]:
    answer = sentence_of(delivery.answer) if delivery.answer else ""
    return {"row": delivery, "answer": answer, "waits": delivery.due_at is not None}


def _typed(request: DeskRequest) -> _Typed:
    posted = request.method == "POST"
    events = request.POST.getlist("events") if posted else list(rules.EVENTS)
    return _Typed(name=request.POST.get("name", ""), url=request.POST.get("url", ""), events=events)
