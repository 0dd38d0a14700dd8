"""JSON that is harmless where somebody has it shown as a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_SHORT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def public_json(value: object) -> str:
    """The text of a public document, indented for people, without a character that HTML gives a meaning.

    A store may let a reader choose the content type (`?response-content-type=text/html`), and captions are what
    photographers wrote. Whoever reads JSON gets the same values: these characters occur in strings alone.
    """
    return _escaped(json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def public_json_with_lines(value: Mapping[str, object], name: str) -> str:
    """The same, but each entry of the list `name`, which comes last, on a line of its own: a sixth less of it."""
    head = public_json({key: each for key, each in value.items() if key != name}).removesuffix("\n}\n")
    entries = value[name]
    if not isinstance(entries, Sequence):
        raise TypeError(f"{name} is no list")
    lines = _escaped(",\n".join(f"  {_SHORT.encode(each)}" for each in entries))
    return f'{head},\n "{name}": [\n{lines}\n ]\n}}\n' if lines else f'{head},\n "{name}": []\n}}\n'


def _escaped(text: str) -> str:
    """Character by character, `str.translate` takes thirty times as long over megabytes."""
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text
