"""Websites that are told by webhook: the list, and one of them with its log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from archive.audit import Actor
from archive.models import Delivery, Event, Subscriber
from archive.notices.choices import ABOUT
from archive.publishing import subscribers as rules
from archive.publishing.answers import sentence_of
from desk.access import DeskRequest, press_office

_LOG = 50
_SHOWN_ONCE = "website_just_keyed"
"""In the session: the website whose new secret the next page shows, and no page after it."""
_EVENT_WORDS: dict[str, str] = {
    Event.RELEASE_PUBLISHED: gettext_noop("A release goes online."),
    Event.RELEASE_UPDATED: gettext_noop("A release is corrected."),
    Event.RELEASE_WITHDRAWN: gettext_noop("A release is withdrawn."),
    Event.PHOTO_WITHDRAWN: gettext_noop("A photo is withdrawn."),
}


class _Typed(TypedDict):
    """The form as somebody typed it."""

    name: str
    url: str
    events: list[str]
    tells_office: bool


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
            return _with_secret(request, made)
    rows = [(one, sentence_of(one.trouble)) for one in Subscriber.objects.all()]
    context = {"told": "websites", "rows": rows, "typed": typed, "error": error} | _events()
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
        rules.rotate_secret(subscriber, Actor.of(request.user))
        return _with_secret(request, subscriber)
    if verb == "change":
        return _change(request, subscriber)
    if verb == "remove":
        return _remove(request, subscriber)
    if act := _VERBS.get(verb):
        messages.success(request, act(request, subscriber))
    return redirect("desk:website", pk=subscriber.pk)


def _with_secret(request: DeskRequest, subscriber: Subscriber) -> HttpResponse:
    """Go to the website's page, which shows the secret this once; loading it again makes no further secret."""
    request.session[_SHOWN_ONCE] = subscriber.pk
    return redirect("desk:website", pk=subscriber.pk)


def _remove(request: DeskRequest, subscriber: Subscriber) -> HttpResponse:
    """Ask first: secret and log cannot be had back."""
    if "sure" not in request.POST:
        context = {
            "title": _("Forget %(name)s?") % {"name": subscriber.name},
            "words": _("It is told nothing any more. Its secret and its log are deleted."),
            "back": reverse("desk:website", args=[subscriber.pk]),
        }
        return render(request, "forget.html", context)
    rules.remove_subscriber(subscriber, Actor.of(request.user))
    messages.success(request, _("%(name)s is forgotten.") % {"name": subscriber.name})
    return redirect("desk:websites")


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
    typed: _Typed | None = None,
    error: str = "",
) -> HttpResponse:
    stored = _as_typed(subscriber.name, subscriber.url, subscriber.events)
    log = [_line(one) for one in subscriber.deliveries.select_related("release")[:_LOG]]
    until = subscriber.old_secret_until
    context = {
        "told": "websites",
        "subscriber": subscriber,
        "trouble": sentence_of(subscriber.trouble),
        "secret": subscriber.secret if request.session.pop(_SHOWN_ONCE, None) == subscriber.pk else "",
        "rotating": until is not None and until > timezone.now(),
        "typed": typed or stored,
        "error": error,
        "log": log,
        "watched": any(line["waits"] and not line["row"].attempts for line in log),
        "missed": rules.undelivered(subscriber).count(),
    } | _events()
    return render(request, "website.html", context, status=422 if error else 200)


def _events() -> dict[str, list[tuple[str, str]]]:
    """What a website, and what a system of the office can be told of, each with its sentence."""
    return {
        "events": [(event, _(_EVENT_WORDS[event])) for event in rules.EVENTS],
        "office_events": [(event, _(ABOUT[event])) for event in rules.OFFICE_EVENTS],
    }


def _line(delivery: Delivery) -> dict[str, Any]:
    answer = sentence_of(delivery.answer) if delivery.answer else ""
    return {"row": delivery, "answer": answer, "waits": delivery.due_at is not None}


def _typed(request: DeskRequest) -> _Typed:
    posted = request.method == "POST"
    events = request.POST.getlist("events") if posted else list(rules.EVENTS)
    return _as_typed(request.POST.get("name", ""), request.POST.get("url", ""), events)


def _as_typed(name: str, url: str, events: list[str]) -> _Typed:
    return _Typed(name=name, url=url, events=events, tells_office=bool(set(events) & set(rules.OFFICE_EVENTS)))
