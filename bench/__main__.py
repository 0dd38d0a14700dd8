"""Measures the darkroom beside its peers: `make bench`. `bench/README.md` says what is measured, and how."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.contestants.protocol import Job, Spent, Step
from bench.contrast import Contrast, contrast
from bench.curves import curve_table, curves, draw
from bench.ladders import CREDIT, FIVE, default_ladder
from bench.peers import FLOOR, OURS, Contestant, contestants
from bench.photos import black, photos_of
from bench.quality import Quality, check_marks, quality
from bench.race import out_of, race, ratio
from bench.report import table, write
from pipelines.watermark.typeface import FONT_FILE

Figures = dict[str, list[Spent]]


def main() -> None:
    """Measure, print the tables, and write the files asked for."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder:
        data, texts = run(Path(folder), options)
    for name, text in texts.items():
        print(f"\n{name}\n{text}")
    if options.json:
        options.json.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    if options.write:
        write(texts)


def run(folder: Path, options: argparse.Namespace) -> tuple[dict[str, Any], dict[str, str]]:
    """Measure; the figures of a run, and the tables made of them."""
    photos = tuple(photos_of(options.photos, options.count, folder))
    default, left_out = default_ladder()
    jobs = {
        "five files": _job(photos, FIVE, folder / "five"),
        "default ladder": _job(photos, default, folder / "default"),
    }
    everybody = contestants()
    here = [one for one in everybody if not one.missing]
    trial = _job((black(folder / "black.jpg"),), default, folder / "trial")
    starts, spent = race(here, jobs, options.rounds, trial)
    data: dict[str, Any] = {
        "machine": _machine(),
        "photos": len(photos),
        "rounds": options.rounds,
        "left_out": left_out,
    }
    texts = {"setting": _setting(photos, options, left_out), "contestants": _who(everybody, starts)}
    for one in here:
        if one.name != FLOOR:
            check_marks(trial, out_of(trial, one.name))
    for name, job in jobs.items():
        looks = {one.name: quality(job, out_of(job, one.name), options.compare) for one in here if one.name != FLOOR}
        data[name] = _as_data(spent[name], looks, len(photos))
        texts[f"time, {name}"] = _time_table(everybody, spent[name], len(photos))
        texts[f"quality, {name}"] = _quality_table(job.steps, looks)
    contrasts = [contrast(jobs["five files"], photo) for photo in photos]
    data["contrast"] = [asdict(one) for one in contrasts]
    texts["contrast"] = _contrast_table(contrasts)
    if not options.no_curves:
        by_size, by_number = curves(here, photos[-1], folder, min(options.rounds, 3))
        data |= {"by_size": by_size, "by_number": by_number}
        texts["curves"] = curve_table(by_size, by_number)
        if options.write:
            draw(by_size, by_number)
    return data, texts


def _job(photos: tuple[Path, ...], steps: tuple[Step, ...], out: Path) -> Job:
    out.mkdir()
    return Job(photos, steps, out, CREDIT, FONT_FILE)


def _machine() -> str:
    model = next((line.partition(": ")[2] for line in _cpuinfo() if line.startswith("model name")), platform.machine())
    return (
        f"{os.cpu_count()} cores, {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _cpuinfo() -> list[str]:
    info = Path("/proc/cpuinfo")
    return info.read_text("utf-8").splitlines() if info.exists() else []


def _setting(photos: Sequence[Path], options: argparse.Namespace, left_out: Sequence[str]) -> str:
    whose = "given" if options.photos else "drawn"
    size = statistics.mean(photo.stat().st_size for photo in photos) / 1e6
    words = f"{_machine()}. {len(photos)} {whose} photos of {size:.1f} MB on average, {options.rounds} rounds."
    return words + (f" Left out of the default ladder: {', '.join(left_out)}." if left_out else "")


def _who(everybody: Sequence[Contestant], starts: dict[str, Spent]) -> str:
    rows = [
        (one.name, f"missing: {one.missing}" if one.missing else one.version, _start(starts.get(one.name)))
        for one in everybody
    ]
    return table(("contestant", "versions", "start, CPU s"), rows)


def _start(spent: Spent | None) -> str:
    return f"{spent.cpu:.2f}" if spent else "–"


def _time_table(everybody: Sequence[Contestant], spent: Figures, photos: int) -> str:
    rows = []
    for one in everybody:
        if one.missing:
            rows.append((one.name, "missing", "", "", "", ""))
            continue
        mine = spent[one.name]
        low, high = min(each.cpu for each in mine), max(each.cpu for each in mine)
        rows.append(
            (
                one.name,
                f"{1000 * statistics.median(each.cpu for each in mine) / photos:.0f}",
                f"{1000 * low / photos:.0f}–{1000 * high / photos:.0f}",
                f"{1000 * statistics.median(each.wall for each in mine) / photos:.0f}",
                f"{ratio(mine, spent[OURS]):.2f}",
                f"{ratio(mine, spent[FLOOR]):.2f}",
            )
        )
    return table(("ms a photo", "CPU", "CPU, all rounds", "wall", "× ours", "× floor"), rows)


def _quality_table(steps: Sequence[Step], looks: dict[str, Quality]) -> str:
    rows = [
        (name, f"{look.bytes / 1000:.0f}", *(f"{look.ssim[step.name]:.4f}" for step in steps))
        for name, look in looks.items()
    ]
    return table(("", "KB a photo", *(f"SSIM {step.name}" for step in steps)), rows)


def _contrast_table(contrasts: Sequence[Contrast]) -> str:
    rows = [(one.photo, f"{one.lowest:.1f}", f"{one.median:.1f}", f"{one.plates} of {one.marks}") for one in contrasts]
    return table(("photo", "lowest contrast", "median", "on a plate"), rows)


def _as_data(spent: Figures, looks: dict[str, Quality], photos: int) -> dict[str, Any]:
    return {
        name: {
            "rounds": [asdict(one) for one in mine],
            "cpu_per_photo": statistics.median(one.cpu for one in mine) / photos,
            "wall_per_photo": statistics.median(one.wall for one in mine) / photos,
            "to_ours": ratio(mine, spent[OURS]),
            "to_floor": ratio(mine, spent[FLOOR]),
            "quality": asdict(looks[name]) if name in looks else None,
        }
        for name, mine in spent.items()
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, metavar="DIR", help="JPEGs to use; drawn ones of 12 to 24 MP otherwise")
    parser.add_argument("--count", type=int, default=3, help="photos of a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--compare", type=int, default=1, help="photos whose files are compared with the reference")
    parser.add_argument("--no-curves", action="store_true", help="without time by size and by number of renditions")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument("--write", action="store_true", help="put the tables into bench/README.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
