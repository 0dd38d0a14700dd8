"""How the camera was set, in words."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from archive.models import Original
from desk.components.exposure import exposure_texts, shot_of
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from pipelines.metadata.exposure import Exposure


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1 / 8000, "1/8000 s"), (0.008, "1/125 s"), (0.25, "1/4 s"), (0.333333, "0.3 s"), (2, "2 s"), (None, "")],
)
def test_seconds_are_said_as_cameras_show_them(seconds: float | None, text: str) -> None:
    with override("en-gb"):
        assert exposure_texts(Exposure(seconds=seconds))[0] == text


@pytest.mark.parametrize(
    ("language", "texts"),
    [("en-gb", ("", "f/2.8", "ISO 12800", "4.2 mm")), ("de", ("", "f/2,8", "ISO 12800", "4,2 mm"))],
)
def test_numbers_are_the_reader_s(language: str, texts: tuple[str, ...]) -> None:
    with override(language):
        assert exposure_texts(Exposure(aperture=2.8, iso=12800, millimetres=4.2)) == texts


@pytest.mark.parametrize("exposure", [None, Exposure(seconds=0.004, aperture=4, iso=400, millimetres=85)])
def test_a_shot_always_has_the_same_parts(exposure: Exposure | None) -> None:
    metadata = PhotoMetadata(
        exposure=exposure and SourcedValue[Exposure](value=exposure, source="exif"),
        camera_model=SourcedValue[str](value="D|5", source="exif"),
    )
    original = Original(metadata=metadata.model_dump(mode="json"), taken="2026-09-01T18:00:07")
    settings = "1/250 s|f/4|ISO 400|85 mm" if exposure else "|||"
    assert shot_of(original) == f"{settings}|18:00:07|D 5"
