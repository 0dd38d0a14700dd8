"""What lies beside a photo, on its sheet: for the office alone."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Companion, Photo, Photographer, Receipt
from archive.store.buckets import archive
from pipelines.keys import companion_key
from tests.factories import make_photo, make_receipt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]
MEMO = b"RIFF\x04\0\0\0WAVE"


def add(photo: Photo, kind: str, name: str, media_type: str, body: bytes = MEMO) -> Companion:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    archive().put(companion_key(sha256), body, media_type)
    columns = {"kind": kind, "filename": name, "media_type": media_type, "bytes": len(body)}
    return Companion.objects.create(photo=photo, sha256=sha256, **columns)


def address(companion: Companion) -> str:
    return reverse("desk:companion", args=(companion.photo_id, companion.pk))


def test_a_memo_is_played_whole_or_in_parts(editor: Client) -> None:
    memo = add(make_photo(), "memo", "IMG_1.WAV", "audio/wav")
    answer = editor.get(address(memo))
    assert (answer.content, answer["Content-Type"], answer["Accept-Ranges"]) == (MEMO, "audio/wav", "bytes")
    part = editor.get(address(memo), headers={"Range": "bytes=8-"})
    assert (part.status_code, part.content, part["Content-Range"]) == (206, b"WAVE", f"bytes 8-11/{len(MEMO)}")
    assert editor.get(address(memo), headers={"Range": "bytes=0-1"}).content == b"RI"
    assert editor.get(address(memo), headers={"Range": "bytes=99-"}).status_code == 416
    assert editor.get(address(memo), headers={"Range": "lines=1-2"}).status_code == 200
    assert "media-src 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_raw_file_is_downloaded_under_its_name(editor: Client, annas_browser: Client, anna: Photographer) -> None:
    raw = add(make_photo(photographer=anna), "raw", "Käfer.NEF", "application/octet-stream", b"raw bytes")
    answer = editor.get(address(raw))
    assert b"".join(answer.streaming_content) == b"raw bytes"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''K%C3%A4fer.NEF"
    assert annas_browser.get(address(raw)).status_code == 404
    archive().delete(companion_key(raw.sha256))
    assert editor.get(address(raw)).status_code == 404


def test_the_sheet_tells_and_plays(editor: Client) -> None:
    photo = make_photo(state="approved")
    add(photo, "raw", "IMG_1.NEF", "application/octet-stream")
    add(photo, "memo", "IMG_1.WAV", "audio/wav")
    add(photo, "sidecar", "IMG_1.xmp", "application/rdf+xml")
    gone = add(photo, "memo", "IMG_1.m4a", "audio/mp4")
    Companion.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    page = editor.get(reverse("desk:sheet", args=(photo.pk,))).content.decode()
    assert page.count("<audio") == 1
    for text in ("raw file, ", "voice memo, ", "removed after publication", "came after the approval"):
        assert text in page
    assert address(gone) not in page
    assert editor.get(address(gone)).status_code == 404


def test_its_photographer_sees_that_it_arrived(annas_browser: Client, anna: Photographer) -> None:
    photo = make_photo(photographer=anna)
    make_receipt(photo)
    raw = add(photo, "raw", "IMG_1.NEF", "application/octet-stream")
    Receipt.objects.create(bucket="incoming", key="anna/fest/a.nef", version="v", size=1, companion=raw)
    page = annas_browser.get(reverse("desk:drop", args=(photo.batch_id,))).content.decode()
    assert "with IMG_1.NEF" in page
    assert 'data-heard="2"' in page
