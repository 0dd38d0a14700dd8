"""docker-compose.yml as data: nothing in it is invented, nothing that is needed is missing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from config.environment import ROOT, Environment
from tests.deploy.compose import FILE, in_order, interpolate, read_compose

SETTINGS = {f"BILDSTELLE_{name.upper()}" for name in Environment.model_fields}
COMPOSE = read_compose({})
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APP = {name for name, service in SERVICES.items() if "build" in service}
EXAMPLE = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The secrets that deploy/make-secrets makes."""
    folder = tmp_path / "secrets"
    subprocess.run([ROOT / "deploy/make-secrets", folder], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${A:-b}", "b"),
        ("${A:-${B:-c}/d}", "c/d"),
        ("${EMPTY:-b}", "b"),
        ("${EMPTY-b}", ""),
        ("${SET}$$x", "value$x"),
        ("$${SET}", "${SET}"),
    ],
)
def test_variables_are_filled_in_as_compose_does_it(text: str, value: str) -> None:
    assert interpolate(text, {"EMPTY": "", "SET": "value"}) == value


def test_it_is_what_the_design_says() -> None:
    expected = ["postgres", "valkey", "seaweedfs", "prepare", "desk", "develop", "press", "upkeep", "beat", "proxy"]
    assert sorted(in_order(SERVICES)) == sorted(expected)
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["sqs"]} == {"queue"}
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["gateway"]} == {"gateway"}
    assert {"prepare", "desk", "develop", "press", "upkeep", "beat", "queue", "gateway"} == APP


def test_every_variable_is_a_setting() -> None:
    for service in SERVICES.values():
        assert {name for name in service.get("environment", {}) if name.startswith("BILDSTELLE_")} <= SETTINGS
        assert {name.upper() for name in service.get("secrets", []) if name.startswith("bildstelle_")} <= SETTINGS


def test_what_env_sets_is_what_counts_but_for_what_the_containers_need() -> None:
    given = re.findall(r"^ +(BILDSTELLE_\w+): (.*)$", FILE.read_text("utf-8"), re.MULTILINE)
    fixed = {name for name, value in given if f"${{{name}" not in value}
    assert fixed == {f"BILDSTELLE_{name}" for name in ("METRICS_PORT", "GATEWAY_LISTEN", "GATEWAY_FOLDER")}


def test_every_variable_of_the_operator_is_a_setting_or_explained() -> None:
    asked = set(re.findall(r"\$\{(\w+)", FILE.read_text("utf-8")))
    assert asked <= SETTINGS | set(EXAMPLE)
    assert {name for name in EXAMPLE if name not in SETTINGS} <= asked


@pytest.mark.parametrize("name", sorted(APP))
def test_nothing_required_is_missing(name: str, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting, raising=False)
    for variable, value in SERVICES[name]["environment"].items():
        monkeypatch.setenv(variable, value)
    environment = Environment(_secrets_dir=made)
    assert environment.s3_secret_key == (made / "bildstelle_s3_secret_key").read_text("utf-8")
    assert environment.trusted_proxies == 1
    assert environment.allowed_hosts == ["desk"]
    assert str(environment.s3_public_url) == "http://localhost/press"
    assert environment.database_url.hosts()[0]["host"] == "postgres"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_pinned_watched_and_confined(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[\w/]+:\d+\.\d[\w.-]*", service["image"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"]
    assert service["mem_limit"]
    assert service["restart"] == ("no" if name == "prepare" else "unless-stopped")
    assert ("healthcheck" in service) == (name != "prepare")
    assert ("ports" in service) == (name in {"proxy", "gateway"})


def test_what_stores_things_has_no_way_out() -> None:
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if service["networks"] == ["back"]} == {
        "postgres",
        "valkey",
        "seaweedfs",
    }


def test_everything_named_is_there(made: Path) -> None:
    for kind in ("secrets", "configs", "networks", "volumes"):
        named = {_source(item) for service in SERVICES.values() for item in service.get(kind, [])}
        assert named == set(COMPOSE[kind]), kind
    assert {ROOT / config["file"] for config in COMPOSE["configs"].values()} <= set((ROOT / "deploy").iterdir())
    assert {Path(secret["file"]).parent for secret in COMPOSE["secrets"].values()} == {Path("deploy/secrets")}
    for name, secret in COMPOSE["secrets"].items():
        assert Path(secret["file"]).name == name
        assert (made / name).read_text("utf-8").strip()


def test_secrets_are_made_once_and_are_nobody_elses(made: Path) -> None:
    before = {path.name: path.read_text("utf-8") for path in made.iterdir()}
    subprocess.run([ROOT / "deploy/make-secrets", made], check=True, capture_output=True)
    assert {path.name: path.read_text("utf-8") for path in made.iterdir()} == before
    assert made.stat().st_mode & 0o077 == 0
    asked = subprocess.run(
        [ROOT / "deploy/make-secrets", "--help"], cwd=made, check=False, capture_output=True, text=True
    )
    assert "deploy/make-secrets [FOLDER]" in asked.stderr
    assert not (made / "--help").exists()


def test_a_changed_secret_reaches_every_file_that_repeats_it(made: Path) -> None:
    old = (made / "postgres_password").read_text("utf-8")
    (made / "postgres_password").unlink()
    subprocess.run([ROOT / "deploy/make-secrets", made], check=True, capture_output=True)
    new = (made / "postgres_password").read_text("utf-8")
    assert new != old
    assert f":{new}@" in (made / "bildstelle_database_url").read_text("utf-8")


def test_no_secret_can_be_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/.env", "/deploy/secrets/*"} <= set(ignored)
    assert [line for line in ignored if line.startswith("!")] == ["!/deploy/secrets/README.md"]


def test_seaweedfs_keeps_to_its_loopback_by_name() -> None:
    """By name: from a bind *address* of the loopback its events never leave the container."""
    command = SERVICES["seaweedfs"]["command"]
    assert {"-ip=127.0.0.1", "-ip.bind=localhost", "-s3.ip.bind=0.0.0.0", "-s3.autoCreateBucket=false"} <= set(command)


def _source(item: str | dict[str, str]) -> str:
    return item["source"] if isinstance(item, dict) else item.split(":")[0]
