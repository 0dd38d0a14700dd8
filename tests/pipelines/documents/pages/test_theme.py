"""A theme folder: what it may hold, what is refused in plain words, and what it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.environment import ROOT
from pipelines.documents.pages.release_page import release_page
from pipelines.documents.pages.theme import ThemeError, load_theme
from pipelines.documents.site import Site
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_templates_words_and_style_go_before_ours(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        press_dot_css=":root { --accent: #a3123f; }",
        templates__release_dot_html='{% extends "original/release.html" %}{% block banner %}<p>Hanse</p>{% endblock %}',
        labels__de_dot_toml='to_the_photo = "Zum Bild"',
        README_dot_md="Our theme.",
        arms_dot_svg="<svg xmlns='http://www.w3.org/2000/svg'/>",
    )
    theme = load_theme(folder)
    assert (theme.style, list(theme.files)) == (":root { --accent: #a3123f; }", ["arms.svg"])
    page = release_page(manifest(), house(site=Site(theme=theme)), "de").decode()
    assert "<p>Hanse</p>" in page
    assert "Zum Bild" in page
    assert "Für die Redaktion" in page, "what the theme leaves alone is ours"


def test_head_and_foot_of_every_page_are_changed_in_one_file(tmp_path: Path) -> None:
    base = '{% extends "original/base.html" %}{% block foot %}<footer>Hanse</footer>{% endblock %}'
    theme = load_theme(write(tmp_path, templates__base_dot_html=base))
    page = release_page(manifest(), house(site=Site(theme=theme)), "de").decode()
    assert "<footer>Hanse</footer>" in page
    assert "Impressum" not in page
    assert '<header class="wrap site">' in page


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"templates__release_dot_html": "{% if %}"}, r"templates/release\.html, line 1"),
        ({"templates__notes_dot_txt": "x"}, r"templates/ holds files that end in \.html"),
        ({"labels__de_dot_toml": 'skipp = "x"'}, r"labels/de\.toml: no such label: skipp"),
        ({"program_dot_exe": "x"}, r"pages load css, svg"),
        ({"my logo_dot_svg": "x"}, r"for it becomes an address"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, files: dict[str, str], complaint: str) -> None:
    with pytest.raises(ThemeError, match=complaint):
        load_theme(write(tmp_path, **files))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="is no folder"):
        load_theme(tmp_path / "nowhere")


def test_a_file_too_large(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(bytes(2_000_001))
    with pytest.raises(ThemeError, match="2000000 at most"):
        load_theme(tmp_path)


def test_no_line_of_a_template_is_longer_than_a_person_reads() -> None:
    """Houses read them, to write their own."""
    folder = ROOT / "pipelines/documents/pages/templates"
    texts = {path.name: path.read_text("utf-8").split("\n") for path in folder.iterdir()}
    assert [(name, line) for name, lines in texts.items() for line in lines if len(line) > 160] == []
