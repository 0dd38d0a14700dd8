"""Measures the journey on a real stack: `python -m bench.journey`. `bench/README.md` says what is measured.

Starts PostgreSQL, Valkey, SeaweedFS, the desk and the workers in a temporary folder, drops photos, publishes them.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.journey_cpu import memory_of
from bench.journey_photos import models, write_photos
from bench.options import none_or_more, one_or_more
from cli.stack.stack import Stack
from cli.support.session import session

if TYPE_CHECKING:
    from bench.journey_scenario import Journey, Spent


def main() -> None:
    """Measure, print the figures, and write the JSON if asked to."""
    options = _options()
    if options.folder:
        found = run(options.folder, options)
    else:
        with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder:
            found = run(Path(folder), options)
    _print(found)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def run(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one run, in seconds."""
    bodies = models(options.photos)
    singles = write_photos(bodies, options.single, folder / "single")
    batch = write_photos(bodies, options.count, folder / "batch")
    with Stack(folder / "stack") as stack, session(stack.data):
        from bench.journey_scenario import CORES, Journey

        journey = Journey(stack)
        memory = {name: memory_of(service.pid) for name, service in stack.services.items()}
        return {
            "cores": CORES,
            "megabytes": sum(path.stat().st_size for path in batch) / len(batch) / 1e6,
            "idle_memory": memory,
            "latency": [asdict(single) for single in journey.singles(singles)],
            "drop": _drop(journey, batch, options.rounds),
            "publish": _publish(journey, batch, options.rounds),
        }


def _drop(journey: Journey, batch: list[Path], rounds: int) -> dict[str, Any]:
    """Measure the darkroom alone before and after each drop, as the machine's speed changes; {} for no rounds."""
    if not rounds:
        return {}
    journey.rest()
    alone = [journey.darkroom(batch)]
    drops = []
    for n in range(rounds):
        fresh = write_photos([path.read_bytes() for path in batch], len(batch), batch[0].parent.parent / f"drop-{n}")
        drops.append(journey.drop(fresh)[1])
        journey.rest()
        alone.append(journey.darkroom(batch))
    return {
        "photos": len(batch),
        "darkroom": [_spent(one, len(batch)) for one in alone],
        "drops": [_spent(one, len(batch)) for one in drops],
        "ratio": statistics.median(one.wall for one in drops) / statistics.median(one.wall for one in alone),
    }


def _publish(journey: Journey, batch: list[Path], rounds: int) -> list[dict[str, Any]]:
    """Publish a release of each kind per round; [] for no rounds."""
    from bench.journey_scenario import as_data

    if not rounds:
        return []
    journey.drop(batch)
    journey.rest()
    return [as_data(journey.publish(batch, at_once=at_once)) for _round in range(rounds) for at_once in (False, True)]


def _spent(spent: Spent, photos: int) -> dict[str, Any]:
    return {"wall": spent.wall, "wall_per_photo": spent.wall / photos, "cpu": spent.cpu}


def _print(found: dict[str, Any]) -> None:
    """Print the parts that were measured."""
    print(f"{found['cores']} cores; photos of {found['megabytes']:.1f} MB; seconds unless said otherwise")
    print(f"memory when idle, MB: {_table(found['idle_memory'], 1e-6, 0)}")
    if found["latency"]:
        _print_latency(found["latency"])
    if found["drop"]:
        _print_drop(found["drop"])
    for one in found["publish"]:
        how = "published at once" if one["at_once"] else "published once sealed"
        print(f"{how}: approve {one['approve']:.2f}, sealed {one['sealed']:.2f}, live {one['live']:.2f}, ", end="")
        print(f"whole {one['whole']:.2f}, idle {one['idle']:.2f}; CPU {_table(one['cpu'])}")


def _print_latency(latency: list[dict[str, float]]) -> None:
    waits = sorted(single["ready"] for single in latency)
    received = sorted(single["received"] for single in latency)
    print(f"end of upload to ready, {len(waits)} one by one: first {latency[0]['ready']:.2f}, ", end="")
    print(f"p50 {_quantile(waits, 0.5):.2f}, p95 {_quantile(waits, 0.95):.2f}, longest {waits[-1]:.2f}")
    print(f"of it until the upload was received: p50 {_quantile(received, 0.5):.2f}, longest {received[-1]:.2f}")


def _print_drop(drop: dict[str, Any]) -> None:
    for name, key in (("darkroom alone", "darkroom"), ("drop to ready", "drops")):
        for one in drop[key]:
            print(f"{name}, {drop['photos']} photos: {one['wall']:.2f}, {one['wall_per_photo']:.3f} a photo; ", end="")
            print(f"CPU {_table(one['cpu'])}")
    print(f"drop to ready over darkroom alone: {drop['ratio']:.2f}")


def _table(values: dict[str, float], scale: float = 1.0, digits: int = 2) -> str:
    total = f"{sum(values.values()) * scale:.{digits}f}"
    return total + " (" + ", ".join(f"{name} {value * scale:.{digits}f}" for name, value in values.items()) + ")"


def _quantile(ordered: list[float], share: float) -> float:
    """The least value that at least `share` of all do not exceed."""
    return ordered[math.ceil(share * len(ordered)) - 1]


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.journey", description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, metavar="DIR", help="JPEGs to use; drawn ones of 12 MP otherwise")
    parser.add_argument("--count", type=one_or_more, default=50, help="photos of a drop and of a release")
    parser.add_argument("--single", type=none_or_more, default=24, help="photos dropped one by one; 0 leaves it out")
    parser.add_argument(
        "--rounds", type=none_or_more, default=2, help="drops, and releases of each kind; 0 leaves both out"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument("--folder", type=Path, metavar="NEW", help="where the stack lives; kept then, with its logs")
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
