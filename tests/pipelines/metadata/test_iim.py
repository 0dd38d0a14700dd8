"""Reading IIM: which charset, and what wrong lengths cost."""

import struct
from pathlib import Path

import pytest

from pipelines.metadata.embedded import read_metadata
from tests.pipelines.metadata.carriers import TAKEN, exif_of, iim_of, save_photo, value_of


@pytest.mark.parametrize(
    ("declared", "raw"),
    [
        ([(1, 90, b"\x1b%G")], "Michał Bürger".encode()),
        ([], "Michał Bürger".encode()),
        ([], "Micha³ Bürger".encode("cp1252")),
        ([(1, 90, b"\x1b%G")], "Micha³ Bürger".encode("cp1252")),  # declared, but not so
    ],
)
def test_iim_is_utf8_where_it_decodes_and_else_cp1252(
    declared: list[tuple[int, int, bytes]], raw: bytes, tmp_path: Path
) -> None:
    iim = iim_of(*declared, (2, 80, raw), (2, 55, b"20190901"), (2, 60, b"180506+0200"))
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=iim), "JPEG")
    assert found.creator is not None
    assert found.creator.value in ("Michał Bürger", "Micha³ Bürger")
    assert raw in (found.creator.value.encode(), found.creator.value.encode("cp1252", errors="ignore"))
    assert value_of(found.date_taken) == (TAKEN, "iim")
    assert found.utc_offset == "+02:00"


def test_broken_iim_costs_only_itself(tmp_path: Path) -> None:
    segment = iim_of((2, 80, b"A")).replace(b"\x1c\x02\x50", b"\x99\x02\x50")
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=segment, exif=exif_of({0x013B: b"B"})), "JPEG")
    assert value_of(found.creator) == ("B", "exif")
    assert found.warnings == ("iim_unreadable",)


IIM_LENGTHS = {
    "beyond the end": b"\x1c\x02\x78\x7f\xff" + b"caption",
    "extended, beyond the end": b"\x1c\x02\x78\x80\x04\x7f\xff\xff\xff" + b"caption",
    "extended by nothing": b"\x1c\x02\x78\x80\x00" + b"caption",
    "extended by 32 KB": b"\x1c\x02\x78\xff\xff" + b"caption",
    "nothing": b"\x1c\x02\x78\x00\x00" * 9000,
    "cut": b"\x1c\x02",
    "no IIM": bytes(30),
}


@pytest.mark.parametrize("resource_length", [None, 0, 5, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])
@pytest.mark.parametrize("kind", IIM_LENGTHS)
def test_iim_of_wrong_lengths_costs_only_itself(kind: str, resource_length: int | None, tmp_path: Path) -> None:
    data = IIM_LENGTHS[kind]
    length = len(data) if resource_length is None else resource_length
    body = b"Photoshop 3.0\x00" + struct.pack(">4sHHI", b"8BIM", 0x0404, 0, length) + data
    segment = struct.pack(">BBH", 0xFF, 0xED, len(body) + 2) + body
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=segment, exif=exif_of({0x013B: b"B"})), "JPEG")
    assert value_of(found.creator) == ("B", "exif")
    assert set(found.warnings) <= {"iim_unreadable"}


TAGS = {5: "title", 40: "instructions", 90: "city", 92: "sublocation", 100: "country_code", 101: "country"}
TAGS |= {105: "headline", 110: "credit", 116: "copyright", 120: "caption"}


@pytest.mark.parametrize("number", TAGS)
def test_every_data_set_is_its_own_field(number: int, tmp_path: Path) -> None:
    iim = iim_of((2, number, b"Word"))
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=iim), "JPEG")
    assert value_of(getattr(found, TAGS[number])) == ("Word", "iim")


@pytest.mark.parametrize(
    ("declared", "city", "read"),
    [
        # One charset for the whole block: what is no UTF-8 anywhere makes all of it cp1252, unless it is declared.
        (True, "Köln".encode("cp1252"), ("Żółw", "Köln")),
        (True, "Köln".encode(), ("Żółw", "Köln")),
        (False, "Köln".encode(), ("Żółw", "Köln")),
        (False, "Köln".encode("cp1252"), ("Å»Ã³Å‚w", "Köln")),
    ],
)
def test_a_block_has_one_charset(declared: bool, city: bytes, read: tuple[str, str], tmp_path: Path) -> None:
    charset = [(1, 90, b"\x1b%G")] if declared else []
    iim = iim_of(*charset, (2, 80, "Żółw".encode()), (2, 90, city))
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=iim), "JPEG")
    assert (value_of(found.creator), value_of(found.city)) == ((read[0], "iim"), (read[1], "iim"))
