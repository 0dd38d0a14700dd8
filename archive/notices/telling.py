"""Tell a notice: look whether it still holds, and write a row for everybody who wants it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from archive.models import Cause, Delivery, DeliveryKind, Notice, Subscriber
from archive.notices.choices import people_for
from archive.notices.finding import moment_of
from archive.notices.words import words_of
from archive.problems import Problem
from archive.publishing.deliveries import announce_deliveries, payload_of
from archive.releases.gate import GateReport, inspect_release
from archive.states import ReleaseState

_NAMED = 10


class Verdict(Enum):
    """What became of a notice that was to be told."""

    TOLD = "told"
    LATER = "later"
    NEEDLESS = "needless"


@transaction.atomic
def tell(notice: Notice) -> Verdict:
    """Write who is told of it, once. Of an embargo only while its gate is closed: ask again `LATER`."""
    if notice.told_at:
        return Verdict.TOLD
    if is_over(notice):
        notice.delete()
        return Verdict.NEEDLESS
    report = _gate_of(notice)
    if report and report.is_open:
        return Verdict.LATER
    if report:
        notice.facts = {**notice.facts, "missing": _missing(report), "more": max(0, len(report.blockers) - _NAMED)}
    notice.told_at = timezone.now()
    notice.save(update_fields=["facts", "told_at"])
    rows = [*_mails(notice), *_webhooks(notice)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    announce_deliveries(rows)
    return Verdict.TOLD


def is_over(notice: Notice) -> bool:
    """Whether nobody needs to hear of it any more: the embargo's time has passed, or is another one."""
    if notice.cause != Cause.EMBARGO_AT_RISK:
        return False
    release = notice.release
    waits = release.state in (ReleaseState.DRAFT, ReleaseState.SCHEDULED)
    same = moment_of(release) == notice.facts.get("at")
    return not (waits and same and release.goes_live_at and release.goes_live_at > timezone.now())


def _gate_of(notice: Notice) -> GateReport | None:
    """The gate, where the notice says what is missing there."""
    if notice.cause == Cause.EMBARGO_AT_RISK:
        return inspect_release(notice.release)
    if notice.facts.get("problem") == Problem.GATE_CLOSED:
        report = inspect_release(notice.release)
        return None if report.is_open else report
    return None


def _missing(report: GateReport) -> dict[str, list[str]]:
    """What is missing, by language."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = [str(finding) for finding in report.blockers[:_NAMED]]
    return said


def _mails(notice: Notice) -> Iterator[Delivery]:
    if not settings.LIST_WORKS:
        return
    for person in people_for(notice):
        yield _row(notice, kind=DeliveryKind.MAIL, person=person)


def _webhooks(notice: Notice) -> Iterator[Delivery]:
    subscribers = [one for one in Subscriber.objects.all() if notice.cause in one.events]
    if not subscribers:
        return
    payload = payload_of(Cause(notice.cause), _data(notice))
    for one in subscribers:
        stopped = {"due_at": None, "problem": Problem.SUBSCRIBER_DISABLED} if one.disabled_at else {}
        yield _row(notice, kind=DeliveryKind.WEBHOOK, subscriber=one, payload=payload, **stopped)


def _row(notice: Notice, **columns: object) -> Delivery:
    common = {"event": notice.cause, "notice": notice, "release": notice.release, "due_at": timezone.now()}
    return Delivery(**common | columns)


def _data(notice: Notice) -> dict[str, object]:
    """What a webhook says: the figures, and the sentence that people read."""
    words = words_of(notice, settings.LANGUAGE_CODE)
    batch = notice.batch
    who = batch.photographer.name if batch and batch.photographer else ""
    figures = {name: value for name, value in notice.facts.items() if isinstance(value, int) and name != "more"}
    said: dict[str, object] = {
        "release": notice.release.slug,
        "photographer": who,
        "text": words.subject,
        "url": words.url,
    }
    return said | figures
