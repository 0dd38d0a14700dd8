"""Reading EXIF: what it says, and that crafted blocks end soon."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from pipelines.metadata.dates import read_date, read_offset
from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.exif import BudgetedFile, ReadBudgetError, read_exif_block
from pipelines.metadata.exposure import Exposure
from pipelines.metadata.findings import Findings, read_caption, read_line
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.metadata.carriers import MAX_CALLS, STALLS, counted_calls, exif_of, iim_of, save_photo, value_of


def test_what_has_an_exposure_was_photographed(tmp_path: Path) -> None:
    photographed = exif_of({}, {0x829A: (1, 60)})
    scanned = exif_of({0x010F: b"EPSON"}, {0x9004: b"2019:09:01 18:05:06"})
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=photographed), "JPEG").digital_source_type
    assert value_of(found) == ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", "exif")
    assert read_metadata(save_photo(tmp_path / "b.jpg", exif=scanned), "JPEG").digital_source_type is None


@pytest.mark.parametrize("raw", [b"RF 24-70mm", "Jörg".encode(), b"Max\0rest"])
def test_a_text_whose_type_is_none_is_a_text(raw: bytes, tmp_path: Path) -> None:
    # Pillow writes bytes into a tag of the EXIF directory as type UNDEFINED or BYTE.
    exif = exif_of({}, {0xA434: raw})
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=exif), "JPEG")
    assert value_of(found.lens) == (raw.partition(b"\0")[0].decode(), "exif")


def test_exif_in_latin1_is_read(tmp_path: Path) -> None:
    exif = exif_of({0x013B: "Jörg Groß".encode("cp1252")})
    assert value_of(read_metadata(save_photo(tmp_path / "a.jpg", exif=exif), "JPEG").creator) == ("Jörg Groß", "exif")


DESCRIPTION, ARTIST, COMMENT, AUTHOR, SUBJECT = 0x010E, 0x013B, 0x9C9C, 0x9C9D, 0x9C9F


def typed(text: str) -> bytes:
    """What Windows' Explorer writes."""
    return text.encode("utf-16-le") + b"\0\0"


@pytest.mark.parametrize(
    ("tags", "caption", "creator"),
    [
        ({COMMENT: typed("Łódź 😀"), AUTHOR: typed("Anna;Bert")}, "Łódź 😀", "Anna, Bert"),
        ({DESCRIPTION: b"SONY DSC", COMMENT: typed("Fest"), ARTIST: b"Picasa", AUTHOR: typed("Anna")}, "Fest", "Anna"),
        ({DESCRIPTION: b"mono", SUBJECT: typed("Fest")}, "Fest", None),
        ({DESCRIPTION: b"Markt", COMMENT: typed("Fest"), ARTIST: b"Bert", AUTHOR: typed("Anna")}, "Markt", "Bert"),
        ({COMMENT: typed("DSC_0001.JPG"), AUTHOR: typed("HP_Owner")}, None, None),
        ({COMMENT: b"x", AUTHOR: b""}, None, None),
    ],
)
def test_what_people_type_in_windows_counts_behind_exif_s_own_tags(
    tags: dict[int, bytes], caption: str | None, creator: str | None, tmp_path: Path
) -> None:
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=exif_of(tags)), "JPEG")
    assert (found.caption and found.caption.value, found.creator and found.creator.value) == (caption, creator)


def test_windows_title_and_keywords_are_read(tmp_path: Path) -> None:
    exif = exif_of({0x9C9B: typed("Brücke"), 0x9C9E: typed("Fest; Bürger")})
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=exif), "JPEG")
    assert (value_of(found.title), value_of(found.keywords)) == (("Brücke", "exif"), (("Fest", "Bürger"), "exif"))


def test_a_user_comment_is_no_caption(tmp_path: Path) -> None:
    exif = exif_of({}, {0x9286: b"ASCII\0\0\0(c) Max Beispiel"})
    assert read_metadata(save_photo(tmp_path / "a.jpg", exif=exif), "JPEG").caption is None


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


# What is read, by number: main directory, and EXIF directory, whose texts Pillow writes as such only if they are str.
_WRITTEN: list[tuple[dict[int, object], dict[int, object]]] = [
    ({0x010E: b"V.l.: A, B", 0x013B: b"Anna", 0x8298: b"City"}, {}),
    ({0x010E: "Straße, Łódź".encode(), 0x013B: "Jörg Groß".encode()}, {}),
    ({0x010F: b"NIKON CORPORATION", 0x0110: b"NIKON Z 9"}, {0xA434: "NIKKOR Z 24-70mm f/2.8 S"}),
    ({}, {0x9003: "2019:09:01 18:05:06", 0x9011: "+02:00"}),
    ({}, {0x9004: "2019:09:01 18:05:06", 0x9012: "-03:30", 0x829A: IFDRational(1, 250), 0x829D: IFDRational(28, 10)}),
    ({0x0132: b"2020:01:01 00:00:00"}, {0x9003: "0000:00:00 00:00:00"}),
    ({0x013B: b"  ", 0x010E: b"\x00\x00"}, {}),
]
_WRITTEN += [({0x0112: orientation}, {}) for orientation in range(10)]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("main", "detail"), _WRITTEN)
def test_every_field_is_what_pillow_reads(order: str, main: dict[int, object], detail: dict[int, object]) -> None:
    exif = Image.Exif()
    exif.endian = order
    exif.update(main)
    exif.get_ifd(0x8769).update(detail)
    block = exif.tobytes()
    assert block[6:8] == {"<": b"II", ">": b"MM"}[order]
    assert read_exif_block(block) == _as_pillow_reads(block)


_EXPOSURE = {"seconds": 0x829A, "aperture": 0x829D}


def _as_pillow_reads(block: bytes) -> Findings:
    """The same findings, of Pillow's values."""
    exif = Image.Exif()
    exif.load(block)
    detail = exif.get_ifd(0x8769)

    def text(value: object) -> str:
        # Pillow takes text for Latin-1, whatever it is; UTF-8 comes back as it went in.
        raw = value if isinstance(value, bytes) else str(value or "").encode("latin-1")
        return raw.decode("utf-8").strip("\x00")

    exposure = Exposure(**{name: float(detail[tag]) for name, tag in _EXPOSURE.items() if tag in detail})
    taken, digitised = (read_date(text(detail.get(tag)))[0] for tag in (0x9003, 0x9004))
    offsets = [read_offset(text(detail.get(tag))) for tag in (0x9011, 0x9012)]
    caption, orientation = read_caption(text(exif.get(0x010E))), exif.get(0x0112)
    return Findings(
        creator=read_line(text(exif.get(0x013B))),
        copyright=read_line(text(exif.get(0x8298))),
        captions={"x-default": caption} if caption else {},
        taken=taken,
        utc_offset=offsets[0] if taken else "",
        digitised=digitised or read_date(text(exif.get(0x0132)))[0],
        digitised_offset=offsets[1] if digitised else "",
        camera_make=read_line(text(exif.get(0x010F))),
        camera_model=read_line(text(exif.get(0x0110))),
        lens=read_line(text(detail.get(0xA434))),
        exposure=exposure if exposure != Exposure() else None,
        camera_serial=read_line(text(detail.get(0xA431))),
        digital_source_type=SOURCE_TYPES + "digitalCapture" if 0x829A in detail else "",
        orientation=orientation if orientation in range(1, 9) else None,
    )
