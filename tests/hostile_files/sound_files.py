"""Small valid pictures of every kind that we accept; `broken_files` breaks them."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import Image, PngImagePlugin, TiffImagePlugin

from pipelines.imaging.colour import SRGB_TAG
from tests.pipelines.avif import avif
from tests.pipelines.heic import HEIC
from tests.pipelines.metadata.makers import (
    chunk,
    data_sets,
    digest_of,
    extension_segments,
    guid_of,
    photoshop_segments,
    png_with,
    raw_profile,
    resource,
    xmp_chunk,
    xmp_segment,
)
from tests.pipelines.pictures import scene
from tests.pipelines.tiffs import Layout, tiff

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Stadt"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
IIM = data_sets((2, 105, b"Titel"), (2, 110, b"Stadt"))
RESOURCES = resource(0x0404, IIM) + digest_of(IIM)
LONG_XMP = XMP.replace(b"photoshop:Credit", b"photoshop:City").replace(b"Stadt", b"Bonn")


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


def _jpeg_with(*segments: bytes) -> bytes:
    whole = _jpeg()
    return whole[:2] + b"".join(segments) + whole[2:]


def _scattered() -> bytes:
    """Photoshop's resources in two segments, and XMP of two packets with an extension in two pieces."""
    note = b'xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="%b" ' % guid_of(LONG_XMP)
    packet = xmp_segment(XMP.replace(b"photoshop:Credit", note + b"photoshop:Credit"))
    pieces = extension_segments(LONG_XMP, 200)
    return _jpeg_with(photoshop_segments(RESOURCES[:20], RESOURCES[20:]), packet, *pieces[::-1])


def _profiled() -> bytes:
    """A PNG with raw profiles before its pixels, and EXIF and XMP behind them."""
    profiles = [raw_profile("exif", _exif().tobytes()), raw_profile("iptc", RESOURCES), raw_profile("xmp", XMP)]
    behind = [chunk(b"eXIf", _exif().tobytes().removeprefix(b"Exif\0\0")), xmp_chunk(XMP, zipped=True)]
    return png_with(profiles, behind)


def _png(mode: str = "RGB", **options: Any) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a word" * 40, zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    picture = scene((96, 64)).convert(mode) if mode != "I;16" else Image.new("I;16", (96, 64), 9000)
    return _saved(picture, "PNG", pnginfo=text, exif=_exif(), icc_profile=SRGB_TAG, **options)


def _tiff(mode: str = "RGB", compression: str | None = None, **options: Any) -> bytes:
    return _saved(scene((96, 64)).convert(mode), "TIFF", compression=compression, exif=_exif(), **options)


def _tiff_blocks() -> TiffImagePlugin.ImageFileDirectory_v2:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[700], tags[33723], tags[34377] = XMP, IIM, RESOURCES
    tags.tagtype.update({700: 1, 33723: 7, 34377: 7})
    return tags


def _hdr_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, content in ((b"cICP", b"\x09\x12\0\1"), (b"gAMA", bytes(4)), (b"cHRM", bytes(32))):
        info.add(name, content)
    return _saved(scene((96, 64)), "PNG", pnginfo=info, exif=_exif())


def _twice(kind: str) -> bytes:
    return _saved(scene((64, 48)), kind, save_all=True, append_images=[scene((64, 48)).rotate(180)])


SEEDS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: _jpeg_with(photoshop_segments(RESOURCES)),
    "jpeg-scattered": _scattered,
    "jpeg-progressive": lambda: _jpeg(progressive=True),
    "jpeg-grey": lambda: _jpeg("L", restart_marker_blocks=4),
    "jpeg-cmyk": lambda: _jpeg("CMYK"),
    "mpo": lambda: _twice("MPO"),
    "png": _png,
    "png-profiles": _profiled,
    "png-palette": lambda: _png("P", transparency=3),
    "png-deep": lambda: _png("I;16"),
    "png-alpha": lambda: _png("RGBA"),
    "apng": lambda: _twice("PNG"),
    "tiff": _tiff,
    "tiff-blocks": lambda: _tiff(tiffinfo=_tiff_blocks()),
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
    "avif-hdr-cropped": lambda: avif(scene((96, 64)), (9, 16), (48, 1, 64, 1, -24, 1, 0, 1), exif=_exif()),
    "png-hdr": _hdr_png,
    "tiff-grey-alpha-deep": lambda: tiff((96, 64), bytes(range(256)) * 96, Layout(16, 2, 1, (2,)), (274, 3, [6])),
    "tiff-deep-planes": lambda: tiff((96, 64), bytes(range(256)) * 144, Layout(16, 3, 2, planar=True, order=">")),
    "heic": lambda: HEIC,
}


@cache
def seed(name: str) -> bytes:
    """The seed of this name as a file's bytes."""
    return SEEDS[name]()
