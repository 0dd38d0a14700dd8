"""Alert rules and dashboard name metrics that exist."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from config.environment import ROOT
from workers.metrics import registry
from workers.standing import RecordCollector
from workers.urgency import Queue

RULES = ROOT / "deploy/prometheus/alerts.yml"
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
    assert {"develop", "press"} == set(Queue)


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_takes_the_rules() -> None:
    done = subprocess.run(["promtool", "check", "rules", str(RULES)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
