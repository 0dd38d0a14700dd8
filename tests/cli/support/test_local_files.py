"""What of a folder is uploaded, and under which key."""

from __future__ import annotations

from pathlib import Path

from cli.support.local_files import gather_files


def card(folder: Path) -> Path:
    for name in ("DCIM/100/A.JPG", "DCIM/101/A.JPG", "Grüße.jpg", ".DS_Store", "DCIM/._A.JPG", ".Trashes/old.jpg"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 100)
    return folder


def test_folders_are_kept_and_hidden_files_left_out(tmp_path: Path) -> None:
    files = gather_files([card(tmp_path / "card"), tmp_path / "card/Grüße.jpg"])
    assert [name for _path, name in files.entries] == ["Grüße.jpg", "DCIM/100/A.JPG", "DCIM/101/A.JPG", "Grüße.jpg"]
    assert files.hidden == 3
