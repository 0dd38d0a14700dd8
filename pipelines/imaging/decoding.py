"""Decoding: from an opened picture to one that is upright, in sRGB and as large as the largest rendition needs."""

from collections.abc import Sequence

from PIL import Image

from pipelines.crop import Size
from pipelines.imaging.code_points import SRGB_TRANSFER, CodePoints
from pipelines.imaging.colour import flatten, to_srgb
from pipelines.imaging.declared import Colours, colours_of
from pipelines.imaging.deep import read_deep
from pipelines.imaging.opening import (
    aperture_of,
    displayed_size,
    forget_xmp_orientation,
    format_of,
    frames_of,
    orientation_of,
    stored_size,
)
from pipelines.imaging.pixel_buffer import PIXEL_BUFFER
from pipelines.imaging.resize import fit, shrink, turn_upright
from pipelines.imaging.tiff import as_decoded
from pipelines.refusal import warning
from pipelines.source import Source

# A JPEG of more pixels is decoded at half its size, which takes a quarter of the memory; so the download of a photo of
# 150 megapixels has 37. Cameras of "100 megapixels" have 102.
MAX_FULL_SIZE_PIXELS = 105_000_000

# The lowest and highest value of a channel in which every pixel is what libjpeg puts where a scan has no data.
MID_GREY = (128, 128)


def prepare(
    image: Image.Image, source: Source, edges: Sequence[int | None]
) -> tuple[Image.Image, Size, tuple[str, ...]]:
    """The picture, upright, in sRGB and as large as the largest order needs; its full displayed size; warnings."""
    orientation = orientation_of(image)
    colours, stored = colours_of(image), stored_size(image)
    warnings: tuple[str, ...] = (warning("first_frame_only"),) if frames_of(image) > 1 else ()
    remarks = colours.warnings
    largest = max((fit(stored, edge) for edge in edges), key=max)
    if format_of(image) == "jpeg":
        largest, half_size = _draft(image, largest)
        warnings += half_size
    picture = None if colours.icc else read_deep(image, source, colours.code_points)
    if picture and colours.code_points:
        colours = Colours(code_points=CodePoints(colours.code_points.primaries, SRGB_TRANSFER))
    else:
        picture, ends_grey = _decoded(image, edges)
        warnings += ends_grey
    if picture.mode == "LAB":  # absolute colours; a profile beside them adds nothing
        colours = Colours()
    # Turning and converting come after the first resize, when there are fewer pixels.
    picture = turn_upright(shrink(flatten(picture), largest), orientation)
    if picture is not image:
        image.close()  # 400 MB at 100 megapixels
    picture, colour_warnings = to_srgb(picture, colours.icc, colours.implied_for(picture))
    return picture, displayed_size(stored, orientation), warnings + remarks + colour_warnings


def _decoded(image: Image.Image, edges: Sequence[int | None]) -> tuple[Image.Image, tuple[str, ...]]:
    """The picture as its decoder gives it, less what its aperture cuts off, and warnings."""
    aperture = aperture_of(image)
    _decode_into_buffer(image, edges)
    forget_xmp_orientation(image)
    image.load()
    ends_grey = (warning("grey_end"),) if format_of(image) == "jpeg" and _ends_grey(image) else ()
    # Pillow would write texts, EXIF and comments into every file saved from these pixels.
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    return as_decoded(image.crop(aperture) if aperture else image), ends_grey


def _draft(image: Image.Image, largest: Size) -> tuple[Size, tuple[str, ...]]:
    """Let libjpeg decode at a half, quarter or eighth where that suffices.

    Returns the size to shrink to afterwards, and a warning where it is less than was asked for.
    """
    half, pixels = (image.width // 2, image.height // 2), image.width * image.height
    if pixels > MAX_FULL_SIZE_PIXELS and max(largest) > max(half):
        image.draft(image.mode, half)
        return image.size, (warning("half_size", f"{pixels / 1e6:.0f} MP"),)
    image.draft(image.mode, largest)
    return largest, ()


def _decode_into_buffer(image: Image.Image, edges: Sequence[int | None]) -> None:
    """Reserve the pixel buffer for the photo and its ladder, and let Pillow decode into it.

    Only for colour JPEGs, whose decoder writes every pixel or fails; other photos get memory of Pillow's own.
    """
    if format_of(image) != "jpeg" or image.mode != "RGB":
        PIXEL_BUFFER.reserve(0)
        return
    sizes = {image.size, *(fit(image.size, edge) for edge in edges)}
    PIXEL_BUFFER.reserve(sum(width * height for width, height in sizes))
    image.im = PIXEL_BUFFER.new_image(image.mode, image.size).im


def _ends_grey(image: Image.Image) -> bool:
    """Whether the last row is what libjpeg fills in after a scan that stopped early."""
    row = image.crop((0, image.height - 1, image.width, image.height)).convert("RGB")
    return row.getextrema() == (MID_GREY,) * 3
