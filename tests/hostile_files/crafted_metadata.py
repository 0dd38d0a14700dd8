"""Files whose metadata is built to harm: bombs in every place that a reader of metadata looks at."""

import struct
from collections.abc import Callable

from tests.hostile_files.crafted_files import HUGE, grey_tiff, png_whole, with_segments, zipped
from tests.pipelines.metadata.makers import (
    chunk,
    data_sets,
    extension_segments,
    guid_of,
    photoshop_segments,
    raw_profile,
    resource,
    xmp_chunk,
    xmp_segment,
)


def _packet(content: bytes, attributes: bytes = b"") -> bytes:
    rdf = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    described = b"<rdf:Description %b>%b</rdf:Description>" % (attributes, content)
    return b'<rdf:RDF xmlns:rdf="%b">%b</rdf:RDF>' % (rdf, described)


def _extended(extension: bytes, size: int | None = None) -> list[bytes]:
    """The segments of a packet and of its extension, which claims to have `size` bytes."""
    guid = guid_of(extension)
    note = b'xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="%b"' % guid
    pieces = extension_segments(extension)
    if size is not None:
        true, claimed = struct.pack(">I", len(extension)), struct.pack(">I", size)
        pieces = [piece.replace(guid + true, guid + claimed) for piece in pieces]
    return [xmp_segment(_packet(b"", note)), *pieces]


CRAFTED_METADATA: dict[str, Callable[[], bytes]] = {
    "png-raw-profile-100-mb": lambda: png_whole(chunk(b"zTXt", b"Raw profile type xmp\0\0" + zipped(100_000_000))),
    "png-raw-profile-of-8-mb": lambda: png_whole(raw_profile("iptc", data_sets((2, 105, b"")) * 1_600_000)),
    "png-xmp-900-of-1-mb": lambda: png_whole(*[xmp_chunk(bytes(1_000_000), zipped=True)] * 900),
    "png-xmp-of-nested-elements": lambda: png_whole(xmp_chunk(b"<a>" * 5_000_000, zipped=True)),
    "jpeg-photoshop-resource-of-4-gb": lambda: with_segments(
        photoshop_segments(resource(0x0404, b"")[:-4] + b"\xff" * 4, *[bytes(60_000)] * 30)
    ),
    "jpeg-iim-of-400000-sets": lambda: with_segments(
        photoshop_segments(*[resource(0x0404, data_sets((2, 105, b"")) * 13_000)] * 31)
    ),
    "jpeg-iim-of-wrong-sizes": lambda: with_segments(
        photoshop_segments(*[resource(0x0404, b"\x1c\2\x78\x7f\xff" * 13_000)] * 31)
    ),
    "jpeg-300-packets": lambda: with_segments(xmp_segment(_packet(b"<a/>" * 15_000)) * 300),
    "jpeg-extension-of-20-mb": lambda: with_segments(*_extended(_packet(b"<a/>" * 5_000_000))),
    "jpeg-extension-of-1-mb": lambda: with_segments(*_extended(_packet(b"<a/>" * 260_000))),
    "jpeg-extension-of-a-million-line-ends": lambda: with_segments(*_extended(_packet(b"\n" * 1_048_500))),
    "jpeg-extension-of-4-gb": lambda: with_segments(*_extended(_packet(b""), size=HUGE)),
    "tiff-iim-of-the-whole-file": lambda: grey_tiff(
        8, 8, (33723, 7, 4_000_000, 8), (700, 1, 4_000_000, 8), (34377, 7, 4_000_000, 8), tail=b"\x1c\2" * 2_000_000
    ),
}
