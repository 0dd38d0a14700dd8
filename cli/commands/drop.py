"""`./bildstelle drop`: files and folders into the upload bucket, as a photographer would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from cli.support.app import AsJson, CommandError, Data, app, complaints
from cli.support.local_files import Parcel, gather
from cli.support.lookup import find_photographer, find_release
from cli.support.output import print_json, say
from cli.support.session import session
from cli.support.waiting import Standing, count_words, wait_until_done

if TYPE_CHECKING:
    from archive.store.upload_credentials import UploadCredential
    from archive.store.uploads import Arrived

_AT_ONCE = 4


@dataclass(frozen=True)
class Dropped:
    """File names: those uploaded, and those whose bytes were there already."""

    uploaded: tuple[str, ...]
    skipped: tuple[str, ...]


@app.command()
def drop(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", exists=True, help="Files, and folders with all below.")
    ],
    release: Annotated[str, typer.Option(help="Slug or number.")],
    photographer: Annotated[str, typer.Option(help="Slug.")],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all are developed.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Upload photos for a release. What arrived before is left out, so a drop that broke off can be run again."""
    with session(data):
        found, person = find_release(release), find_photographer(photographer)
        if found.is_unsorted:
            raise CommandError("Stray uploads have no release; name the one these photos are for.")
        parcel = gather(paths)
        if not parcel.files:
            raise CommandError("There is no file to upload" + (", only hidden ones." if parcel.hidden else "."))
        prefix = f"{person.slug}/{found.slug}/"
        from archive.store.uploads import Arrived

        dropped = send(parcel, prefix, Arrived(found, prefix))
        if as_json:
            print_json({"uploaded": dropped.uploaded, "skipped": dropped.skipped, "hidden": parcel.hidden})
        else:
            _tell(dropped, parcel)
        if wait:
            developed = wait_until_developed(found.slug, [prefix])
            if not as_json:
                say(f"Done: {developed.words}.")


def send(parcel: Parcel, prefix: str, arrived: Arrived | None = None, by: UploadCredential | None = None) -> Dropped:
    """Upload what has not `arrived` yet, in parallel, below `prefix`; `by` a photographer's key as they would.

    Raises CommandError, naming each file that failed, once all others are up.
    """
    from archive.store.errors import StoreError

    skipped: list[str] = []
    uploaded: list[str] = []
    failures: list[str] = []
    with _bar() as bar, ThreadPoolExecutor(_AT_ONCE) as pool:
        task = bar.add_task("Uploading", total=parcel.bytes)
        jobs = [
            (name, pool.submit(_send_one, path, prefix + name, arrived, by, lambda n: bar.advance(task, n)))
            for path, name in parcel.files
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
    return Dropped(tuple(uploaded), tuple(skipped))


def _send_one(
    path: Path, key: str, arrived: Arrived | None, by: UploadCredential | None, tell: Callable[[int], None]
) -> bool:
    from archive.store.uploads import fingerprint, upload

    if arrived and arrived.knows(key, print_ := fingerprint(path)):
        tell(print_.size)
        return False
    upload(path, key, tell, by)
    return True


def wait_until_developed(slug: str, prefixes: Sequence[str], meanwhile: Callable[[], None] = lambda: None) -> Standing:
    """Wait until every upload below `prefixes` has a Receipt and no photo of the release is under way any more."""
    return wait_until_done("Developing", lambda: _standing(slug, prefixes), meanwhile=meanwhile)


def _standing(slug: str, prefixes: Sequence[str]) -> Standing:
    from archive.models import Photo
    from archive.states import UNDER_WAY

    missing = sum(_not_received(prefix) for prefix in prefixes)
    photos = list(Photo.objects.filter(release__slug=slug))
    done = sum(photo.state not in UNDER_WAY or photo.parked for photo in photos)
    words = count_words(["parked" if photo.parked and photo.state in UNDER_WAY else photo.state for photo in photos])
    return Standing(done, len(photos) + missing, f"{words}, {missing} to come" if missing else words)


def _not_received(prefix: str) -> int:
    """Uploads below a prefix that neither an event nor the sweep has told yet."""
    from archive.models import Receipt
    from archive.store.buckets import incoming

    listed = {(stored.key, stored.version) for stored in incoming().versions(prefix)}
    return len(listed - set(Receipt.objects.filter(key__startswith=prefix).values_list("key", "version")))


def _tell(dropped: Dropped, parcel: Parcel) -> None:
    say(f"{len(dropped.uploaded)} uploaded, {len(dropped.skipped)} were there already.")
    for name, count in Counter(dropped.skipped).items():
        say(f"  left out, the same bytes are there: {name}" + (f" ({count} ×)" if count > 1 else ""))
    if parcel.hidden:
        say(f"  left out, hidden: {parcel.hidden} files whose name or folder begins with a dot")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=complaints,
    )
