"""JSON that is harmless where somebody has it shown as a page."""

from __future__ import annotations

import json

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def public_json(value: object) -> str:
    """The text of a public document, indented for people, without a character that HTML gives a meaning.

    A store may let a reader choose the content type (`?response-content-type=text/html`), and captions are what
    photographers wrote. Whoever reads JSON gets the same values: these characters occur in strings alone.
    """
    return json.dumps(value, ensure_ascii=False, indent=1).translate(_ESCAPES) + "\n"
