"""XML from templates: everything that a value says is text."""

from __future__ import annotations

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


def render_xml(template: str, **values: Any) -> bytes:
    """The document in UTF-8."""
    return _TEMPLATES.get_template(template).render(**values).encode()


def xml_piece(template: str, **values: Any) -> Markup:
    """A piece of a document."""
    return Markup(_TEMPLATES.get_template(template).render(**values))  # noqa: S704  (the template escapes)
