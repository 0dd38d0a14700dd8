"""Restoring: the objects first, then the record in one step, then what only the new stack knows. Use in a `session`.

Every step can be run again; the schema of `cli.backup.target` remembers what is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from archive.models import UNSORTED, Original, Photo, Photographer, Release
from archive.states import GOING, ReleaseState
from archive.store.buckets import incoming
from archive.store.errors import StoreError
from archive.store.setup import prepare
from archive.store.transfer import upload
from archive.store.upload_credentials import revoke_upload_credential
from archive.store.uploads import fingerprint
from cli.backup import record, target
from cli.backup.folder import ROLES, BackupFolder, Description, Entry
from cli.backup.parallel import in_parallel
from cli.backup.progress import progress_bar
from cli.backup.saving import bucket_of
from cli.backup.target import Restored
from cli.support.errors import CommandError
from cli.support.output import listed
from workers.intake.events import UploadEvent
from workers.intake.receive import version_mark
from workers.upkeep.read_back import forget

_CHUNK = 500
_UNSAVED = 20  # objects that a crash may cost


@dataclass
class Report:
    """What a restore did, and what its operator must know before the stack starts."""

    objects: int = 0
    done_before: int = 0
    left_out: list[str] = field(default_factory=list)
    receipts: int = 0
    need_keys: list[dict[str, str]] = field(default_factory=list)
    goes_live_at_once: list[str] = field(default_factory=list)
    ends_at_once: list[str] = field(default_factory=list)
    rights_ended: list[str] = field(default_factory=list)
    published_at: str = ""


@dataclass(frozen=True)
class _Line:
    number: int
    entry: Entry


def restore(folder: BackupFolder, *, without_damaged: bool = False) -> tuple[Description, Report]:
    """Restore the backup into an empty stack, or go on where the restore of this backup stopped.

    Raises CommandError, StoreError and OSError. A damaged object ends it before the record is touched, and is named;
    `without_damaged` goes on without such objects.
    """
    description = folder.read()
    _check_backup(folder, description)
    _check_migrations(description)
    _check_quiet()
    report = Report()
    resumed = _begin(description)
    if not target.is_loaded():
        if resumed:
            _remove_unrecorded_uploads()
        _restore_objects(folder, description, report)
        if report.left_out and not without_damaged:
            raise CommandError(_damage(report.left_out))
        _load_record(folder, description)
    _finish(description, report)
    return description, report


def _check_backup(folder: BackupFolder, description: Description) -> None:
    damaged = [part.name for part in (description.record, description.list) if folder.damaged(part)]
    if damaged:
        raise CommandError(f"The backup cannot be restored; damaged or missing: {', '.join(damaged)}.")
    record.find_program("pg_restore", max(record.server_version(), description.dump_version))
    if description.server_version > record.server_version():
        raise CommandError(
            f"The backup is of PostgreSQL {description.server_version}, and this server has version"
            f" {record.server_version()}. Use a server of that version or a newer one."
        )


def _check_migrations(description: Description) -> None:
    """Refuse a record that this program does not know yet."""
    known = MigrationLoader(None).disk_migrations
    names = {f"{app}.{name}" for app, name in known}
    names |= {f"{app}.{name}" for migration in known.values() for app, name in migration.replaces}
    if unknown := set(description.migrations) - names:
        raise CommandError(
            f"The backup was made by a newer Bildstelle ({', '.join(sorted(unknown))} unknown here)."
            " Install that version or a newer one, then restore."
        )


def _check_quiet() -> None:
    """Refuse while desk or workers run: they would act on a record that is half there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and usename = current_user"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others or _workers_answer():
        raise CommandError("Desk or workers are running on this stack. Stop them first, then restore.")


def _workers_answer() -> bool:
    from celery import Celery
    from kombu.exceptions import OperationalError

    with Celery(broker=settings.BROKER_URL, set_as_current=False) as celery:
        try:
            return bool(celery.control.ping(timeout=3.0, limit=1))
        except OperationalError:
            return False


def _begin(description: Description) -> bool:
    """Mark the stack; True when this restore goes on."""
    from cli.stack.restore_mark import is_marked

    prepare()
    if not is_marked():
        _check_empty()
    return target.begin(description.id)


_UNMODELLED = {"django_migrations", "bildstelle_cache"}
"""Tables of ours that no model has."""


def _check_empty() -> None:
    tables = set(connection.introspection.table_names())
    foreign = tables - set(connection.introspection.django_table_names(include_views=True)) - _UNMODELLED
    if foreign:
        raise CommandError(f"The database holds tables that are not Bildstelle's: {', '.join(sorted(foreign)[:5])}.")
    if Release._meta.db_table in tables and _holds_content():
        raise CommandError("This stack is not empty: it has releases or photographers. Restore into a new one.")
    for role in ROLES:
        if next(bucket_of(role).versions(), None):
            raise CommandError(
                f"This stack is not empty: its bucket {bucket_of(role).name} holds objects. Restore into a new one."
            )


def _holds_content() -> bool:
    return Release.objects.exclude(slug=UNSORTED).exists() or Photographer.objects.exists() or Original.objects.exists()


def _restore_objects(folder: BackupFolder, description: Description, report: Report) -> None:
    with progress_bar() as bar:
        task = bar.add_task("Restoring objects", total=description.objects)
        done: list[Restored] = []
        try:
            for restored, damaged in in_parallel(
                lambda lines: _put(folder, lines), _versions_of_keys(folder, description, report, bar, task)
            ):
                bar.update(task, advance=len(restored) + len(damaged))
                report.objects += len(restored)
                report.left_out += damaged
                done += restored
                if len(done) >= _UNSAVED:
                    target.note(done)
                    done = []
        finally:
            target.note(done)


def _versions_of_keys(
    folder: BackupFolder, description: Description, report: Report, bar: Any, task: Any
) -> Iterator[list[_Line]]:
    """The lines to restore, those of one key together: its versions go up one after the other, the oldest first."""

    def left() -> Iterator[_Line]:
        lines = (_Line(number, entry) for number, entry in enumerate(folder.entries(description.list)))
        while chunk := list(islice(lines, _CHUNK)):
            done = target.lines_done([line.number for line in chunk])
            report.done_before += len(done)
            bar.update(task, advance=len(done))
            yield from (line for line in chunk if line.number not in done)

    for _key, group in groupby(left(), lambda line: (line.entry.bucket, line.entry.key)):
        yield list(group)


def _put(folder: BackupFolder, lines: Sequence[_Line]) -> tuple[list[Restored], list[str]]:
    """Put the versions of one key into the store, in a thread; return them, and in words what is damaged."""
    restored, damaged = [], []
    for line in lines:
        entry = line.entry
        blob = folder.blob(entry.sha256)
        try:
            found = fingerprint(blob)
        except OSError:
            found = None
        if found is None or found.sha256 != entry.sha256:
            damaged.append(f"{entry.name}, in {blob}")
            continue
        version, etag = upload(bucket_of(entry.bucket), entry.key, blob, found.md5, entry.headers)
        old, new = _mark(entry, entry.version, entry.etag), _mark(entry, version, etag)
        restored.append(Restored(line.number, entry.bucket, entry.key, old, new, etag))
    return restored, damaged


def _mark(entry: Entry, version: str, etag: str) -> str:
    """How a Receipt tells this upload from others of its key."""
    return version_mark(UploadEvent(entry.bucket, entry.key, entry.size, version, etag))


def _remove_unrecorded_uploads() -> None:
    """Delete uploads that the interrupted run put and did not write down: put again, they would be there twice."""
    versions = incoming().versions()
    while chunk := list(islice(versions, _CHUNK)):
        done = target.marks_done("incoming", [stored.key for stored in chunk])
        for stored in chunk:
            event = UploadEvent("incoming", stored.key, stored.size, stored.version, stored.etag)
            if (stored.key, version_mark(event)) not in done:
                incoming().delete(stored.key, stored.version)


def _load_record(folder: BackupFolder, description: Description) -> None:
    with progress_bar() as bar:
        task = bar.add_task("Restoring the record", total=None)
        record.load(folder.path / description.record.name, description.dump_version)
        target.note_loaded()
        bar.update(task, total=1, completed=1)


def _finish(description: Description, report: Report) -> None:
    """Migrate, and let the record say what is true in the new store."""
    call_command("migrate", verbosity=0)
    _revoke_keys(report)
    with transaction.atomic():
        report.receipts = target.bind_receipts(description.buckets["incoming"], settings.BUCKET_INCOMING)
        # A copy in another store must be read back right before its upload may go.
        forget()
        target.end()
    _look_ahead(description, report)


def _revoke_keys(report: Report) -> None:
    """The secrets of upload keys are kept nowhere, so no key is restored; a store may still know one of before.

    Keys made by hand are listed with their ids, for only their owner can end them or find them good still.
    """
    for photographer in Photographer.objects.exclude(upload_key_id=""):
        by_hand = {} if settings.S3_IAM else {"access_key_id": photographer.upload_key_id}
        report.need_keys.append({"slug": photographer.slug, "name": photographer.name} | by_hand)
    for person in report.need_keys if settings.S3_IAM else []:
        with suppress(StoreError):
            revoke_upload_credential(person["slug"])
    Photographer.objects.update(upload_key_id="")


def _look_ahead(description: Description, report: Report) -> None:
    now = timezone.now()
    overdue = Release.objects.filter(state=ReleaseState.SCHEDULED, goes_live_at__lte=now)
    report.goes_live_at_once = list(overdue.values_list("slug", flat=True))
    ended = Release.objects.filter(state=ReleaseState.LIVE, expires_at__lte=now)
    report.ends_at_once = list(ended.values_list("slug", flat=True))
    over = Photo.objects.filter(rights_end_at__lte=now, state__in=GOING).order_by("release__slug", "sort_name", "pk")
    report.rights_ended = [f"{slug}/{name}" for slug, name in over.values_list("release__slug", "filename")]
    if description.public_url != settings.S3_PUBLIC_URL:
        report.published_at = description.public_url


def _damage(names: Sequence[str]) -> str:
    return (
        f"{len(names)} objects of the backup are damaged or missing; the record was not restored yet:\n"
        + listed(names)
        + "\nPut right copies in their places and run the same command again, or leave them out: --without-damaged."
    )
