"""Opening a stranger's picture: content decides its format, limits apply before pixels, every fault is a Refusal.

Only the chamber calls this on strangers' bytes. Pillow tries the plug-ins named in READERS and no others, so an EPS
never reaches Ghostscript, whatever its file name says.
"""

import contextlib
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Literal

from PIL import AvifImagePlugin, ExifTags, Image, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from pipelines.crop import Box, Size
from pipelines.frozen import Frozen
from pipelines.heif import is_heif, register_heif
from pipelines.imaging.boxes import read_properties
from pipelines.imaging.camera_raw import raw_kind
from pipelines.imaging.containers import (
    IMAGE_BRANDS,
    TIFF_HEADS,
    check_structure,
    is_arithmetic,
    rare_jpeg,
    walk_chunks,
)
from pipelines.imaging.declared import colours_of, points_of_chunk
from pipelines.imaging.other_formats import unread
from pipelines.imaging.tiff import prepare_planes, teach_pillow
from pipelines.metadata.containers.blocks import EXIF_PREFIX, Data
from pipelines.metadata.containers.png import MAX_TEXT, MAX_TEXTS, png_blocks
from pipelines.metadata.containers.tiff import find_pages
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from pipelines.source import Source, mapped, open_source, size_of

PictureFormat = Literal["jpeg", "png", "tiff", "webp", "avif", "heif"]

# An MPO is a JPEG with further pictures behind it. Pillow's JPEG plug-in detects it; naming MPO as a reader fails.
FORMATS: dict[str, PictureFormat] = {
    "JPEG": "jpeg",
    "MPO": "jpeg",
    "PNG": "png",
    "TIFF": "tiff",
    "WEBP": "webp",
    "AVIF": "avif",
    "HEIF": "heif",
}
READERS = ("JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF")

# What decoders' messages contain when a file ends too early.
CUT_SHORT = ("truncated", "end of file", "unexpected end")
# And when libavif does not know a sound file's matrix, such as ICtCp.
UNKNOWN_MATRIX = "reformat failed"

# The longest side libjpeg handles (JPEG_MAX_DIMENSION). It binds every format, since renditions of any may be JPEGs.
MAX_SIDE = 65_500

_CHECK = PngImagePlugin.ChunkStream.crc
_ANCILLARY = 0x20  # a small first letter (ISO 15948 5.4)


def _check_if_needed(self: PngImagePlugin.ChunkStream, cid: bytes, data: bytes) -> None:
    check = self.crc_skip if cid[0] & _ANCILLARY else partial(_CHECK, self)
    check(cid, data)


# Our limits depend on the format and apply before pixels are decoded, so Pillow's one limit for all is switched off.
Image.MAX_IMAGE_PIXELS = None
# Pillow keeps freed pixel blocks for the next picture, which makes every resize a fifth faster.
Image.core.set_blocks_max(64)  # type: ignore[attr-defined]  # Pillow has no public name for it
# Pillow parses Photoshop's resources on opening and fails over one that is split between two segments. No pixel needs
# them, and `pipelines.metadata` reads them on its own.
JpegImagePlugin.MARKER[0xFFED] = ("APP13", "Application segment 13", JpegImagePlugin.Skip)
# Pillow refuses a PNG with a text or a colour profile above 1 MiB, or texts above 64; some photos have one of 1.1 MiB.
PngImagePlugin.MAX_TEXT_CHUNK, PngImagePlugin.MAX_TEXT_MEMORY = MAX_TEXT, MAX_TEXTS
# Pillow takes a PNG for damaged over the checksum of a text; libpng and browsers do not, as no pixel needs that chunk.
PngImagePlugin.ChunkStream.crc = _check_if_needed  # type: ignore[method-assign]  # it has no option for it
# The chamber's child may not start threads, and each pool child keeps a core busy already.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
register_heif()
teach_pillow()


class Facts(Frozen):
    """What the header says; width and height are those of the picture as displayed, with its orientation applied."""

    format: PictureFormat
    width: int
    height: int
    orientation: int
    mode: str
    bit_depth: int
    icc: str | None
    bytes: int
    frames: int


@contextlib.contextmanager
def refusing_errors() -> Iterator[None]:
    """Turn whatever a decoder raises over a stranger's bytes into a Refusal; MemoryError passes through.

    Decoders raise anything (over 12,000 damaged files: IndexError, struct.error, SyntaxError, AssertionError ...), so a
    list of exceptions would never be complete. Their own warnings are silenced; ours come from `pipelines.refusal`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (Refusal, MemoryError):
        raise
    except Exception as error:
        raise Refusal(_fault(error), f"{type(error).__name__}: {error}"[:300]) from error


def _fault(error: Exception) -> str:
    words = str(error).lower()
    if UNKNOWN_MATRIX in words:
        return "unusual_pixels"
    cut = isinstance(error, EOFError) or any(word in words for word in CUT_SHORT)
    return "truncated" if cut else "broken"


@contextlib.contextmanager
def open_image(source: Source, limits: Limits) -> Iterator[Image.Image]:
    """The picture, its header checked against the limits and no pixel decoded; raises Refusal for any fault.

    Beside Pillow's own, `info` holds `code_points` and `aperture`, where the file has them, and of a TIFF its `pages`.
    """
    told = _check_file(source, limits)
    with refusing_errors(), open_source(source) as file, _identified(file, source) as image:
        if pages := told.get("pages"):
            _turn_to(image, source, pages.number)
        _check_pixels(image.size, format_of(image), limits)
        if told.pop("arithmetic", False):
            image.decodermaxblock = size_of(source)  # type: ignore[attr-defined]  # Pillow would hand over 64 KB each time
        image.info.update(told)
        if image.format == "PNG":
            _find_more(image, source)
        yield image


def _turn_to(image: Image.Image, source: Source, page: int) -> None:
    try:
        image.seek(page)
    except (SyntaxError, LookupError, TypeError) as error:  # Pillow's for pixels that it does not know
        with mapped(source) as data:
            raise unread(data) from error


def _find_more(image: Image.Image, source: Source) -> None:
    """Give a PNG the EXIF and the profile that Pillow looks for in vain: behind the pixels, or in a raw profile."""
    with contextlib.suppress(ValueError), mapped(source) as data:
        blocks = png_blocks(data)
        if blocks.exif:
            image.info["exif"] = EXIF_PREFIX + blocks.exif
        if blocks.profile and "srgb" not in image.info:
            image.info.setdefault("icc_profile", blocks.profile)


def _check_file(source: Source, limits: Limits) -> dict[str, Any]:
    """Refuse what need not be opened; returns what Pillow does not tell about the others."""
    size = size_of(source)
    if size == 0:
        raise Refusal("empty")
    if size > limits.bytes:
        raise Refusal("too_large", f"{size} bytes, allowed are {limits.bytes}")
    with refusing_errors(), mapped(source) as data:
        if not limits.heic and is_heif(data[:12]):
            raise Refusal("heic_not_taken")
        if raw := raw_kind(data):
            raise Refusal("camera_raw", raw)
        check_structure(data)
        if kind := rare_jpeg(data):
            raise Refusal("unusual_pixels", kind)
        return {name: value for name, value in _told(data, limits).items() if value is not None}


def _told(data: Data, limits: Limits) -> dict[str, Any]:
    if data[:4] == b"\x89PNG":
        cicp = next((data[start:end] for name, start, end in walk_chunks(data) if name == b"cICP"), None)
        return {"code_points": points_of_chunk(cicp)}
    if data[4:8] == b"ftyp" and data[8:12] in IMAGE_BRANDS:
        size, code_points, aperture = read_properties(data)
        if size:
            _check_pixels(size, "avif", limits)  # the decoder calls a larger one damaged
        return {"code_points": code_points, "aperture": aperture}
    if data[:4] in TIFF_HEADS:
        prepare_planes(data)
        return {"pages": find_pages(data)}
    return {"arithmetic": is_arithmetic(data)}


def _identified(file: BinaryIO, source: Source) -> Image.Image:
    try:
        return Image.open(file, formats=READERS)
    except UnidentifiedImageError as error:
        with mapped(source) as data:
            raise unread(data) from error


def _check_pixels(size: Size, picture_format: PictureFormat, limits: Limits) -> None:
    if max(size) > MAX_SIDE:
        raise Refusal("too_many_pixels", f"a side of {max(size)}, allowed are {MAX_SIDE}")
    megapixels = size[0] * size[1] / 1_000_000
    special = {"jpeg": limits.jpeg_megapixels, "webp": limits.webp_megapixels}
    allowed = special.get(picture_format, limits.other_megapixels)
    if megapixels > allowed:
        raise Refusal("too_many_pixels", f"{megapixels:.0f} megapixels, allowed are {allowed:g}")


def format_of(image: Image.Image) -> PictureFormat:
    """The picture's format, by its content."""
    return FORMATS[image.format or ""]


def orientation_of(image: Image.Image) -> int:
    """The EXIF orientation that remains to be applied, 1 to 8; an invalid one (9, text, a broken block) counts as 1.

    Pillow turns TIFFs, and libheif HEICs, while decoding. XMP's orientation does not count, as in browsers.
    """
    block = image.info.get("exif")
    if image.format in ("TIFF", "HEIF") or not isinstance(block, bytes):
        return 1
    exif = Image.Exif()
    with contextlib.suppress(Exception):
        exif.load(block)
    value = exif.get(ExifTags.Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def forget_xmp_orientation(image: Image.Image) -> None:
    """Keep Pillow from turning a TIFF by its XMP, as it does while decoding where the TIFF's own tag is missing."""
    if image.format == "TIFF" and ExifTags.Base.Orientation not in image.tag_v2:  # type: ignore[attr-defined]  # a TIFF's
        image.getexif().pop(ExifTags.Base.Orientation, None)


def aperture_of(image: Image.Image) -> Box | None:
    """The part of the stored pixels that is the picture; None for all of them. libheif crops HEICs while decoding."""
    aperture: Box | None = image.info.get("aperture")
    return None if image.format == "HEIF" else aperture


def stored_size(image: Image.Image) -> Size:
    """The picture's size before its orientation is applied."""
    left, top, right, bottom = aperture_of(image) or (0, 0, *image.size)
    return right - left, bottom - top


def frames_of(image: Image.Image) -> int:
    """How many pictures the file holds; previews, masks and depth maps of another one do not count."""
    if image.format == "TIFF":
        return max(1, int(image.info["pages"].pictures))
    return 1 if format_of(image) == "jpeg" else int(getattr(image, "n_frames", 1))


def displayed_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height after the EXIF orientation is applied."""
    return (size[1], size[0]) if orientation >= 5 else size


def facts_of(image: Image.Image, source: Source) -> Facts:
    """The facts in an opened picture's header."""
    orientation = orientation_of(image)
    width, height = displayed_size(stored_size(image), orientation)
    return Facts(
        format=format_of(image),
        width=width,
        height=height,
        orientation=orientation,
        mode=image.mode,
        bit_depth=_bit_depth(image, source),
        icc=colours_of(image).name,
        bytes=size_of(source),
        frames=frames_of(image),
    )


def _bit_depth(image: Image.Image, source: Source) -> int:
    """Bits per channel in the file, which Pillow reduces to eight for most formats."""
    if image.format == "TIFF":
        return int(image.tag_v2.get(ExifTags.Base.BitsPerSample, (8,))[0])  # type: ignore[attr-defined]  # of TIFFs alone
    if image.format == "HEIF":
        return int(image.info.get("bit_depth", 8))
    with open_source(source) as file:
        head = file.read(4096)
    if image.format == "PNG":
        return head[24]
    # AVIF's pixel information property (ISO 23008-12 6.5.6): version and flags, count, then the depths.
    at = head.find(b"pixi")
    return head[at + 9] if image.format == "AVIF" and 0 <= at < len(head) - 9 else 8
