"""One run on a stack that is up. Needs Django set up on it."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from archive.audit import OPERATOR
from archive.models import Receipt, Release
from archive.people.photographers import create_photographer
from archive.photos import bulk_editing, decisions
from archive.releases.fields import release_fields
from archive.releases.lifecycle import create_release
from archive.store.buckets import incoming
from archive.store.errors import StoreError
from archive.store.upload_credentials import create_upload_credential
from bench.chaos.ledger import Ledger
from bench.chaos.messages import Messages
from bench.chaos.publisher import Publisher
from bench.chaos.reader import Reader
from bench.chaos.stack import Up, plan
from bench.chaos.uploads import Uploads, keys_of, pictures, s3_client
from bench.chaos.verdict import counted, faults_of_uploads, kind_of

_RELEASE_OF = 250  # photos at most
_LIVE_PHOTOS = 6
_POLL = 0.25
_PATIENCE = 20.0
"""Seconds after which the next kill comes although the photos have not moved on far enough."""


@dataclass(frozen=True)
class Plan:
    """What a run does. `within` is the share of the photos during whose development all kills come."""

    uploads: int
    kills: int
    calm: int
    within: float
    seed: int
    timeout: float
    correct_every: float


@dataclass
class Found:
    """The figures of a run; times in seconds."""

    plan: Plan
    calm_seconds_per_photo: float = 0.0
    upload_seconds: float = 0.0
    upload_retries: int = 0
    kills: list[tuple[float, str]] = field(default_factory=list)
    left_at_last_kill: int = 0
    settled_after: float | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    audit: dict[str, int] = field(default_factory=dict)
    runs: dict[int, int] = field(default_factory=dict)
    given_back: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    delivered_again: dict[str, int] = field(default_factory=dict)
    broker_interruptions: int = 0
    publishing: list[float] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    versions: int = 0

    @property
    def photos(self) -> int:
        return sum(self.runs.values())

    @property
    def extra_runs(self) -> int:
        """Starts of a development beyond the one that every photo needs."""
        return sum((runs - 1) * photos for runs, photos in self.runs.items() if runs)

    @property
    def messages_per_photo(self) -> float:
        """Messages to the queue of developments, for each photo."""
        sent = sum(count for name, count in self.sent.items() if name.startswith("develop "))
        return sent / max(self.photos, 1)

    @property
    def needed(self) -> float:
        """What the photos that were left at the last kill need on an undisturbed stack."""
        return self.left_at_last_kill * self.calm_seconds_per_photo

    @property
    def clean(self) -> bool:
        """Nothing was lost, doubled, wrong, stuck or orphaned, and no read was wrong."""
        bad = sum(self.answers.get(name, 0) for name in ("torn", "mixed", "backwards", "absent"))
        return not self.faults and not bad and self.settled_after is not None

    def as_data(self) -> dict[str, Any]:
        """Everything, for the JSON."""
        return asdict(self) | {
            "counts": counted(self.faults),
            "extra_runs": self.extra_runs,
            "messages_per_photo": self.messages_per_photo,
            "needed": self.needed,
            "clean": self.clean,
        }


class Chaos:
    """A run: some photos in peace, then the many under fire."""

    def __init__(self, stack: Up, how: Plan) -> None:
        self._stack = stack
        self._dice = random.Random(how.seed)  # noqa: S311  (a repeatable choice, no secret)
        self._ledger = Ledger(os.environ["BILDSTELLE_DATABASE_URL"])
        self._found = Found(how)
        create_photographer("Jörg Brückner", "joerg")
        key = create_upload_credential("joerg")
        self._uploads = Uploads(s3_client(str(settings.S3_ENDPOINT), key.access_key_id, key.secret), pictures())

    def run(self) -> Found:
        """Everything in turn; returns the figures."""
        found, how = self._found, self._found.plan
        self._measure_calm()
        self._prepare_live_release()
        keys = self._new_releases()
        with Messages(settings.BROKER_URL) as messages, Reader(settings.S3_PUBLIC_URL, "live") as reader:
            publisher = Publisher("live", how.correct_every)
            sender = threading.Thread(target=self._send_all, args=(keys,), daemon=True)
            sender.start()
            publisher.start()
            last_kill = self._kill_all()
            publisher.stop()
            sender.join(how.timeout)
            self._uploads.stop()
            self._settle(last_kill)
        found.sent = {f"{queue} {task}": count for (queue, task), count in sorted(messages.sent.items())}
        found.delivered_again = {f"{queue} {task}": count for (queue, task), count in sorted(messages.again.items())}
        found.broker_interruptions = messages.interruptions
        found.publishing, found.answers = publisher.seconds, dict(reader.answers)
        found.versions = len(reader.versions)
        self._audit()
        return found

    def _measure_calm(self) -> None:
        """Seconds a photo takes while nothing else happens, once all are uploaded."""
        _create("calm")
        began = timezone.now()
        self._uploads.send(keys_of("joerg", "calm", self._found.plan.calm))
        uploaded = timezone.now()
        self._wait_until_settled(time.monotonic() + self._found.plan.timeout)
        ready = self._ledger.ready_after(began)
        self._found.calm_seconds_per_photo = seconds_per_photo(began, uploaded, ready)

    def _prepare_live_release(self) -> None:
        """A release whose photos are approved and sealed, so that it can be published at any moment."""
        release = _create("live")
        self._uploads.send(keys_of("joerg", "live", _LIVE_PHOTOS))
        self._wait_until_settled(time.monotonic() + self._found.plan.timeout)
        chosen = list(release.photos.values_list("pk", flat=True))
        texts = {
            "captions.de": bulk_editing.Writing("Die Promenade."),
            "captions.en": bulk_editing.Writing("The promenade."),
        }
        bulk_editing.edit_many(chosen, texts, OPERATOR, may_approve=True)
        if failed := decisions.approve(chosen, OPERATOR).failed:
            raise SystemExit(f"not approved: {failed}")
        self._wait_until_settled(time.monotonic() + self._found.plan.timeout)

    def _new_releases(self) -> list[str]:
        """Drafts for all photos of the run; the keys of their uploads."""
        keys: list[str] = []
        for first in range(0, self._found.plan.uploads, _RELEASE_OF):
            release = _create(f"mass-{first}")
            keys += keys_of("joerg", release.slug, min(_RELEASE_OF, self._found.plan.uploads - first))
        return keys

    def _send_all(self, keys: list[str]) -> None:
        began = time.monotonic()
        self._uploads.send(keys)
        self._found.upload_seconds = time.monotonic() - began
        self._found.upload_retries = self._uploads.retries

    def _kill_all(self) -> float:
        """Kill one process after the other, evenly over the first `within` of the photos; when the last one was."""
        how, found = self._found.plan, self._found
        total = how.calm + _LIVE_PHOTOS + how.uploads
        began = last = time.monotonic()
        for number, victim in enumerate(plan(how.kills, self._dice), 1):
            left = how.uploads * (1 - how.within * number / how.kills)
            while time.monotonic() < last + _PATIENCE and self._left(total) > left:
                time.sleep(_POLL)
            if self._stack.kill(victim, self._dice) is not None:
                last = time.monotonic()
                found.kills.append((round(last - began, 1), victim))
        while (standing := self._ledger.standing()) is None:
            time.sleep(_POLL)
        found.left_at_last_kill = total - standing.developed
        return last

    def _left(self, total: int) -> int:
        """How many of all photos are not developed yet, as far as is known."""
        standing = self._ledger.standing()
        return total - standing.developed if standing else total

    def _settle(self, last_kill: float) -> None:
        """Wait until nothing is left to do; a run that does not come to rest is stuck.

        A store that is killed forgets what it was about to tell. Where its answer to the sender was lost as well, the
        photo comes again and is developed, and only a sweep finds the first one.
        """
        received = False
        while not received:
            received = self._all_is_received()
            if (at := self._wait_until_settled(last_kill + self._found.plan.timeout)) is None:
                return
            self._found.settled_after = at - last_kill

    def _all_is_received(self) -> bool:
        """Whether the record knows every upload that the store has."""
        connection.close()
        try:
            stored = {(found.key, found.version) for found in incoming().versions()}
            return stored <= set(Receipt.objects.values_list("key", "version"))
        except (StoreError, DatabaseError):
            return False

    def _wait_until_settled(self, deadline: float) -> float | None:
        """When everything that was uploaded was received and developed, and no row was due or held."""
        while time.monotonic() < deadline:
            standing = self._ledger.standing()
            if standing and standing.settled and standing.developed >= len(self._uploads.acknowledged):
                return time.monotonic()
            time.sleep(_POLL)
        return None

    def _audit(self) -> None:
        """Compare the sender's notes with the record, and every object with its row."""
        # Imported here: the audit is the tests' own, and nobody else's.
        from tests.journey.store_audit import audit

        connection.close()
        found = self._found
        found.faults = faults_of_uploads(self._uploads.acknowledged, self._ledger.photos_of())
        agreed = audit()
        found.faults += [(kind_of(fault), fault) for fault in agreed.pop("faults")]
        found.audit = agreed
        found.runs, found.given_back = dict(sorted(self._ledger.runs().items())), self._ledger.given_back()


def _create(slug: str) -> Release:
    return create_release(release_fields(slug=slug, titles={"de": "Fest", "en": "Feast"}), OPERATOR)


def seconds_per_photo(began: datetime, uploaded: datetime, ready: Sequence[datetime]) -> float:
    """The pace of developing: from the end of the uploads where most photos were still to do, else from their start."""
    if not ready:
        return 0.0
    after = [at for at in ready if at > uploaded]
    since, photos = (uploaded, len(after)) if len(after) > len(ready) / 2 else (began, len(ready))
    return (ready[-1] - since).total_seconds() / photos
