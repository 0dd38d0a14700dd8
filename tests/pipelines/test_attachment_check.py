"""An attachment is what its name claims, and whole, or it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.attachment_check import check_bytes
from pipelines.attachments import MP4, PDF, QUICKTIME, WEBM
from pipelines.refusal import Refusal
from tests.pipelines.attached_files import box, mp4, pdf, quicktime, webm
from tests.pipelines.pictures import saved, scene

WHOLE = {PDF: pdf(), MP4: mp4(), QUICKTIME: quicktime(), WEBM: webm()}
LARGE = b"\0\0\0\1mdat" + (24).to_bytes(8) + bytes(8)
CUT = {kind: data[: -9 if kind == PDF else -1] for kind, data in WHOLE.items()}


def refusal(path: Path, data: bytes, media_type: str) -> str:
    path.write_bytes(data)
    try:
        check_bytes(path, media_type)
    except Refusal as refused:
        return refused.key
    return ""


@pytest.mark.parametrize("claimed", WHOLE)
@pytest.mark.parametrize("kind", WHOLE)
def test_each_kind_is_itself_and_no_other(tmp_path: Path, claimed: str, kind: str) -> None:
    assert refusal(tmp_path / "file", WHOLE[kind], claimed) == ("" if kind == claimed else "not_as_named")


@pytest.mark.parametrize("claimed", WHOLE)
def test_what_is_none_of_them_is_refused(tmp_path: Path, claimed: str) -> None:
    photo = saved(scene((40, 30)), tmp_path / "photo.jpg").read_bytes()
    for data in (
        photo,
        b"<html><script>alert(1)</script>%PDF-1.4 %%EOF",
        b"PK\3\4",
        bytes(64),
        b"\x1a\x45\xdf\xa3",
        b"%",
    ):
        assert refusal(tmp_path / "file", data, claimed) in ("not_as_named", "breaks_off")
    assert refusal(tmp_path / "file", b"", claimed) == "empty"


@pytest.mark.parametrize("claimed", WHOLE)
def test_what_breaks_off_is_refused(tmp_path: Path, claimed: str) -> None:
    assert refusal(tmp_path / "file", CUT[claimed], claimed) == "breaks_off"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (mp4(b"M4V ") + LARGE + bytes(3), ""),
        (mp4() + b"\0\0\0\0free", ""),
        (mp4() + bytes(40), ""),
        (box(b"ftyp", b"isom\0\0\0\0") + box(b"mdat", b"x"), "breaks_off"),
        (mp4() + b"\0\0\0\4mdat", "breaks_off"),
        (mp4(b"avif"), "not_as_named"),
        (mp4(b"M4A "), "not_as_named"),
    ],
)
def test_boxes_of_every_size(tmp_path: Path, data: bytes, key: str) -> None:
    assert refusal(tmp_path / "film.mp4", data, MP4) == key


def test_a_recording_that_does_not_know_its_length_is_whole(tmp_path: Path) -> None:
    live = webm().partition(b"\x18\x53\x80\x67")[0] + b"\x18\x53\x80\x67" + b"\x01" + b"\xff" * 7 + b"clusters"
    assert refusal(tmp_path / "live.webm", live, WEBM) == ""
    matroska = webm().replace(b"webm", b"mkv!")
    assert refusal(tmp_path / "film.webm", matroska, WEBM) == "not_as_named"
