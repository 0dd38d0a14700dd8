"""The documentation keeps up with the code."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from cli.app import app
from config.environment import ROOT, Environment
from pipelines.recipes import Limits, Profile
from pipelines.watermark.style import WatermarkStyle
from tests.repository import text_files

_ROW = re.compile(r"\| `BILDSTELLE_(\w+)` \| (.*?) \| (.*?) \|")


def documented() -> dict[str, tuple[str, str]]:
    """Setting → (default, meaning), as docs/settings.md has them."""
    rows = _ROW.findall((ROOT / "docs/settings.md").read_text("utf-8"))
    return {name.lower(): (default, meaning) for name, default, meaning in rows}


def default_of(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.default
    if isinstance(value, Path):
        value = value.relative_to(ROOT)
    if isinstance(value, list):
        value = ",".join(value)
    if isinstance(value, bool):
        value = str(value).lower()
    if isinstance(value, dict):
        return "a sentence per language" if value else "–"
    return f"`{value}`" if value not in ("", None) else "–"


def test_every_setting_is_documented_and_no_other() -> None:
    assert sorted(documented()) == sorted(Environment.model_fields)


@pytest.mark.parametrize("name", Environment.model_fields)
def test_the_setting_is_told_as_it_is(name: str) -> None:
    field = Environment.model_fields[name]
    assert documented()[name] == (default_of(field), field.description)


DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)
_CALL = re.compile(r"\./bildstelle([^\n`|&;)]*)")
_MAKE = re.compile(r"(?:^|\s)make((?: +[A-Z]+=\S+| +[a-z]+)+)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_TEST = re.compile(r"`(test_\w+)`")


def code_of(document: Path) -> list[str]:
    """Blocks and spans of code, without their comments."""
    code = ("".join(found) for found in _CODE.findall(document.read_text("utf-8")))
    return [_COMMENT.sub("", text) for text in code]


def calls() -> Iterator[list[str]]:
    """Every `./bildstelle …` shown anywhere, as its words."""
    for document in DOCUMENTS:
        for code in code_of(document):
            for call in _CALL.findall(code.replace("\\\n", " ")):
                yield shlex.split(call)


@cache
def commands() -> dict[str, TyperCommand]:
    """The command line's commands by their words: `release create`."""

    def walk(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, TyperCommand]]:
        if isinstance(command, TyperGroup):
            for name, below in command.commands.items():
                yield from walk(below, (*words, name))
        elif isinstance(command, TyperCommand):
            yield " ".join(words), command

    return dict(walk(get_command(app), ()))


def command_in(words: list[str]) -> str:
    """The command that a call's first words name; empty when they name none."""
    return next((name for n in (2, 1) if (name := " ".join(words[:n])) in commands()), "")


def test_every_call_shown_is_one_of_the_command_line() -> None:
    groups = {name.split()[0] for name in commands()}
    shown = [words for words in calls() if words]
    assert len(shown) > 20
    for words in shown:
        name = command_in(words)
        assert name or words[0] in groups, f"./bildstelle {' '.join(words)}"
        known = {option for param in commands()[name].params for option in param.opts} if name else set()
        used = {word.partition("=")[0] for word in words if word.startswith("-")} - {"--help"}
        assert used <= known, f"./bildstelle {' '.join(words)}"


def test_every_call_that_the_code_tells_people_to_make_is_one_of_the_command_line() -> None:
    groups = {name.split()[0] for name in commands()}
    rooms = ("archive/", "cli/", "config/", "deploy/", "desk/", "workers/")
    told = {
        (path, call)
        for path, text in text_files()
        if path.startswith(rooms)
        for call in re.findall(r"\./bildstelle ([a-z]+[a-z-]*(?: [a-z]+[a-z-]*)?)", text)
    }
    assert len(told) > 50
    assert [one for one in sorted(told) if not command_in(one[1].split()) and one[1] not in groups] == []


def test_every_command_is_shown() -> None:
    assert set(commands()) - {command_in(words) for words in calls()} == set()


def test_every_target_shown_is_one_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    shown = [found.split() for document in DOCUMENTS for code in code_of(document) for found in _MAKE.findall(code)]
    words = {word for found in shown for word in found}
    assert words >= {"demo", "test", "check"}
    assert {word for word in words if "=" not in word} <= targets
    assert all(f"$({word.partition('=')[0]})" in makefile for word in words if "=" in word)


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [link.partition("#")[0] for link in _LINK.findall(document.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if link and not (document.parent / unquote(link)).exists()] == []


def test_every_test_named_is_one() -> None:
    written = {
        name for path, text in text_files() if path.startswith("tests/") for name in re.findall(r"def (test_\w+)", text)
    }
    named = {name for document in DOCUMENTS for name in _TEST.findall(document.read_text("utf-8"))}
    assert named
    assert named <= written


def test_every_log_line_metric_and_column_named_is_in_the_code() -> None:
    spans = (span for one in DOCUMENTS for _block, span in _CODE.findall(one.read_text("utf-8")))
    named = {name for span in spans for name in re.findall(r"(?<![\w/.-])[a-z]+(?:_[a-z0-9]+)+(?![\w.-])", span)}
    written = {
        name
        for path, text in text_files()
        if not path.endswith((".md", "tests/test_docs.py"))
        for name in re.findall(r"\w+", text)
    }
    others = {
        "field_press_slug",
        "django_content_type",
        "pg_trgm",
        "queue_declare",
    }  # of Drupal, Django, PostgreSQL, Kombu
    assert len(named) > 100
    assert named - written <= others


def test_every_module_named_is_one() -> None:
    rooms = "config|pipelines|archive|workers|desk|cli|tests|docs|deploy"
    named = {
        path
        for document in DOCUMENTS
        for path in re.findall(rf"`((?:{rooms})/[\w./-]*\w)`", document.read_text("utf-8"))
    }
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_key_of_the_recipes_is_described() -> None:
    text = (ROOT / "config/renditions.toml").read_text("utf-8")
    header = text.partition("\n\n")[0]
    described = re.findall(r"^# (\w+) {2,}\S", header, re.MULTILINE)
    assert set(described) == set(Profile.model_fields) - {"name", "style"}
    recipes = tomllib.loads(text)
    sections: dict[str, type[BaseModel]] = {"limits": Limits, "watermark": WatermarkStyle}
    for section, model in sections.items():
        # Whether HEIC is taken is a setting, BILDSTELLE_HEIC, which travels with the limits.
        assert set(recipes[section]) == set(model.model_fields) - {"heic"}


@pytest.mark.parametrize("example", ["json.js", "photos.php"])
def test_the_page_for_web_editors_shows_the_examples_that_run(example: str) -> None:
    shown = (ROOT / "docs/publication.md").read_text("utf-8")
    assert f"\n{(ROOT / 'examples/website' / example).read_text('utf-8')}```\n" in shown


def test_no_file_knows_a_developers_machine() -> None:
    homes = re.compile(r"(?<![\w.])/(?:home|Users|work|root)/\w")
    assert [path for path, text in text_files() if homes.search(text)] == []


def test_every_variable_named_is_a_setting() -> None:
    named = {
        name.lower()
        for document in DOCUMENTS
        for name in re.findall(r"BILDSTELLE_([A-Z0-9_]*[A-Z0-9])\b", document.read_text("utf-8"))
    }
    assert named <= set(Environment.model_fields)
