"""Reads `docker-compose.yml` as an engine does, and maps it to plain processes on the loopback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from config.environment import ROOT

FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?:(?P<operator>:?-)(?P<default>[^{}]*))?\})")


def interpolate(text: str, variables: Mapping[str, str]) -> str:
    """Substitute variables as Compose does, from the inside out; `$$` is a dollar sign."""

    def value(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "\0"
        given = variables.get(match["name"])
        wants_default = given is None or (not given and match["operator"] == ":-")
        return (match["default"] or "") if wants_default else str(given)

    while (replaced := _VARIABLE.sub(value, text)) != text:
        text = replaced
    return text.replace("\0", "$")


def read_compose(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with its variables filled in."""

    def filled(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: filled(value) for key, value in node.items()}
        if isinstance(node, list):
            return [filled(value) for value in node]
        return interpolate(node, variables) if isinstance(node, str) else node

    return dict(filled(yaml.safe_load(FILE.read_text("utf-8"))))


def image_environment() -> dict[str, str]:
    """The variables that the Dockerfile's last stage sets."""
    last_stage = (ROOT / "Dockerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    declared = re.findall(r"^ENV ((?:.*\\\n)*.*)", last_stage, re.MULTILINE)
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(declared)))


def in_order(services: Mapping[str, Any], profiles: str = "") -> Iterator[str]:
    """The names of the services that start without a profile or with one of these, each after those it depends on."""
    chosen = set(profiles.split(","))
    left = {name: one for name, one in services.items() if chosen.intersection(one.get("profiles", chosen))}
    while left:
        ready = [name for name, service in left.items() if not left.keys() & service.get("depends_on", {}).keys()]
        assert ready, f"{left.keys()} wait for each other"
        for name in ready:
            yield name
            del left[name]


@dataclass(frozen=True)
class Ground:
    """The paths, ports and hosts that replace a container's when its command runs as a plain process."""

    paths: Mapping[str, Path]
    ports: Mapping[str, int]
    hosts: frozenset[str]

    def translated(self, text: str) -> str:
        """`text` with every container path, port and host replaced, each once."""
        return self._pattern().sub(self._replacement(), text)

    def _pattern(self) -> re.Pattern[str]:
        paths = "|".join(sorted(map(re.escape, self.paths), key=len, reverse=True))
        hosts = "|".join(self.hosts)
        ports = "|".join(self.ports)
        return re.compile(
            rf"(?<![\w./])(?P<path>{paths})(?![\w.-])"
            rf"|(?<![\w.-])(?P<host>(?:{hosts})(?=:\d)|0\.0\.0\.0)"
            rf"|(?<![\w.-])(?P<port>{ports})(?![\w.-])"
        )

    def _replacement(self) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            if match["path"]:
                return str(self.paths[match["path"]])
            return "127.0.0.1" if match["host"] else str(self.ports[match["port"]])

        return replace
