"""Which declaration of colours counts, in each container and with each other."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from pipelines.imaging.code_points import pq_light
from pipelines.imaging.colour import SRGB_TAG
from pipelines.imaging.darkroom import read_facts
from pipelines.imaging.declared import UNKNOWN, points_of_chunk
from pipelines.imaging.icc import code_points_in
from pipelines.recipes import Limits
from tests.pipelines.avif import avif
from tests.pipelines.camera_exif import HEAD, colour_exif
from tests.pipelines.heic import box, with_properties
from tests.pipelines.icc_profiles import P3, matrix_profile, powered, srgb_decoded
from tests.pipelines.metadata.makers import chunk, raw_profile
from tests.pipelines.pictures import RED, developed, distance, profile, quarters

FULL = profile(quality=100)
COLOUR = (200, 100, 50)
AS_P3 = (215, 93, 31)  # Display P3's COLOUR in sRGB, by the matrices of CSS Color 4
PICTURE = Image.new("RGB", (32, 32), COLOUR)
P3_PROFILE = matrix_profile("P3", srgb_decoded, P3)
P3_CHUNK, PQ_CHUNK = bytes((12, 13, 0, 1)), bytes((9, 16, 0, 1))
P3_POINTS = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)


def _png(*chunks: tuple[bytes, bytes], **options: object) -> bytes:
    """The picture as a PNG with chunks behind the header."""
    sink = io.BytesIO()
    PICTURE.save(sink, "PNG", **options)
    data = sink.getvalue()
    added = b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
    return data[:33] + added + data[33:]


def _gama(gamma: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(gamma * 100_000))


def _chrm(*points: float) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(point * 100_000) for point in points))


def _seen(tmp_path: Path, data: bytes, *warnings: str) -> tuple[int, int, int]:
    path = tmp_path / "photo"
    path.write_bytes(data)
    made, (image,) = developed(path, FULL)
    assert made.warnings == warnings
    pixel = image.getpixel((16, 16))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


PNGS: dict[str, tuple[bytes, tuple[int, int, int]]] = {
    "nothing": (_png(), COLOUR),
    "cICP": (_png((b"cICP", P3_CHUNK)), AS_P3),
    "cICP beside sRGB's profile": (_png((b"cICP", P3_CHUNK), icc_profile=SRGB_TAG), AS_P3),
    "cICP for sRGB beside P3's profile": (_png((b"cICP", bytes((1, 13, 0, 1))), icc_profile=P3_PROFILE), COLOUR),
    "cICP beside sRGB": (_png((b"cICP", P3_CHUNK), (b"sRGB", b"\0")), AS_P3),
    "profile beside gAMA": (_png(_gama(1.0), icc_profile=P3_PROFILE), AS_P3),
    "cHRM": (_png(_chrm(*P3_POINTS)), AS_P3),
    "cHRM and gAMA": (_png(_gama(0.45455), _chrm(*P3_POINTS)), AS_P3),
    "sRGB beside cHRM": (_png((b"sRGB", b"\0"), _chrm(*P3_POINTS)), COLOUR),
    "gAMA of sRGB": (_png(_gama(0.45455)), COLOUR),
    "linear gAMA": (_png(_gama(1.0)), (229, 168, 122)),
    "gAMA of old Macs": (_png(_gama(0.55556)), (210, 119, 65)),
    "gAMA of nothing": (_png(_gama(0.0)), COLOUR),
    "gAMA beyond sense": (_png(_gama(40.0)), COLOUR),
    "cHRM of nothing": (_png(_chrm(*[0.0] * 8)), COLOUR),
    "cHRM on a line": (_png(_chrm(0.3, 0.3, 0.1, 0.1, 0.2, 0.2, 0.4, 0.4)), COLOUR),
    "Adobe's EXIF": (_png(exif=HEAD + colour_exif(0xFFFF, b"R03")), (227, 100, 42)),
    "sRGB beside Adobe's EXIF": (_png((b"sRGB", b"\0"), exif=HEAD + colour_exif(0xFFFF, b"R03")), COLOUR),
}


@pytest.mark.parametrize("name", PNGS)
def test_a_png_s_colours_are_declared_in_this_order(tmp_path: Path, name: str) -> None:
    data, seen = PNGS[name]
    assert distance(_seen(tmp_path, data), seen) <= 3


@pytest.mark.parametrize("chunk", [bytes((9, 16, 9, 1)), bytes((9, 16, 0, 0)), bytes((200, 13, 0, 1))])
def test_colours_that_a_png_tells_in_an_unknown_way_are_remarked(tmp_path: Path, chunk: bytes) -> None:
    assert distance(_seen(tmp_path, _png((b"cICP", chunk)), "unknown_colours"), COLOUR) <= 2


def test_a_chunk_of_another_length_is_none() -> None:
    assert points_of_chunk(b"\x09\x10\0") is None
    assert points_of_chunk(None) is None
    assert points_of_chunk(bytes((9, 16, 0, 0))) == UNKNOWN


def test_an_hdr_png_is_toned(tmp_path: Path) -> None:
    """Reference white and a grey of 47 cd/m² (SMPTE ST 2084)."""
    for coded, seen in ((148, 255), (111, 133)):
        picture = Image.new("RGB", (32, 32), (coded,) * 3)
        sink = io.BytesIO()
        picture.save(sink, "PNG")
        data = sink.getvalue()
        chunk = struct.pack(">I", 4) + b"cICP" + PQ_CHUNK + struct.pack(">I", zlib.crc32(b"cICP" + PQ_CHUNK))
        assert distance(_seen(tmp_path, data[:33] + chunk + data[33:], "hdr_toned"), (seen,) * 3) <= 2


def test_an_avif_s_profile_counts_before_its_nclx(tmp_path: Path) -> None:
    assert distance(_seen(tmp_path, avif(PICTURE, (12, 13))), AS_P3) <= 3
    assert distance(_seen(tmp_path, avif(PICTURE, (9, 16), icc_profile=P3_PROFILE)), AS_P3) <= 3
    assert distance(_seen(tmp_path, avif(PICTURE, (12, 13), icc_profile=SRGB_TAG)), COLOUR) <= 3


def test_where_an_avif_s_profile_is_damaged_its_nclx_counts(tmp_path: Path) -> None:
    data = avif(PICTURE, (12, 13), icc_profile=b"damaged" * 30)
    assert distance(_seen(tmp_path, data, "bad_colour_profile"), AS_P3) <= 3


def test_a_heic_s_nclx_counts(tmp_path: Path) -> None:
    path = tmp_path / "photo.heic"
    seen = {}
    for primaries in (1, 12):
        nclx = box(b"colr", b"nclx" + struct.pack(">3HB", primaries, 13, 1, 0x80))
        path.write_bytes(with_properties(nclx))
        _, (image,) = developed(path, FULL)
        seen[primaries] = image.getpixel((8, 8))
        assert read_facts(path, Limits()).icc == (None if primaries == 1 else "Display P3 sRGB")
    assert distance(seen[1], RED) < 25
    assert distance(seen[12], (218, 0, 19)) < 25
    assert quarters((8, 8)).getpixel((1, 1)) == RED


def test_the_declared_colours_are_a_fact(tmp_path: Path) -> None:
    for data, name in (
        (avif(PICTURE, (9, 18)), "BT.2020 HLG"),
        (_png(_chrm(*P3_POINTS)), "PNG gAMA and cHRM"),
        (_png(), None),
    ):
        (tmp_path / "photo").write_bytes(data)
        assert read_facts(tmp_path / "photo", Limits()).icc == name


def test_grey_told_by_code_points_stays_grey(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add(b"cICP", P3_CHUNK)
    Image.new("L", (32, 32), 120).save(tmp_path / "photo.png", pnginfo=info)
    assert distance(_seen(tmp_path, (tmp_path / "photo.png").read_bytes()), (120, 120, 120)) <= 2


def _hdr_profile(primaries: int, transfer: int) -> bytes:
    """Display P3's profile with a tag that names code points (ICC.1:2022, 9.2.17)."""
    count = int.from_bytes(P3_PROFILE[128:132], "big")
    moved = b"".join(
        struct.pack(">4sII", name, start + 12, size)
        for name, start, size in struct.iter_unpack(">4sII", P3_PROFILE[132 : 132 + 12 * count])
    )
    body = P3_PROFILE[132 + 12 * count :]
    tag = struct.pack(">4sII", b"cicp", 132 + 12 * (count + 1) + len(body), 12)
    written = P3_PROFILE[4:128] + struct.pack(">I", count + 1) + moved + tag + body
    return struct.pack(">I", len(written) + 16) + written + b"cicp\0\0\0\0" + bytes((primaries, transfer, 0, 1))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"])
def test_a_profile_that_says_hdr_is_toned(tmp_path: Path, kind: str) -> None:
    options = {"quality": 100} if kind in ("JPEG", "WEBP", "AVIF") else {}
    for coded, seen in ((148, 255), (111, 133)):
        picture = Image.new("RGB", (32, 32), (coded,) * 3)
        picture.save(tmp_path / "hdr", kind, icc_profile=_hdr_profile(9, 16), **options)
        assert distance(_seen(tmp_path, (tmp_path / "hdr").read_bytes(), "hdr_toned"), (seen,) * 3) <= 4


def test_a_profile_that_names_other_code_points_is_used_as_it_is(tmp_path: Path) -> None:
    PICTURE.save(tmp_path / "a", "PNG", icc_profile=_hdr_profile(1, 13))
    assert distance(_seen(tmp_path, (tmp_path / "a").read_bytes()), AS_P3) <= 3


@pytest.mark.parametrize("icc", [b"", b"cicp" * 50, bytes(127) + b"\xff" * 40])
def test_damaged_profiles_name_nothing(icc: bytes) -> None:
    assert code_points_in(icc) is None


def test_a_profile_with_a_curve_for_hdr_alone_is_remarked(tmp_path: Path) -> None:
    """Middle grey would be almost black; which light is white, nothing tells."""
    steep = matrix_profile("PQ", lambda values: np.asarray([pq_light(value) / 10_000 for value in values]), P3)
    PICTURE.save(tmp_path / "a", "PNG", icc_profile=steep)
    _seen(tmp_path, (tmp_path / "a").read_bytes(), "unknown_colours")
    PICTURE.save(tmp_path / "a", "PNG", icc_profile=matrix_profile("Mac", powered(2.8), P3))
    _seen(tmp_path, (tmp_path / "a").read_bytes())


def test_a_profile_in_a_png_s_text_counts(tmp_path: Path) -> None:
    raw = raw_profile("icc", P3_PROFILE)
    sink = io.BytesIO()
    PICTURE.save(sink, "PNG")
    data = sink.getvalue()
    assert distance(_seen(tmp_path, data[:33] + raw + data[33:]), AS_P3) <= 3
    srgb = chunk(b"sRGB", b"\0")
    assert distance(_seen(tmp_path, data[:33] + srgb + raw + data[33:]), COLOUR) <= 1
