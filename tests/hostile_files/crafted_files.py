"""Files built to deceive, exhaust or stall a reader; each is small, or made large when needed."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache, partial

from PIL import Image

from tests.hostile_files.sound_files import seed
from tests.pipelines.metadata.makers import chunk as png_chunk
from tests.pipelines.metadata.makers import segment
from tests.pipelines.pictures import jpeg, scene

Craft = Callable[[], bytes]
HUGE = 0xFFFFFFFF


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 0, pixels: bytes | None = None) -> bytes:
    """A PNG that claims `width` × `height`; its pixels are `pixels`, else one line's worth of zeros."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(bytes(width % 100_000 + 1) if pixels is None else pixels, 9))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data + png_chunk(b"IEND", b"")


def png_whole(*chunks: bytes) -> bytes:
    return png(32, 24, *chunks, pixels=bytes(33 * 24))


@cache
def zipped(size: int) -> bytes:
    return zlib.compress(bytes(size), 9)


def tiff(*entries: tuple[int, int, int, int], after: int = 0, tail: bytes = b"") -> bytes:
    """A little-endian TIFF of one directory at 8: (tag, type, count, value); `after` is the next directory."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + struct.pack("<I", after) + tail


def grey_tiff(
    width: int, height: int, *more: tuple[int, int, int, int], compression: int = 1, after: int = 0, tail: bytes = b""
) -> bytes:
    entries = {256: (4, 1, width), 257: (4, 1, height), 258: (3, 1, 8), 259: (3, 1, compression), 262: (3, 1, 1)}
    entries |= {273: (4, 1, 8), 277: (3, 1, 1), 278: (4, 1, height), 279: (4, 1, min(width * height, HUGE))}
    entries |= {tag: (kind, count, value) for tag, kind, count, value in more}
    return tiff(*((tag, *entries[tag]) for tag in sorted(entries)), after=after, tail=tail)


def _endless_pages() -> bytes:
    """A hundred thousand empty directories behind the first, each pointing to the next."""
    first = grey_tiff(8, 8, tail=b"")
    at = len(first)
    pages = b"".join(struct.pack("<HI", 0, at + 6 * (number + 1)) for number in range(100_000))
    return grey_tiff(8, 8, after=at, tail=pages)


def _circling_pages() -> bytes:
    return grey_tiff(8, 8, after=8, tail=bytes(64))


def _fat_tags() -> bytes:
    """Four thousand tags that each claim the whole file as their value."""
    filler = 4_000_000
    return grey_tiff(8, 8, *((tag, 1, filler, 8) for tag in range(1000, 5000)), tail=bytes(filler))


def with_segments(*segments: bytes) -> bytes:
    """A sound JPEG with these segments at its front."""
    whole = jpeg(scene((48, 32)))
    return whole[:2] + b"".join(segments) + whole[2:]


def _resized_jpeg(width: int, height: int, **options: bool) -> bytes:
    """A JPEG of one block whose frame header claims another size."""
    whole = bytearray(jpeg(Image.new("L", (8, 8)), **options))
    at = next(whole.find(bytes((0xFF, marker))) for marker in (0xC0, 0xC2) if bytes((0xFF, marker)) in whole)
    whole[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


def many_scans(width: int, height: int, scans: int) -> bytes:
    """A progressive JPEG that sends its decoder over all blocks `scans` times, for ten bytes each."""
    quantise = segment(0xDB, b"\0" + b"\1" * 64)
    frame = segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    # One code of one bit each: for DC "no difference", for AC "the next 32,767 blocks are empty" is 0xE0.
    tables = segment(0xC4, b"\0" + b"\1" + bytes(15) + b"\0") + segment(0xC4, b"\x10" + b"\1" + bytes(15) + b"\xe0")
    blocks = -(-width // 8) * -(-height // 8)
    first = segment(0xDA, b"\1\1\0\0\0\0") + bytes(-(-blocks // 8))
    # A code and 14 bits for each run of 16,384 + n blocks.
    runs = bytes(-(-blocks // 16_384) * 15 // 8 + 1)
    again = segment(0xDA, b"\1\1\0\1\x3f\0") + runs
    return b"\xff\xd8" + quantise + frame + tables + first + again * scans + b"\xff\xd9"


def _exif(*entries: tuple[int, int, int, int], tail: bytes = b"", after: int = 0) -> bytes:
    return b"Exif\0\0" + tiff(*entries, tail=tail, after=after)


def _exif_segments(rationals: int) -> list[bytes]:
    """EXIF over several segments, which Pillow puts together: a resolution of so many numbers."""
    block = tiff((282, 5, rationals, 60), (283, 5, 2, 60), (296, 3, 1, 2), tail=bytes(8 * rationals + 20))
    parts = [block[at : at + 65_000] for at in range(0, len(block), 65_000)]
    return [segment(0xE1, b"Exif\0\0" + part) for part in parts]


def _icc(size: int, tags: int = 0) -> bytes:
    head = bytearray(128)
    head[0:4], head[12:24], head[36:40] = struct.pack(">I", size), b"mntrRGB XYZ ", b"acsp"
    return bytes(head) + struct.pack(">I", tags)


def _icc_segments(profile: bytes) -> list[bytes]:
    parts = [profile[at : at + 65_000] for at in range(0, len(profile), 65_000)]
    return [segment(0xE2, b"ICC_PROFILE\0" + bytes((n + 1, len(parts))) + part) for n, part in enumerate(parts)]


def _blocks() -> bytes:
    """A segment of five thousand empty Photoshop blocks."""
    return segment(0xED, b"Photoshop 3.0\0" + (b"8BIM\4\0\0\0" + bytes(4)) * 5_000)


def _mpf(pictures: int) -> bytes:
    entries = [(0xB000, 7, 4, int.from_bytes(b"0100", "little")), (0xB001, 4, 1, pictures), (0xB002, 7, 32, 50)]
    return segment(0xE2, b"MPF\0" + tiff(*entries, tail=bytes(40)))


def webp_chunk(name: bytes, data: bytes) -> bytes:
    """One RIFF chunk."""
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _webp(*chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 4 + sum(map(len, chunks))) + b"WEBP" + b"".join(chunks)


def _webp_canvas(width: int, height: int, flags: int = 0) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp_chunk(b"VP8X", bytes((flags, 0, 0, 0)) + sides)


def _webp_picture() -> bytes:
    return seed("webp-lossless")[12:]


def _webp_frames(count: int) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (1, 1)).save(picture, "WEBP", lossless=True)
    frame = webp_chunk(b"ANMF", bytes(12) + b"\x0a\0\0\0" + picture.getvalue()[12:])
    return _webp(_webp_canvas(1, 1, flags=2), webp_chunk(b"ANIM", bytes(6)), frame * count)


def box(name: bytes, data: bytes = b"") -> bytes:
    """One box (ISO 14496-12 4.2)."""
    return struct.pack(">I", 8 + len(data)) + name + data


def _avif_resized() -> bytes:
    """A file whose properties give another size than its coded picture has."""
    data = bytearray(seed("avif"))
    at = data.find(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", 16_000, 4_000)
    return bytes(data)


def _php() -> bytes:
    return b"<?php system($_GET['c']); __halt_compiler(); ?>"


FOREIGN: dict[str, bytes] = {
    "zero-bytes": b"",
    "one-byte": b"\xff",
    "two-bytes": b"II",
    "text": b"MMXXVI, " * 900,
    "zeros": bytes(100_000),
    "svg.jpg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg-entities": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "html.jpg": b"<!doctype html><html><script>alert(1)</script></html>",
    "php.jpg": _php(),
    "shell": b"#!/bin/sh\ntouch owned\n",
    "eps.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(owned) (w) file closefile\n",
    "pdf.jpg": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n",
    "zip.jpg": b"PK\x03\x04" + bytes(60),
    "mp4": box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"moov"),
    "cr3": box(b"ftyp", b"crx \0\0\0\1crx isom"),
    "jpeg-xl": b"\xff\x0a\xfa\x7f" + bytes(40),
    "raf": b"FUJIFILMCCD-RAW 0201" + bytes(200),
    "fits": b"SIMPLE  =                    T" + b" " * 2850,
    "psd": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3) + bytes(12),
    "wav": b"RIFF\x04\0\0\0WAVE",
}

POLYGLOTS: dict[str, Craft] = {
    "jpeg+php": lambda: seed("jpeg") + _php(),
    "jpeg+comment-php": lambda: with_segments(segment(0xFE, _php())),
    "jpeg+zip": lambda: seed("jpeg") + b"PK\x05\x06" + bytes(18),
    "jpeg+html": lambda: seed("jpeg") + b"<script>alert(1)</script>",
    "jpeg+jpeg": lambda: seed("jpeg") + seed("jpeg-cmyk"),
    "png+php": lambda: seed("png") + _php(),
    "png+svg-text": lambda: png_whole(png_chunk(b"tEXt", b"Comment\0<svg onload=alert(1)>")),
    "pdf+jpeg": lambda: b"%PDF-1.7\n" + seed("jpeg"),
    "gif+jpeg": lambda: b"GIF89a" + seed("jpeg"),
    "html+jpeg": lambda: b"<script>/*" + seed("jpeg"),
    "webp+script": lambda: seed("webp") + b"*/=1;alert(1)",
    "tiff+eps": lambda: seed("tiff") + b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "avif+mp4": lambda: seed("avif") + box(b"moov", bytes(50)),
    "bmp-named-png": lambda: b"BM" + seed("png"),
}

BOMBS: dict[str, Craft] = {
    "png-2147483647-square": lambda: png(2**31 - 1, 2**31 - 1),
    "png-30000-square": lambda: png(30_000, 30_000),
    "png-8900-square-of-nothing": lambda: png(8_900, 8_900),
    "png-zero-wide": lambda: png(0, 10),
    "png-1-by-65000": lambda: png(1, 65_000, pixels=bytes(2 * 65_000)),
    "png-65000-by-1": lambda: png(65_000, 1, pixels=bytes(65_001)),
    "png-80-by-64000": lambda: png(80, 64_000, pixels=bytes(81 * 64_000)),
    "png-1-by-79999999": lambda: png(1, 79_999_999),
    "png-79999999-by-1": lambda: png(79_999_999, 1),
    "png-more-pixels-than-claimed": lambda: png(8, 8, pixels=bytes(20_000_000)),
    "png-deep-colour-12-megapixels": lambda: png(4_000, 3_000, depth=16, colour=6, pixels=bytes(3_000 * 32_001)),
    "png-icc-100-mb": lambda: png_whole(png_chunk(b"iCCP", b"bomb\0\0" + zipped(100_000_000))),
    "png-ztxt-100-mb": lambda: png_whole(png_chunk(b"zTXt", b"Comment\0\0" + zipped(100_000_000))),
    "png-itxt-xmp-100-mb": lambda: png_whole(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zipped(100_000_000))),
    "png-ztxt-900-of-1-mb": lambda: png_whole(*[png_chunk(b"zTXt", b"C\0\0" + zipped(1_000_000))] * 900),
    "png-60000-chunks": lambda: png_whole(png_chunk(b"tEXt", b"a\0b") * 60_000),
    "png-chunk-longer-than-file": lambda: png_whole(struct.pack(">I", 2**31 - 1) + b"tEXtshort"),
    "png-exif-of-fat-tags": lambda: png_whole(png_chunk(b"eXIf", _fat_tags())),
    "apng-4-billion-frames": lambda: png_whole(png_chunk(b"acTL", struct.pack(">II", HUGE, 0))),
    "jpeg-65500-square": lambda: _resized_jpeg(65_500, 65_500),
    "jpeg-12200-square-of-one-block": lambda: _resized_jpeg(12_200, 12_200),
    "jpeg-progressive-12200-square-of-one-block": lambda: _resized_jpeg(12_200, 12_200, progressive=True),
    "jpeg-1-by-65000": lambda: jpeg(scene((1, 65_000))),
    "jpeg-65000-by-1": lambda: jpeg(scene((65_000, 1))),
    "jpeg-zero-high": lambda: _resized_jpeg(8, 0),
    "jpeg-5000-scans-of-100-megapixels": lambda: many_scans(10_000, 10_000, 5_000),
    "jpeg-30-scans-of-12-megapixels": lambda: many_scans(4_000, 3_000, 30),
    "jpeg-100000-segments": lambda: with_segments(segment(0xFE, b"") * 100_000),
    "jpeg-fill-bytes": lambda: with_segments(b"\xff" * 5_000_000),
    "jpeg-junk-before-a-segment": lambda: with_segments(segment(0xFE, b""), b"\x11" * 5_000_000),
    "jpeg-exif-of-many-segments": lambda: with_segments(segment(0xE1, b"Exif\0\0" + bytes(60_000)) * 60),
    "jpeg-exif-of-200000-rationals": lambda: with_segments(*_exif_segments(200_000)),
    "jpeg-segments-of-30-mb": lambda: with_segments(segment(0xE4, bytes(60_000)) * 500),
    "jpeg-photoshop-of-100000-blocks": lambda: with_segments(_blocks() * 20),
    "jpeg-photoshop-of-200000-blocks": lambda: with_segments(_blocks() * 40),
    "jpeg-icc-16-mb": lambda: with_segments(*_icc_segments(_icc(16_000_000) + bytes(15_900_000))),
    "jpeg-icc-of-a-billion-tags": lambda: with_segments(*_icc_segments(_icc(132, HUGE))),
    "jpeg-icc-in-wrong-order": lambda: with_segments(*_icc_segments(_icc(300_000, 9) + bytes(300_000))[::-1]),
    "jpeg-exif-circling": lambda: with_segments(segment(0xE1, _exif((0x8769, 4, 1, 8), (0x8825, 4, 1, 8), after=8))),
    "jpeg-exif-of-large-counts": lambda: with_segments(
        segment(0xE1, _exif(*((tag, 5, HUGE, 8) for tag in (270, 282, 283, 315, 34665))))
    ),
    "jpeg-exif-orientation-text": lambda: with_segments(segment(0xE1, _exif((274, 2, 4, 0x41414141)))),
    "mpo-4-billion-pictures": lambda: with_segments(_mpf(HUGE)),
    "mpo-of-one-that-is-not-there": lambda: with_segments(_mpf(2)),
    "tiff-100000-pages": _endless_pages,
    "tiff-page-circle": _circling_pages,
    "tiff-fat-tags": _fat_tags,
    "tiff-600000-rationals": lambda: grey_tiff(8, 8, (282, 5, 600_000, 122), tail=bytes(4_800_000)),
    "tiff-60000-tags": lambda: grey_tiff(8, 8, *((tag, 3, 1, 1) for tag in range(1000, 61_000))),
    "tiff-tags-beyond-the-end": lambda: b"II*\0\x08\0\0\0\xff\0" + bytes(20),
    "bigtiff-tags-beyond-counting": lambda: b"II+\0\x08\0\0\0\x10" + bytes(7) + b"\xff" * 8 + bytes(40),
    "tiff-huge": lambda: grey_tiff(60_000, 60_000),
    "tiff-8900-square-of-nothing": lambda: grey_tiff(8_900, 8_900),
    "tiff-one-huge-tile": lambda: grey_tiff(
        64, 64, (322, 4, 1, 2**30), (323, 4, 1, 2**30), (324, 4, 1, 8), (325, 4, 1, 999), compression=5
    ),
    "tiff-strip-of-4-gb": lambda: grey_tiff(64, 64, (278, 4, 1, HUGE), (279, 4, 1, HUGE), compression=5),
    "tiff-deflate-bomb": lambda: grey_tiff(
        8, 8, (273, 4, 1, 122), (279, 4, 1, 50_000), compression=8, tail=zipped(50_000_000)
    ),
    "tiff-many-samples": lambda: grey_tiff(64, 64, (277, 3, 1, 65_535)),
    "tiff-jpeg-of-another-size": lambda: grey_tiff(
        9, 9, (273, 4, 1, 122), (279, 4, 1, 900), compression=7, tail=jpeg(Image.new("L", (4_000, 4_000)))
    ),
    "webp-icc-20-mb": lambda: _webp(
        _webp_canvas(96, 64, flags=32), webp_chunk(b"ICCP", bytes(20_000_000)), _webp_picture()
    ),
    "webp-canvas-16383": lambda: _webp(_webp_canvas(16_383, 16_383), _webp_picture()),
    "webp-canvas-beyond": lambda: _webp(_webp_canvas(2**24, 2**24), _webp_picture()),
    "webp-canvas-of-another-size": lambda: _webp(_webp_canvas(7_000, 7_000), _webp_picture()),
    "webp-20000-frames": lambda: _webp_frames(20_000),
    "webp-200000-chunks": lambda: _webp(_webp_canvas(96, 64), webp_chunk(b"junk", b"") * 200_000, _webp_picture()),
    "avif-other-size": _avif_resized,
    "avif-100000-boxes": lambda: seed("avif") + box(b"free") * 100_000,
    "avif-nested-boxes": lambda: (
        box(b"ftyp", b"avif\0\0\0\0avifmif1") + bytes.fromhex("000fffff") + b"meta" + box(b"meta") * 100_000
    ),
    "heic-box-of-nothing": lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(4)),
}

CRAFTED: dict[str, Craft] = {
    **{name: partial(bytes, data) for name, data in FOREIGN.items()},
    **POLYGLOTS,
    **BOMBS,
}
