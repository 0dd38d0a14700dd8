"""The German catalogue is complete: every sentence the desk, the record and the pipelines say to people."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation import override
from django.utils.translation.template import templatize

from archive.people.accounts import ROLE_LABELS
from desk.catalogue import LOCALE, compile_catalogues
from desk.components.labels import warning_text
from pipelines.refusal import REASONS, WARNINGS

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "say": None}
# A sentence may hold a placeholder in parentheses: "(%(n)s changes)".
CALL = re.compile(r"(?:gettext|ngettext|_)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{n\}")
GERMAN = LOCALE / "de/LC_MESSAGES/django.po"

Message = tuple[str, ...]


def messages_in_code() -> Iterator[Message]:
    for room in ("desk", "archive", "pipelines"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from _extract(path.read_bytes())


def messages_in_templates() -> Iterator[Message]:
    for path in sorted(ROOT.glob("desk/*/templates/*.html")):
        # The template's own text becomes filler that is no Python; only the calls are kept.
        calls = CALL.findall(templatize(path.read_text("utf-8")))
        yield from _extract("\n".join(calls).encode())
    for path in sorted(ROOT.glob("desk/*/templates/*.j2")):
        yield from _extract(path.read_bytes(), "jinja2")


def _extract(source: bytes, language: str = "python") -> Iterator[Message]:
    for _line, found, _comments, _context in extract(language, io.BytesIO(source), KEYWORDS):
        yield (found,) if isinstance(found, str) else tuple(found)


def _parts(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def wanted() -> set[Message]:
    told = {(text,) for text in (*REASONS.values(), *WARNINGS.values(), *ROLE_LABELS.values())}
    return told | set(messages_in_code()) | set(messages_in_templates())


@pytest.fixture(scope="module")
def german() -> Catalog:
    with GERMAN.open("rb") as file:
        return read_po(file, locale="de")


def test_every_sentence_is_found() -> None:
    found = wanted()
    assert ("Queue",) in found, "templates"
    assert ("Nothing is missing.",) in found, "templates"
    assert ("no caption",) in found, "Jinja2 templates"
    assert ("%(n)d photo approved.", "%(n)d photos approved.") in found, "plurals in code"
    assert ("The credit line is missing.",) in found, "the record"


def test_everything_is_translated(german: Catalog) -> None:
    missing = []
    for message in sorted(wanted()):
        entry = german.get(message[0])
        texts = _parts(entry.string) if entry else []
        if len(texts) != len(message) or not all(texts):
            missing.append(message)
    assert not missing


def test_placeholders_survive_translation(german: Catalog) -> None:
    wrong = []
    for entry in german:
        for source, text in zip(_parts(entry.id), _parts(entry.string), strict=True):
            if source and set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(text)):
                wrong.append(source)
    assert not wrong


def test_nothing_is_left_over(german: Catalog) -> None:
    known = {message[0] for message in wanted()}
    ids = [_parts(entry.id)[0] for entry in german]
    assert sorted(one for one in ids if one and one not in known) == []


def test_texts_of_a_file_are_quoted_as_the_reader_s_language_does() -> None:
    remark = "iim_newer: IIM: “Bonn”; XMP: “Köln”"
    with override("en"):
        assert warning_text(remark).endswith("(IIM: “Bonn”; XMP: “Köln”)")
    with override("de"):
        assert warning_text(remark).endswith("(IIM: „Bonn“; XMP: „Köln“)")
        assert warning_text("ai_marked: “Made with AI”").endswith("(“Made with AI”)")


def test_compiles_what_is_stale_and_only_that(tmp_path: Path) -> None:
    folder = tmp_path / "de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_bytes(GERMAN.read_bytes())
    assert compile_catalogues(tmp_path) == [folder / "django.mo"]
    with (folder / "django.mo").open("rb") as file:
        entry = read_mo(file).get("Publish…")
    assert entry is not None
    assert entry.string == "Veröffentlichen …"
    assert compile_catalogues(tmp_path) == []


def test_no_sentence_is_translated_twice() -> None:
    found = re.findall(r'^msgid "(.+)"$', GERMAN.read_text("utf-8"), re.MULTILINE)
    assert sorted(one for one in set(found) if found.count(one) > 1) == []
