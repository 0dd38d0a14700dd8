"""What a backup takes and what it leaves. A whole one, restored: tests/journey/test_backup.py."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from archive.store.buckets import BRIEF, archive, incoming, press
from archive.store.errors import Missing
from cli.backup import record, saving, target
from cli.backup.checking import find_damage
from cli.backup.folder import BackupFolder, Entry
from cli.backup.saving import save
from cli.support.errors import CommandError
from pipelines.keys import original_key
from tests.factories import make_original

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


@pytest.fixture
def folder(tmp_path: Path) -> BackupFolder:
    return BackupFolder.create(tmp_path / "backup")


def listed(folder: BackupFolder) -> dict[str, Entry]:
    return {f"{entry.bucket}/{entry.key}": entry for entry in folder.entries(folder.read().list)}


def wait_for_the_stores_next_second() -> None:
    time.sleep(1.1)


def test_headers_and_digests_are_listed_and_can_be_checked(folder: BackupFolder) -> None:
    press().put("txt/fest.txt", b"Fest", "text/plain; charset=utf-8", BRIEF)
    wait_for_the_stores_next_second()
    description, report = save(folder)
    entry = listed(folder)["press/txt/fest.txt"]
    assert entry.headers == {"ContentType": "text/plain; charset=utf-8", "CacheControl": BRIEF}
    assert folder.blob(entry.sha256).read_bytes() == b"Fest"
    assert (description.objects, description.bytes, report.copied) == (1, 4, 1)
    assert find_damage(folder, description) == []
    folder.blob(entry.sha256).write_bytes(b"Fist")
    assert find_damage(folder, description) == [f"press/txt/fest.txt, in {folder.blob(entry.sha256)}"]


def test_what_becomes_public_after_the_snapshot_is_left_out(
    folder: BackupFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    press().put("releases/fest/v/1.json", b"1", "application/json")
    wait_for_the_stores_next_second()

    def publish_meanwhile(into: Path) -> int:
        press().put("releases/fest/v/2.json", b"2", "application/json")
        incoming().put("anna/fest/a.jpg", b"late", "image/jpeg")
        return 18

    monkeypatch.setattr(record, "dump", publish_meanwhile)
    _description, report = save(folder)
    # The late upload is kept: the sweep of the restored stack receives it.
    assert set(listed(folder)) == {"press/releases/fest/v/1.json", "incoming/anna/fest/a.jpg"}
    assert (report.copied, report.left_out) == (2, 1)


def test_the_next_backup_copies_what_is_new_and_drops_what_is_gone(folder: BackupFolder) -> None:
    for name in ("a", "b"):
        archive().put(f"sealed/{name}", name.encode(), "image/jpeg")
    save(folder)
    gone = listed(folder)["archive/sealed/b"]
    archive().delete("sealed/b")
    archive().put("sealed/c", b"c", "image/jpeg")
    _description, report = save(folder)
    assert (report.copied, report.known) == (1, 1)
    assert set(listed(folder)) == {"archive/sealed/a", "archive/sealed/c"}
    assert not folder.blob(gone.sha256).exists()
    assert sorted(path.suffix for path in folder.path.iterdir()) == ["", ".dump", ".json", ".jsonl", ".sqlite"]


def test_an_object_that_goes_meanwhile_does_no_harm(folder: BackupFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    archive().put("sealed/a", b"a", "image/jpeg")

    def gone(*_unused: object) -> None:
        raise Missing("sealed/a")

    monkeypatch.setattr(saving, "download", gone)
    description, report = save(folder)
    assert (description.objects, report.left_out) == (0, 1)


def test_a_broken_off_backup_leaves_the_one_before_it_valid(
    folder: BackupFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive().put("sealed/a", b"a", "image/jpeg")
    before, _report = save(folder)

    def full(_entry: Entry) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Entry, "line", full)
    with pytest.raises(OSError, match="No space"):
        save(folder)
    assert folder.read() == before
    assert find_damage(folder, before) == []


def test_what_the_store_has_lost_or_damaged_is_named(folder: BackupFolder) -> None:
    lost, damaged = make_original(), make_original()
    archive().put(original_key(damaged.sha256), b"other bytes", "image/jpeg")
    _description, report = save(folder)
    assert report.missing == [f"archive/{original_key(lost.sha256)}"]
    assert report.damaged == [f"archive/{original_key(damaged.sha256)}"]


def test_bytes_of_several_objects_are_there_once(folder: BackupFolder) -> None:
    incoming().put("anna/fest/a.jpg", b"same", "image/jpeg")
    incoming().put("anna/fest/a.jpg", b"same", "image/jpeg")
    digest = hashlib.sha256(b"same").hexdigest()
    archive().put(original_key(digest), b"same", "image/jpeg")
    description, report = save(folder)
    assert (description.objects, len(list(folder.blobs()))) == (3, 1)
    assert report.damaged == []


def test_half_a_restore_is_not_backed_up(folder: BackupFolder) -> None:
    target.begin("one")
    with pytest.raises(CommandError, match="Finish it first"):
        save(folder)
