"""Pages of the desk with very many rows: made by SQL, and measured as the desk makes them, without their pictures."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.journey_cpu import cpu_seconds, spent_between
from cli.stack.stack import Stack

if TYPE_CHECKING:
    from django.test import Client

HEADINGS = ("page", "shown", "desk, ms of CPU", "PostgreSQL, ms of CPU", "waited, ms (at most)", "kB", "queries")
_TABLES = (
    "archive_photographer",
    "archive_batch",
    "archive_release",
    "archive_original",
    "archive_photo",
    "archive_rendition",
)


def set_defaults() -> None:
    """What Django fills in, the database does: so the scripts name no column that does not matter here."""
    from django.db import connection

    empty = {"boolean": "false", "jsonb": "'{}'", "character varying": "''", "text": "''"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name = ANY (%s)"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
            " AND is_generated = 'NEVER'",
            [list(_TABLES)],
        )
        for table, column, kind in cursor.fetchall():
            default = empty.get(kind, "0" if "int" in kind else "NULL")
            cursor.execute(f'ALTER TABLE {table} ALTER "{column}" SET DEFAULT {default}')


def run_script(script: Path, **values: int) -> None:
    """Run a script of SQL without triggers; `{name}` in it is the value of that name."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0")  # no triggers
        cursor.execute(script.read_text("utf-8").format(**values))


def vacuum() -> None:
    """What PostgreSQL does by itself some minutes after so many rows: without it, no index answers alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def sign_in() -> Client:
    """A client of the first press officer."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="press"))
    return client


def measure_page(stack: Stack, client: Client, what: str, address: str, rounds: int, shown: bytes) -> list[str]:
    """A row below `HEADINGS`: CPU a request, of the desk, which is this process, and of PostgreSQL; median of waits.

    `shown` is counted on the page.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    roots = {"postgres": stack.services["postgres"].pid}
    with CaptureQueriesContext(connection) as queries:
        page, count = _get(client, address), len(queries)
    before, own, waited = cpu_seconds(roots), time.process_time(), []
    for _round in range(rounds):
        started = time.perf_counter()
        _get(client, address)
        waited.append(1000 * (time.perf_counter() - started))
    desk = 1000 * (time.process_time() - own) / rounds
    postgres = 1000 * spent_between(before, cpu_seconds(roots))["postgres"] / rounds
    wall = f"{statistics.median(waited):.0f} ({max(waited):.0f})"
    counts = f"{page.count(shown)}", f"{desk:.0f}", f"{postgres:.0f}", wall, f"{len(page) / 1000:.0f}"
    return [what, *counts, f"{count}"]


def _get(client: Client, address: str) -> bytes:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return bytes(answer.content)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Prints how long what is done inside takes."""
    started = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - started:.2f} s", flush=True)
