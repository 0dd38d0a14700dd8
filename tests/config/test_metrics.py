"""`GET /metrics` answers those who hold the token, and nobody else learns that it is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic right-right-right", "Bearer ñ"])
def test_without_the_token_it_says_nothing(client: Client, settings: Any, header: str) -> None:
    settings.METRICS_TOKEN = "right-right-right"
    answer = client.get("/metrics", headers={"Authorization": header})
    assert (answer.status_code, answer.content) == (401, b"")


def test_without_a_token_it_is_not_there(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_with_the_token_it_tells_the_record_and_what_was_counted(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "right-right-right"
    answer = client.get("/metrics", headers={"Authorization": "Bearer right-right-right"})
    assert answer.status_code == 200
    assert 'bildstelle_due{kind="develop"} 0.0' in answer.content.decode()
    assert "# TYPE bildstelle_stage_seconds histogram" in answer.content.decode()
