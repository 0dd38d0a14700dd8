"""The ledger: what was copied, in SQLite, so that neither a later nor an interrupted backup reads anything twice.

It is only a memory: without it everything is read again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.store.listing import StoredObject
from cli.backup.folder import Entry
from cli.support.errors import CommandError

_SCHEMA = """
    create table if not exists object (
        bucket text, key text, version text, etag text, size integer, modified text, sha256 text, headers text,
        run text, place integer, primary key (bucket, key, version)
    ) without rowid;
    create index if not exists by_digest on object (sha256);
"""
_UNSAVED = 20  # notes that a crash may cost


class Ledger:
    """The copied objects of a folder; `run` is this backup's id. Only one process can use a folder's ledger."""

    def __init__(self, path: Path, run: str) -> None:
        self._run, self._place, self._unsaved = run, 0, 0
        try:
            self._db = _open(path)
        except sqlite3.OperationalError as error:
            raise CommandError(f"Another backup into {path.parent} is running. Wait until it has ended.") from error
        except sqlite3.DatabaseError:
            # A damaged memory is none.
            path.unlink()
            self._db = _open(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._db.commit()
        self._db.close()

    def find(self, bucket: str, stored: StoredObject) -> Entry | None:
        """The object's entry, if it was copied as it is listed now."""
        row = self._db.execute(
            "select sha256, headers from object"
            " where bucket=? and key=? and version=? and etag=? and size=? and modified=?",
            (bucket, stored.key, stored.version, stored.etag, stored.size, stored.modified.isoformat()),
        ).fetchone()
        return _entry(bucket, stored, row[0], json.loads(row[1])) if row else None

    def note(self, stored: StoredObject, entry: Entry) -> None:
        """Write down an object that is part of this run, in the order of the store's listing."""
        self._place += 1
        listed = (entry.bucket, stored.key, stored.version, stored.etag, stored.size, stored.modified.isoformat())
        values = (*listed, entry.sha256, json.dumps(entry.headers), self._run, self._place)
        self._db.execute("insert or replace into object values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        self._unsaved += 1
        if self._unsaved >= _UNSAVED:
            self._db.commit()
            self._unsaved = 0

    def digest_of(self, bucket: str, key: str) -> str | None:
        """The SHA-256 of an object of this run."""
        row = self._db.execute(
            "select sha256 from object where bucket=? and key=? and run=?", (bucket, key, self._run)
        ).fetchone()
        return row[0] if row else None

    def entries(self) -> Iterator[Entry]:
        """This run's objects by bucket and key. A listing names the newest version first, and this the oldest."""
        rows = self._db.execute(
            "select bucket, key, version, etag, size, sha256, headers from object where run=?"
            " order by bucket, key, place desc",
            (self._run,),
        )
        for bucket, key, version, etag, size, sha256, headers in rows:
            yield Entry(bucket, key, version, etag, size, sha256, json.loads(headers))

    def forget_others(self) -> None:
        """Forget what this run did not see."""
        self._db.execute("delete from object where run<>?", (self._run,))
        self._db.commit()

    def names(self, sha256: str) -> bool:
        """Whether an object has these bytes."""
        return self._db.execute("select 1 from object where sha256=?", (sha256,)).fetchone() is not None


def _open(path: Path) -> sqlite3.Connection:
    """The database, locked until it is closed."""
    path.touch(mode=0o600)
    db = sqlite3.connect(path, timeout=0)
    try:
        db.execute("pragma locking_mode=exclusive")
        db.execute("begin exclusive")
        db.executescript(_SCHEMA)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _entry(bucket: str, stored: StoredObject, sha256: str, headers: dict[str, str]) -> Entry:
    return Entry(bucket, stored.key, stored.version, stored.etag, stored.size, sha256, headers)
