"""Pixels through the whole darkroom: where they were, as many as promised, as deep as they were, the first picture's.

The reference is Pillow's own Lanczos, straight from the full picture to each size; ours comes down a ladder,
from a JPEG that libjpeg may have decoded smaller, by another library.
"""

import io
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pipelines.imaging.encode import encode
from pipelines.recipes import Profile
from tests.pipelines.heic import HEIC, turned, with_depth_map
from tests.pipelines.pictures import corners, developed, distance, jpeg, profile, quarters, saved, scene

Floats = npt.NDArray[np.float64]

SIZE = (2400, 1600)
LADDER = [profile(f"p{edge}", long_edge=edge, quality=95) for edge in (1600, 1001, 400)]
# Small enough for libjpeg to hand over a quarter of the picture's sides.
DRAFTED = [profile("p400", long_edge=400, quality=95), profile("p333", long_edge=333, quality=95)]


def _waves() -> tuple[Floats, Floats]:
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    return across.astype(np.float64), down.astype(np.float64)


def _edges() -> Floats:
    """Slanted black and white bars, a few degrees off both axes."""
    across, down = _waves()
    return np.where((np.floor((across + 0.13 * down) / 90) + np.floor((down - 0.11 * across) / 70)) % 2, 225.0, 30.0)


def _gradient() -> Floats:
    across, down = _waves()
    return 30 + 190 * (across / SIZE[0]) * (down / SIZE[1])


def _noise() -> Floats:
    return np.random.default_rng(3).normal(128, 40, SIZE[::-1])


def _zone_plate() -> Floats:
    """Rings that grow finer outwards, to two pixels at the long edge."""
    across, down = _waves()
    radius = (across - SIZE[0] / 2) ** 2 + (down - SIZE[1] / 2) ** 2
    return 128 + 110 * np.cos(np.pi * radius / (2 * SIZE[0]))


PICTURES: dict[str, Callable[[], Floats]] = {
    "edges": _edges,
    "gradient": _gradient,
    "noise": _noise,
    "zone plate": _zone_plate,
}


@cache
def _source(name: str) -> bytes:
    grey = np.clip(PICTURES[name](), 0, 255).astype(np.uint8)
    # Three channels that differ, and equal chroma: subsampling shall not blur what is measured.
    return jpeg(Image.fromarray(np.stack((grey, grey, grey), axis=-1)), quality=97, subsampling=0)


def _luminance(image: Image.Image) -> Floats:
    return np.asarray(image.convert("L"), dtype=np.float64)


def shift(ours: Floats, reference: Floats) -> tuple[float, float]:
    """By how many pixels, across and down, `ours` lies to the right of and below the reference.

    Least squares on the reference's slopes (Lucas and Kanade): exact to hundredths for shifts below a pixel.
    """
    down, across = np.gradient(reference)
    slopes = np.stack((across.ravel(), down.ravel()))
    moved = -np.linalg.lstsq(slopes @ slopes.T, slopes @ (ours - reference).ravel(), rcond=None)[0]
    return float(moved[0]), float(moved[1])


def _whole(name: str) -> Image.Image:
    return Image.open(io.BytesIO(_source(name))).convert("L")


def _direct(whole: Image.Image, made: Profile) -> Floats:
    """Pillow's Lanczos from the full picture, by the same encoder."""
    size = (made.long_edge or SIZE[0], round(Fraction((made.long_edge or SIZE[0]) * SIZE[1], SIZE[0])))
    small = whole.resize(size, Image.Resampling.LANCZOS).convert("RGB")
    return _luminance(Image.open(io.BytesIO(encode(small, made))))


def _moved(whole: Image.Image, made: Profile) -> Image.Image:
    """The full picture moved left by half a pixel of the rendition."""
    step = SIZE[0] / (made.long_edge or SIZE[0]) / 2
    return whole.transform(SIZE, Image.Transform.AFFINE, (1, 0, step, 0, 1, 0), Image.Resampling.BICUBIC)


def _difference(one: Floats, other: Floats) -> float:
    return float(np.abs(one - other).mean())


# A gradient has too little slope for a shift to be told from rounding: there the difference alone counts.
SHARP = ["edges", "noise", "zone plate"]


@pytest.mark.parametrize("name", SHARP)
@pytest.mark.parametrize("ladder", [LADDER, DRAFTED], ids=["from the full decode", "from a smaller decode"])
def test_no_rendition_is_shifted(tmp_path: Path, name: str, ladder: list[Profile]) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(_source(name))
    _, images = developed(path, *ladder)
    whole = _whole(name)
    for made, image in zip(ladder, images, strict=True):
        direct, moved = _direct(whole, made), _direct(_moved(whole, made), made)
        assert max(map(abs, shift(_luminance(image), direct))) < 0.02
        assert shift(moved, direct)[0] < -0.4, "half a pixel would be seen"


@pytest.mark.parametrize("name", PICTURES)
def test_renditions_look_as_pillow_makes_them(tmp_path: Path, name: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(_source(name))
    _, images = developed(path, *LADDER)
    whole = _whole(name)
    for made, image in zip(LADDER, images, strict=True):
        direct, moved = _direct(whole, made), _direct(_moved(whole, made), made)
        # Half of what half a pixel would make; and rounding alone, where that is little.
        assert _difference(_luminance(image), direct) < max(0.5, min(2.0, _difference(moved, direct) / 2))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 300), st.integers(1, 300), st.lists(st.integers(16, 400), min_size=1, max_size=4, unique=True))
def test_sizes_are_exact_to_the_pixel(tmp_path: Path, width: int, height: int, edges: list[int]) -> None:
    path = saved(Image.new("L", (width, height), 90), tmp_path / "photo.png", "PNG")
    made, images = developed(path, *(profile(f"p{edge}", long_edge=edge) for edge in edges))
    for edge, file, image in zip(edges, made.renditions, images, strict=True):
        longest = min(edge, max(width, height))
        # Half a pixel is rounded up.
        exact = [Fraction(side * longest, max(width, height)) + Fraction(1, 2) for side in (width, height)]
        assert image.size == (file.width, file.height) == tuple(max(1, side.__floor__()) for side in exact)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(colour: int, depth: int, row: bytes, *chunks: bytes) -> bytes:
    """A PNG of 64 x 64 whose rows are all alike: Pillow writes few of the kinds it reads."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, depth, colour, 0, 0, 0))
    pixels = _chunk(b"IDAT", zlib.compress((b"\0" + row) * 64))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + _chunk(b"IEND", b"")


def _tiff(order: str, samples: int, bits: int, kind: int, pixel: bytes) -> bytes:
    """A TIFF of 64 x 64 equal pixels; `kind` is the sample format: 1 integer, 3 float (TIFF 6.0)."""
    shape = [(256, 64), (257, 64), (258, bits), (259, 1), (262, 2 if samples == 3 else 1), (273, 200)]
    shape += [(277, samples), (278, 64), (279, 4096 * len(pixel)), (339, kind)]
    entries = b""
    for tag, value in shape:
        many = samples if tag in (258, 339) and samples > 1 else 1
        field = (
            struct.pack(f"{order}I", 180 if tag == 258 else 190) if many > 1 else struct.pack(f"{order}HH", value, 0)
        )
        entries += struct.pack(f"{order}HHI", tag, 3, many) + field
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HIH", 42, 8, len(shape)) + entries + bytes(4)
    lists = struct.pack(f"{order}3H", *[bits] * 3) + bytes(4) + struct.pack(f"{order}3H", *[kind] * 3)
    return (head.ljust(180, b"\0") + lists).ljust(200, b"\0") + pixel * 4096


HALF, DEEP = (51, 128, 204), struct.pack(">HHH", 51 * 257, 128 * 257, 204 * 257)
GREY = (128, 128, 128)
KINDS: dict[str, tuple[bytes, tuple[int, int, int]]] = {
    "png 16 bits rgb": (_png(2, 16, DEEP * 64), HALF),
    "png 16 bits rgba, half clear": (_png(6, 16, (bytes(6) + b"\x80\x80") * 64), (127, 127, 127)),
    "png 16 bits grey, clear": (_png(4, 16, (b"\0\0" + bytes(2)) * 64), (255, 255, 255)),
    "png 16 bits grey": (_png(0, 16, b"\x80\x80" * 64), GREY),
    "png 1 bit": (_png(0, 1, b"\xff" * 8), (255, 255, 255)),
    "png 2 bits grey": (_png(0, 2, b"\xaa" * 16), (170, 170, 170)),
    "png palette": (_png(3, 2, b"\x55" * 16, _chunk(b"PLTE", bytes((9, 9, 9, *HALF)))), HALF),
    "png palette, clear": (
        _png(3, 1, b"\xff" * 8, _chunk(b"PLTE", bytes((9, 9, 9, *HALF))), _chunk(b"tRNS", b"\xff\0")),
        (255, 255, 255),
    ),
    "png rgb, one colour clear": (
        _png(2, 8, bytes(HALF) * 64, _chunk(b"tRNS", struct.pack(">HHH", *HALF))),
        (255, 255, 255),
    ),
    "png grey, one value clear": (_png(0, 8, b"\x05" * 64, _chunk(b"tRNS", b"\0\5")), (255, 255, 255)),
    "tiff 16 bits rgb, little-endian": (_tiff("<", 3, 16, 1, struct.pack("<3H", *(v * 257 for v in HALF))), HALF),
    "tiff 16 bits rgb, big-endian": (_tiff(">", 3, 16, 1, DEEP), HALF),
    "tiff 16 bits grey, little-endian": (_tiff("<", 1, 16, 1, b"\x80\x80"), GREY),
    "tiff 16 bits grey, big-endian": (_tiff(">", 1, 16, 1, b"\x80\x80"), GREY),
    "tiff float": (_tiff("<", 1, 32, 3, struct.pack("<f", 0.5)), GREY),
}


@pytest.mark.parametrize("kind", KINDS)
def test_depth_and_transparency_come_out_right(tmp_path: Path, kind: str) -> None:
    data, expected = KINDS[kind]
    path = tmp_path / "photo"
    path.write_bytes(data)
    _, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((32, 32)), expected) <= 1


@pytest.mark.parametrize("rotation", range(4))
@pytest.mark.parametrize("mirror", [None, 0, 1])
def test_a_heic_is_turned_once(tmp_path: Path, rotation: int, mirror: int | None) -> None:
    path = tmp_path / "phone.heic"
    path.write_bytes(turned(rotation, mirror))
    expected = quarters((64, 48)).rotate(90 * rotation, expand=True)
    if mirror is not None:
        expected = expected.transpose((Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)[mirror])
    _, (image,) = developed(path, profile())
    assert image.size == expected.size
    assert corners(image) == corners(expected)


def test_a_depth_map_is_dropped(tmp_path: Path) -> None:
    images = []
    for name, data in (("plain", HEIC), ("deep", with_depth_map())):
        (tmp_path / name).write_bytes(data)
        made, (image,) = developed(tmp_path / name, profile())
        assert made.warnings == ()
        images.append(image.tobytes())
    assert images[0] == images[1]


HDR = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif"])
def test_a_gain_map_is_dropped(tmp_path: Path, kind: str) -> None:
    """Ultra HDR is a JPEG with XMP that speaks of a second JPEG behind the first."""
    sink = io.BytesIO()
    gain = Image.linear_gradient("L").resize((80, 60))
    scene().save(sink, "MPO", save_all=True, append_images=[gain], xmp=HDR, quality=95)
    (tmp_path / "ultra.jpg").write_bytes(sink.getvalue())
    (tmp_path / "plain.jpg").write_bytes(jpeg(scene(), quality=95))
    files = []
    for name in ("ultra.jpg", "plain.jpg"):
        made, _ = developed(tmp_path / name, profile(format=kind))
        assert made.warnings == ()
        files.append((tmp_path / made.renditions[0].filename).read_bytes())
    assert b"hdrgm" in sink.getvalue()
    assert files[0] == files[1]


@pytest.mark.parametrize("kind", ["MPO", "AVIF", "WEBP", "PNG", "TIFF"])
def test_the_first_picture_is_the_one(tmp_path: Path, kind: str) -> None:
    others = [quarters().rotate(180), Image.new("RGB", (320, 240))]
    path = saved(quarters(), tmp_path / "many", kind, save_all=True, append_images=others)
    made, (image,) = developed(path, profile(long_edge=100))
    assert corners(image) == ["red", "green", "blue", "yellow"]
    assert made.warnings == (() if kind == "MPO" else ("first_frame_only",))


@pytest.mark.parametrize("progressive", [True, False])
def test_a_jpeg_is_progressive_if_its_profile_says_so(tmp_path: Path, progressive: bool) -> None:
    _, (image,) = developed(saved(scene(), tmp_path / "photo.jpg"), profile(progressive=progressive))
    assert ("progressive" in image.info) == progressive


def test_a_photo_that_ends_in_mid_grey_is_a_photo(tmp_path: Path) -> None:
    """The grey that libjpeg puts where a file stops is also the grey of a card, a wall, a road."""
    picture = scene()
    picture.paste((128, 128, 128), (0, 200, 320, 240))
    path = saved(picture, tmp_path / "wall.jpg", quality=95)
    made, (image,) = developed(path, profile())
    assert made.warnings == ("grey_end",)
    assert image.size == (320, 240)
    lossless, _ = developed(saved(picture, tmp_path / "wall.png", "PNG"), profile())
    assert lossless.warnings == (), "where no decoder fills in, nothing is remarked"
