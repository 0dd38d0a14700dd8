"""Luminance and contrast by WCAG 2.2's own numbers."""

import pytest
from PIL import Image

from pipelines.watermark.luminance import contrast, luminance_of


@pytest.mark.parametrize(
    ("colour", "luminance"),
    # Relative luminance of WCAG 2.2 times 255, rounded.
    [("black", 0), ("white", 255), ("red", 54), ("lime", 182), ("blue", 18), ("#777777", 47), ("#0a0a0a", 1)],
)
def test_luminance_is_that_of_wcag(colour: str, luminance: int) -> None:
    (measured,) = luminance_of(Image.new("RGB", (1, 1), colour)).tobytes()
    assert abs(measured - luminance) <= 1


def test_contrast_goes_from_1_to_21_whichever_is_named_first() -> None:
    assert contrast(255, 0) == contrast(0, 255) == pytest.approx(21)
    assert contrast(80, 80) == 1
    assert contrast(255, 46.7) == pytest.approx(4.5, abs=0.05), "the grey that just passes on white"
