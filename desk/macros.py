"""Parts that a page draws by the hundred: Jinja2 macros, which take a fraction of the time of Django's templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from desk.components.icons import icon

_DESK = Path(__file__).parent


@cache
def load_macro(template: str) -> Callable[..., Markup]:
    """The macro `draw` of a template, named by its path below the desk; whatever people typed is escaped."""
    macro: Callable[..., Markup] = _environment().get_template(template).module.draw  # type: ignore[attr-defined]  # a template's macros are known at run time only
    return macro


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_DESK),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(icon=icon, gettext=gettext, ngettext=ngettext)
    return environment
