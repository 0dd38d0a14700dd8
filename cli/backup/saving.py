"""Saving: the record's dump first, then every object, then the list. Use inside a `session`.

The objects are copied after the dump's snapshot, so what a row of the dump names is there. What became public since
the snapshot is left out: the restored record does not know it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from archive.store.buckets import Bucket, archive, incoming, press
from archive.store.errors import Missing
from archive.store.listing import StoredObject
from archive.store.transfer import Content, download, store_clock
from cli.backup import record
from cli.backup.folder import FORMAT, BackupFolder, Description, Entry, Part
from cli.backup.ledger import Ledger
from cli.backup.parallel import in_parallel
from cli.backup.progress import progress_bar
from cli.stack.restore_mark import is_marked
from cli.support.errors import CommandError


@dataclass
class Report:
    """What a backup did: object versions copied, known from before, left out because they are newer than the record.

    `missing` and `damaged` name objects that the store has lost, or whose bytes are not those of the record.
    """

    copied: int = 0
    copied_bytes: int = 0
    known: int = 0
    left_out: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """One object of a listing."""

    role: str
    stored: StoredObject


def save(folder: BackupFolder) -> tuple[Description, Report]:
    """Bring the folder up to the stack as it is now. An interrupted run is continued by the next.

    Raises CommandError, StoreError and OSError; an earlier backup in the folder stays whole then.
    """
    if is_marked():
        raise CommandError("A restore into this stack was interrupted. Finish it first: ./bildstelle restore")
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    with Ledger(folder.path / "ledger.sqlite", run) as ledger, progress_bar() as bar:
        return _Saving(folder, ledger, run, bar.add_task, bar.update).run()


class _Saving:
    """One run."""

    def __init__(
        self,
        folder: BackupFolder,
        ledger: Ledger,
        run: str,
        add_task: Callable[..., Any],
        update: Callable[..., None],
    ) -> None:
        self._folder, self._ledger, self._run = folder, ledger, run
        self._add_task, self._update = add_task, update
        self._report = Report()

    def run(self) -> tuple[Description, Report]:
        before, attached = _newest_rows(), _attached_digests()
        # By the store's clock, which stamps the objects.
        self._snapshot_at = store_clock(press())
        with self._step("Dumping the record"):
            dump, version = self._dump()
        self._copy_objects()
        with self._step("Comparing with the record"):
            self._compare(before, attached)
            objects, size, listed = self._write_list()
        description = _describe(self._run, self._snapshot_at, version, dump, listed, objects, size)
        self._folder.write(description)
        with self._step("Removing what is no longer part of it"):
            self._remove_old(description)
        return description, self._report

    @contextmanager
    def _step(self, title: str) -> Iterator[Any]:
        task = self._add_task(title, total=None)
        yield task
        self._update(task, total=1, completed=1)

    def _dump(self) -> tuple[Part, int]:
        with self._folder.new_file() as fresh:
            version = record.dump(fresh)
            path = fresh.rename(self._folder.path / f"record-{self._run}.dump")
        return self._folder.part(path), version

    def _copy_objects(self) -> None:
        task = self._add_task("Copying objects", total=None)
        for found, content in in_parallel(self._fetch, self._unknown(task)):
            self._update(task, advance=1)
            if content is None:
                self._report.left_out += 1
                continue
            self._report.copied += 1
            self._report.copied_bytes += content.size
            if not _is_as_its_key_says(found, content.sha256):
                self._report.damaged.append(f"{found.role}/{found.stored.key}")
            self._note(found, content.sha256, content.size, dict(content.headers))
        seen = self._report.copied + self._report.known
        self._update(task, total=seen, completed=seen)

    def _unknown(self, task: Any) -> Iterator[_Found]:
        """The objects to copy. Those that are in the folder already are noted on the way."""
        for found in _listing():
            if self._is_too_new(found.role, found.stored.modified):
                self._report.left_out += 1
                continue
            entry = self._ledger.find(found.role, found.stored)
            if entry is None or not self._folder.holds(entry.sha256, entry.size):
                yield found
                continue
            self._report.known += 1
            self._update(task, advance=1)
            self._note(found, entry.sha256, entry.size, entry.headers)

    def _fetch(self, found: _Found) -> tuple[_Found, Content | None]:
        """Copy one object, in a thread; None for one that is gone or too new meanwhile."""
        with self._folder.new_file() as fresh:
            try:
                content = download(_BUCKETS[found.role](), found.stored, fresh)
            except Missing:
                return found, None
            if self._is_too_new(found.role, content.modified):
                return found, None
            if not self._folder.holds(content.sha256, content.size):
                self._folder.keep(fresh, content.sha256)
        return found, content

    def _is_too_new(self, role: str, modified: datetime) -> bool:
        return role == "press" and modified >= self._snapshot_at

    def _note(self, found: _Found, sha256: str, size: int, headers: dict[str, str]) -> None:
        stored = found.stored
        self._ledger.note(stored, Entry(found.role, stored.key, stored.version, stored.etag, size, sha256, headers))

    def _compare(self, newest: dict[str, int], attached: list[str]) -> None:
        """Name what the record knows and the store has lost, or holds with other bytes."""
        for key, sha256 in chain(_recorded_files(newest), _attached_files(attached)):
            copied = self._ledger.digest_of("archive", key)
            if copied is None:
                self._report.missing.append(f"archive/{key}")
            elif copied != sha256 and f"archive/{key}" not in self._report.damaged:
                self._report.damaged.append(f"archive/{key}")

    def _write_list(self) -> tuple[int, int, Part]:
        count = size = 0
        with self._folder.new_file() as fresh:
            with fresh.open("wb") as lines:
                for entry in self._ledger.entries():
                    lines.write(entry.line())
                    count, size = count + 1, size + entry.size
            path = fresh.rename(self._folder.path / f"objects-{self._run}.jsonl")
        return count, size, self._folder.part(path)

    def _remove_old(self, description: Description) -> None:
        """Delete what only earlier backups had: a withdrawn or erased photo leaves this folder too."""
        self._ledger.forget_others()
        for blob in self._folder.blobs():
            if not self._ledger.names(blob.name):
                blob.unlink()
        self._folder.remove_leftovers(description)


_BUCKETS: dict[str, Callable[[], Bucket]] = {"archive": archive, "incoming": incoming, "press": press}


def bucket_of(role: str) -> Bucket:
    """The bucket of this role, by its name here."""
    return _BUCKETS[role]()


def _listing() -> Iterator[_Found]:
    """Every object of the three buckets; in `incoming` every version is an upload of its own."""
    yield from (_Found("archive", stored) for stored in archive().objects())
    yield from (_Found("incoming", stored) for stored in incoming().versions())
    yield from (_Found("press", stored) for stored in press().objects())


_DIGEST_IN_KEY = re.compile(
    r"(?:archive/(?:originals|companions|attachments)/|press/(?:photos|attachments)/[^/]+/)([0-9a-f]{16,64})(?:/|$)"
)


def _is_as_its_key_says(found: _Found, sha256: str) -> bool:
    named = _DIGEST_IN_KEY.match(f"{found.role}/{found.stored.key}")
    return named is None or sha256.startswith(named[1])


def _newest_rows() -> dict[str, int]:
    """The newest id of each kind of file, so that none is missed that came after the snapshot."""
    from django.db.models import Max

    from archive.models import Companion, Original, PressFile, Rendition

    return {
        model.__name__: model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0
        for model in (Original, Companion, Rendition, PressFile)
    }


def _recorded_files(newest: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Key and SHA-256 of each file that the record names in `archive`."""
    from archive.models import Companion, Original, PressFile, Rendition
    from pipelines.keys import companion_key, original_key

    originals = Original.objects.filter(pk__lte=newest["Original"]).order_by("pk").values_list("sha256", flat=True)
    yield from ((original_key(sha256), sha256) for sha256 in originals.iterator())
    companions = Companion.objects.filter(pk__lte=newest["Companion"], removed_at=None).order_by("pk")
    yield from ((companion_key(sha256), sha256) for sha256 in companions.values_list("sha256", flat=True).iterator())
    yield from Rendition.objects.filter(pk__lte=newest["Rendition"]).values_list("key", "sha256").iterator()
    yield from PressFile.objects.filter(pk__lte=newest["PressFile"]).values_list("key", "sha256").iterator()


def _attached_digests() -> list[str]:
    """The digests of the attachments before the snapshot. They are few, and their ids are in no order."""
    from archive.models import Attachment

    return list(Attachment.objects.exclude(sha256="").order_by().values_list("sha256", flat=True).distinct())


def _attached_files(digests: list[str]) -> Iterator[tuple[str, str]]:
    from pipelines.keys import attachment_source_key

    yield from ((attachment_source_key(sha256), sha256) for sha256 in digests)


def _describe(
    run: str, snapshot_at: datetime, dump_version: int, dump: Part, listed: Part, objects: int, size: int
) -> Description:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    return Description(
        format=FORMAT,
        id=run,
        snapshot_at=snapshot_at,
        made_at=datetime.now(UTC),
        migrations=tuple(applied),
        server_version=record.server_version(),
        dump_version=dump_version,
        buckets={role: bucket().name for role, bucket in _BUCKETS.items()},
        public_url=settings.S3_PUBLIC_URL,
        record=dump,
        list=listed,
        objects=objects,
        bytes=size,
    )
