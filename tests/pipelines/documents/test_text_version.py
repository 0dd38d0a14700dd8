"""The text version: a block a language, captions with credits, nothing escaped."""

from pipelines.documents.text_version import text_version
from tests.pipelines.documents.manifests import PRESS, make_manifest, make_photo, make_text


def test_everything_of_the_release_in_each_language() -> None:
    text = text_version(make_manifest(version=2, photos=(make_photo(captions={"de": "Ein Fest"}),)))
    assert text.startswith(b"\xef\xbb\xbf")
    head, german, english = text.decode("utf-8-sig").split("====\n")[0], *_blocks(text)
    assert head.splitlines()[:2] == ["Stadt", "01.09.2026 · 20260901-1 · version 2"]
    for part in ("Fest", "Am Fluss", "Kurz", "Leipzig – Viel Text", "Nutzung: Frei", "Kontakt: Anna, presse@stadt"):
        assert part in german
    for part in ("Feast", "Leipzig – Much text", "Photos", "Mehr: https://stadt.example/", "Contact: Anna"):
        assert part in english
    for block in (german, english):
        assert f"* Ein Fest\n  ©Stadt/Anna\n  {PRESS}/pressebilder/2609/a.jpg" in block, "the only caption stands in"
    assert "Terms" not in english, "there are none in English"


def test_nothing_is_escaped_and_what_is_missing_leaves_no_label() -> None:
    bare = make_text(titles={"de": "A & <B>"}, texts={}, contact={}, links=(), terms={}, subtitles={}, summaries={})
    text = text_version(make_manifest(release=bare, photos=())).decode("utf-8-sig")
    assert "A & <B>" in text
    assert not [word for word in ("Kontakt", "Links", "Fotos", "Nutzung", "EN ", "version") if word in text]


def _blocks(text: bytes) -> list[str]:
    return text.decode("utf-8-sig").split("==== DE ====")[1].split("==== EN ====")
