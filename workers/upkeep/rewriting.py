"""Rewriting: a pass that brings what is derived from public versions to today's templates, theme, settings and code.

Publishing writes a file again where its part of the manifest has changed, and not where only its look has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from pydantic import ValidationError

import pipelines.documents
from archive.models import Release, UpkeepPass
from archive.publishing.deliveries import purge_changes
from archive.publishing.house import house
from archive.publishing.versions import last_live
from archive.states import ReleaseState
from workers.publish.rewriting import rewrite
from workers.publish.spanning import write_assets, write_spanning
from workers.upkeep import passes
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

log = structlog.get_logger(__name__)

NAME = "rewrite"
_RELEASES = "releases"


@dataclass(frozen=True)
class Progress:
    """Live releases that were looked at, of all that there are, and what was done: releases of which something was
    written again, and those that could not be read.
    """

    looked_at: int
    releases: int
    repairs: Repairs
    ended: bool


def run_slice(until: float) -> Progress:
    """Rewrite until `time.monotonic()` reaches `until`; nothing while another process does. Raises StoreError.

    What was interrupted goes on where it stopped, unless another theme or other code makes the files by now.
    """
    stamp = _made_by()
    parts: passes.Parts = {
        f"assets {stamp}": _assets,
        f"{_RELEASES} {stamp}": _releases,
        f"lists {stamp}": _lists,
    }
    passes.run_slice(NAME, parts, until, timedelta(0))
    return _progress(UpkeepPass.objects.get(pk=NAME))


def _progress(row: UpkeepPass) -> Progress:
    live = Release.objects.filter(state=ReleaseState.LIVE)
    releases = looked_at = live.count()
    if row.ended_at is None and not row.part.startswith("lists"):
        looked_at = live.filter(pk__lte=int(row.after)).count() if row.part.startswith(_RELEASES) and row.after else 0
    return Progress(looked_at, releases, Repairs.of(row.repairs), row.ended_at is not None)


def _made_by() -> str:
    """Tells one state of theme, settings and code from another."""
    folder = Path(pipelines.documents.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".html", ".css", ".js", ".toml"))
    digest = hashlib.sha256(repr(house()).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _assets(_after: str) -> Iterator[Step]:
    write_assets()
    yield "", Repairs()


def _releases(after: str) -> Iterator[Step]:
    live = Release.objects.filter(state=ReleaseState.LIVE, pk__gt=int(after or 0)).order_by("pk")
    for pk in list(live.values_list("pk", flat=True)):
        yield str(pk), _rewritten(pk)


def _rewritten(release_id: int) -> Repairs:
    release = Release.objects.get(pk=release_id)
    publication = last_live(release)
    try:
        return Repairs(restored=bool(publication and rewrite(release, publication)))
    except ValidationError:
        log.exception("release_broken", release=release.slug)
        return Repairs(broken=(release.slug,))
    finally:
        purge_changes()


def _lists(_after: str) -> Iterator[Step]:
    write_spanning()
    purge_changes()
    yield "", Repairs()
