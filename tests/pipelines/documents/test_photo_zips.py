"""ZIP files of downloads, opened by Python's own zipfile."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest

from pipelines.documents import photo_zips
from pipelines.documents.manifest import Ai, Manifest, Photo
from tests.pipelines.documents.press_manifest import MOMENT, manifest, photo


def named(name: str, filename: str, **fields: Any) -> Photo:
    made = photo(name, **fields)
    return made.model_copy(update={"download": made.download.model_copy(update={"filename": filename})})


def opened(made: Manifest) -> zipfile.ZipFile:
    [one] = photo_zips.photo_zips(made)
    content = photo_zips.zip_content(one, MOMENT, lambda each: f"bytes of {each.id}".encode())
    return zipfile.ZipFile(io.BytesIO(b"".join(content)))


def test_every_download_is_in_it_by_its_name_with_the_captions_beside() -> None:
    made = manifest(named("p1", "190901-Bühne.JPG"), named("p2", "b.jpg", captions={"de": "Zwei\nZeilen"}))
    with opened(made) as found:
        assert found.testzip() is None
        assert found.namelist() == ["captions.txt", "190901-Bühne.JPG", "b.jpg"]
        assert found.read("b.jpg") == b"bytes of p2"
        told = found.read("captions.txt").decode("utf-8-sig")
    assert told == (
        "190901-Bühne.JPG\r\nEin Fest\r\nA feast\r\n©Stadt/Anna\r\n\r\nb.jpg\r\nZwei\r\nZeilen\r\n©Stadt/Anna\r\n"
    )


def test_names_that_a_disk_takes_for_one_are_kept_apart() -> None:
    names = ["a.jpg", "A.JPG", "captions.txt", "Con.jpg"]
    with opened(manifest(*(named(f"p{n}", name) for n, name in enumerate(names)))) as found:
        assert found.namelist() == ["captions.txt", "a.jpg", "p1-A.JPG", "p2-captions.txt", "p3-Con.jpg"]


def test_a_reader_that_takes_it_as_a_stream_needs_no_zip64() -> None:
    with opened(manifest(photo())) as found:
        assert {one.extract_version for one in found.infolist()} == {20}


def test_the_captions_tell_of_ai() -> None:
    [one] = photo_zips.photo_zips(manifest(photo(ai=Ai(made="partly", confirmed=True))))
    assert "A feast\r\nMit KI bearbeitetes Bild\r\nPicture edited with AI\r\n©Stadt/Anna" in one.captions


def test_a_large_release_has_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_zips, "LARGEST", 2500)
    parts = photo_zips.photo_zips(manifest(*(named(f"p{n}", f"{n}.jpg") for n in range(5))))
    assert [[one.id for one in part.photos] for part in parts] == [["p0", "p1"], ["p2", "p3"], ["p4"]]
    assert [part.bytes for part in parts] == [2000, 2000, 1000]
    assert len({part.digest for part in parts}) == 3


def test_its_name_changes_with_its_content_and_with_nothing_else() -> None:
    made = manifest(named("p1", "a.jpg"))
    later = made.model_copy(update={"version": 2, "made_at": MOMENT + dt.timedelta(days=1)})
    assert photo_zips.photo_zips(made) == photo_zips.photo_zips(later)
    corrected = manifest(named("p1", "a.jpg", captions={"de": "Anders"}))
    assert photo_zips.photo_zips(corrected)[0].digest != photo_zips.photo_zips(made)[0].digest


def test_without_photos_there_is_none() -> None:
    assert photo_zips.photo_zips(manifest().model_copy(update={"photos": ()})) == []
