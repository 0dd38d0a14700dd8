"""The office's list: typed, imported, offered; what is wrong is said with its line and changes nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archive.models import TextCode
from tests.factories import make_photo

pytestmark = pytest.mark.django_db

ADDRESS = "/codes/"


def upload(data: bytes, language: str = "de") -> dict[str, object]:
    return {"verb": "import", "language": language, "list_file": SimpleUploadedFile("codes.txt", data)}


def test_a_code_is_written_changed_and_deleted(editor: Client) -> None:
    assert "No codes yet" in editor.get(ADDRESS).content.decode()
    typed = {"verb": "save", "code": "=ob=", "texts_de": "Oberbürgermeisterin\r\n OB \r\n", "texts_en": "Lord Mayor"}
    editor.post(ADDRESS, typed)
    assert TextCode.objects.get().texts == {"de": ["Oberbürgermeisterin", "OB"], "en": ["Lord Mayor"]}
    html = editor.get(ADDRESS, {"edit": "ob"}).content.decode()
    assert "Oberbürgermeisterin\nOB</textarea>" in html
    editor.post(ADDRESS, typed | {"edit": "ob", "code": "lm", "texts_de": ""})
    assert [(one.code, one.texts["de"]) for one in TextCode.objects.all()] == [("lm", [])]
    editor.post(ADDRESS, {"verb": "delete", "edit": "lm"})
    assert not TextCode.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"code": "o b"}, "A code has no blanks"),
        ({"code": "OB"}, "There is such a code already."),
        ({"code": "x", "texts_de": ""}, "stands for something in at least one language"),
        ({"code": "x", "texts_de": "x" * 501}, "At most 20 lines of 500 characters."),
    ],
)
def test_what_is_no_code_is_refused(editor: Client, typed: dict[str, str], says: str) -> None:
    TextCode.objects.create(code="ob", texts={"de": ["A"]})
    assert says in editor.post(ADDRESS, {"verb": "save", "texts_de": "A"} | typed).content.decode()
    assert TextCode.objects.count() == 1


def test_a_list_is_imported_for_a_language_and_found_by_letters(editor: Client) -> None:
    answer = editor.post(ADDRESS, upload(b"ob\tMayor\tM\nref\tReferent\n", "en"), follow=True)
    assert "2 codes of 2 are new or changed." in answer.content.decode()
    editor.post(ADDRESS, upload("ob\tOberbürgermeisterin".encode()))
    assert TextCode.objects.get(code="ob").texts == {"en": ["Mayor", "M"], "de": ["Oberbürgermeisterin"]}
    html = editor.get(ADDRESS, {"q": "OBERBÜRGER"}).content.decode()
    assert "?edit=ob" in html
    assert "?edit=ref" not in html


def test_a_list_with_a_fault_changes_nothing_and_names_its_line(editor: Client) -> None:
    html = editor.post(ADDRESS, upload(b"ob\tMayor\nbroken")).content.decode()
    assert "Nothing was imported. Line 2:" in html
    assert not TextCode.objects.exists()


def test_codes_and_variables_are_offered_with_their_texts(editor: Client) -> None:
    TextCode.objects.create(code="ob", texts={"de": ["Oberbürgermeisterin", "OB"], "en": ["Lord Mayor"]})
    address = reverse("desk:completions", args=(make_photo().pk,))
    offers = {one["token"]: one["texts"] for one in editor.get(address).json()["offers"]}
    assert offers["=ob="] == {"de": "Oberbürgermeisterin", "en": "Lord Mayor"}
    assert offers["=ob#2="] == {"de": "OB"}
    assert offers["{date}"] == {"de": "1. September 2026", "en": "1 September 2026"}
    german = editor.get(address, headers={"Accept-Language": "de"}).json()["offers"]
    assert any(one["token"] == "{datum}" for one in german)


def test_photographers_see_none_of_it(annas_browser: Client) -> None:
    assert annas_browser.get(ADDRESS).status_code == 404
