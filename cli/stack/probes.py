"""Readiness probes, one per kind of service; each returns False, or no word, for any error.

The clients are imported on first use, while the servers start; other commands do not need them.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from pathlib import Path

_TIMEOUT = 0.5


def is_serving(port: int, path: str) -> bool:
    """Whether `GET path` on the loopback port returns 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def knows_volumes(master_port: int, certificate: Path, key: Path) -> bool:
    """Whether SeaweedFS's master knows the server of the volumes; until then no object can be read.

    That server says first of its volumes as it starts, and if the master is slow to answer, again after five seconds;
    the S3 server listens, and says it is well, before.
    """
    context = ssl.create_default_context(cafile=certificate)
    context.load_cert_chain(certificate, key)
    connection = http.client.HTTPSConnection("127.0.0.1", master_port, timeout=2, context=context)
    try:
        connection.request("GET", "/dir/status")
        # {"Topology": {"DataCenters": [{"Racks": [{"DataNodes": [...]}]}]}}; null instead of an empty list
        return b'"DataNodes":[{' in connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def word_of(part: str, desk_port: int) -> str:
    """What the desk says of a part it needs, as `/readyz` names both; empty where it says nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", desk_port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return str(json.load(connection.getresponse())[part])
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return ""
    finally:
        connection.close()


def is_listening(port: int) -> bool:
    """Whether somebody takes connections on the loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT).close()
    except OSError:
        return False
    return True


def is_broker_ready(broker_url: str) -> bool:
    """Whether Valkey answers a PING with the password."""
    import redis

    try:
        with redis.Redis.from_url(broker_url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def is_database_ready(database_url: str) -> bool:
    """Whether PostgreSQL lets us connect, to its database `postgres`; ours may not exist yet."""
    import psycopg

    try:
        psycopg.connect(database_url, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def is_worker_ready(broker_url: str, worker: str) -> bool:
    """Whether the Celery worker of this node name answers a ping."""
    from celery import Celery
    from kombu.exceptions import OperationalError
    from redis import RedisError

    with Celery(broker=broker_url, set_as_current=False) as celery:
        try:
            return bool(celery.control.ping(destination=[worker], timeout=_TIMEOUT))
        except (OperationalError, RedisError):  # kombu lets some of the driver's through
            return False
