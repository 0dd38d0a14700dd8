"""The context in which a command talks to the running stack."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.support.connection import connect
from cli.support.errors import CommandError


@contextmanager
def session(data: Path | None, *, reads: bool = False) -> Iterator[None]:
    """Set Django up on the running stack, in English; errors of record, store and database become CommandErrors.

    A command that only `reads` the record gets no more than that: it starts in half the time, and sends no messages.

    Import everything that needs Django inside the block. Log lines below a warning are suppressed.
    """
    connect(data, reads=reads)
    from django.db import OperationalError, ProgrammingError
    from django.utils import translation

    from archive.errors import ArchiveError
    from archive.store.errors import NoIam, StoreError

    logging.disable(logging.INFO)
    try:
        with translation.override("en"):
            yield
    except (ArchiveError, NoIam) as error:
        raise CommandError(str(error)) from error
    except StoreError as error:
        raise CommandError(f"The store did not do it ({error}). Is the stack up? Then try again.") from error
    except OperationalError as error:
        raise CommandError(
            f"The database does not answer ({_first_line(error)}). Is the stack up, or still starting? Then try again."
        ) from error
    except ProgrammingError as error:
        if not _lacks_tables(error):
            raise
        raise CommandError(
            "The database is not prepared yet. A stack that is starting does it in some seconds; then try again."
        ) from error
    finally:
        logging.disable(logging.NOTSET)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _lacks_tables(error: Exception) -> bool:
    """Whether a table or column is missing: the migrations have not run."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    return isinstance(error.__cause__, UndefinedTable | UndefinedColumn)
