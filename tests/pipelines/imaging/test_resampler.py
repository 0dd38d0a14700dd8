"""Both resamplers give the same picture, and a machine without cykooz-resizer develops with Pillow's."""

from __future__ import annotations

import importlib
import sys
from random import Random
from types import ModuleType

import pytest
from PIL import Image, ImageChops, ImageStat

from pipelines import imaging
from pipelines.crop import Size
from pipelines.imaging import resampler, resize
from pipelines.imaging.resampler import Corners, PillowResampler, SimdResampler
from tests.pipelines.pictures import scene

simd_only = pytest.mark.skipif(not resampler.IS_FAST, reason="no cykooz-resizer on this machine")


def _furthest(one: Image.Image, other: Image.Image) -> float:
    return max(high for _low, high in ImageStat.Stat(ImageChops.difference(one, other)).extrema)


@simd_only
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("corners", [None, (17.5, 9.25, 301.0, 200.75)])
@pytest.mark.parametrize("size", [(160, 120), (101, 77), (7, 240)])
def test_both_give_the_same_to_rounding(mode: str, corners: Corners | None, size: Size) -> None:
    noise = Image.frombytes("RGB", (320, 240), Random(1).randbytes(3 * 320 * 240))  # noqa: S311 - to be repeatable
    picture = ImageChops.add(scene(), noise, 2).point(lambda value: 64 + value // 2).convert(mode)
    fast, plain = (one().resample(picture, size, corners) for one in (SimdResampler, PillowResampler))
    assert (fast.mode, fast.size) == (plain.mode, plain.size) == (mode, size)
    assert _furthest(fast, plain) <= 2


@pytest.fixture
def without_simd(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as a machine imports it for which there is no cykooz-resizer."""
    monkeypatch.setitem(sys.modules, "cykooz_resizer", None)
    monkeypatch.delitem(sys.modules, "pipelines.imaging.resampler")
    monkeypatch.setattr(imaging, "resampler", resampler)  # the import below replaces it, until the test ends
    return importlib.import_module("pipelines.imaging.resampler")


def test_pillow_steps_in_where_there_is_no_other(without_simd: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert without_simd.RESAMPLER.name == "Pillow"
    assert not without_simd.IS_FAST
    monkeypatch.setattr(resize, "RESAMPLER", without_simd.RESAMPLER)
    picture = scene((90, 60))
    assert resize.shrink(picture, (45, 30)).size == (45, 30)
    cut = resize.crop_to(picture, (30.0, 20.0, 60.0 + 1e-9, 40.0 + 1e-9), (60, 40))
    assert cut.tobytes() == picture.crop((30, 20, 90, 60)).tobytes()
