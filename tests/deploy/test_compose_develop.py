"""docker-compose.develop.yml: the developing service of docker-compose.yml on a machine of its own."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from config.environment import ROOT
from tests.deploy.compose import read_compose

FILE = ROOT / "docker-compose.develop.yml"
WHOLE = read_compose({})
DEVELOP: dict[str, Any] = WHOLE["services"]["develop"]


class Overriding(yaml.SafeLoader):
    """Reads Compose's tags: what is overridden is as it stands, what is reset is None."""


def _sequence(loader: Overriding, node: yaml.SequenceNode) -> list[Any]:
    return list(loader.construct_sequence(node))


Overriding.add_constructor("!override", _sequence)
Overriding.add_constructor("!reset", lambda _loader, _node: None)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.load(FILE.read_text("utf-8"), Overriding))  # noqa: S506  (a SafeLoader)


def test_it_is_the_service_of_the_other_file(compose: dict[str, Any]) -> None:
    """Image, variables, command, limits and secrets stand in one place; .env beside it is read for both."""
    assert compose["services"].keys() == {"develop"}
    service = dict(compose["services"]["develop"])
    assert service.pop("extends") == {"file": "docker-compose.yml", "service": "develop"}
    assert service == {"depends_on": None, "networks": ["out"]}
    assert FILE.parent == ROOT
    assert compose["name"] != WHOLE["name"]  # on one machine, neither takes the other's containers for leftovers


def test_it_has_a_way_out_and_none_in(compose: dict[str, Any]) -> None:
    assert compose["networks"] == {"out": WHOLE["networks"]["out"]}
    assert "ports" not in DEVELOP


def test_it_has_the_secrets_of_the_service_and_no_other(compose: dict[str, Any]) -> None:
    assert compose["secrets"] == {name: WHOLE["secrets"][name] for name in DEVELOP["secrets"]}
    assert "volumes" not in compose
    assert DEVELOP.keys().isdisjoint({"configs", "volumes"})


def test_the_page_tells_how_to_start_it() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    assert f"docker compose -f {FILE.name} up -d --build" in page
