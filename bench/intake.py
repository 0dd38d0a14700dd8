"""Each way in beside plain S3: `python -m bench.intake`. `bench/README.md` says what is measured."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.journey_cpu import cpu_seconds, spent_between
from bench.journey_photos import write_photos
from bench.options import one_or_more
from bench.report import table, write
from cli.sample.event import SCENES, Shot
from cli.sample.files import make_photo
from cli.stack.ports import choose_port
from cli.stack.stack import Stack
from cli.support.session import session

_TWENTY_MEGAPIXELS = (5200, 3900)
"""Of which a drawn photo has 8 MB."""
_RUNNING = ("valkey", "seaweed", "postgres", "desk", "gateway")
_SHOWN = ("sender", "gateway", "desk", "seaweed")


@dataclass(frozen=True)
class Turn:
    """One way's photos in one round: seconds by the clock, and of CPU by whom."""

    wall: float
    cpu: dict[str, float]


def run(folder: Path, photos: int, rounds: int) -> dict[str, Any]:
    """The turns of every way, by its name. The ways take turns within a round."""
    shot = Shot("joerg", "1.JPG", SCENES[0], 1, _TWENTY_MEGAPIXELS)
    model = make_photo(shot, "intake", dt.datetime.now(dt.UTC).date())
    ftp, sftp = choose_port(None, ()), choose_port(None, ())
    ports = {"BILDSTELLE_FTP_PORT": str(ftp), "BILDSTELLE_SFTP_PORT": str(sftp)}
    with Stack(folder / "stack", environment=ports) as stack, session(stack.data):
        from bench.intake_ways import make_ways

        for name in stack.services.keys() - set(_RUNNING):
            stack.services[name].stop()  # whoever develops what has come would slow the next one down
        roots = {name: stack.services[name].pid for name in _RUNNING} | {"sender": os.getpid()}
        ways = make_ways(folder, ftp, sftp)
        turns: dict[str, list[Turn]] = {name: [] for name in ways}
        for n in range(rounds + 1):
            for number, (name, way) in enumerate(ways.items()):
                sent = write_photos([model], photos if n else 1, folder / f"{n}-{number}")
                turn = _measure(roots, way, sent)
                if n:  # the round before them opens connections and fills caches
                    turns[name].append(turn)
    return {"photos": photos, "megabytes": len(model) / 1e6, "turns": turns}


def _measure(roots: dict[str, int], way: Callable[[Sequence[Path]], None], photos: Sequence[Path]) -> Turn:
    from archive.store.buckets import incoming
    from bench.intake_ways import FOLDER

    before, began = cpu_seconds(roots), time.monotonic()
    way(photos)
    turn = Turn(time.monotonic() - began, spent_between(before, cpu_seconds(roots)))
    for photo in photos:
        stored = incoming().head(f"{FOLDER}/{photo.name}")
        if stored is None or stored.size != photo.stat().st_size:
            raise SystemExit(f"{photo.name} did not arrive whole")
        photo.unlink()
    return turn


def summary(found: dict[str, Any]) -> str:
    """The run as a Markdown table."""
    photos, turns = found["photos"], found["turns"]
    base = next(iter(turns.values()))
    rows = []
    for name, own in turns.items():
        wall = statistics.median(turn.wall for turn in own)
        ratio = statistics.median(turn.wall / other.wall for turn, other in zip(own, base, strict=True))
        shares = [1000 * statistics.median(turn.cpu[who] for turn in own) / photos for who in _SHOWN]
        speed = found["megabytes"] * photos / wall
        figures = (f"{1000 * wall / photos:.0f}", f"{speed:.0f}", f"{ratio:.2f}", *(f"{n:.0f}" for n in shares))
        rows.append((name, *figures))
    told = f"{photos} photos of {found['megabytes']:.1f} MB, {len(base)} rounds."
    heads = ("way in", "ms a photo", "MB/s", "× S3", *(f"{who}, CPU ms" for who in _SHOWN))
    return f"{told}\n\n{table(heads, rows)}"


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=one_or_more, default=20, help="photos of a round")
    parser.add_argument("--rounds", type=one_or_more, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument("--write", action="store_true", help="write the table into bench/README.md")
    return parser.parse_args(words)


def main() -> None:
    """Measure, print the table, and write what is asked for."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bildstelle-intake-") as folder:
        found = run(Path(folder), options.photos, options.rounds)
    print(summary(found))
    if options.write:
        write({"intake": summary(found)})
    if options.json:
        plain = {name: [asdict(turn) for turn in own] for name, own in found["turns"].items()}
        options.json.write_text(json.dumps(found | {"turns": plain}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
