"""Publishing beside other work: `python -m bench.publication`. `bench/README.md` says what is measured.

A large release goes live through the real processes, once in peace and once while the press worker is killed; and a
small release is corrected, idle and during a reconcile pass over the large one. Photos are rows with tiny objects.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.chaos.stack import Up, command_line, up
from bench.options import none_or_more, one_or_more
from bench.report import table
from bench.waiting import end_if_late, wait_until
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Release

_POLL = 0.02
_SMALL = 3
_IDLE_CORRECTIONS = 5


@dataclass
class Slices:
    """How long one worker held a release at a time, read from its lease."""

    seconds: list[float] = field(default_factory=list)
    _lease: Any = None
    _since: float = 0.0

    def look(self, lease: Any, now: float) -> None:
        """Note what the lease is at this moment. A renewed one counts as two, but a slice in time renews none."""
        if lease == self._lease:
            return
        if self._lease is not None:
            self.seconds.append(now - self._since)
        self._lease, self._since = lease, now


class Measurement:
    """The measurements on one running stack."""

    def __init__(self, stack: Up) -> None:
        self._stack = stack

    def publish(self, release: Release, kills: int = 0, every: float = 4.0) -> dict[str, float]:
        """Seconds until a release is live, and until all of it is; the press worker is killed `kills` times."""
        from archive.audit import OPERATOR
        from archive.models import Publication
        from archive.models import Release as Releases
        from archive.releases import lifecycle

        slices, done = Slices(), 0
        live: float | None = None
        began = time.monotonic()
        lifecycle.publish(release, OPERATOR)
        while True:
            now = time.monotonic()
            due, lease = Releases.objects.values_list("due_at", "lease_until").get(pk=release.pk)
            slices.look(lease, now)
            if live is None and Publication.objects.live().filter(release=release).exists():
                live = now - began
            if due is None and lease is None:
                break
            if done < kills and now - began > every * (done + 1):
                done += self._kill_press_worker()
            end_if_late(began)
            time.sleep(_POLL)
        return {
            "live": live or 0.0,
            "done": time.monotonic() - began,
            "slices": len(slices.seconds),
            "longest": max(slices.seconds),
            "kills": done,
        }

    def _kill_press_worker(self) -> bool:
        for pid in self._stack.pids("worker"):
            if "press@%h" in command_line(pid):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def correct(self, release: Release) -> float:
        """Seconds until a correction of a live release is what the public reads."""
        from archive.audit import OPERATOR
        from archive.models import Publication
        from archive.models import Release as Releases
        from archive.releases import lifecycle
        from archive.releases.fields import release_fields

        versions = Publication.objects.live().filter(release=release)
        before = versions.count()
        began = time.monotonic()
        fields = release_fields(titles={"de": f"Fest {before}"})
        lifecycle.edit_release(Releases.objects.get(pk=release.pk), fields, OPERATOR, may_publish=True)
        lifecycle.publish(Releases.objects.get(pk=release.pk), OPERATOR)
        wait_until(lambda: versions.count() > before)
        return time.monotonic() - began

    def correct_during_a_pass(self, release: Release) -> tuple[list[float], float]:
        """A correction after the other while reconcile makes a pass; and how long the pass took."""
        from archive.models import UpkeepPass
        from workers import tasks
        from workers.upkeep import passes, reconcile

        one = UpkeepPass.objects.filter(pk=reconcile.NAME)
        wait_until(lambda: not one.filter(ended_at=None).exists())
        passes.begin_anew(reconcile.NAME)
        tasks.sweep_all.delay()
        wait_until(lambda: one.filter(started_at__isnull=False, ended_at=None).exists())
        began, seconds = time.monotonic(), []
        while one.filter(ended_at=None).exists():
            seconds.append(self.correct(release))
        return seconds, time.monotonic() - began


def make_manifest(release: Release) -> dict[str, float]:
    """How long composing and writing the next version of a live release takes, in CPU seconds, and how large it is."""
    from archive.models import Release as Releases
    from archive.publishing.versions import full_version, last_live
    from pipelines.documents.manifest import write_manifest

    release = Releases.objects.get(pk=release.pk)
    began = time.process_time()
    document = write_manifest(full_version(release, last_live(release), 2))
    return {"seconds": time.process_time() - began, "bytes": len(document.encode())}


@contextmanager
def ticks() -> Iterator[list[float]]:
    """How long each tick lets a row wait that a dead worker holds; an undisturbed one at most its interval."""
    from django.db import connection

    from archive.models import Release as Releases

    probe = _draft("tick-probe")
    over, waits = threading.Event(), list[float]()

    def watch() -> None:
        while not over.is_set():
            _leave_to_a_dead_worker(probe)
            began = time.monotonic()
            while Releases.objects.filter(pk=probe.pk, lease_until__isnull=False).exists() and not over.wait(_POLL):
                pass
            waits.append(time.monotonic() - began)
        connection.close()

    thread = threading.Thread(target=watch)
    thread.start()
    yield waits
    over.set()
    thread.join()


def _leave_to_a_dead_worker(release: Release) -> None:
    from django.utils import timezone

    from archive.models import Release as Releases
    from workers.holder import this_holder
    from workers.leases import LEASE

    place, namespace, _process, started = this_holder().split(".")
    with subprocess.Popen(["true"]) as ended:
        pass
    holder = f"{place}.{namespace}.{ended.pid}.{started}"
    Releases.objects.filter(pk=release.pk).update(lease_until=timezone.now() + LEASE, leased_by=holder)


def _draft(slug: str) -> Release:
    from archive.audit import OPERATOR
    from archive.releases.fields import release_fields
    from archive.releases.lifecycle import create_release

    return create_release(release_fields(slug=slug, titles={"de": "Fest"}), OPERATOR)


def run(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one run, in seconds."""
    with ExitStack() as open_ones:
        stack = open_ones.enter_context(up(folder / "stack", {"BILDSTELLE_SWEEP_ALL_EVERY": "3600"}))
        open_ones.enter_context(session(stack.data))
        from bench.approved_photos import approve_photos

        measurement = Measurement(stack)
        small = approve_photos(_draft("small"), _SMALL)
        measurement.publish(small)
        large = approve_photos(_draft("large"), options.photos)
        found: dict[str, Any] = {"photos": options.photos, "published": measurement.publish(large)}
        print(found, flush=True)
        found["manifest"] = make_manifest(large)
        found["idle"] = [measurement.correct(small) for _turn in range(_IDLE_CORRECTIONS)]
        with ticks() as waits:
            found["beside"], found["pass"] = measurement.correct_during_a_pass(small)
        found["ticks"] = waits
        print(found, flush=True)
        if options.kills:
            another = approve_photos(_draft("another"), options.photos)
            found["killed"] = measurement.publish(another, options.kills)
    return found


def summary(found: dict[str, Any]) -> str:
    """The run as a Markdown table."""
    photos, published, killed = found["photos"], found["published"], found.get("killed")
    idle, beside = statistics.median(found["idle"]), max(found["beside"])
    rows = [
        (f"{photos} photos published: live after, s", f"{published['live']:.1f}"),
        ("all projections after, s", f"{published['done']:.1f}"),
        ("longest slice, s", f"{published['longest']:.1f}"),
        ("its manifest made, s (CPU)", f"{found['manifest']['seconds']:.2f}"),
        ("its manifest, MB", f"{found['manifest']['bytes'] / 1e6:.2f}"),
        ("a correction, idle, s (median)", f"{idle:.2f}"),
        (
            f"a correction during a reconcile pass of {found['pass']:.1f} s, s (worst of {len(found['beside'])})",
            f"{beside:.2f}",
        ),
        ("ratio", f"{beside / idle:.1f}"),
        ("longest wait for a tick meanwhile, s", f"{max(found['ticks']):.1f}"),
    ]
    if killed:
        rows += [
            (
                f"{photos} photos and {killed['kills']:.0f} kills of the press worker: live after, s",
                f"{killed['live']:.1f}",
            ),
            ("longest slice, s", f"{killed['longest']:.1f}"),
        ]
    return table(("", "figure"), rows)


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.publication", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=one_or_more, default=2000, help="photos of the large release")
    parser.add_argument("--kills", type=none_or_more, default=5, help="of the press worker; 0 leaves this part out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    return parser.parse_args(words)


def main() -> None:
    """Measure, print the table, and write the JSON if asked to."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bildstelle-publication-") as folder:
        found = run(Path(folder), options)
    print(summary(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
