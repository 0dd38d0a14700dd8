"""The measured journeys, one function each. Needs Django set up on a running stack."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from archive.audit import OPERATOR
from archive.models import Photo, Release
from archive.people.photographers import create_photographer
from archive.photos import bulk_editing, decisions
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.releases.lifecycle import create_release
from archive.states import PhotoState
from archive.store.uploads import upload
from bench.journey_cpu import cpu_seconds, spent_between
from bench.waiting import wait_until
from cli.stack.stack import Stack
from pipelines.recipes import RenditionOrder, recipe_digest
from workers.develop.chamber import Chamber
from workers.nudges import waiting_messages

CORES = len(os.sched_getaffinity(0))
_UPLOADS_AT_ONCE = 4
_POLL = 0.01
_CREDIT = "©Landeshauptstadt Beispielstadt/Jörg Brückner"
_TEXTS = {
    "captions.de": "V.l.: Gül Öztürk, Paweł Żółw und Käthe Groß eröffnen die Promenade.",
    "captions.en": "From left: Gül Öztürk, Paweł Żółw and Käthe Groß open the promenade.",
}


@dataclass
class Spent:
    """Wall seconds, and CPU seconds by service; `bench` is this process (clients, and the darkroom alone)."""

    wall: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Single:
    """Seconds from the end of an upload until the Photo exists, and until it is ready.

    `received` is below zero when the event is faster than the answer to the upload.
    """

    received: float
    ready: float


@dataclass(frozen=True)
class Publishing:
    """Seconds that one release's publication takes.

    `approve` is the call; `sealed` runs from its start until every press file is stored; `live` from the call of
    publish until the public manifest answers; `idle` until nothing of the release is due. `at_once` says that publish
    was called right after approve; `live` then runs from the start of approve.
    """

    approve: float
    sealed: float
    live: float
    idle: float
    at_once: bool
    cpu: dict[str, float]

    @property
    def whole(self) -> float:
        """From the start of approve to the live manifest, without the pause between the two calls."""
        return self.live if self.at_once else self.sealed + self.live


class Journey:
    """The measurements on one running stack, with one photographer."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._count = 0
        self._key = create_photographer("Jörg Brückner", "joerg").key

    def singles(self, photos: Sequence[Path]) -> list[Single]:
        """Upload the photos one by one, each to an idle stack."""
        return [self._single(self._new_release(), photo) for photo in photos]

    def _single(self, release: Release, photo: Path) -> Single:
        self._upload(release, photo)
        uploaded = timezone.now()
        wait_until(lambda: _count(release, PhotoState.READY) == 1, _POLL)
        ready = timezone.now()
        received = release.photos.get().received_at
        return Single(received=(received - uploaded).total_seconds(), ready=(ready - uploaded).total_seconds())

    def darkroom(self, photos: Sequence[Path]) -> Spent:
        """Only inspect and develop the photos, in as many chambers as there are cores."""
        orders = [_order(profile_name) for profile_name in (p.name for p in settings.RECIPES.profiles)]
        with ExitStack() as open_ones, TemporaryDirectory() as folder:
            # Opened in this thread, because a helper ends with the thread that started it; then warmed up.
            chambers = [open_ones.enter_context(Chamber()) for _core in range(CORES)]
            for chamber in chambers:
                chamber.inspect(photos[0])
            with self._measured() as spent, ThreadPoolExecutor(CORES) as pool:
                shares = [(chamber, photos[core::CORES], orders, Path(folder)) for core, chamber in enumerate(chambers)]
                list(pool.map(lambda share: _develop(*share), shares))
        return spent

    def drop(self, photos: Sequence[Path]) -> tuple[Release, Spent]:
        """Upload all photos in parallel and wait until every one is stored and ready."""
        release = self._new_release()
        with self._measured() as spent:
            self._upload_all(release, photos)
            wait_until(lambda: _count(release, PhotoState.READY) == len(photos), 5 * _POLL)
        return release, spent

    def publish(self, photos: Sequence[Path], *, at_once: bool) -> Publishing:
        """Drop into a new release (quick, as the originals are known), caption, approve, seal and publish."""
        release, _spent = self.drop(photos)
        chosen = list(release.photos.values_list("pk", flat=True))
        writings = {name: bulk_editing.Writing(text) for name, text in _TEXTS.items()}
        bulk_editing.edit_many(chosen, writings, OPERATOR, may_approve=True)
        self.rest()
        with self._measured() as spent:
            started = time.monotonic()
            outcome = decisions.approve(chosen, OPERATOR)
            if outcome.failed:
                raise SystemExit(f"not approved: {outcome.failed}")
            approved = time.monotonic()
            if not at_once:
                wait_until(lambda: _nothing_due(release), _POLL)
            sealed = time.monotonic()
            releases.publish(release, OPERATOR)
            # Polled less often, because each request costs the measured store CPU.
            wait_until(lambda: _answers(f"{settings.S3_PUBLIC_URL}/releases/{release.slug}/manifest.json"), 5 * _POLL)
            live = time.monotonic()
            wait_until(lambda: _nothing_due(release), _POLL)
            idle = time.monotonic()
        return Publishing(
            approve=approved - started,
            sealed=sealed - started,
            live=live - (started if at_once else sealed),
            idle=idle - started,
            at_once=at_once,
            cpu=spent.cpu,
        )

    def rest(self) -> None:
        """Wait until no photo is due and no message waits.

        Otherwise the next measurement includes sealing ahead, due 20 s after development, and leftover messages.
        """
        wait_until(_at_rest, _POLL)

    def _new_release(self) -> Release:
        self._count += 1
        fields = release_fields(slug=f"journey-{self._count}", titles={"de": "Fest", "en": "Feast"})
        return create_release(fields, OPERATOR)

    def _upload(self, release: Release, photo: Path) -> None:
        upload(photo, f"joerg/{release.slug}/{photo.name}", lambda _bytes: None, self._key)

    def _upload_all(self, release: Release, photos: Sequence[Path]) -> None:
        with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
            list(pool.map(lambda photo: self._upload(release, photo), photos))

    @contextmanager
    def _measured(self) -> Iterator[Spent]:
        roots = {name: service.pid for name, service in self._stack.services.items()} | {"bench": os.getpid()}
        spent, before, started = Spent(), cpu_seconds(roots), time.monotonic()
        yield spent
        spent.wall = time.monotonic() - started
        spent.cpu = spent_between(before, cpu_seconds(roots))


def _order(name: str) -> RenditionOrder:
    profile = settings.RECIPES.profile(name)
    drawn = None if profile.watermark == "none" else _CREDIT
    return RenditionOrder(profile=profile, digest=recipe_digest(profile, drawn), credit=drawn)


def _develop(chamber: Chamber, photos: Sequence[Path], orders: Sequence[RenditionOrder], folder: Path) -> None:
    for photo in photos:
        chamber.inspect(photo)
        with TemporaryDirectory(dir=folder) as out:
            chamber.develop(photo, orders, Path(out))


def _count(release: Release, state: str) -> int:
    return release.photos.filter(state=state).count()


def _nothing_due(release: Release) -> bool:
    due = Photo.objects.filter(release=release, due_at__isnull=False).exists()
    return not due and not Release.objects.filter(pk=release.pk, due_at__isnull=False).exists()


def _at_rest() -> bool:
    due = Photo.objects.filter(due_at__isnull=False).exists()
    return not due and not any(waiting_messages(queue) for queue in ("develop", "press"))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  (our own store, over HTTP)
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False


def as_data(publishing: Publishing) -> dict[str, object]:
    """The fields and `whole`, for the JSON."""
    return asdict(publishing) | {"whole": publishing.whole}
