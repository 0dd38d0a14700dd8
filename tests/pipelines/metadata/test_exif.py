"""Reading EXIF: what it says, and that crafted blocks end soon."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.exif import BudgetedFile, ReadBudgetError, read_exif_block
from tests.pipelines.metadata.carriers import MAX_CALLS, STALLS, counted_calls, exif_of, iim_of, save_photo, value_of


def test_what_has_an_exposure_was_photographed(tmp_path: Path) -> None:
    photographed = exif_of({}, {0x829A: (1, 60)})
    scanned = exif_of({0x010F: b"EPSON"}, {0x9004: b"2019:09:01 18:05:06"})
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=photographed), "JPEG").digital_source_type
    assert value_of(found) == ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", "exif")
    assert read_metadata(save_photo(tmp_path / "b.jpg", exif=scanned), "JPEG").digital_source_type is None


def test_exif_in_latin1_is_read(tmp_path: Path) -> None:
    exif = exif_of({0x013B: "Jörg Groß".encode("cp1252")})
    assert value_of(read_metadata(save_photo(tmp_path / "a.jpg", exif=exif), "JPEG").creator) == ("Jörg Groß", "exif")


@pytest.mark.parametrize("kind", STALLS)
def test_crafted_exif_ends_soon_and_costs_only_itself(kind: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=STALLS[kind], extra=iim_of((2, 80, b"A")))
    with counted_calls() as calls:
        found = read_metadata(path, "JPEG")
    assert calls() < MAX_CALLS
    assert value_of(found.creator) == ("A", "iim")


@pytest.mark.parametrize("kind", ["gps pointers", "huge counts", "huge texts"])
def test_what_spends_the_ration_is_warned_of(kind: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=STALLS[kind])
    assert read_metadata(path, "JPEG").warnings == ("exif_unreadable",)


@given(st.binary(max_size=400))
def test_no_exif_block_raises(tmp_path_factory: pytest.TempPathFactory, block: bytes) -> None:
    path = save_photo(tmp_path_factory.mktemp("any") / "a.jpg", exif=b"Exif\x00\x00MM\x00*" + block)
    assert set(read_metadata(path, "JPEG").warnings) <= {"exif_unreadable"}


def test_eight_mebibytes_may_be_read_in_50_000_steps() -> None:
    assert len(BudgetedFile(io.BytesIO(bytes(2**23))).read()) == 2**23
    with pytest.raises(ReadBudgetError):
        BudgetedFile(io.BytesIO(bytes(2**23 + 1))).read()
    file = BudgetedFile(io.BytesIO(bytes(90_000)))
    for _ in range(50_000):
        file.read(1)
    with pytest.raises(ReadBudgetError):
        file.read(1)


def test_a_budgeted_file_reads_as_any_file() -> None:
    file = BudgetedFile(io.BytesIO(b"abcdefgh"))
    assert (file.read(0), file.read(1), file.read(3)) == (b"", b"a", b"bcd")
    assert (file.read(-1), file.read(), file.read(None)) == (b"efgh", b"", b"")
    for everything in ((), (None,), (-1,)):
        assert BudgetedFile(io.BytesIO(b"abc")).read(*everything) == b"abc"


@pytest.mark.parametrize("step", [1, 2**20, 2**23])
def test_bytes_are_counted_over_all_reads(step: int) -> None:
    file = BudgetedFile(io.BytesIO(bytes(2**23 + 2)))
    assert len(file.read(2**23 - step)) + len(file.read(step)) == 2**23
    with pytest.raises(ReadBudgetError, match=f"3 reads, {2**23 + 1} bytes"):
        file.read(2)


@pytest.mark.parametrize("orientation", range(11))
def test_an_orientation_is_one_to_eight(orientation: int) -> None:
    found = read_exif_block(exif_of({0x0112: orientation}))
    assert found.orientation == (orientation if 1 <= orientation <= 8 else None)


@pytest.mark.parametrize("prefix", [b"", b"Exif\x00\x00"])
def test_a_block_is_read_with_its_prefix_and_without(prefix: bytes) -> None:
    block = exif_of({0x013B: b"Anna", 0x0112: 6}).removeprefix(b"Exif\x00\x00")
    assert (read_exif_block(prefix + block).creator, read_exif_block(prefix + block).orientation) == ("Anna", 6)
