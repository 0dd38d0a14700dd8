"""Small valid pictures of every kind that we accept; `broken_files` breaks them."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import Image, PngImagePlugin

from pipelines.imaging.colour import SRGB_TAG
from tests.pipelines.heic import HEIC
from tests.pipelines.pictures import scene

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Stadt"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
IIM = b"\x1c\x02\x69\x00\x05Titel\x1c\x02\x6e\x00\x05Stadt"
PHOTOSHOP = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(IIM).to_bytes(4, "big") + IIM


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif.update({271: "Kamera", 274: 6, 282: 300.0, 296: 2, 315: "Anna"})
    exif.get_ifd(0x8769).update({36867: "2019:09:01 12:00:00", 37500: b"maker note" * 9})
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 13.0, 0.0)})
    return exif


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    sink = io.BytesIO()
    picture.save(sink, kind, **options)
    return sink.getvalue()


def _jpeg(mode: str = "RGB", **options: Any) -> bytes:
    return _saved(scene((96, 64)).convert(mode), "JPEG", exif=_exif(), xmp=XMP, icc_profile=SRGB_TAG, **options)


def _with_iim() -> bytes:
    whole = _jpeg()
    segment = b"\xff\xed" + (len(PHOTOSHOP) + 2).to_bytes(2, "big") + PHOTOSHOP
    return whole[:2] + segment + whole[2:]


def _png(mode: str = "RGB", **options: Any) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a word" * 40, zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    picture = scene((96, 64)).convert(mode) if mode != "I;16" else Image.new("I;16", (96, 64), 9000)
    return _saved(picture, "PNG", pnginfo=text, exif=_exif(), icc_profile=SRGB_TAG, **options)


def _tiff(mode: str = "RGB", compression: str | None = None, **options: Any) -> bytes:
    return _saved(scene((96, 64)).convert(mode), "TIFF", compression=compression, exif=_exif(), **options)


def _twice(kind: str) -> bytes:
    return _saved(scene((64, 48)), kind, save_all=True, append_images=[scene((64, 48)).rotate(180)])


SEEDS: dict[str, Callable[[], bytes]] = {
    "jpeg": _with_iim,
    "jpeg-progressive": lambda: _jpeg(progressive=True),
    "jpeg-grey": lambda: _jpeg("L", restart_marker_blocks=4),
    "jpeg-cmyk": lambda: _jpeg("CMYK"),
    "mpo": lambda: _twice("MPO"),
    "png": _png,
    "png-palette": lambda: _png("P", transparency=3),
    "png-deep": lambda: _png("I;16"),
    "png-alpha": lambda: _png("RGBA"),
    "apng": lambda: _twice("PNG"),
    "tiff": _tiff,
    "tiff-lzw": lambda: _tiff(compression="tiff_lzw"),
    "tiff-jpeg": lambda: _tiff(compression="jpeg"),
    "tiff-packbits": lambda: _tiff("RGBA", compression="packbits"),
    "tiff-fax": lambda: _tiff("1", compression="group4"),
    "tiff-pages": lambda: _twice("TIFF"),
    "bigtiff": lambda: _tiff(compression="tiff_deflate", big_tiff=True),
    "webp": lambda: _saved(scene((96, 64)), "WEBP", exif=_exif(), xmp=XMP, icc_profile=SRGB_TAG),
    "webp-lossless": lambda: _saved(scene((96, 64)).convert("RGBA"), "WEBP", lossless=True),
    "webp-frames": lambda: _twice("WEBP"),
    "avif": lambda: _saved(scene((96, 64)), "AVIF", exif=_exif(), xmp=XMP, icc_profile=SRGB_TAG, speed=10),
    "avif-alpha": lambda: _saved(scene((96, 64)).convert("RGBA"), "AVIF", speed=10),
    "heic": lambda: HEIC,
}


@cache
def seed(name: str) -> bytes:
    """The seed of this name as a file's bytes."""
    return SEEDS[name]()
