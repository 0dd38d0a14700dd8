"""Valkey as the stack runs it: nothing told is lost, and nobody else is answered."""

from __future__ import annotations

import pytest
import redis

from cli.stack.stack import Stack


def test_valkey_keeps_what_it_was_told(backing: Stack) -> None:
    with redis.Redis.from_url(backing.environment["BILDSTELLE_BROKER_URL"], decode_responses=True) as client:
        wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "bind": "127.0.0.1"}
        assert {name: client.config_get(name)[name] for name in wanted} == wanted
    with redis.Redis(port=backing.config.ports.valkey) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
