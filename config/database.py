"""Django's database settings from one libpq address, nothing of which is dropped."""

from __future__ import annotations

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_TIMEOUTS = "-c lock_timeout=10s -c statement_timeout=30s"
"""A row locked for longer raises an error, which is retried, instead of blocking the worker."""

_GIVES_UP = {"connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "tcp_user_timeout": 30_000}
"""A host that vanishes closes no connection: without these, who waits for its answer would do so for 15 minutes."""

# What Django passes to libpq by a setting of its own; every other parameter is one of its OPTIONS.
_OWN = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def read_address(url: str) -> dict[str, Any]:
    """The connection parameters of a libpq address; ValueError with libpq's reason for one that it does not take."""
    try:
        return dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise ValueError(f"PostgreSQL's library does not take this address: {str(error).strip()}") from error


def database_settings(url: str) -> dict[str, Any]:
    """The entry of Django's DATABASES for this address. Parameters of the address lead over our own."""
    parameters = {"dbname": "bildstelle"} | _GIVES_UP | read_address(url)
    options = f"{_TIMEOUTS} {parameters.pop('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parameters.pop(parameter, "")) for name, parameter in _OWN.items()},
        # After a restart of the database, a worker gets a fresh connection instead of an error.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parameters | {"options": options},
    }
