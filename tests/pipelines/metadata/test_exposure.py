"""How the camera was set: read where it is plausible, left out where it is junk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL.TiffImagePlugin import IFDRational

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.exposure import Exposure
from tests.pipelines.metadata.carriers import exif_of, save_photo

SECONDS, APERTURE, ISO, MILLIMETRES, ISO_SPEED, RECOMMENDED = 0x829A, 0x829D, 0x8827, 0x920A, 0x8833, 0x8832
ENDLESS, NOTHING = IFDRational(1, 0), IFDRational(0, 1)


@pytest.mark.parametrize(
    ("tags", "exposure"),
    [
        (
            {SECONDS: IFDRational(1, 125), APERTURE: IFDRational(28, 10), ISO: 400, MILLIMETRES: 50.0},
            Exposure(seconds=0.008, aperture=2.8, iso=400, millimetres=50),
        ),
        ({SECONDS: IFDRational(1, 3), MILLIMETRES: IFDRational(42, 10)}, Exposure(seconds=0.333333, millimetres=4.2)),
        # More than 16 bits hold.
        ({ISO: 65_535, RECOMMENDED: 102_400}, Exposure(iso=102_400)),
        ({ISO: 65_535, ISO_SPEED: 204_800, RECOMMENDED: 1}, Exposure(iso=204_800)),
        ({ISO: 65_535}, None),
        # An adapted lens has no f-number and no length.
        ({SECONDS: IFDRational(1, 60), APERTURE: NOTHING, MILLIMETRES: NOTHING}, Exposure(seconds=1 / 60)),
        ({SECONDS: ENDLESS, APERTURE: ENDLESS, MILLIMETRES: ENDLESS}, None),
        ({SECONDS: b"fast", APERTURE: b"wide", ISO: b"\0", MILLIMETRES: b""}, None),
        ({SECONDS: IFDRational(4_000_000_000, 1), APERTURE: 5000.0, MILLIMETRES: float("nan"), ISO: 2**32 - 1}, None),
        # Not one fraction but two numbers.
        ({SECONDS: (1, 125), APERTURE: (28, 10)}, None),
    ],
)
def test_what_is_plausible_is_read(tags: dict[int, object], exposure: Exposure | None, tmp_path: Path) -> None:
    found = read_metadata(save_photo(tmp_path / "a.jpg", exif=exif_of({}, tags)), "JPEG")
    assert not found.warnings
    assert (found.exposure and found.exposure.value) == (exposure and exposure.model_copy(update=rounded(exposure)))


def rounded(exposure: Exposure) -> dict[str, float]:
    return {"seconds": float(f"{exposure.seconds:.6g}")} if exposure.seconds else {}
