"""A theme folder: what a house puts in the place of our style, templates and words, and its own files."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateSyntaxError

from pipelines.documents.pages.assets import media_type
from pipelines.documents.pages.rendering import environment
from pipelines.documents.pages.words import labels_of
from pipelines.documents.site import Theme
from pipelines.keys import PART

STYLE_NAME, TEMPLATES, LABELS = "press.css", "templates", "labels"
_MOST_BYTES = 2_000_000  # of one file; a font has a tenth of it


class ThemeError(Exception):
    """A theme folder that cannot be used; the message says in plain words which file, and what is wrong with it."""


def load_theme(folder: Path) -> Theme:
    """The folder as a value. Raises ThemeError.

    It may hold `press.css` (custom properties and rules, after ours), `templates/` (HTML in the place of ours),
    `labels/` (words by language, such as `fr.toml`), and files that the style sheet uses.
    """
    if not folder.is_dir():
        raise ThemeError(f"{folder} is no folder")
    style = folder / STYLE_NAME
    theme = Theme(
        style=_text(style) if style.is_file() else "",
        templates={path.name: _text(path) for path in _entries(folder / TEMPLATES, ".html")},
        labels={path.stem: _labels(path) for path in _entries(folder / LABELS, ".toml")},
        files={path.name: read_file(path) for path in sorted(folder.iterdir()) if _is_file_of_ours(path)},
    )
    _compile(theme)
    return theme


def _is_file_of_ours(path: Path) -> bool:
    """Hidden files and notes are no part of a theme."""
    return path.is_file() and path.name != STYLE_NAME and not path.name.startswith(".") and path.suffix != ".md"


def _entries(folder: Path, suffix: str) -> list[Path]:
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    if odd := next((path for path in paths if path.suffix != suffix), None):
        raise ThemeError(f"{odd}: {folder.name}/ holds files that end in {suffix}, and no others")
    return paths


def _labels(path: Path) -> dict[str, str]:
    try:
        return labels_of(_text(path))
    except ValueError as error:
        raise ThemeError(f"{path}: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(f"{path} cannot be read as UTF-8: {error}") from error


def read_file(path: Path) -> bytes:
    """A logo, font or picture that pages load. Raises ThemeError."""
    if not PART.fullmatch(path.name):
        raise ThemeError(f"{path}: give it a name of the letters A to Z, digits, _ and -, for it becomes an address")
    try:
        media_type(path.name)
    except KeyError:
        raise ThemeError(f"{path}: pages load css, svg, png, webp, jpg and woff2, not this") from None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ThemeError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > _MOST_BYTES:
        raise ThemeError(f"{path} has {len(content)} bytes; a page's file has {_MOST_BYTES} at most")
    return content


def _compile(theme: Theme) -> None:
    for name in theme.templates:
        try:
            environment(theme).get_template(name)
        except TemplateSyntaxError as error:
            raise ThemeError(f"{TEMPLATES}/{name}, line {error.lineno}: {error.message}") from error
