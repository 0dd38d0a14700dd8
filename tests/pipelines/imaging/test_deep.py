"""HDR pictures keep the steps that are finer than eight bits, as in a clear sky."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipelines.imaging import deep
from pipelines.imaging.code_points import pq_value, srgb_value
from tests.pipelines.heic import HDR_RAMP, HEIC
from tests.pipelines.icc_profiles import Floats
from tests.pipelines.metadata.makers import chunk
from tests.pipelines.pictures import corners, developed, profile

LIGHTS = np.linspace(60, 190, 192)
FULL = profile(quality=100)
PQ = chunk(b"cICP", bytes((9, 16, 0, 1)))


def _png(values: Sequence[float], bits: int, kind: int = 2, *chunks: bytes) -> bytes:
    """A PNG of sixteen equal rows with these values, 0 to 1, as grey in RGB, with alpha as kind 6."""
    code, top = ("H", 65535) if bits == 16 else ("B", 255)
    samples = [sample for value in values for sample in [round(value * top)] * 3 + [top] * (kind == 6)]
    row = b"\0" + struct.pack(f">{len(samples)}{code}", *samples)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", len(values), 16, bits, kind, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(row * 16)) + chunk(b"IEND", b"")
    )


def _row(tmp_path: Path, data: bytes, *warnings: str) -> Floats:
    (tmp_path / "photo").write_bytes(data)
    made, (image,) = developed(tmp_path / "photo", FULL)
    assert made.warnings == warnings
    return np.asarray(np.asarray(image.convert("RGB"))[8], dtype=np.float64)


RAMP = [pq_value(light) for light in LIGHTS]
SEEN = np.array([255 * srgb_value(light / 203) for light in LIGHTS])


@pytest.mark.parametrize("kind", ["PNG", "HEIC"])
def test_a_clear_sky_has_no_stripes(tmp_path: Path, kind: str) -> None:
    row = _row(tmp_path, _png(RAMP, 16, 2, PQ) if kind == "PNG" else HDR_RAMP, "hdr_toned")
    assert np.abs(row - SEEN[:, None]).max() <= 2
    assert np.abs(np.diff(row[:, 1])).max() <= 2
    shallow = _row(tmp_path, _png(RAMP, 8, 2, PQ), "hdr_toned")
    assert np.abs(np.diff(shallow[:, 1])).max() >= 4, "eight bits would not pass"


def test_colours_and_highlights_are_toned_as_in_eight_bits(tmp_path: Path) -> None:
    values = [pq_value(light) for light in np.linspace(1, 2000, 192)]
    rows = [_row(tmp_path, _png(values, bits, 2, PQ), "hdr_toned") for bits in (8, 16)]
    assert np.abs(rows[0] - rows[1]).max() <= 6
    hlg = chunk(b"cICP", bytes((9, 18, 0, 1)))
    values = list(np.linspace(0, 1, 192))
    rows = [_row(tmp_path, _png(values, bits, 2, hlg), "hdr_toned") for bits in (8, 16)]
    assert np.abs(rows[0] - rows[1]).max() <= 4


@pytest.mark.parametrize("kind", ["alpha", "large", "sRGB"])
def test_others_are_read_by_their_eight_bits(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "large":
        monkeypatch.setattr(deep, "MAX_PIXELS", 100)
    if kind == "sRGB":
        row = _row(tmp_path, _png([0.5] * 192, 16))
        assert abs(int(row[0, 0]) - 128) <= 1
        return
    row = _row(tmp_path, _png(RAMP, 16, 6 if kind == "alpha" else 2, PQ), "hdr_toned")
    assert np.abs(row - SEEN[:, None]).max() <= 6


def test_a_heic_of_eight_bits_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(HEIC)
    _, (image,) = developed(tmp_path / "photo", FULL)
    assert corners(image) == ["red", "green", "blue", "yellow"]
