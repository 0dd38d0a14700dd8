"""Colours told by code points, held against the standards' formulas in numpy and against libavif's own decoder."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.imaging.code_points import (
    CURVES,
    PRIMARIES,
    CodePoints,
    hlg_light,
    pq_light,
    pq_value,
    profile_of,
    toned,
)
from pipelines.imaging.colour import describe_profile, to_srgb
from tests.pipelines.avif import avif
from tests.pipelines.icc_profiles import Floats, delta_e, srgb_decoded, srgb_encoded
from tests.pipelines.pictures import developed, distance, profile
from tests.system_programs import find_program

# Linear light of BT.2020 and Display P3 in sRGB's primaries: rows of red, green, blue (ITU-R BT.2087; CSS Color 4).
BT2020 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
P3 = np.array([[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]])
FULL = profile(quality=100)


def _pq(values: Floats) -> Floats:
    """SMPTE ST 2084 EOTF, in cd/m²."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    root = values ** (1 / m2)
    return np.asarray(10_000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1))


def _pq_inverse(light: Floats | float) -> Floats:
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    root = (np.asarray(light) / 10_000) ** m1
    return np.asarray(((c1 + c2 * root) / (1 + c3 * root)) ** m2)


def _hlg(values: Floats) -> Floats:
    """BT.2100's inverse OETF, then a gamma of 1.2 for 1,000 cd/m²."""
    scene = np.where(values <= 0.5, values**2 / 3, (np.exp((values - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    return np.asarray(1000 * scene**1.2)


def _eetf(light: Floats, peak: float, white: float = 203.0) -> Floats:
    """BT.2390 5.4.1, from black to `peak`, for a display from black to `white`."""
    e1, top = np.minimum(_pq_inverse(light) / _pq_inverse(peak), 1), _pq_inverse(white) / _pq_inverse(peak)
    ks = 1.5 * top - 0.5
    t = (e1 - ks) / max(float(1 - ks), 1e-9)
    spline = (2 * t**3 - 3 * t**2 + 1) * ks + (t**3 - 2 * t**2 + t) * (1 - ks) + (-2 * t**3 + 3 * t**2) * top
    return _pq(np.where(e1 < ks, e1, spline) * _pq_inverse(peak))


def _expected(coded: Floats, transfer: int, primaries: Floats, peak: float) -> Floats:
    """sRGB, 0 to 255, of coded values from 0 to 1."""
    light = _eetf(_pq(coded) if transfer == 16 else _hlg(coded), peak) / 203
    return srgb_encoded(light @ primaries.T) * 255


def _picture() -> Image.Image:
    """Ramps of grey and of colours, in values that are sensible for HDR: nothing above 0.75."""
    x, y = np.meshgrid(np.linspace(0, 0.75, 96), np.linspace(0, 1, 64))
    ramps = np.stack([x, x * (0.6 + 0.4 * y), x * (1 - 0.4 * y)], axis=-1)
    return Image.fromarray(np.rint(ramps * 255).astype(np.uint8), "RGB")


@pytest.mark.parametrize(("transfer", "peak"), [(16, 968.0), (18, 203.0)])
def test_hdr_is_toned_as_the_standards_say(tmp_path: Path, transfer: int, peak: float) -> None:
    path = tmp_path / "photo.avif"
    path.write_bytes(avif(_picture(), (9, transfer)))
    made, (image,) = developed(path, FULL)
    coded = np.asarray(Image.open(path).convert("RGB"), dtype=np.float64) / 255
    expected = _expected(coded, transfer, BT2020, peak)
    error = delta_e(np.asarray(image.convert("RGB"), dtype=np.float64), expected)
    assert error.mean() < 1
    assert np.percentile(error, 99) < 4
    assert delta_e(coded * 255, expected).mean() > 10, "the same without a conversion would not pass"
    assert made.warnings == ("hdr_toned",)


@pytest.mark.parametrize("points", ["9/16/9", "9/18/9", "12/13/1"])
@pytest.mark.parametrize("depth", [10, 12])
def test_deep_pictures_agree_with_libavif_s_decoder(tmp_path: Path, points: str, depth: int) -> None:
    """avifdec gives the values as coded, at full depth; the formulas make sRGB of them. Ours has eight bits of each."""
    _picture().save(tmp_path / "in.png")
    path = tmp_path / "photo.avif"
    options = f"-d {depth} --cicp {points} --min 0 --max 0 -y 444 -s 10".split()
    encode: list[str | Path] = [find_program("avifenc"), *options]
    subprocess.run([*encode, tmp_path / "in.png", path], check=True, capture_output=True)
    subprocess.run([find_program("avifdec"), "-d", "8", path, tmp_path / "out.png"], check=True, capture_output=True)
    coded = np.asarray(Image.open(tmp_path / "out.png").convert("RGB"), dtype=np.float64) / 255
    _, (image,) = developed(path, FULL)
    if points.startswith("12"):
        expected = srgb_encoded(srgb_decoded(coded) @ P3.T) * 255
    else:
        transfer, peak = (16, 968.0) if points == "9/16/9" else (18, 203.0)
        expected = _expected(coded, transfer, BT2020, peak)
    assert delta_e(np.asarray(image.convert("RGB"), dtype=np.float64), expected).mean() < 2


def test_white_of_an_hdr_picture_is_white() -> None:
    assert pq_light(pq_value(203)) == pytest.approx(203)
    assert hlg_light(0.75) == pytest.approx(203, abs=0.5), "BT.2408: 75 % of HLG is reference white"
    assert toned(203, 203) == pytest.approx(203)
    assert toned(1000, 1000) == pytest.approx(203)
    assert [round(toned(light, 1000)) for light in (1, 26, 100, 203)] == [1, 26, 99, 159], "shadows stay, lights bend"


def test_a_few_bright_pixels_do_not_darken_a_picture() -> None:
    picture = Image.new("RGB", (200, 200), (148, 148, 148))  # reference white in PQ
    picture.paste((230, 230, 230), (0, 0, 6, 6))
    profile_made = profile_of(CodePoints(9, 16), picture)
    converted, _ = to_srgb(picture, None, profile_made)
    assert distance(converted.getpixel((100, 100)), (255, 255, 255)) <= 1


def test_a_picture_of_specular_light_is_bounded() -> None:
    """Beyond 1,000 cd/m² nothing is told apart, so that the rest keeps its brightness."""
    bright, brightest = (profile_of(CodePoints(9, 16), Image.new("RGB", (9, 9), (value,) * 3)) for value in (192, 255))
    assert bright == brightest


@pytest.mark.parametrize("transfer", sorted({*CURVES, 16, 18}))
def test_every_known_pair_keeps_black_white_and_greys(transfer: int) -> None:
    ramp = Image.linear_gradient("L").resize((2, 256)).convert("RGB")
    for primaries in PRIMARIES:
        points = CodePoints(primaries, transfer)
        converted, remarks = to_srgb(ramp.copy(), None, profile_of(points, ramp))
        assert remarks == ()
        assert distance(converted.getpixel((0, 0)), (0, 0, 0)) <= (1 if transfer not in (9, 10) else 30)
        assert distance(converted.getpixel((0, 255)), (255, 255, 255)) <= 2
        values = np.asarray(converted, dtype=np.int16).reshape(-1, 3)
        assert (np.diff(values[:, 1]) >= 0).all()
        assert np.ptp(values, axis=1).max() <= 4


@pytest.mark.parametrize("points", [(0, 13), (3, 13), (1, 0), (1, 3), (23, 16), (9, 19), (65535, 65535)])
def test_what_is_not_in_the_tables_is_not_guessed(tmp_path: Path, points: tuple[int, int]) -> None:
    assert profile_of(CodePoints(*points), Image.new("RGB", (1, 1))) is None
    path = tmp_path / "photo.avif"
    path.write_bytes(avif(Image.new("RGB", (32, 32), (200, 100, 50)), points))
    made, (image,) = developed(path, FULL)
    assert made.warnings == ("unknown_colours",)
    assert distance(image.getpixel((9, 9)), (200, 100, 50)) <= 2


@pytest.mark.parametrize(
    ("points", "name"),
    [((9, 16), "BT.2020 PQ"), ((12, 13), "Display P3 sRGB"), *(((1, n), None) for n in (13, 1, 6)), ((2, 2), None)],
)
def test_it_has_a_name_unless_it_is_srgb(points: tuple[int, int], name: str | None) -> None:
    made = profile_of(CodePoints(*points), Image.new("RGB", (1, 1)))
    assert (describe_profile(made) if made else None) == name
    assert CodePoints(*points).name == (name or "")
