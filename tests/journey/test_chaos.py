"""The mass run in small: `python -m bench.chaos` as anybody calls it. `bench/README.md` has the large one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from bench.chaos.verdict import KINDS
from tests.journey.running_stack import ROOT, TIMEOUT

pytestmark = pytest.mark.journey
UPLOADS, KILLS, CALM = 28, 7, 6
LIVE = 6  # photos of the release that is published meanwhile


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The figures of one run, every kind of process killed once."""
    figures = tmp_path_factory.mktemp("chaos") / "figures.json"
    sizes = ["--uploads", str(UPLOADS), "--kills", str(KILLS), "--calm", str(CALM), "--timeout", str(TIMEOUT)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.chaos", *sizes, "--json", str(figures)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=3 * TIMEOUT,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return json.loads(figures.read_text("utf-8"))


def test_nothing_is_lost_doubled_wrong_stuck_or_orphaned(found: Any) -> None:
    assert found["counts"] == dict.fromkeys(KINDS, 0), found["faults"]
    assert found["audit"]["photos"] == found["audit"]["originals"] == UPLOADS + CALM + LIVE
    assert found["settled_after"] is not None


def test_every_kind_of_process_was_killed_and_every_run_counted(found: Any) -> None:
    assert len({victim for _at, victim in found["kills"]}) == KILLS
    # An upload whose answer was killed is sent again: a second version of the same bytes, which joins the photo.
    assert 0 <= sum(found["runs"].values()) - (UPLOADS + CALM + LIVE) <= found["upload_retries"]
    assert found["extra_runs"] >= 0
    assert found["messages_per_photo"] > 0


def test_whoever_reads_the_manifest_meanwhile_sees_whole_versions_only(found: Any) -> None:
    assert found["versions"] >= 1
    assert found["answers"]["whole"] > 0
    assert not {"torn", "mixed", "backwards", "absent"} & found["answers"].keys()
