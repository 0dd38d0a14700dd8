"""XML from templates: everything that a value says is text."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Environment(
    loader=PackageLoader("pipelines.documents"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=True,
)
# XML 1.0, 2.2: what no document may contain, not even escaped. One such character would take the whole feed away.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_xml(template: str, **values: Any) -> bytes:
    """The document in UTF-8, without characters that XML cannot hold: texts of long ago may have them."""
    return _FORBIDDEN.sub("", _TEMPLATES.get_template(template).render(**values)).encode()


def xml_piece(template: str, **values: Any) -> Markup:
    """A piece of a document."""
    return Markup(_TEMPLATES.get_template(template).render(**values))  # noqa: S704  (the template escapes)
