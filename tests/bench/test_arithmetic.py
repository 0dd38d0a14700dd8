"""What the bench computes from its clocks; the clocks themselves are not tested."""

from __future__ import annotations

from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from bench.contestants import floor, ours, pillow
from bench.contestants.protocol import Job, Spent
from bench.ladders import CREDIT, FIVE, default_ladder, step
from bench.photos import draw
from bench.plot import Chart, svg
from bench.publication import Slices
from bench.race import ratio
from bench.report import table, written
from config.environment import ROOT
from pipelines.watermark.typeface import FONT_FILE


@pytest.mark.parametrize(
    ("edge", "size", "made"),
    [
        (3000, (4000, 3000), (3000, 2250)),
        (800, (3000, 4496), (534, 800)),
        (None, (10, 7), (10, 7)),
        (99, (10, 7), (10, 7)),
    ],
)
def test_a_step_has_the_size_that_the_darkroom_gives(
    edge: int | None, size: tuple[int, int], made: tuple[int, int]
) -> None:
    assert step("x", edge, 80).size(*size) == made


def test_a_ratio_is_the_median_of_the_rounds_ratios_so_a_slow_round_hits_both() -> None:
    mine, others = ([Spent(cpu, 0) for cpu in row] for row in ((2.0, 20.0, 2.0), (1.0, 10.0, 2.0)))
    assert ratio(mine, others) == 2.0


def test_slices_are_the_times_between_the_changes_of_a_lease_that_was_held() -> None:
    slices = Slices()
    for at, lease in enumerate([None, "a", "a", None, "b", "c", "c", "c", None, None]):
        slices.look(lease, float(at))
    assert slices.seconds == [2.0, 1.0, 3.0]


def test_a_table_takes_its_place_and_no_other() -> None:
    page = "a\n<!-- x -->\nold\n<!-- /x -->\nb"
    text = table(("who", "ms"), [("ours", "1")])
    assert written(page, "x", text) == f"a\n<!-- x -->\n{text}\n<!-- /x -->\nb"
    with pytest.raises(ValueError, match="no place for y"):
        written(page, "y", text)


def test_the_page_has_a_place_for_every_table() -> None:
    page = (ROOT / "bench" / "README.md").read_text("utf-8")
    for name in ("setting", "contestants", "contrast", "memory", "curves"):
        assert written(page, name, "") != written(page, name, "x")
    for ladder in ("five files", "default ladder"):
        for kind in ("time", "quality"):
            assert written(page, f"{kind}, {ladder}", "") != written(page, f"{kind}, {ladder}", "x")


def test_a_chart_is_xml_with_a_point_for_each_figure_and_both_colour_schemes() -> None:
    text = svg(Chart("A & B", "MP", "ms", {"ours": [(1, 10.0), (24, 310.0)], "floor": [(1, 5.0)]}))
    chart = fromstring(text)
    assert len(chart.findall(".//{http://www.w3.org/2000/svg}circle")) == 3
    assert "prefers-color-scheme: dark" in text


def test_contestants_make_the_same_files_of_the_same_sizes(tmp_path: Path) -> None:
    photo = draw(tmp_path / "photo.jpg", 1, (1200, 800))
    made = {}
    for name, perform in (("ours", ours.alone), ("naive", pillow.naive), ("tuned", pillow.tuned)):
        job = Job((photo,), FIVE[2:], tmp_path / name, CREDIT, FONT_FILE)
        job.out.mkdir()
        perform(job)
        made[name] = {path.name for path in job.out.iterdir()}
    assert made["ours"] == {"photo-800.jpg", "photo-800w.webp", "photo-400w.webp"}
    assert made["naive"] == made["tuned"] == made["ours"]


def test_the_floor_encodes_every_file_and_reads_its_own_clock(tmp_path: Path) -> None:
    photo = draw(tmp_path / "photo.jpg", 1, (1200, 800))
    spent = floor.perform(Job((photo,), FIVE[2:], tmp_path, CREDIT, FONT_FILE))
    assert spent.cpu > 0
    assert spent.wall > 0


def test_the_default_ladder_is_the_projects(tmp_path: Path) -> None:
    steps, left_out = default_ladder()
    assert {"download", "3000", "400w"} <= {one.name for one in steps}
    assert not {one.name for one in steps} & set(left_out)
