"""CPU by the photo's size and by the number of renditions, measured like the race, drawn as two charts."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from bench.contestants.protocol import Job, Step
from bench.ladders import CREDIT, MANY, default_ladder
from bench.peers import FLOOR, OURS, Contestant
from bench.photos import resized
from bench.plot import Chart, Point, svg
from bench.race import race
from bench.report import table
from pipelines.watermark.typeface import FONT_FILE

SHOWN = (OURS, FLOOR, "sharp, tuned", "pyvips")
MEGAPIXELS = (1, 2, 4, 8, 12, 16, 24, 36)
_ENOUGH = 36  # megapixels of a job, so that the clock's steps of 10 ms matter little
_HERE = Path(__file__).parent

Lines = dict[str, list[Point]]


def curves(contestants: Sequence[Contestant], photo: Path, folder: Path, rounds: int) -> tuple[Lines, Lines]:
    """Milliseconds a photo by megapixels, and by number of renditions."""
    shown = [one for one in contestants if one.name in SHOWN and not one.missing]
    steps, _left_out = default_ladder()
    by_size = {
        float(size): _job(
            resized(photo, folder / f"{size}mp.jpg", size), steps, _ENOUGH // size, folder / f"size-{size}"
        )
        for size in MEGAPIXELS
    }
    twelve = folder / "12mp.jpg"
    by_number = {
        float(count): _job(twelve, MANY[:count], 3, folder / f"number-{count}") for count in range(1, len(MANY) + 1)
    }
    return _measured(shown, by_size, rounds), _measured(shown, by_number, rounds)


def _job(photo: Path, steps: tuple[Step, ...], times: int, out: Path) -> Job:
    out.mkdir()
    return Job((photo,) * times, steps, out, CREDIT, FONT_FILE)


def _measured(shown: Sequence[Contestant], jobs: dict[float, Job], rounds: int) -> Lines:
    _, spent = race(shown, {f"{x:g}": job for x, job in jobs.items()}, rounds, next(iter(jobs.values())))
    return {
        one.name: [
            (x, 1000 * statistics.median(took.cpu for took in spent[f"{x:g}"][one.name]) / len(job.photos))
            for x, job in jobs.items()
        ]
        for one in shown
    }


def draw(by_size: Lines, by_number: Lines) -> None:
    """Write both charts beside this module."""
    charts = {
        "time-by-size": Chart("CPU by the photo's size, default ladder", "megapixels", "ms a photo", by_size),
        "time-by-renditions": Chart("CPU by the number of files, 12 MP", "files", "ms a photo", by_number),
    }
    for name, chart in charts.items():
        (_HERE / f"{name}.svg").write_text(svg(chart), "utf-8")


def curve_table(by_size: Lines, by_number: Lines) -> str:
    """The points as tables, and a line fitted to ours from 8 MP on, where every file has its full size."""
    tables = [
        table((f"CPU ms, {what}", *(f"{x:g}" for x, _ in lines[OURS])), _rows(lines))
        for what, lines in (("megapixels", by_size), ("files", by_number))
    ]
    large = [point for point in by_size[OURS] if point[0] >= 8]
    slope, start = statistics.linear_regression(*zip(*large, strict=True))
    straight = statistics.correlation(*zip(*large, strict=True)) ** 2
    added = by_number[OURS][-1][1] - by_number[OURS][2][1]
    words = f"Ours, from 8 MP on: {slope:.1f} ms a megapixel and {start:.0f} ms (R² {straight:.3f}). "
    small = len(MANY) - 3
    return "\n\n".join((*tables, words + f"The last {small} files, 640 px and less, cost {added:.0f} ms together."))


def _rows(lines: Lines) -> list[tuple[str, ...]]:
    return [(name, *(f"{y:.0f}" for _, y in line)) for name, line in lines.items()]
