"""What Content Credentials say about AI, in the files that carry them."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL.PngImagePlugin import PngInfo

from pipelines.metadata.containers.jpeg import join_segments
from pipelines.metadata.credentials import read_credentials
from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.heic import HEIC
from tests.pipelines.metadata.carriers import save_photo, value_of
from tests.pipelines.metadata.makers import credentials_box

CAPTURED = b"\x78\x3ahttp://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture\xa1"
FILLED = b"c2pa.placed\x78http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
COMPOSITE = SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia"


@pytest.mark.parametrize(
    ("manifest", "term"),
    [(CAPTURED, "digitalCapture"), (CAPTURED + FILLED, "compositeWithTrainedAlgorithmicMedia"), (b"c2pa", "")],
)
def test_ai_goes_before_what_else_a_manifest_says(manifest: bytes, term: str) -> None:
    assert read_credentials(manifest).digital_source_type == (SOURCE_TYPES + term if term else "")


def segment(number: int, data: bytes) -> bytes:
    body = struct.pack(">2sHI", b"JP", 1, number) + b"\0\0\0\xff" + b"jumb" + data
    return struct.pack(">BBH", 0xFF, 0xEB, len(body) + 2) + body


def test_a_jpeg_s_manifest_goes_over_several_segments(tmp_path: Path) -> None:
    extra = segment(1, FILLED[:60]) + segment(2, FILLED[60:])
    found = read_metadata(save_photo(tmp_path / "a.jpg", extra=extra), "JPEG")
    assert value_of(found.digital_source_type) == (COMPOSITE, "c2pa")
    assert found.warnings == ("ai_marked: compositeWithTrainedAlgorithmicMedia",)


def test_a_png_s_manifest_is_a_chunk(tmp_path: Path) -> None:
    chunks = PngInfo()
    chunks.add(b"caBX", FILLED)
    found = read_metadata(save_photo(tmp_path / "a.png", "PNG", pnginfo=chunks), "PNG")
    assert value_of(found.digital_source_type) == (COMPOSITE, "c2pa")


def _webp(data: bytes) -> bytes:
    grown = data + b"C2PA" + struct.pack("<I", len(FILLED)) + FILLED + bytes(len(FILLED) % 2)
    return grown[:4] + struct.pack("<I", len(grown) - 8) + grown[8:]


@pytest.mark.parametrize(
    ("picture_format", "sign"),
    [("WEBP", _webp), ("AVIF", lambda data: data + credentials_box(FILLED)), ("TIFF", None)],
)
def test_other_formats_have_a_place_of_their_own(
    tmp_path: Path, picture_format: str, sign: Callable[[bytes], bytes] | None
) -> None:
    options = {} if sign else {"tiffinfo": {52545: FILLED}}
    path = save_photo(tmp_path / "a", picture_format, **options)
    if sign:
        path.write_bytes(sign(path.read_bytes()))
    found = read_metadata(path, picture_format)
    assert value_of(found.digital_source_type) == (COMPOSITE, "c2pa")


def test_a_phone_s_heic_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(HEIC + credentials_box(FILLED))
    assert value_of(read_metadata(tmp_path / "a.heic", "HEIF").digital_source_type) == (COMPOSITE, "c2pa")


def test_other_segments_are_no_manifest() -> None:
    assert join_segments([b"", b"J", b"HDR_RI ver=11" + FILLED]) == b""
