"""PostgreSQL as the stack runs it."""

from __future__ import annotations

import psycopg
import pytest

from cli.stack.stack import Stack


def test_postgres_wants_the_password(backing: Stack) -> None:
    port = backing.config.ports.postgres
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://bildstelle:wrong@127.0.0.1:{port}/postgres")
