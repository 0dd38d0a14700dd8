"""What a correction of one caption costs by the release's size: `python -m bench.corrections`.

`bench/README.md` says what is measured. Photos are rows with tiny objects, published through the real processes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.journey_cpu import cpu_seconds, spent_between
from bench.options import one_or_more
from bench.plot import Chart, svg
from bench.report import table, write
from bench.waiting import wait_until
from cli.stack.stack import Stack
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Release

PHOTOS = (10, 50, 200, 500, 1000)
PLOT = Path(__file__).with_name("correction-by-photos.svg")
_QUIET = 3.0  # seconds in which whatever still runs after a publication comes to its end


@dataclass(frozen=True)
class Correction:
    """Seconds until the public reads it and until every projection is done, and CPU seconds by service."""

    live: float
    done: float
    cpu: dict[str, float]
    files: int


def run(folder: Path, photos: Sequence[int], rounds: int) -> dict[int, list[Correction]]:
    """The corrections by the number of photos."""
    with Stack(folder / "stack", environment={"BILDSTELLE_SWEEP_ALL_EVERY": "3600"}) as stack, session(stack.data):
        releases = {count: _published(count) for count in photos}
        _correct(stack, releases[photos[0]], 0)  # what is loaded once is loaded now
        found: dict[int, list[Correction]] = {count: [] for count in photos}
        for turn in range(1, rounds + 1):
            # One of each in turn, so that a machine that becomes slower does so for all of them.
            for count in photos:
                found[count].append(_correct(stack, releases[count], turn))
                print(count, found[count][-1], flush=True)
        return found


def _published(count: int) -> Release:
    from archive.audit import OPERATOR
    from archive.models import Release
    from archive.releases import lifecycle
    from archive.releases.fields import release_fields
    from bench.approved_photos import approve_photos

    draft = lifecycle.create_release(release_fields(slug=f"photos-{count}", titles={"de": "Fest"}), OPERATOR)
    lifecycle.publish(approve_photos(draft, count), OPERATOR)
    wait_until(lambda: _is_done(draft.pk) and _has_zips(draft), poll=0.5)
    return Release.objects.get(pk=draft.pk)


def _correct(stack: Stack, release: Release, turn: int) -> Correction:
    from archive.audit import OPERATOR
    from archive.models import Publication, Release
    from archive.photos.editing import edit
    from archive.releases import lifecycle

    time.sleep(_QUIET)
    versions = Publication.objects.live().filter(release=release)
    before, photo = versions.count(), release.photos.all()[release.photos.count() // 2]
    public, cpu, began = _public_files(release), _cpu(stack), time.monotonic()
    edit(photo.pk, {"captions.de": f"Ein Fest, berichtigt zum {turn}. Mal"}, OPERATOR, may_approve=True)
    lifecycle.publish(Release.objects.get(pk=release.pk), OPERATOR)
    wait_until(lambda: versions.count() > before)
    live = time.monotonic() - began
    wait_until(lambda: _is_done(release.pk))
    done, spent = time.monotonic() - began, spent_between(cpu, _cpu(stack))
    wait_until(lambda: _has_zips(release), poll=0.5)
    return Correction(live, done, spent, len(dict(_public_files(release).items() - public.items())))


def _is_done(release_id: int) -> bool:
    from archive.models import Publication, Release

    at_rest = Release.objects.filter(pk=release_id, due_at=None, lease_until=None).exists()
    return at_rest and not Publication.objects.live().filter(release=release_id, projected_at=None).exists()


def _has_zips(release: Release) -> bool:
    """Whether upkeep is done, too: it packs the downloads once more, which is in nobody's figures."""
    from archive import addresses
    from archive.publishing.manifests import manifest_of
    from archive.publishing.versions import last_live
    from archive.store.buckets import press

    last = last_live(release)
    stored = set(press().keys(addresses.release_folder(release.slug)))
    return last is not None and addresses.zip_keys(manifest_of(last)) <= stored


def _public_files(release: Release) -> dict[str, str]:
    """ETags of what is derived from the release, but for the ZIP, which is made later."""
    from archive import addresses
    from archive.store.buckets import press

    listed = press().objects(addresses.release_folder(release.slug))
    return {stored.key: stored.etag for stored in listed if not stored.key.endswith(".zip")}


def _cpu(stack: Stack) -> dict[str, float]:
    return cpu_seconds({name: service.pid for name, service in stack.services.items()})


def figures(found: dict[int, list[Correction]]) -> str:
    """The medians as a Markdown table."""
    headings = ("photos", "live after, s", "all projections after, s", "CPU, s", "of it press worker", "files written")
    rows = [
        (
            f"{count}",
            f"{_median(one.live for one in turns):.2f}",
            f"{_median(one.done for one in turns):.2f}",
            f"{_median(sum(one.cpu.values()) for one in turns):.2f}",
            f"{_median(one.cpu['press'] for one in turns):.2f}",
            f"{_median(one.files for one in turns):.0f}",
        )
        for count, turns in found.items()
    ]
    return table(headings, rows)


def draw(found: dict[int, list[Correction]]) -> str:
    """The medians as a chart."""
    lines = {
        "all projections": [(count, _median(one.done for one in turns)) for count, turns in found.items()],
        "CPU": [(count, _median(sum(one.cpu.values()) for one in turns)) for count, turns in found.items()],
        "live": [(count, _median(one.live for one in turns)) for count, turns in found.items()],
    }
    return svg(Chart("A correction of one caption, by the release's size", "photos", "seconds", lines))


def _median(values: Iterable[float]) -> float:
    return statistics.median(list(values))


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.corrections", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=one_or_more, nargs="+", default=PHOTOS, help="photos of each release")
    parser.add_argument("--rounds", type=one_or_more, default=5, help="corrections of each release")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument("--write", action="store_true", help="put table and chart into bench/")
    return parser.parse_args(words)


def main() -> None:
    """Measure, print the table, and write the files asked for."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bildstelle-corrections-") as folder:
        found = run(Path(folder), options.photos, options.rounds)
    print(figures(found))
    if options.json:
        rows = {count: [asdict(one) for one in turns] for count, turns in found.items()}
        options.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    if options.write:
        write({"corrections": figures(found)})
        PLOT.write_text(draw(found), "utf-8")


if __name__ == "__main__":
    main()
