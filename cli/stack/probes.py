"""Is it really there? Each answers within about half a second, and False for any refusal.

The clients are imported on first use: by then the servers are starting, and other commands need none of them.
"""

from __future__ import annotations

import http.client

_PATIENCE = 0.5


def answers(port: int, path: str) -> bool:
    """Whether `GET path` on the loopback port gives 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def pongs(broker_url: str) -> bool:
    """Whether Valkey answers a PING with the password."""
    import redis

    try:
        with redis.Redis.from_url(broker_url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def accepts(database_url: str) -> bool:
    """Whether PostgreSQL lets us in (to its own database: ours may be still to make)."""
    import psycopg

    try:
        psycopg.connect(database_url, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def works(broker_url: str, worker: str) -> bool:
    """Whether the Celery worker of that node name answers a ping."""
    from celery import Celery
    from kombu.exceptions import OperationalError

    with Celery(broker=broker_url, set_as_current=False) as celery:
        try:
            return bool(celery.control.ping(destination=[worker], timeout=_PATIENCE))
        except OperationalError:
            return False
