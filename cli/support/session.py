"""The context in which a command talks to the running stack."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.support.connection import connect
from cli.support.errors import CommandError


@contextmanager
def session(data: Path | None) -> Iterator[None]:
    """Set Django up on the running stack, in English; errors of record, store and database become CommandErrors.

    Import everything that needs Django inside the block. Log lines below a warning are suppressed.
    """
    connect(data)
    from django.db import OperationalError
    from django.utils import translation

    from archive.errors import ArchiveError
    from archive.store.errors import StoreError

    logging.disable(logging.INFO)
    try:
        with translation.override("en"):
            yield
    except ArchiveError as error:
        raise CommandError(str(error)) from error
    except StoreError as error:
        raise CommandError(f"The store did not do it ({error}). Is the stack up? Then try again.") from error
    except OperationalError as error:
        raise CommandError(f"The database does not answer ({error}). Is the stack up? Then try again.") from error
    finally:
        logging.disable(logging.NOTSET)
