"""Which of a file's orientations counts, from its header to its pixels: EXIF's alone, wherever it stands."""

from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pipelines.imaging.darkroom import read_facts
from pipelines.recipes import Limits
from tests.pipelines.metadata.makers import chunk, png_with, raw_profile
from tests.pipelines.pictures import developed, profile, saved, scene

LIMITS = Limits()


def _turned_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes()


@pytest.mark.parametrize("place", ["before", "behind", "raw"])
def test_a_png_is_turned_by_its_exif_wherever_it_stands(tmp_path: Path, place: str) -> None:
    exif = _turned_exif()
    made = [raw_profile("exif", exif)] if place == "raw" else [chunk(b"eXIf", exif.removeprefix(b"Exif\0\0"))]
    data = png_with(after=made) if place == "behind" else png_with(made)
    (tmp_path / "a.png").write_bytes(data)
    facts = read_facts(tmp_path / "a.png", LIMITS)
    assert (facts.width, facts.height, facts.orientation) == (48, 64, 6)
    _, (picture,) = developed(tmp_path / "a.png", profile())
    assert picture.size == (48, 64)


TURNED_BY_XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>'
)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_xmp_turns_no_photo(tmp_path: Path, kind: str) -> None:
    options: dict[str, object] = {"xmp": TURNED_BY_XMP}
    if kind == "PNG":
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", TURNED_BY_XMP)
        options = {"pnginfo": text}
    elif kind == "TIFF":
        options = {"tiffinfo": {700: TURNED_BY_XMP}}
    path = saved(scene((64, 48)), tmp_path / "a", kind, **options)
    assert TURNED_BY_XMP in path.read_bytes()
    facts = read_facts(path, LIMITS)
    assert (facts.width, facts.height, facts.orientation) == (64, 48, 1)
    _, (picture,) = developed(path, profile())
    assert picture.size == (64, 48)
