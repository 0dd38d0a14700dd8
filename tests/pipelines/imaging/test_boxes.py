"""What an AVIF or HEIC says of its picture: colours, and the clean aperture, beyond which nothing may be seen."""

import struct
from pathlib import Path

import pytest
from PIL import Image

from pipelines.imaging.boxes import Properties, read_properties
from pipelines.imaging.code_points import CodePoints
from pipelines.imaging.darkroom import read_facts
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from tests.pipelines.avif import Clap, avif
from tests.pipelines.heic import HEIC, box, of_the_tile, turned, with_properties
from tests.pipelines.pictures import BLUE, RED, corners, developed, distance, profile, quarters

SIZE = (128, 64)
BOX = 0, 0, 64, 64
LEFT_HALF: Clap = (64, 1, 64, 1, -32, 1, 0, 1)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("clap", "shown"),
    [
        (LEFT_HALF, (0, 0, 64, 64)),
        ((64, 1, 32, 1, 32, 1, 16, 1), (64, 32, 128, 64)),
        ((128, 2, 64, 1, -64, 2, 0, 1), (0, 0, 64, 64)),
        ((127, 2, 63, 2, 0, 1, 0, 1), (33, 17, 95, 47)),  # half pixels are not shown
        ((200, 1, 64, 1, 0, 1, 0, 1), None),
        ((64, 1, 64, 1, -64, 1, 0, 1), (0, 0, 32, 64)),
        ((128, 1, 64, 1, 0, 1, 0, 1), None),
    ],
)
def test_the_aperture_is_read_with_fractions_and_offsets(clap: Clap, shown: tuple[int, int, int, int] | None) -> None:
    data = avif(quarters(SIZE), clap=clap)
    assert read_properties(data) == Properties(SIZE, CodePoints(1, 13), shown)


@pytest.mark.parametrize("clap", [(64, 0, 64, 1, 0, 1, 0, 1), (0, 1, 64, 1, 0, 1, 0, 1), (9, 1, 9, 1, 999, 1, 0, 1)])
def test_an_aperture_that_shows_nothing_is_refused(tmp_path: Path, clap: Clap) -> None:
    with pytest.raises(Refusal) as refusal:
        read_facts(_written(tmp_path / "photo.avif", avif(quarters(SIZE), clap=clap)), Limits())
    assert refusal.value.key == "broken"


@pytest.mark.parametrize("brand", [b"avif", b"mif1"])
def test_what_was_cropped_away_is_in_no_rendition(tmp_path: Path, brand: bytes) -> None:
    data = avif(quarters(SIZE), clap=LEFT_HALF)
    path = _written(tmp_path / "photo.avif", data[:8] + brand + data[12:])
    facts = read_facts(path, Limits())
    assert (facts.width, facts.height) == (64, 64)
    made, images = developed(
        path, profile("full"), profile("small", long_edge=32), profile("square", aspect="1:1"), box=(0, 0, 64, 64)
    )
    assert [image.size for image in images] == [(64, 64), (32, 32), (64, 64)]
    for image in images:
        assert corners(image) == ["red", "red", "blue", "blue"]
    assert made.warnings == ()


@pytest.mark.parametrize(
    ("orientation", "seen"),
    [
        (6, ["blue", "red", "blue", "red"]),
        (3, ["blue", "blue", "red", "red"]),
        (5, ["red", "blue", "red", "blue"]),
    ],
)
def test_the_aperture_comes_before_the_turn(tmp_path: Path, orientation: int, seen: list[str]) -> None:
    """ISO 23000-22 7.3.6.7: clean aperture, then rotation, then mirror. libavif writes EXIF's orientation as both."""
    exif = Image.Exif()
    exif[274] = orientation
    data = avif(quarters(SIZE), clap=LEFT_HALF, exif=exif)
    assert b"irot" in data or b"imir" in data
    _, (image,) = developed(_written(tmp_path / "photo.avif", data), profile())
    assert (image.size, corners(image)) == ((64, 64), seen)


def test_exif_alone_turns_no_avif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    data = bytearray(avif(quarters(SIZE), exif=exif))
    data[data.index(b"irot") + 4] = 0
    assert read_facts(_written(tmp_path / "photo.avif", bytes(data)), Limits()).orientation == 1


def test_a_heic_is_cropped_once(tmp_path: Path) -> None:
    clap = box(b"clap", struct.pack(">8i", 32, 1, 48, 1, -16, 1, 0, 1))
    path = _written(tmp_path / "photo.heic", with_properties(clap))
    facts = read_facts(path, Limits())
    assert (facts.width, facts.height) == (32, 48)
    _, (image,) = developed(path, profile())
    assert image.size == (32, 48)
    for point, colour in (((4, 4), RED), ((28, 4), RED), ((4, 44), BLUE), ((28, 44), BLUE)):
        assert distance(image.getpixel(point), colour) < 40


def test_the_properties_of_another_item_do_not_count() -> None:
    size = read_properties(HEIC).size
    assert size == (64, 48), "the primary item is the grid, not its tile of 64 x 64"
    assert read_properties(turned(1)).aperture is None


@pytest.mark.parametrize("end", range(0, 400, 7))
def test_a_file_cut_anywhere_gives_what_can_be_read(end: int) -> None:
    assert isinstance(read_properties(avif(quarters(SIZE))[:end]), Properties)


def test_an_aperture_of_nothing_known_is_refused() -> None:
    with pytest.raises(Refusal, match="of no picture"):
        read_properties(box(b"ftyp", b"avis\0\0\0\0avis") + _sequence(LEFT_HALF))


def _sequence(clap: Clap | None) -> bytes:
    """A track's boxes down to its sample entry."""
    inside = box(b"colr", b"nclx" + struct.pack(">3HB", 12, 13, 1, 0x80))
    inside += box(b"clap", struct.pack(">8i", *clap)) if clap else b""
    data = box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(b"av01", bytes(78) + inside))
    for name in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        data = box(name, data)
    return data


def test_a_sequence_s_track_counts_before_its_still() -> None:
    """libavif plays the track of a file that has both."""
    still = avif(quarters(SIZE))
    assert read_properties(still + _sequence(LEFT_HALF)) == Properties(SIZE, CodePoints(12, 13), (0, 0, 64, 64))
    assert read_properties(avif(quarters(SIZE), clap=LEFT_HALF) + _sequence(None)).aperture == (0, 0, 64, 64)


def test_colours_of_the_tiles_are_the_picture_s() -> None:
    """Some cameras give them to the tiles, not to the picture that these make up."""
    colours = box(b"colr", b"nclx" + struct.pack(">3HB", 12, 13, 6, 0x80))
    assert read_properties(with_properties(colours)).code_points == CodePoints(12, 13)
    assert read_properties(of_the_tile(colours)).code_points == CodePoints(12, 13)
    other = box(b"colr", b"nclx" + struct.pack(">3HB", 9, 16, 9, 0x80))
    assert read_properties(of_the_tile(colours, other)).code_points == CodePoints(9, 16)


def test_a_picture_too_large_for_the_decoder_is_refused_for_its_size(tmp_path: Path) -> None:
    data = bytearray(avif(quarters(SIZE)))
    struct.pack_into(">2I", data, data.index(b"ispe") + 8, 17_000, 17_000)
    with pytest.raises(Refusal) as refusal:
        read_facts(_written(tmp_path / "photo.avif", bytes(data)), Limits())
    assert (refusal.value.key, refusal.value.detail) == ("too_many_pixels", "289 megapixels, allowed are 80")
