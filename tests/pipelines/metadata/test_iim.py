"""Reading IIM: each data set by itself, in its charset, and what of a damaged block can be read."""

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.iim import MAX_SETS, read_iim
from tests.pipelines.metadata.carriers import (
    MAX_CALLS,
    TAKEN,
    counted_calls,
    exif_of,
    iim_of,
    save_photo,
    value_of,
)
from tests.pipelines.metadata.makers import data_sets


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
    damaged = iim_of((2, 80, b"A")).replace(b"\x1c\x02\x50", b"\x99\x02\x50")
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=damaged, exif=exif_of({0x013B: b"B"})), "JPEG")
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
    photoshop = struct.pack(">BBH", 0xFF, 0xED, len(body) + 2) + body
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=photoshop, exif=exif_of({0x013B: b"B"})), "JPEG")
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
    ("declared", "city"),
    [
        (b"\x1b%G", "Köln".encode("cp1252")),
        (b"\x1b%G", "Köln".encode()),
        (b"", "Köln".encode()),
        (b"", "Köln".encode("cp1252")),
        (b"", "Köln".encode("mac_roman")),
    ],
)
def test_each_data_set_has_its_charset(declared: bytes, city: bytes) -> None:
    block = data_sets((1, 90, declared), (2, 80, "Żółw".encode()), (2, 90, city))
    assert (read_iim([block]).creator, read_iim([block]).city) == ("Żółw", "Köln")


def test_a_declared_iso_8859_holds_for_all_data_sets() -> None:
    raw = "Łódź".encode("iso8859_2")
    found = read_iim([data_sets((1, 90, b"\x1b-B"), (2, 90, raw), (2, 92, "Plac Wolności".encode("iso8859_2")))])
    assert (found.city, found.sublocation) == ("Łódź", "Plac Wolności")


def test_a_cut_character_costs_only_itself() -> None:
    credit = "Landeshauptstadt Bonn/Jörg Müü".encode()[:32]
    found = read_iim([data_sets((2, 110, credit[:-1]), (2, 80, "Jörg Müller".encode()))])
    assert (found.credit, found.creator) == ("Landeshauptstadt Bonn/Jörg Mü", "Jörg Müller")


BEHIND = data_sets((2, 80, b"Max"), (2, 90, b"Bonn"))
INTERRUPTIONS = {
    "an empty data set": (data_sets((2, 105, b"")), ()),
    "an undefined record": (data_sets((240, 1, b"odd"), (9, 99, b"odd")), ()),
    "a binary data set": (data_sets((2, 0, b"\0\4"), (2, 202, bytes(range(256)))), ()),
    "an extended size": (b"\x1c\x02\x78\x80\x04\0\0\0\x04Text", ()),
    "an extended size of two bytes": (b"\x1c\x02\x78\x80\x02\0\x04Text", ()),
    "an extended size of eight bytes": (b"\x1c\x02\x78\x80\x08" + bytes(7) + b"\x04Text", ()),
    "an extended size of nine bytes": (b"\x1c\x02\x78\x80\x09" + bytes(8) + b"\x04Text", ("iim_incomplete: 2:120",)),
    "zeros": (bytes(7), ()),
    "rubbish": (b"rubbish", ("iim_incomplete: 7 bytes",)),
    "a size beyond the end": (b"\x1c\x02\x78\x7f\xffText", ("iim_incomplete: 2:120",)),
    "a lone tag": (b"\x1c", ("iim_incomplete: 28:02",)),
}


@pytest.mark.parametrize("kind", INTERRUPTIONS)
def test_what_stands_behind_is_read_and_what_is_lost_is_named(kind: str) -> None:
    odd, remarks = INTERRUPTIONS[kind]
    found = read_iim([data_sets((2, 110, b"dpa")) + odd + BEHIND])
    assert (found.credit, found.creator, found.city) == ("dpa", "Max", "Bonn")
    assert found.remarks == remarks


@pytest.mark.parametrize(
    ("tail", "remarks"),
    [
        (b"", ()),
        (b"\0\0\0", ()),
        (b"\x1c\x02", ("iim_incomplete: 2 bytes",)),
        (b"\x1c\x02\x78\0\x09Text", ("iim_incomplete: 2:120",)),
        (b"8BIMtail", ("iim_incomplete: 8 bytes",)),
    ],
)
def test_a_bad_tail_costs_only_itself(tail: bytes, remarks: tuple[str, ...]) -> None:
    found = read_iim([BEHIND + tail])
    assert (found.creator, found.city, found.remarks) == ("Max", "Bonn", remarks)


def test_only_ten_losses_are_named() -> None:
    (remark,) = read_iim([BEHIND + (b"rubbish" + BEHIND) * 12]).remarks
    assert remark.count("7 bytes") == 10


def test_a_block_whose_bytes_were_swapped_is_read() -> None:
    block = data_sets((2, 80, b"Max"), (2, 90, b"Bonn"))
    padded = block + bytes(-len(block) % 4)
    swapped = b"".join(padded[at : at + 4][::-1] for at in range(0, len(padded), 4))
    assert (read_iim([swapped]).creator, read_iim([swapped]).city) == ("Max", "Bonn")


def test_a_later_block_adds_what_an_earlier_one_lacks() -> None:
    found = read_iim([data_sets((2, 80, b"A"), (2, 90, b"")), data_sets((2, 80, b"B"), (2, 90, b"Bonn"))])
    assert (found.creator, found.city) == ("A", "Bonn")


def test_of_a_text_that_stands_twice_the_last_counts() -> None:
    assert read_iim([data_sets((2, 105, b"A"), (2, 105, b"B"), (2, 105, b" "))]).headline == "B"


def test_several_names_and_keywords_are_all_read() -> None:
    found = read_iim([data_sets((2, 80, b"A"), (2, 80, b""), (2, 80, b"B"), (2, 25, b"x"), (2, 25, b"y"))])
    assert (found.creator, found.keywords) == ("A, B", ("x", "y"))


def test_data_sets_without_end_are_not_read_without_end() -> None:
    empty = data_sets((2, 105, b""))
    assert read_iim([empty * (MAX_SETS - 1) + data_sets((2, 80, b"A"))]).creator == "A"
    assert read_iim([empty * MAX_SETS + data_sets((2, 80, b"A"))]).creator == ""


@pytest.mark.parametrize("unit", [b"\x1c\x02\x78\x7f\xff", b"\x1c", b"\x1c\x02x", b"\x1c\x02\x78\0\0"])
def test_a_heavy_block_ends_soon(unit: bytes) -> None:
    with counted_calls() as calls:
        read_iim([BEHIND + unit * (2**21 // len(unit))])
    assert calls() < MAX_CALLS


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_block_is_read_or_raises_a_value_error(block: bytes, second: bytes) -> None:
    with contextlib.suppress(ValueError):
        read_iim([block, second])
    assert read_iim([BEHIND + block]).creator.startswith("Max")
