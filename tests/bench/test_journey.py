"""What the journey's bench takes for options and photos, and that it says nothing of what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.journey import _options, _print
from bench.journey_photos import models

SPENT = {"wall": 3.0, "wall_per_photo": 0.5, "cpu": {"desk": 1.0}}
PUBLISHED = {
    "at_once": True,
    "approve": 0.1,
    "sealed": 1.0,
    "live": 2.0,
    "whole": 2.0,
    "idle": 2.5,
    "cpu": {"desk": 1.0},
}
FOUND: dict[str, Any] = {
    "cores": 2,
    "megabytes": 4.7,
    "idle_memory": {"desk": 90e6},
    "latency": [{"received": 0.1, "ready": 1.5}, {"received": 0.2, "ready": 0.5}],
    "drop": {"photos": 6, "darkroom": [SPENT, SPENT], "drops": [SPENT], "ratio": 1.0},
    "publish": [PUBLISHED],
}
PARTS = {
    "latency": ("end of upload to ready, 2 one by one: first 1.50, p50 0.50", "until the upload was received"),
    "drop": (
        "darkroom alone, 6 photos: 3.00",
        "drop to ready, 6 photos: 3.00",
        "drop to ready over darkroom alone: 1.00",
    ),
    "publish": ("published at once: approve 0.10",),
}


@pytest.mark.parametrize("left_out", [{}, {"latency": []}, {"drop": {}, "publish": []}])
def test_a_part_is_told_or_left_out(left_out: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    _print(FOUND | left_out)
    told = capsys.readouterr().out
    for part, words in PARTS.items():
        assert [word for word in words if word in told] == ([] if part in left_out else list(words))
    assert "memory when idle, MB: 90" in told


def test_none_of_a_part_may_be_asked_for() -> None:
    options = _options(["--single", "0", "--rounds", "0", "--count", "1"])
    assert (options.single, options.rounds, options.count) == (0, 0, 1)


@pytest.mark.parametrize("words", [["--single", "-1"], ["--rounds", "two"], ["--rounds=-2"], ["--count", "0"]])
def test_what_cannot_be_counted_is_refused_in_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _options(words)
    assert "a whole number is wanted" in capsys.readouterr().err


@pytest.mark.parametrize(("folder", "words"), [("", "no JPEG in"), ("none", "no folder")])
def test_a_folder_without_photos_is_refused_in_words(tmp_path: Path, folder: str, words: str) -> None:
    (tmp_path / "notes.txt").write_text("no photo")
    with pytest.raises(SystemExit, match=words):
        models(tmp_path / folder)


def test_photos_are_taken_by_name(tmp_path: Path) -> None:
    for name, body in (("b.JPG", b"second"), ("a.jpeg", b"first"), ("c.png", b"none")):
        (tmp_path / name).write_bytes(body)
    assert models(tmp_path) == [b"first", b"second"]
