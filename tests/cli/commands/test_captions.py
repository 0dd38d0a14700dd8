"""Captions out and in at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.models import Decision
from archive.photos.captions_file import export_release
from archive.states import PhotoState
from tests.cli.command_runner import fail, run, run_json
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_what_goes_out_comes_back_unchanged(tmp_path: Path) -> None:
    release = make_release()
    make_photo(release, captions={"de": "=SUMME(1)", "en": 'Michał,\n"quoted"'}, credit="©Ö", position=2)
    make_photo(release, captions={}, alt_texts={})
    refused = make_photo(release, PhotoState.REFUSED)
    file = tmp_path / "captions.csv"
    assert str(file) in run("captions", "export", release.slug, str(file))
    assert file.read_bytes() == export_release(release)
    assert refused.pk not in file.read_text("utf-8")
    assert run_json("captions", "import", str(file), "--release", release.slug) == []
    assert "Nothing differs" in run("captions", "import", str(file), "--release", release.slug)


def test_a_workbook_goes_out_and_comes_back(tmp_path: Path) -> None:
    release = make_release()
    make_photo(release, captions={"de": "=SUMME(1)\n-x", "en": "'=y"}, position=2)
    file = tmp_path / "captions.XLSX"
    assert str(file) in run("captions", "export", release.slug, str(file))
    assert file.read_bytes().startswith(b"PK")
    assert run_json("captions", "import", str(file), "--release", release.slug) == []


def test_german_excel_brings_captions_in(tmp_path: Path) -> None:
    release = make_release()
    photo = make_photo(release, captions={"de": "alt"}, alt_texts={})
    file = tmp_path / "captions.csv"
    text = f"filename;caption_de;alt_en;order\r\n{photo.filename};Straße in Łódź;A street;3\r\n"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    before = run_json("captions", "import", str(file), "--release", release.slug, "--dry-run")
    photo.refresh_from_db()
    assert photo.captions == {"de": "alt"}
    assert run_json("captions", "import", str(file), "--release", release.number) == before
    photo.refresh_from_db()
    assert (photo.captions["de"], photo.alt_texts["en"], photo.position) == ("Straße in Łódź", "A street", 3)
    assert [(row["field"], row["before"], row["after"]) for row in before] == [
        ("captions.de", "alt", "Straße in Łódź"),
        ("alt_texts.en", "", "A street"),
        ("position", None, 3),
    ]
    assert Decision.objects.get(photo=photo, action="edited").actor_name == "operator"


def test_one_wrong_row_and_nothing_is_imported(tmp_path: Path) -> None:
    release = make_release()
    photo, first, second = (make_photo(release, filename=name) for name in ("A.JPG", "B.JPG", "B.JPG"))
    file = tmp_path / "captions.csv"
    file.write_text("filename,caption_de\nA.JPG,neu\nB.JPG,welches?\nC.JPG,keins\n", "utf-8")
    told = fail("captions", "import", str(file), "--release", release.slug)
    assert "Nothing was imported" in told
    assert "row 3, filename: 2 photos are named 'B.JPG'" in told
    assert first.pk in told
    assert second.pk in told
    assert "row 4, filename: no photo is named 'C.JPG'" in told
    photo.refresh_from_db()
    assert photo.captions["de"] == "Ein Fest"


def test_a_photo_that_cannot_be_edited_stops_it_all(tmp_path: Path) -> None:
    release = make_release()
    photo, gone = make_photo(release), make_photo(release, PhotoState.WITHDRAWN)
    file = tmp_path / "captions.csv"
    file.write_text(f"photo id,caption_de\n{photo.pk},neu\n{gone.pk},neu\n", "utf-8")
    assert f"{gone.filename}: A withdrawn photo cannot be edited." in fail(
        "captions", "import", str(file), "--release", release.slug
    )
    photo.refresh_from_db()
    assert photo.captions["de"] == "Ein Fest"
