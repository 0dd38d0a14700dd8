"""JSON that is harmless where somebody has it shown as a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def public_json(value: object) -> str:
    """The text of a public document, indented for people, without a character that HTML gives a meaning.

    A store may let a reader choose the content type (`?response-content-type=text/html`), and captions are what
    photographers wrote. Whoever reads JSON gets the same values: these characters occur in strings alone.
    """
    return json.dumps(value, ensure_ascii=False, indent=1).translate(_ESCAPES) + "\n"


def public_json_with_lines(value: Mapping[str, object], name: str) -> str:
    """The same, but each entry of the list `name`, which comes last, on a line of its own: a sixth less of it."""
    head = public_json({key: each for key, each in value.items() if key != name}).removesuffix("\n}\n")
    entries = value[name]
    if not isinstance(entries, Sequence):
        raise TypeError(f"{name} is no list")
    lines = ",\n".join(f"  {_line(each)}" for each in entries)
    return f'{head},\n "{name}": [\n{lines}\n ]\n}}\n' if lines else f'{head},\n "{name}": []\n}}\n'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
