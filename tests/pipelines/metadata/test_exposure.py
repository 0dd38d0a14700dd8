"""How the camera was set: read where it is plausible, left out where it is junk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL.TiffImagePlugin import IFDRational

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.exposure import Exposure
from pipelines.metadata.xmp import read_xmp
from tests.pipelines.metadata.carriers import exif_of, save_photo, value_of, xmp_of

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


_NAMES = (
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:exifEX="http://cipa.jp/exif/1.0/" '
    'xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"'
)
_SPEEDS = "<exif:ISOSpeedRatings><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></exif:ISOSpeedRatings>"


@pytest.mark.parametrize(
    ("properties", "attributes", "exposure"),
    [
        (
            _SPEEDS.format(400),
            'exif:ExposureTime="1/250" exif:FNumber="28/10" exif:FocalLength="50/1"',
            Exposure(seconds=0.004, aperture=2.8, iso=400, millimetres=50),
        ),
        ("<exif:ExposureTime>1/3</exif:ExposureTime>", 'exif:FNumber="5.6"', Exposure(seconds=0.333333, aperture=5.6)),
        (_SPEEDS.format(100), 'exifEX:PhotographicSensitivity="800"', Exposure(iso=800)),
        (_SPEEDS.format(65_535), 'exifEX:RecommendedExposureIndex="102400"', Exposure(iso=102_400)),
        (_SPEEDS.format("4e2"), 'exif:ExposureTime="1/0" exif:FNumber="1e9" exif:FocalLength="-50/1"', None),
        (_SPEEDS.format(0), f'exif:ExposureTime="{"9" * 99}" exif:FNumber="nan" exif:FocalLength="1/2/3"', None),
    ],
)
def test_xmp_tells_it_as_well(properties: str, attributes: str, exposure: Exposure | None) -> None:
    assert read_xmp(xmp_of(properties, f"{_NAMES} {attributes}")).exposure == exposure


def test_what_xmp_says_counts_where_exif_says_nothing(tmp_path: Path) -> None:
    said = 'exif:ExposureTime="1/250" aux:Lens="Older" exifEX:LensModel="RF 50mm"'
    packet = xmp_of("", f"{_NAMES} {said}")
    for exif, source in ((exif_of({}, {SECONDS: IFDRational(1, 125)}), "exif"), (exif_of({0x013B: b"A"}), "xmp")):
        found = read_metadata(save_photo(tmp_path / "a.webp", "WEBP", xmp=packet, exif=exif), "WEBP")
        assert found.exposure
        assert (found.exposure.source, value_of(found.lens)) == (source, ("RF 50mm", "xmp"))
