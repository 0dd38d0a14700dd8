"""The rows of the queue: what each release waits for, how soon, and what it still lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.languages import language_name
from archive.models import Batch, Photo, Release
from archive.people.presence import people_at
from archive.states import DEVELOPED, PhotoState, ReleaseState
from desk.components.labels import release_notice
from desk.components.progress import Progress, combine, progress_by_batch
from desk.components.times import distance, near, time_left
from desk.queue.films import Film, Films

SOON = dt.timedelta(hours=24)


@dataclass(frozen=True)
class PhotoGaps:
    """How many of a release's photos lack a caption, altogether and by language, and when one last changed."""

    captions: int = 0
    by_language: Mapping[str, int] | None = None
    changed_at: dt.datetime | None = None


@dataclass(frozen=True)
class Row:
    """A release on the queue."""

    release: Release
    drops: tuple[tuple[Batch, Progress], ...]
    gaps: PhotoGaps
    films: Films
    people: tuple[str, ...] = ()
    """Who else has it open."""

    @cached_property
    def progress(self) -> Progress:
        return combine(progress for _batch, progress in self.drops)

    @property
    def film(self) -> Film:
        """A strip of its photos."""
        return self.films.of(self.release)

    @property
    def icon(self) -> str:
        """The symbol of its state."""
        symbols = {ReleaseState.DRAFT: "edit", ReleaseState.SCHEDULED: "clock"}
        return symbols.get(ReleaseState(self.release.state), self.release.state)

    @property
    def photographers(self) -> str:
        names = [str(batch.photographer or _("unknown photographer")) for batch, _progress in self.drops]
        return ", ".join(dict.fromkeys(names))

    @property
    def to_review(self) -> int:
        return self.progress.count(PhotoState.READY)

    @property
    def is_publishable(self) -> bool:
        """It is a draft of which all photos are decided, and nothing is missing."""
        is_decided = not self.to_review and not self.progress.running and self.progress.count(PhotoState.APPROVED)
        return self.release.state == ReleaseState.DRAFT and bool(is_decided) and not self.missing

    @cached_property
    def missing(self) -> list[str]:
        """What keeps it from going out complete, in a few words each."""
        said = []
        if notice := release_notice(self.release):
            said.append(notice.text)
        if self.release.awaits_confirmation:
            said.append(_("goes out only once somebody confirms it"))
        if self.gaps.captions:
            said.append(_("%(n)d without a caption") % {"n": self.gaps.captions})
        for code, n in (self.gaps.by_language or {}).items():
            said.append(_("%(n)d without a caption in %(language)s") % {"n": n, "language": language_name(code)})
        return said + self._missing_titles

    @property
    def _missing_titles(self) -> list[str]:
        codes = [code for code in settings.RELEASE_LANGUAGES if not self.release.titles.get(code)]
        if len(codes) == len(settings.RELEASE_LANGUAGES):
            return [_("no title")]
        return [_("no title in %(language)s") % {"language": language_name(code)} for code in codes]

    @property
    def changed(self) -> str:
        """When somebody or something last changed it: `5 minutes ago`."""
        latest = max(filter(None, (self.release.changed_at, self.gaps.changed_at)))
        return distance(latest)

    @cached_property
    def when(self) -> When:
        return When.of(self.release)

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything on the row that can change."""
        counts = [sorted(progress.counts.items()) for _batch, progress in self.drops]
        return self.release.pk, self.release.state, self.release.revision, self.missing, counts, self.when, self.people


@dataclass(frozen=True)
class When:
    """When a release goes live: what is said first, what beside it, and whether it is urgent."""

    first: str
    second: str = ""
    is_urgent: bool = False

    @classmethod
    def of(cls, release: Release) -> When:
        """The time left comes first where it is short, the clock where it is long."""
        moment = release.goes_live_at
        if release.state == ReleaseState.SCHEDULED and (moment is None or moment <= timezone.now()):
            return cls(_("is late"), is_urgent=True) if release.problem else cls(_("is being published"))
        if moment is None:
            return cls(_("at once"), _("no embargo"))
        if moment <= timezone.now():
            return cls(_("its time has passed"), near(moment), is_urgent=True)
        if moment - timezone.now() < SOON:
            left = _("%(time)s left") % {"time": time_left(moment)}
            return cls(left, _("embargo %(when)s") % {"when": near(moment)}, is_urgent=True)
        return cls(near(moment), distance(moment))


def make_rows(
    releases: Iterable[Release], films: Films, reader: User, *, inspected: Iterable[Release] = ()
) -> list[Row]:
    """Rows in this order for `reader`; `inspected` are those whose photos' captions are looked at, too."""
    releases = list(releases)
    progress, gaps = progress_by_batch(releases), _gaps_of([release.pk for release in inspected])
    drops: dict[int, list[tuple[Batch, Progress]]] = {}
    for batch in Batch.objects.filter(release__in=releases).select_related("photographer"):
        if batch.pk in progress:
            drops.setdefault(batch.release_id, []).append((batch, progress[batch.pk]))
    films.expect(releases)
    return [
        Row(
            release,
            tuple(drops.get(release.pk, ())),
            gaps.get(release.pk, PhotoGaps()),
            films,
            people_at(release, reader),
        )
        for release in releases
    ]


def _gaps_of(releases: Sequence[int]) -> dict[int, PhotoGaps]:
    if not releases:
        return {}
    lacks = {code: _lacks_caption(code) for code in settings.RELEASE_LANGUAGES}
    without_any = reduce(and_, lacks.values())
    columns = {f"in_{code}": Count("pk", filter=lacking & ~without_any) for code, lacking in lacks.items()}
    photos = Photo.objects.filter(release__in=releases, state__in=DEVELOPED).order_by()
    counts = {"n_captions": Count("pk", filter=without_any), "latest": Max("changed_at"), **columns}
    found: Iterable[Any] = photos.values_list("release_id").annotate(**counts)
    return {
        pk: PhotoGaps(captions, {code: n for code, n in zip(lacks, by_language, strict=True) if n}, changed_at)
        for pk, captions, changed_at, *by_language in found
    }


def _lacks_caption(code: str) -> Q:
    return Q(**{f"captions__{code}__isnull": True}) | Q(**{f"captions__{code}": ""})
