"""The state of a restore, in a schema of its own in the database that it restores into.

So a restore goes on where it stopped, from whichever machine, and nothing starts on a stack that is half restored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from cli.stack.restore_mark import SCHEMA, is_marked
from cli.support.errors import CommandError

_TABLES = f"""
    create schema {SCHEMA};
    create table {SCHEMA}.backup (id text not null, loaded boolean not null default false);
    create table {SCHEMA}.object (
        line bigint primary key, bucket text not null, key text not null,
        old_mark text not null, mark text not null, etag text not null
    );
    create index on {SCHEMA}.object (bucket, key);
"""


@dataclass(frozen=True)
class Restored:
    """An object that is back: its line in the list, and how a Receipt names it in the old store and in the new."""

    line: int
    bucket: str
    key: str
    old_mark: str
    mark: str
    etag: str


def begin(backup_id: str) -> bool:
    """Mark the database; True when the restore of this backup was begun before. CommandError for one of another."""
    if not is_marked():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TABLES)
            cursor.execute(f"insert into {SCHEMA}.backup (id) values (%s)", [backup_id])  # noqa: S608  (a constant)
        return False
    if _state()[0] != backup_id:
        raise CommandError(
            "The restore of another backup into this stack was interrupted. Finish that one, or use a new stack."
        )
    return True


def is_loaded() -> bool:
    """Whether the record is back."""
    return _state()[1]


def _state() -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"select id, loaded from {SCHEMA}.backup")  # noqa: S608  (a constant)
        found = cursor.fetchone()
    return (found[0], found[1]) if found else ("", False)


def note_loaded() -> None:
    """The record is back."""
    with connection.cursor() as cursor:
        cursor.execute(f"update {SCHEMA}.backup set loaded = true")  # noqa: S608  (a constant)


def note(restored: Sequence[Restored]) -> None:
    """Write down objects that are back."""
    rows = [(one.line, one.bucket, one.key, one.old_mark, one.mark, one.etag) for one in restored]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"insert into {SCHEMA}.object values (%s, %s, %s, %s, %s, %s) on conflict do nothing",  # noqa: S608  (a constant)
            rows,
        )


def lines_done(lines: Sequence[int]) -> set[int]:
    """Those of the lines whose objects are back."""
    with connection.cursor() as cursor:
        cursor.execute(f"select line from {SCHEMA}.object where line = any(%s)", [list(lines)])  # noqa: S608  (a constant)
        return {line for (line,) in cursor.fetchall()}


def marks_done(bucket: str, keys: Sequence[str]) -> set[tuple[str, str]]:
    """Key and mark of the objects of these keys that are back."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select key, mark from {SCHEMA}.object where bucket = %s and key = any(%s)",  # noqa: S608  (a constant)
            [bucket, list(keys)],
        )
        return set(cursor.fetchall())


def bind_receipts(old_bucket: str, new_bucket: str) -> int:
    """Let the Receipts name the uploads by the new store's version ids; return how many. Inside a transaction.

    Without it the sweep would take every restored upload for a new one.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        cursor.execute("update archive_receipt set bucket = %s where bucket = %s", [new_bucket, old_bucket])
        cursor.execute(
            f"update archive_receipt r set version = o.mark, etag = o.etag from {SCHEMA}.object o"  # noqa: S608  (a constant)
            " where o.bucket = 'incoming' and r.bucket = %s and r.key = o.key and r.version = o.old_mark",
            [new_bucket],
        )
        return int(cursor.rowcount)


def end() -> None:
    """Remove the mark."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop schema {SCHEMA} cascade")
