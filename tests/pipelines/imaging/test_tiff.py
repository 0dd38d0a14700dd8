"""TIFFs of every layout: read rightly, or refused for what they are; none comes out wrong."""

import contextlib
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, TiffImagePlugin

from pipelines.imaging.boxes import read_properties
from pipelines.imaging.camera_raw import raw_kind
from pipelines.imaging.containers import rare_jpeg
from pipelines.imaging.darkroom import read_facts
from pipelines.imaging.tiff import prepare_planes, unread_kind
from pipelines.metadata.containers.iso_boxes import find_manifest
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from tests.hostile_files.sound_files import seed
from tests.pipelines.pictures import corners, developed, distance, profile, quarters, scene
from tests.pipelines.tiffs import Layout, Page, paged, tiff

SIZE = (32, 24)
LIGHT, DARK = 0.8, 0.25
DEEP = {8: "B", 16: "H", 32: "I"}


def _pixels(layout: Layout, *colour: float) -> bytes:
    """All pixels of one colour, its samples from 0 to 1."""
    count = SIZE[0] * SIZE[1]
    code = {16: "e", 32: "f", 64: "d"}[layout.bits] if layout.sample_format == 3 else DEEP[layout.bits]
    top = 1 if layout.sample_format == 3 else 2**layout.bits - 1
    samples = [sample * top if layout.sample_format == 3 else round(sample * top) for sample in colour]
    if layout.planar:
        return b"".join(struct.pack(f"{layout.order}{count}{code}", *[sample] * count) for sample in samples)
    return struct.pack(f"{layout.order}{len(samples)}{code}", *samples) * count


GREY_ALPHA = Layout(16, 2, 1, (2,))
LAB, ICC_LAB = Layout(16, 3, 8), Layout(16, 3, 9)

READ: dict[str, tuple[Layout, tuple[float, ...], tuple[int, int, int]]] = {
    "grey and alpha": (GREY_ALPHA, (LIGHT, 1), (204, 204, 204)),
    "grey and alpha, clear": (GREY_ALPHA, (DARK, 0), (255, 255, 255)),
    "grey and alpha, half": (GREY_ALPHA, (0, 0.5), (127, 127, 127)),
    "grey and something": (GREY_ALPHA._replace(extra=(0,)), (LIGHT, 1), (204, 204, 204)),
    "grey of 32 bits": (Layout(32), (LIGHT,), (204, 204, 204)),
    "grey of 32 bits, dark": (Layout(32), (DARK,), (64, 64, 64)),
    "negative": (Layout(16, photometric=0), (LIGHT,), (51, 51, 51)),
    "negative of 8 bits": (Layout(8, photometric=0), (LIGHT,), (51, 51, 51)),
    "RGB": (Layout(16, 3, 2), (LIGHT, DARK, 0), (204, 64, 0)),
    "RGB in planes": (Layout(16, 3, 2, planar=True), (LIGHT, DARK, 0), (204, 64, 0)),
    "RGB of 8 bits in planes": (Layout(8, 3, 2, planar=True), (LIGHT, DARK, 0), (204, 64, 0)),
    "RGB and alpha": (Layout(16, 4, 2, (2,)), (LIGHT, DARK, 0, 1), (204, 64, 0)),
    "Lab, grey": (LAB, (0.5, 0, 0), (119, 119, 119)),
    "Lab, red": (LAB, (0.5, 50 / 256, 30 / 256), (202, 79, 72)),
    "Lab, blue": (LAB, (0.5, 10 / 256, 216 / 256), (103, 116, 187)),
    "ICC Lab, red": (ICC_LAB, (0.5, 178 / 255, 158 / 255), (202, 79, 72)),
    "ICC Lab of 8 bits": (ICC_LAB._replace(bits=8), (0.5, 178 / 255, 158 / 255), (202, 79, 72)),
    "CMYK and alpha": (Layout(8, 5, 5, (2,)), (1 - LIGHT, 1 - DARK, 1, 0, 0), (204, 64, 0)),
}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", READ)
def test_a_layout_is_read_as_it_is(tmp_path: Path, name: str, order: str) -> None:
    layout, colour, seen = READ[name]
    layout = layout._replace(order=order)
    path = tmp_path / "photo.tif"
    path.write_bytes(tiff(SIZE, _pixels(layout, *colour), layout))
    made, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((16, 12)), seen) <= 4
    assert made.warnings == (("no_cmyk_profile",) if layout.photometric == 5 else ())


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_what_is_compressed_is_read_alike(tmp_path: Path, compression: str) -> None:
    """libtiff gives samples in this machine's order of bytes, whatever the file's."""
    grey = Image.new("RGBA", SIZE, (0x12, 0xCC, 0xFF, 0xFF))
    path = tmp_path / "photo.tif"
    grey.save(path, "TIFF", compression=compression)
    data = path.read_bytes().replace(struct.pack("<HHI", 277, 3, 1) + b"\4\0", struct.pack("<HHI", 277, 3, 1) + b"\2\0")
    data = _with_tag(_with_tag(data, 262, 1), 338, 2)
    path.write_bytes(_with_bits(data, 16, 2))
    _, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((16, 12)), (204, 204, 204)) <= 1


def _with_tag(data: bytes, tag: int, value: int) -> bytes:
    at = data.index(struct.pack("<HHI", tag, 3, 1))
    return data[: at + 8] + struct.pack("<H", value) + data[at + 10 :]


def _with_bits(data: bytes, bits: int, samples: int) -> bytes:
    at = data.index(struct.pack("<HHI", 258, 3, 4))
    return data[:at] + struct.pack("<HHI2H", 258, 3, samples, bits, bits) + data[at + 12 :]


@pytest.mark.parametrize("compression", ["jpeg", "group3", "group4", "tiff_lzw", "packbits", "tiff_adobe_deflate"])
def test_every_usual_compression_is_read(tmp_path: Path, compression: str) -> None:
    picture = Image.linear_gradient("L").resize((64, 48)).convert("1" if compression.startswith("group") else "RGB")
    path = tmp_path / "photo.tif"
    picture.save(path, "TIFF", compression=compression)
    _, (image,) = developed(path, profile(quality=100))
    for top, seen in ((2, 8), (45, 241)) if picture.mode == "RGB" else ((2, 0), (45, 255)):
        assert distance(image.getpixel((32, top)), (seen,) * 3) <= 6


UNREAD: dict[str, tuple[Layout, str]] = {
    "float": (Layout(32, 3, 2, sample_format=3), "3 x 32 bits, floating point, photometric 2, compression 1"),
    "half float": (Layout(16, 1, 1, sample_format=3), "1 x 16 bits, floating point, photometric 1, compression 1"),
    "RGB of 32 bits": (Layout(32, 3, 2), "3 x 32 bits, photometric 2, compression 1"),
    "planes of grey and alpha": (GREY_ALPHA._replace(planar=True), "2 planes, photometric 1"),
    "CMYK and alpha of 16 bits": (Layout(16, 5, 5, (2,)), "5 x 16 bits, photometric 5, compression 1"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_refused_for_what_it_is(tmp_path: Path, name: str) -> None:
    layout, detail = UNREAD[name]
    path = tmp_path / "photo.tif"
    path.write_bytes(tiff(SIZE, _pixels(layout, *[0.5] * layout.samples), layout))
    with pytest.raises(Refusal) as refusal:
        read_facts(path, Limits())
    assert (refusal.value.key, refusal.value.detail) == ("unusual_pixels", detail)


def test_big_endian_bigtiff_is_told_apart_from_damage(tmp_path: Path) -> None:
    head = b"MM\0+" + struct.pack(">HHQ", 8, 0, 16)
    entries = [(256, 4, 64), (257, 4, 48), (262, 3, 1)]
    table = b"".join(
        struct.pack(">HHQ", tag, kind, 1) + struct.pack(">I" if kind == 4 else ">H", value).ljust(8, b"\0")
        for tag, kind, value in entries
    )
    path = tmp_path / "photo.tif"
    path.write_bytes(head + struct.pack(">Q", len(entries)) + table + bytes(8))
    with pytest.raises(Refusal) as refusal:
        read_facts(path, Limits())
    assert refusal.value.key == "unusual_pixels"


def test_little_endian_bigtiff_is_read(tmp_path: Path) -> None:
    path = tmp_path / "photo.tif"
    scene(SIZE).save(path, "TIFF", big_tiff=True)
    assert path.read_bytes()[:4] == b"II+\0"
    _, (image,) = developed(path, profile())
    assert image.size == SIZE


REDUCED, OLD_REDUCED, OF_MANY, MASK = ((254, 4, [1]),), ((255, 3, [2]),), ((254, 4, [2]),), ((254, 4, [4]),)
WHOLE, THUMBNAIL = quarters(SIZE), scene((8, 6))


@pytest.mark.parametrize(
    ("pages", "warnings"),
    [
        ([Page(THUMBNAIL, REDUCED), Page(WHOLE)], ()),
        ([Page(THUMBNAIL, OLD_REDUCED), Page(WHOLE)], ()),
        ([Page(THUMBNAIL, MASK), Page(THUMBNAIL, REDUCED), Page(WHOLE)], ()),
        ([Page(WHOLE), Page(scene((16, 12)), REDUCED), Page(THUMBNAIL, REDUCED)], ()),
        ([Page(WHOLE), Page(WHOLE, MASK)], ()),
        ([Page(WHOLE, REDUCED)], ()),
        ([Page(WHOLE, OF_MANY), Page(THUMBNAIL, OF_MANY)], ("first_frame_only",)),
    ],
)
def test_the_page_that_is_no_copy_of_another_is_the_photo(
    tmp_path: Path, pages: list[Page], warnings: tuple[str, ...]
) -> None:
    path = tmp_path / "photo.tif"
    path.write_bytes(paged(*pages))
    facts = read_facts(path, Limits())
    assert (facts.width, facts.height, facts.frames) == (*SIZE, 1 + len(warnings))
    made, (image,) = developed(path, profile())
    assert (image.size, corners(image), made.warnings) == (SIZE, ["red", "green", "blue", "yellow"], warnings)


def test_a_photo_behind_its_thumbnail_that_nothing_reads_is_told(tmp_path: Path) -> None:
    path = tmp_path / "photo.tif"
    path.write_bytes(paged(Page(THUMBNAIL, REDUCED), Page(WHOLE, ((259, 3, [52546]),))))
    with pytest.raises(Refusal) as refusal:
        read_facts(path, Limits())
    detail = "3 x 8 bits, photometric 2, compression 52546"
    assert (refusal.value.key, refusal.value.detail) == ("unusual_pixels", detail)


READERS: dict[str, tuple[Callable[[bytes], object], ...]] = {
    "jpeg": (rare_jpeg,),
    **dict.fromkeys(("avif-hdr-cropped", "heic"), (read_properties, find_manifest)),
}


@pytest.mark.parametrize("name", ["avif-hdr-cropped", "heic", "tiff", "tiff-deep-planes", "bigtiff", "jpeg"])
def test_readers_of_structure_refuse_or_read_whatever_comes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred mutants each; beyond a Refusal, which is an answer, nothing is raised."""
    monkeypatch.setattr(TiffImagePlugin, "READ_LIBTIFF", False)  # which a mutant may switch on
    chance, whole = random.Random(name), seed(name)  # noqa: S311 - mutants, the same each time
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.choice((0, 255, chance.randrange(256)))
        cut = bytes(data[: chance.randint(8, len(data))])
        for read in READERS.get(name, (raw_kind, prepare_planes, unread_kind)):
            with contextlib.suppress(Refusal):
                read(cut)
