"""What travels between the rooms is frozen: whoever receives a value may keep it, for nobody changes it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass

import pytest
from pydantic import BaseModel

import archive
import pipelines

# Written by the step that makes it, photo by photo, and handed out when it is complete.
UNDER_CONSTRUCTION = {"archive.photos.selection.Outcome"}


def _values() -> Iterator[type]:
    for room in (pipelines, archive):
        for info in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in info.name:
                module = importlib.import_module(info.name)
                yield from (
                    one for one in vars(module).values() if isinstance(one, type) and one.__module__ == info.name
                )


@pytest.mark.parametrize("value", [one for one in _values() if is_dataclass(one) or issubclass(one, BaseModel)])
def test_a_value_is_frozen(value: type) -> None:
    if f"{value.__module__}.{value.__qualname__}" in UNDER_CONSTRUCTION:
        return
    if issubclass(value, BaseModel):
        assert value.model_config.get("frozen")
        assert value.model_config.get("extra") == "forbid"
    else:
        assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]  # not in typeshed
