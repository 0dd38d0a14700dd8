"""What waits under a temporary name lies on the disk until it has its own, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from workers.gateway import kept
from workers.gateway.kept import keep, open_nameless, read_kept


def test_a_file_is_kept_without_being_copied(tmp_path: Path) -> None:
    with open_nameless(tmp_path) as file:
        assert list(tmp_path.iterdir()) == []
        file.write(b"photo")
        file.flush()
        first = keep(tmp_path, file, "anna/fest/ä.jpg.tmp", "ftp")
        second = keep(tmp_path, file, "anna/fest/b.jpg.tmp", "ftp")
    assert first
    assert second
    assert read_kept(tmp_path) == [first, second]
    with first.open() as again:
        assert again.read() == b"photo"
    first.remove()
    second.disown()
    assert read_kept(tmp_path) == []
    assert list(tmp_path.iterdir()) == [], "what nobody owns is removed at the next start"


def test_what_is_not_whole_on_the_disk_is_forgotten(tmp_path: Path) -> None:
    for name, content in (("a.json", '{"key": '), ("b.json", "{}"), ("c", "x"), ("d.json", '{"key": "k"}'), ("d", "x")):
        (tmp_path / name).write_text(content)
    assert read_kept(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_where_open_files_have_no_names_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_OPEN_FILES", str(tmp_path / "none"))
    with open_nameless(tmp_path) as file:
        assert keep(tmp_path, file, "k", "ftp") is None
    monkeypatch.setattr(kept, "os", SimpleNamespace(open=os.open))  # as on a system without such files
    with open_nameless(tmp_path) as file:
        file.write(b"photo")
    assert list(tmp_path.iterdir()) == []
