"""The inputs of an attachment's dialog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.attachments.editing import MAX_TITLE, editable_fields
from archive.fields import split_name
from desk.components.labels import field_name
from pipelines.credit import MAX_CREDIT


@dataclass(frozen=True)
class AttachmentField:
    """One line: `value` as it is typed, `base` as it stood when it was shown, `theirs` what somebody else wrote."""

    name: str
    value: str
    base: str
    theirs: str | None

    @property
    def label(self) -> str:
        return field_name(self.name)

    @property
    def language(self) -> str:
        return split_name(self.name)[1]

    @property
    def input_id(self) -> str:
        return "attachment-" + self.name.replace(".", "-")

    @property
    def max_length(self) -> int:
        return MAX_CREDIT if self.name == "credit" else MAX_TITLE


def fields_of(stored: Mapping[str, str], typed: Mapping[str, str], theirs: Mapping[str, str]) -> list[AttachmentField]:
    """The lines of text; the poster is chosen among photos."""
    names = [name for name in editable_fields() if name != "poster"]
    return [AttachmentField(name, typed.get(name, stored[name]), stored[name], theirs.get(name)) for name in names]


def posted(post: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed and what had been seen, for the fields that were posted."""
    names = [name for name in editable_fields() if name in post]
    return {name: post[name].strip() for name in names}, {name: post.get(f"base.{name}", "") for name in names}
