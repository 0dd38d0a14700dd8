"""The command line as an operator meets it: real processes, any directory."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.cli.program import PROGRAM, run


def test_it_works_from_any_directory_and_through_a_link(tmp_path: Path) -> None:
    link = tmp_path / "desk"
    link.symlink_to(PROGRAM)
    done = subprocess.run([str(link), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "up" in done.stdout


def test_modules_where_the_user_is_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "cli.py").write_text("raise SystemExit('a stranger')", "utf-8")
    done = run("--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_stack_it_says_what_to_do(tmp_path: Path) -> None:
    done = run("env", "--data", "here", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"Error: No Bildstelle is running on {tmp_path}/here. "
        "Start one in another terminal: ./bildstelle up --data here"
    ]


def test_without_its_environment_it_says_what_brings_it(tmp_path: Path) -> None:
    done = run("up", folder=tmp_path, BILDSTELLE_PYTHON=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "make up" in done.stderr
