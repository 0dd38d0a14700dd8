"""What changed, field by field, with the words that differ marked: for the history and for a correction."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from pydantic import BaseModel

from archive.languages import language_name
from desk.components.labels import field_name, value_label

_WORDS = re.compile(r"\s+|[^\s]+")
_LONGEST = 4_000
"""Characters of a text that are compared word by word; the time it takes grows with the square."""


@dataclass(frozen=True)
class Change:
    """One field before and after."""

    label: str
    before: str
    after: str

    @property
    def words(self) -> list[tuple[str, str]]:
        """The text in runs, each `same`, `gone` or `new`: `[("same", "Ein "), ("gone", "Fest"), ("new", "Ball")]`."""
        if max(len(self.before), len(self.after)) > _LONGEST:
            return [("gone", self.before), ("new", self.after)]
        return list(_runs(_WORDS.findall(self.before), _WORDS.findall(self.after)))


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    matcher = difflib.SequenceMatcher(lambda word: word.isspace(), old, new, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[from_old:to_old])
            continue
        if gone := "".join(old[from_old:to_old]):
            yield "gone", gone
        if fresh := "".join(new[from_new:to_new]):
            yield "new", fresh


def changes_between(name: str, before: Any, after: Any) -> list[Change]:
    """What differs in one field of a photo or release: one change, or one per language of a text."""
    before, after = _plain(before), _plain(after)
    if isinstance(before or after, dict):
        old, new = before or {}, after or {}
        parts = ((_part_label(name, key), old.get(key), new.get(key)) for key in {**old, **new})
        found = [Change(label, as_text(was), as_text(now)) for label, was, now in parts]
    else:
        old, new = (as_text(value_label(name, value)) for value in (before, after))
        found = [Change(field_name(name), old, new)]
    return [change for change in found if change.before != change.after]


def as_text(value: Any) -> str:
    """A stored value as people read it."""
    if isinstance(value, list | tuple):
        return "; ".join(as_text(item) for item in value)
    if isinstance(value, float):
        return f"{value:.0%}"
    if isinstance(value, dict):
        return " ".join(str(item) for item in value.values() if item)
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), gettext("j M Y, H:i"))
    if isinstance(value, str) and "T" in value and (moment := _moment(value)):
        return as_text(moment)
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.model_dump() if isinstance(value, BaseModel) else value


def _part_label(name: str, key: str) -> str:
    return f"{field_name(name)} ({language_name(key) if len(key) < 4 else gettext(key)})"


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
