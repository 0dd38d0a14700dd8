"""Alert rules and dashboard name metrics that exist; each rule fires and keeps quiet as its test says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from archive.problems import FAULTS, Problem
from config.environment import ROOT
from tests.deploy.compose import read_compose
from workers.metrics import registry
from workers.standing import RecordCollector
from workers.urgency import Queue

FOLDER = ROOT / "deploy/prometheus"
RULES = FOLDER / "alerts.yml"
DASHBOARD = ROOT / "deploy/grafana/bildstelle.json"


def told() -> set[str]:
    """The names of everything that `GET /metrics` can hold."""
    collected = registry()
    collected.register(RecordCollector())
    return set(re.findall(r"^# TYPE (\w+)", generate_latest(collected).decode(), re.M))


def named(expressions: list[str]) -> set[str]:
    names = {name for text in expressions for name in re.findall(r"bildstelle_\w+", text)}
    return {re.sub(r"_(bucket|count|sum)$", "", name) for name in names}


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"] for rule in group["rules"]]


@pytest.mark.django_db
def test_alerts_and_dashboard_name_what_is_told() -> None:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    shown = named([target["expr"] for panel in panels for target in panel["targets"]])
    assert named([rule["expr"] for rule in rules()]) <= told()
    assert shown == {name for name in told() if name.startswith("bildstelle_") and not name.endswith("_created")}


def test_each_alert_is_explained() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    assert [rule["alert"] for rule in rules() if f"`{rule['alert']}`" not in page] == []
    assert {"develop", "press", "upkeep"} == set(Queue)


def test_photos_given_up_are_told_by_every_problem() -> None:
    (rule,) = (one for one in rules() if one["alert"] == "BildstellePhotosGivenUp")
    found = re.search(r'problem=~"(.*?)"', rule["expr"])
    assert found
    # Deliveries fail by one problem of their own, which no photo has.
    assert set(found[1].split("|")) == {*FAULTS, Problem.NOT_SEALABLE} - {Problem.NOT_DELIVERED}


def test_each_alert_is_seen_to_fire() -> None:
    tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_text("utf-8"))["tests"]
    fired = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one.get("exp_alerts")}
    assert fired == {rule["alert"] for rule in rules()}


def test_prometheus_asks_every_service_that_tells() -> None:
    jobs = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    asked = {name for job in jobs for found in job["dns_sd_configs"] for name in found["names"]}
    services = read_compose({})["services"]
    tell = {"gunicorn", "worker", "workers.gateway"}
    assert asked == {name for name, one in services.items() if tell & {*(one.get("command") or ())}}


needs_promtool = pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")


@needs_promtool
@pytest.mark.parametrize(
    "what", ["check rules alerts.yml", "test rules alerts_test.yml", "check config embedded.yml prometheus.yml"]
)
def test_prometheus_takes_it(what: str, tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "token").write_text("a-token", "utf-8")
    done = subprocess.run(["promtool", *what.split()], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
