"""The mark of a restore that is not finished: a schema of its own in the database that it restores into.

Nothing may start on a stack that has the mark. Use it where Django is set up.
"""

from __future__ import annotations

SCHEMA = "bildstelle_restore"


def is_marked() -> bool:
    """Whether a restore into this database was begun and not finished."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_namespace where nspname = %s", [SCHEMA])
        return cursor.fetchone() is not None
