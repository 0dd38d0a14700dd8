"""JSON that is harmless where somebody has it shown as a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_SHORT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def public_json(value: object) -> str:
    """The text of a public document, indented for people, without a character that HTML gives a meaning.

    A store may let a reader choose the content type (`?response-content-type=text/html`), and captions are what
    photographers wrote. Whoever reads JSON gets the same values: these characters occur in strings alone.
    """
    return _escaped(json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def public_json_with_lines(value: Mapping[str, object], name: str, lines: Iterable[str]) -> str:
    """The same, with a list `name` at its end that has each entry on a line of its own: a sixth less of it.

    `lines` are those of `json_line`; they may have been made long before.
    """
    head = public_json(value).removesuffix("\n}\n")
    entries = ",\n".join(f"  {line}" for line in lines)
    return f'{head},\n "{name}": [\n{entries}\n ]\n}}\n' if entries else f'{head},\n "{name}": []\n}}\n'


def json_line(value: object) -> str:
    """The text of an entry on one line, as harmless."""
    return _escaped(_SHORT.encode(value))


def joined(first: str, second: str) -> str:
    """The line of an object that has the members of two; neither is empty, and they share no member."""
    return f"{first[:-1]},{second[1:]}"


def _escaped(text: str) -> str:
    """Character by character, `str.translate` takes thirty times as long over megabytes."""
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text
