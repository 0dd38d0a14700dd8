"""The backup's folder: whole or not there, and never another's."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.backup.folder import FORMAT, BackupFolder, Description, Entry, Part, file_digest
from cli.support.errors import CommandError

ENTRY = Entry("incoming", "anna/fest/a\nb.jpg", "v1", "e", 3, "ab" * 32, {"ContentType": "image/jpeg"})


def described(folder: BackupFolder) -> Description:
    path = folder.path / "objects-1.jsonl"
    path.write_bytes(ENTRY.line() * 2)
    part = folder.part(path)
    now = datetime.now(UTC)
    return Description(
        format=FORMAT,
        id="1",
        snapshot_at=now,
        made_at=now,
        migrations=("archive.0001_initial",),
        server_version=18,
        dump_version=18,
        buckets={"incoming": "incoming"},
        public_url="https://press.example",
        record=Part(name="record-1.dump", bytes=0, sha256=""),
        list=part,
        objects=2,
        bytes=6,
    )


def test_nobody_else_may_enter(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir(mode=0o755)
    folder = BackupFolder.create(tmp_path / "backup")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    with folder.new_file() as fresh:
        fresh.write_bytes(b"abc")
        digest = file_digest(fresh)
        folder.keep(fresh, digest)
    assert stat.S_IMODE(folder.blob(digest).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.blob(digest).parent.stat().st_mode) == 0o700
    assert list(folder.blobs()) == [folder.blob(digest)]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(CommandError, match="holds something else"):
        BackupFolder.create(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CommandError, match="cannot be written"):
        BackupFolder.create(tmp_path / "backup")


def test_a_list_comes_back_line_by_line(tmp_path: Path) -> None:
    folder = BackupFolder.create(tmp_path / "backup")
    folder.write(described(folder))
    assert list(folder.entries(folder.read().list)) == [ENTRY, ENTRY]
    assert not folder.damaged(folder.read().list)


def test_without_its_description_it_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="does not exist"):
        BackupFolder.open(tmp_path / "backup")
    BackupFolder.create(tmp_path / "backup")
    with pytest.raises(CommandError, match="was interrupted"):
        BackupFolder.open(tmp_path / "backup")


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    folder = BackupFolder.create(tmp_path / "backup")
    text = described(folder).model_dump_json()
    (folder.path / "backup.json").write_text(json.dumps(json.loads(text) | {"format": FORMAT + 1, "new": 1}))
    with pytest.raises(CommandError, match="newer Bildstelle"):
        folder.read()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": "x"}'])
def test_a_damaged_description_is_refused_in_words(tmp_path: Path, text: str) -> None:
    folder = BackupFolder.create(tmp_path / "backup")
    (folder.path / "backup.json").write_text(text)
    with pytest.raises(CommandError, match="damaged"):
        folder.read()


def test_short_bytes_do_not_count(tmp_path: Path) -> None:
    folder = BackupFolder.create(tmp_path / "backup")
    with folder.new_file() as fresh:
        fresh.write_bytes(b"ab")
        folder.keep(fresh, ENTRY.sha256)
    assert folder.holds(ENTRY.sha256, 2)
    assert not folder.holds(ENTRY.sha256, 3)
    assert not folder.holds("cd" * 32, 2)


def test_other_runs_leave_nothing(tmp_path: Path) -> None:
    folder = BackupFolder.create(tmp_path / "backup")
    description = described(folder)
    for name in ("record-0.dump", "objects-0.jsonl", "new-abc"):
        (folder.path / name).touch()
    folder.remove_leftovers(description)
    assert {path.name for path in folder.path.iterdir()} == {"objects", "objects-1.jsonl"}
