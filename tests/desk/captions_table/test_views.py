"""The captions table in the page: out, back with a preview a row, applied as it was seen; and cells that are pasted."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archive.models import Photo
from archive.photos.editing import edit
from pipelines.documents.table import read_table
from tests.factories import APPROVER, make_photo, make_release

pytestmark = pytest.mark.django_db


def seen_in(html: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_downloaded_comes_back_unchanged(editor: Client, kind: str) -> None:
    photo = make_photo()
    answer = editor.get(reverse(f"desk:captions_{kind}", args=(photo.release.slug,)))
    assert f"captions-{photo.release.slug}.{kind}" in answer.headers["Content-Disposition"]
    assert read_table(answer.content)[1][1][0] == photo.pk
    upload = SimpleUploadedFile(f"c.{kind}", answer.content)
    html = editor.post(reverse("desk:captions_table", args=(photo.release.slug,)), {"file": upload}).content.decode()
    assert "Changes: 0. Unchanged: 1. Not applied: 0." in html
    assert 'name="seen"' not in html


def test_each_row_is_shown_before_the_sound_ones_are_applied(editor: Client) -> None:
    release = make_release()
    first, second = make_photo(release, filename="A.JPG"), make_photo(release, filename="B.JPG")
    withdrawn = make_photo(release, "withdrawn", filename="C.JPG")
    table = f"photo id\tcaption_de\n{first.pk}\tNeu\n{second.pk}\t#NAME?\n{withdrawn.pk}\tAuch\nnobody\tx\n"
    address = reverse("desk:captions_table", args=(release.slug,))
    german = {"Accept-Language": "de"}
    html = unescape(editor.post(address, {"table": table}, headers=german).content.decode())
    assert "caption_de: „#NAME?“ ist eine Fehlermeldung der Tabellenkalkulation und kein Text" in html
    assert "photo id: In dieser Mitteilung gibt es kein Foto „nobody“" in html
    html = unescape(editor.post(address, {"table": "x\ty\n"}, headers=german).content.decode())
    assert "Zeile 1, x: Diese Spalte gibt es nicht" in html
    html = editor.post(address, {"table": table}).content.decode()
    assert "Changes: 1. Unchanged: 0. Not applied: 3." in html
    assert "<del>Ein Fest</del>" in html
    assert "<ins>Neu</ins>" in html
    assert "is an error of the spreadsheet" in html
    assert "withdrawn" in html
    assert Photo.objects.get(pk=first.pk).revision == 1, "a preview keeps nothing"
    html = editor.post(address, {"table": table, "seen": seen_in(html)}).content.decode()
    assert "Captions of 1 photo changed." in html
    assert [photo.captions["de"] for photo in release.photos.order_by("filename")] == ["Neu", "Ein Fest", "Ein Fest"]


def test_what_was_not_seen_is_not_applied(editor: Client) -> None:
    photo = make_photo()
    table = f"photo id\tcaption_de\n{photo.pk}\tNeu\n"
    address = reverse("desk:captions_table", args=(photo.release.slug,))
    seen = seen_in(editor.post(address, {"table": table}).content.decode())
    edit(photo.pk, {"captions.de": "Ihres"}, APPROVER, may_approve=False)
    html = editor.post(address, {"table": table, "seen": seen}).content.decode()
    assert "nothing was applied" in html
    assert "<del>Ihres</del>" in html
    assert Photo.objects.get(pk=photo.pk).captions["de"] == "Ihres"
    editor.post(address, {"table": table, "seen": seen_in(html)})
    assert Photo.objects.get(pk=photo.pk).captions["de"] == "Neu"


@pytest.mark.parametrize(
    ("table", "says"),
    [("", "Choose a file, or paste the cells."), ("Name\tText\n", "no such column"), ("%PDF-1.7", "this is a PDF")],
)
def test_what_is_no_table_is_refused(editor: Client, table: str, says: str) -> None:
    address = reverse("desk:captions_table", args=(make_release().slug,))
    assert says in editor.post(address, {"table": table}).content.decode()


def test_pasted_cells_go_into_the_photos_from_the_field_on(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(2)]
    address = reverse("desk:paste", args=(release.slug,))
    pasted = {"ids": [p.pk for p in photos], "field": "captions.en", "table": "=1\tEins\nTwo\tZwei\n"}
    html = editor.post(address, pasted).content.decode()
    assert "Alt text (German)" in html, "the second column is the field that Tab goes to"
    table = re.search(r'name="table" value="([^"]+)"', html)
    assert table
    answer = editor.post(address, {"table": table[1].replace("&#x27;", "'"), "seen": seen_in(html)})
    assert answer.headers["HX-Trigger"] == "dialog-done"
    assert [(p.captions["en"], p.alt_texts["de"]) for p in release.photos.order_by("filename")] == [
        ("=1", "Eins"),
        ("Two", "Zwei"),
    ]
    html = editor.post(address, pasted | {"ids": photos[0].pk}).content.decode()
    assert "There are more rows than photos." in html


def test_photographers_see_none_of_it(annas_browser: Client) -> None:
    assert annas_browser.get(reverse("desk:captions_table", args=(make_release().slug,))).status_code == 404
