"""Uploading files for a release, and waiting until the workers have developed them. Use inside a `session`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.support.errors import CommandError
from cli.support.local_files import LocalFiles
from cli.support.output import error_console
from cli.support.waiting import Standing, count_words, wait_until_done

if TYPE_CHECKING:
    from rich.progress import Progress

    from archive.store.upload_credentials import UploadCredential
    from archive.store.uploads import Arrived

_PARALLEL_UPLOADS = 4


@dataclass(frozen=True)
class Uploads:
    """Names of the files that were uploaded, and of those that were skipped because their bytes are there already."""

    uploaded: tuple[str, ...]
    skipped: tuple[str, ...]


def upload_files(
    files: LocalFiles, prefix: str, arrived: Arrived | None = None, as_key: UploadCredential | None = None
) -> Uploads:
    """Upload, below `prefix`, the files that have not `arrived` yet; with `as_key` as its photographer, else as us.

    Raises CommandError, naming each file that failed, after all others are uploaded.
    """
    from archive.store.errors import StoreError

    skipped: list[str] = []
    uploaded: list[str] = []
    failures: list[str] = []
    with _progress_bar() as bar, ThreadPoolExecutor(_PARALLEL_UPLOADS) as pool:
        task = bar.add_task("Uploading", total=files.bytes)
        jobs = [
            (name, pool.submit(_upload_one, path, prefix + name, arrived, as_key, lambda n: bar.advance(task, n)))
            for path, name in files.entries
        ]
        for name, job in jobs:
            try:
                (uploaded if job.result() else skipped).append(name)
            except (StoreError, OSError) as error:
                failures.append(f"{name}: {error}")
    if failures:
        raise CommandError(
            f"{len(failures)} of {len(jobs)} files did not go up; run the same command again, "
            "the others are left out then.\n" + "\n".join(failures)
        )
    return Uploads(tuple(uploaded), tuple(skipped))


def _upload_one(
    path: Path, key: str, arrived: Arrived | None, as_key: UploadCredential | None, advance: Callable[[int], None]
) -> bool:
    """Whether the file was uploaded; False when its bytes are there already."""
    from archive.store.uploads import fingerprint, upload

    if arrived and arrived.knows(key, print_ := fingerprint(path)):
        advance(print_.size)
        return False
    upload(path, key, advance, as_key)
    return True


def wait_until_developed(slug: str, prefixes: Sequence[str], meanwhile: Callable[[], None] = lambda: None) -> Standing:
    """Wait until every upload below `prefixes` has a Receipt and the workers are done with the release's photos."""
    return wait_until_done("Developing", lambda: _standing(slug, prefixes), meanwhile=meanwhile)


def _standing(slug: str, prefixes: Sequence[str]) -> Standing:
    from archive.models import Photo
    from archive.states import UNDER_WAY

    missing = sum(_count_without_receipt(prefix) for prefix in prefixes)
    photos = list(Photo.objects.filter(release__slug=slug))
    done = sum(photo.state not in UNDER_WAY or photo.parked for photo in photos)
    words = count_words(["parked" if photo.parked and photo.state in UNDER_WAY else photo.state for photo in photos])
    return Standing(done, len(photos) + missing, f"{words}, {missing} to come" if missing else words)


def _count_without_receipt(prefix: str) -> int:
    from archive.models import Receipt
    from archive.store.buckets import incoming

    listed = {(stored.key, stored.version) for stored in incoming().versions(prefix)}
    return len(listed - set(Receipt.objects.filter(key__startswith=prefix).values_list("key", "version")))


def _progress_bar() -> Progress:
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=error_console(),
    )
