"""docker-compose.develop.yml: the developing service of docker-compose.yml on a machine of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import ROOT
from tests.deploy import compose

FILE = ROOT / "docker-compose.develop.yml"


def read(path: Path) -> Any:
    """As it stands: variables stay what they are."""
    return yaml.safe_load(path.read_text("utf-8"))


WHOLE, ALONE = read(compose.FILE), read(FILE)
SERVICE: dict[str, Any] = ALONE["services"]["develop"]


def test_it_is_the_service_of_the_other_file_but_for_what_that_waits_for() -> None:
    same = dict(WHOLE["services"]["develop"])
    assert same.pop("depends_on") == {"prepare": {"condition": "service_completed_successfully"}}
    assert same.pop("networks") == ["back", "out"]
    assert same | {"networks": ["out"]} == SERVICE


def test_it_is_alone_and_publishes_nothing() -> None:
    assert ALONE.keys() == {"name", "services", "networks", "secrets"}
    assert ALONE["services"].keys() == {"develop"}
    assert SERVICE.keys().isdisjoint({"ports", "volumes", "configs"})
    assert ALONE["networks"] == {"out": WHOLE["networks"]["out"]}
    assert ALONE["name"] != WHOLE["name"]  # on one machine, neither takes the other's containers for leftovers


def test_it_has_the_secrets_of_the_service_and_no_other() -> None:
    assert ALONE["secrets"] == {name: WHOLE["secrets"][name] for name in SERVICE["secrets"]}


def test_paths_and_env_file_are_found_from_the_same_folder() -> None:
    assert FILE.parent == compose.FILE.parent


@pytest.mark.parametrize("setting", ["BILDSTELLE_DATABASE_URL", "BILDSTELLE_BROKER_URL"])
def test_what_env_names_is_not_fixed_here(setting: str) -> None:
    """A secret is a file, which a variable of .env overrides."""
    assert setting not in SERVICE["environment"]
    assert setting.lower() in SERVICE["secrets"]


def test_the_page_tells_how_to_start_it() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    assert f"docker compose -f {FILE.name} up -d --build" in page
