"""The ledger: what need not be copied again."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.store.listing import StoredObject
from cli.backup.folder import Entry
from cli.backup.ledger import Ledger
from cli.support.errors import CommandError

STORED = StoredObject("a", "v1", 3, "etag", datetime(2026, 9, 1, tzinfo=UTC))


def entry(stored: StoredObject, sha256: str = "ab") -> Entry:
    return Entry("incoming", stored.key, stored.version, stored.etag, stored.size, sha256, {"ContentType": "x/y"})


def test_what_was_noted_is_found_by_the_next_run(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger", "1") as ledger:
        ledger.note(STORED, entry(STORED))
    with Ledger(tmp_path / "ledger", "2") as ledger:
        assert ledger.find("incoming", STORED) == entry(STORED)
        assert ledger.find("press", STORED) is None
        assert ledger.digest_of("incoming", "a") is None  # not seen in this run
    assert stat.S_IMODE((tmp_path / "ledger").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "changed",
    [
        replace(STORED, etag="other"),
        replace(STORED, size=4),
        replace(STORED, version="v2"),
        replace(STORED, modified=STORED.modified + timedelta(seconds=1)),
    ],
)
def test_what_changed_since_is_not(tmp_path: Path, changed: StoredObject) -> None:
    with Ledger(tmp_path / "ledger", "1") as ledger:
        ledger.note(STORED, entry(STORED))
        assert ledger.find("incoming", changed) is None


def test_the_oldest_version_of_a_key_comes_first(tmp_path: Path) -> None:
    newer = replace(STORED, version="v2")
    with Ledger(tmp_path / "ledger", "1") as ledger:
        for stored in (newer, STORED, replace(STORED, key="b")):
            ledger.note(stored, entry(stored))
        listed = [(one.key, one.version) for one in ledger.entries()]
        assert listed == [("a", "v1"), ("a", "v2"), ("b", "v1")]


def test_what_a_run_did_not_see_is_forgotten(tmp_path: Path) -> None:
    other = replace(STORED, key="b")
    with Ledger(tmp_path / "ledger", "1") as ledger:
        ledger.note(STORED, entry(STORED, "ab"))
        ledger.note(other, entry(other, "cd"))
    with Ledger(tmp_path / "ledger", "2") as ledger:
        ledger.note(other, entry(other, "cd"))
        ledger.forget_others()
        assert [ledger.names(sha256) for sha256 in ("ab", "cd")] == [False, True]


def test_two_backups_do_not_share_a_folder(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger", "1"), pytest.raises(CommandError, match="Another backup"):
        Ledger(tmp_path / "ledger", "2")


def test_a_damaged_ledger_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_bytes(b"no database" * 100)
    with Ledger(tmp_path / "ledger", "1") as ledger:
        ledger.note(STORED, entry(STORED))
        assert ledger.find("incoming", STORED) == entry(STORED)
