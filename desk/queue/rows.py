"""The rows of the queue: what each release waits for, how soon, and what it still lacks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.attachments.wording import say_files
from archive.languages import language_name
from archive.models import Batch, Release
from archive.people.presence import people_at
from archive.releases.unsorted import waiting_folders
from archive.states import AttachmentState, PhotoState, ReleaseState
from desk.components.labels import release_notice
from desk.components.progress import Progress, combine
from desk.components.times import distance, near, time_left
from desk.queue.counts import FileCounts, count_files
from desk.queue.films import Film, Films

SOON = dt.timedelta(hours=24)
MOST_FOLDERS = 2


@dataclass(frozen=True)
class Row:
    """A release on the queue."""

    release: Release
    drops: tuple[tuple[Batch, Progress], ...]
    counts: FileCounts
    films: Films
    people: tuple[str, ...] = ()
    """Who else has it open."""

    @cached_property
    def progress(self) -> Progress:
        return combine(progress for _batch, progress in self.drops)

    @cached_property
    def attachments(self) -> Counter[str]:
        """By state."""
        return sum(self.counts.attachments.values(), Counter())

    @property
    def files(self) -> str:
        """How many photos and attachments it has, in words; nothing for none."""
        photos, attachments = self.progress.total, self.attachments.total()
        return say_files(photos, attachments) if photos or attachments else ""

    @property
    def running(self) -> bool:
        """Whether something of it will change by itself soon."""
        return self.progress.running or bool(self.attachments[AttachmentState.RECEIVED])

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

    @cached_property
    def waits_in(self) -> str:
        """Of the photos without a release: their folders, and since when the first of them waits."""
        folders = waiting_folders(self.release)
        named = [_("“%(folder)s”") % {"folder": name} for name, _since in folders if name]
        if len(named) > MOST_FOLDERS:
            named[MOST_FOLDERS:] = [_("and %(n)d more") % {"n": len(named) - MOST_FOLDERS}]
        words = ngettext("folder %(names)s", "folders %(names)s", len(named)) % {"names": ", ".join(named)}
        since = [distance(min(since for _name, since in folders))] if folders else []
        return ", ".join([*([words] if named else []), *since])

    @property
    def to_review(self) -> int:
        """Photos without a decision, as the bar beside it counts them; attachments once no photo waits."""
        return self.progress.count(PhotoState.READY) or self.attachments[AttachmentState.READY]

    @property
    def is_publishable(self) -> bool:
        """It is a draft of which all photos are decided, and nothing is missing."""
        is_decided = not self.to_review and not self.running and self.progress.count(PhotoState.APPROVED)
        return self.release.state == ReleaseState.DRAFT and bool(is_decided) and not self.missing

    @cached_property
    def missing(self) -> list[str]:
        """What keeps it from going out complete, in a few words each."""
        said = []
        if notice := release_notice(self.release):
            said.append(notice.text)
        if self.release.awaits_confirmation:
            said.append(_("goes out only once somebody confirms it"))
        if self.counts.without_caption:
            said.append(_("%(n)d without a caption") % {"n": self.counts.without_caption})
        without = [(code, n) for code in settings.RELEASE_LANGUAGES if (n := self.counts.without[code])]
        said += [
            _("%(n)d without a caption in %(language)s") % {"n": n, "language": language_name(code)}
            for code, n in without
        ]
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
        latest = max(filter(None, (self.release.changed_at, self.counts.changed_at)))
        return distance(latest)

    @cached_property
    def when(self) -> When:
        return When.of(self.release)

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything on the row that can change."""
        counts = [sorted(progress.counts.items()) for _batch, progress in self.drops]
        counts.append(sorted(self.attachments.items()))
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
        if release.state == ReleaseState.LIVE:
            since = _("since %(moment)s") % {"moment": near(moment)} if moment and moment <= timezone.now() else ""
            return cls(release.get_state_display(), since)
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
    counts = count_files(releases)
    drops: dict[int, list[tuple[Batch, Progress]]] = {}
    for batch in Batch.objects.filter(release__in=releases).select_related("photographer"):
        counted = counts[batch.release_id]
        if batch.pk in counted.by_batch or batch.pk in counted.attachments:
            progress = counted.progress.get(batch.pk, Progress({}))
            drops.setdefault(batch.release_id, []).append((batch, progress))
    looked_at = {release.pk for release in inspected}
    for release in releases:
        films.expect(release, _mark(release, counts[release.pk]))
    return [
        Row(
            release,
            tuple(drops.get(release.pk, ())),
            counts[release.pk] if release.pk in looked_at else FileCounts(attachments=counts[release.pk].attachments),
            films,
            people_at(release, reader),
        )
        for release in releases
    ]


def _mark(release: Release, counts: FileCounts) -> object:
    """What differs whenever a release's first photos may be others, or look different."""
    photos = (counts.changed_at, sorted((batch, sorted(of.items())) for batch, of in counts.by_batch.items()))
    return release.photo_order, release.hero_id, release.revision, photos
