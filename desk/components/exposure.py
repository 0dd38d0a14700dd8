"""How the camera was set, in the words of photographers: `1/125 s`, `f/2.8`, `ISO 400`, `50 mm`."""

from __future__ import annotations

from functools import lru_cache

from django.utils.formats import get_format
from django.utils.translation import get_language

from archive.models import Original
from pipelines.metadata.exposure import Exposure

_LONGEST_FRACTION = 0.3  # from here on cameras show seconds with a decimal


def exposure_texts(exposure: Exposure) -> tuple[str, str, str, str]:
    """Shutter time, aperture, ISO, focal length in the reader's language; empty where the file does not say."""
    return _texts(exposure, get_language() or "")


def shot_of(original: Original) -> str:
    """What tells two photos beside each other apart: exposure, time and camera, always six parts divided by `|`."""
    embedded = original.embedded
    texts = exposure_texts(embedded.exposure.value if embedded.exposure else Exposure())
    camera = embedded.camera_model.value.replace("|", " ") if embedded.camera_model else ""
    return "|".join((*texts, original.taken[11:19], camera))


@lru_cache(maxsize=1024)  # photos of one event share few settings
def _texts(exposure: Exposure, _language: str) -> tuple[str, str, str, str]:
    return (
        _shutter(exposure.seconds),
        f"f/{_decimal(exposure.aperture)}" if exposure.aperture else "",
        f"ISO {exposure.iso}" if exposure.iso else "",
        f"{_decimal(exposure.millimetres)} mm" if exposure.millimetres else "",
    )


def _shutter(seconds: float | None) -> str:
    if not seconds:
        return ""
    return f"1/{round(1 / seconds)} s" if seconds < _LONGEST_FRACTION else f"{_decimal(seconds)} s"


def _decimal(number: float) -> str:
    """With one decimal where it is not zero."""
    return f"{number:.1f}".removesuffix(".0").replace(".", get_format("DECIMAL_SEPARATOR"))
