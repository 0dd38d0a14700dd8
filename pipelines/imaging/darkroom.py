"""The darkroom: one photo in, all its renditions out, from one decode.

    file ─▶ opened ─▶ decoded ─▶ flattened ─▶ shrunk to the largest size ─▶ upright ─▶ sRGB
                                                    └─▶ cascade, large to small: encode, mark, encode, unmark

Each smaller size is made from the next larger one, so a call with all of a ladder's orders gives the same
bytes every time; a call with some of them may differ from it by rounding. A crop is cut from the smallest of
these sizes that is large enough, and nothing is made from it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Self

from PIL import Image
from pydantic import model_validator

from pipelines.crop import Aspect, Box, Size, cropped_size, level_box, level_edge
from pipelines.frozen import Frozen
from pipelines.imaging.colour import flatten, to_srgb
from pipelines.imaging.encode import encode
from pipelines.imaging.opening import (
    Facts,
    displayed_size,
    facts_of,
    format_of,
    frames_of,
    implied_profile,
    open_image,
    orientation_of,
    refusing_errors,
)
from pipelines.imaging.pixel_buffer import PIXEL_BUFFER
from pipelines.imaging.resize import crop_to, fit, shrink, turn_upright
from pipelines.metadata.embedded import PhotoMetadata, read_metadata
from pipelines.recipes import Limits, Profile
from pipelines.refusal import warning
from pipelines.watermark.drawing import Corner, calmest_corner, overlaid, with_strip

# Above this a JPEG is decoded at half its size (libjpeg does that for a quarter of the memory), so the
# download of a 150 MP photo has 37 MP.
WHOLE_PIXELS = 50_000_000

MID_GREY = (128, 128)


class Inspection(Frozen):
    """What a file says about itself, before any pixel is decoded."""

    facts: Facts
    metadata: PhotoMetadata
    warnings: tuple[str, ...] = ()


class RenditionOrder(Frozen):
    """One rendition to make; `digest` names its file, `credit` is drawn if the profile has a watermark.

    `box` is what a profile with an aspect shows, in pixels of the picture as displayed.
    """

    profile: Profile
    digest: str
    credit: str | None
    box: Box | None = None

    @model_validator(mode="after")
    def _box_fits_profile(self) -> Self:
        if (self.box is None) != (self.profile.aspect is None):
            raise ValueError("a box belongs to a profile with an aspect, and to no other")
        return self


class RenditionFile(Frozen):
    """One rendition made: `filename` (`<digest>.<ext>`) lies in the folder given; `profile` is its name."""

    profile: str
    digest: str
    filename: str
    width: int
    height: int
    bytes: int
    sha256: str
    media_type: str


class Developed(Frozen):
    """All renditions, in the order they were asked for, and remarks for the desk."""

    renditions: tuple[RenditionFile, ...]
    warnings: tuple[str, ...] = ()


def read_facts(path: Path, limits: Limits) -> Facts:
    """The header's facts; Refusal for a file that is no photo of ours or beyond the limits."""
    with open_image(path, limits) as image:
        return facts_of(image, path)


def inspect(path: Path, limits: Limits) -> Inspection:
    """Facts and metadata without decoding pixels; Refusal as `read_facts`."""
    facts = read_facts(path, limits)
    with refusing_errors():
        metadata = read_metadata(path, facts.format.upper())
    return Inspection(facts=facts, metadata=metadata)


def develop(path: Path, orders: Sequence[RenditionOrder], out: Path, limits: Limits) -> Developed:
    """Make every order from one decode and write it to `out`; Refusal for a bad file, nothing half-told.

    A step of the ladder wider than the photo is made at the photo's own size. Colours are sRGB, the
    orientation is applied, alpha lies on white, and nothing but an ICC tag is in the files.
    """
    if not orders:
        return Developed(renditions=())
    with PIXEL_BUFFER.borrowed():
        made, remarks = _made(path, orders, out, limits)
    return Developed(
        renditions=tuple(made[index] for index in range(len(orders))), warnings=tuple(dict.fromkeys(remarks))
    )


def _made(
    path: Path, orders: Sequence[RenditionOrder], out: Path, limits: Limits
) -> tuple[dict[int, RenditionFile], tuple[str, ...]]:
    """The files by their orders' places, and remarks."""
    with open_image(path, limits) as image:
        picture, full, remarks = _prepared(image, [_edge(order) for order in orders])
    made: dict[int, RenditionFile] = {}
    for index, file, remark in _printed(picture, full, orders, out):
        made[index] = file
        remarks += remark
    return made, remarks


def _edge(order: RenditionOrder) -> int | None:
    """The longer side an order needs of the whole picture. A crop may be small, so it takes all there is: what
    the other orders are made from must not depend on it.
    """
    return None if order.box else order.profile.longest


def _prepared(image: Image.Image, edges: Sequence[int | None]) -> tuple[Image.Image, Size, tuple[str, ...]]:
    """The picture upright, in sRGB, as large as the largest order needs; its displayed size; remarks."""
    orientation = orientation_of(image)
    # Lab names its colours by itself; a profile beside it says nothing more.
    icc = None if image.mode == "LAB" else image.info.get("icc_profile")
    implied = implied_profile(image)
    remarks: tuple[str, ...] = (warning("first_frame_only"),) if frames_of(image) > 1 else ()
    stored = image.size
    largest = max((fit(stored, edge) for edge in edges), key=max)
    if format_of(image) == "jpeg":
        largest = _draft(image, largest)
    _lay_canvas(image, edges)
    image.load()
    if format_of(image) == "jpeg" and _ends_grey(image):
        remarks += (warning("grey_end"),)
    # Text, EXIF and comment would follow the pixels into every file saved from them.
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    # Turned and converted after the first resize: fewer pixels to move.
    picture = turn_upright(shrink(flatten(image), largest), orientation)
    picture, colour_remarks = to_srgb(picture, icc, implied)
    return picture, displayed_size(stored, orientation), remarks + colour_remarks


def _draft(image: Image.Image, largest: Size) -> Size:
    """Let libjpeg decode at a half, quarter or eighth where that suffices; the size to go on with."""
    half = image.width // 2, image.height // 2
    if image.width * image.height > WHOLE_PIXELS and max(largest) > max(half):
        image.draft(image.mode, half)
        return image.size
    image.draft(image.mode, largest)
    return largest


def _lay_canvas(image: Image.Image, edges: Sequence[int | None]) -> None:
    """Room for the decoded picture and each smaller size, where the decoder writes every pixel or fails."""
    if format_of(image) != "jpeg" or image.mode != "RGB":
        PIXEL_BUFFER.reserve(0)
        return
    sizes = {image.size, *(fit(image.size, edge) for edge in edges)}
    PIXEL_BUFFER.reserve(sum(width * height for width, height in sizes))
    image.im = PIXEL_BUFFER.new_image(image.mode, image.size).im


def _ends_grey(image: Image.Image) -> bool:
    """Whether the last row is libjpeg's filling for a scan that stopped early."""
    row = image.crop((0, image.height - 1, image.width, image.height)).convert("RGB")
    return row.getextrema() == (MID_GREY,) * 3


def _printed(
    picture: Image.Image, full: Size, orders: Sequence[RenditionOrder], out: Path
) -> Iterator[tuple[int, RenditionFile, tuple[str, ...]]]:
    """Each order's place, file and remarks, from the largest size to the smallest, then the crops."""

    def size_of(index: int) -> Size:
        return min(fit(full, orders[index].profile.longest), picture.size, key=max)

    whole = [index for index, order in enumerate(orders) if not order.box]
    corner = _corner(picture, [orders[index] for index in whole])
    levels = [picture]
    for size, indexes in groupby(sorted(whole, key=size_of, reverse=True), size_of):
        levels.append(shrink(levels[-1], size))
        yield from _by_mark(levels[-1], indexes, orders, out, corner)
    crops: dict[tuple[Box, Aspect, int], list[int]] = {}
    for index, order in enumerate(orders):
        if order.box and order.profile.ratio:
            shared = order.box, order.profile.ratio, order.profile.longest
            crops.setdefault(shared, []).append(index)
    for (box, aspect, long_edge), alike in crops.items():
        yield from _by_mark(_cropped(levels, full, box, aspect, long_edge), alike, orders, out)


def _cropped(levels: Sequence[Image.Image], full: Size, box: Box, aspect: Aspect, long_edge: int) -> Image.Image:
    """What the box shows, from the smallest level that is large enough."""
    most = max(1, max(box[2] - box[0], box[3] - box[1]) * max(levels[0].size) // max(full))
    size = cropped_size(box, aspect, min(long_edge, most))
    edge = min(level_edge(full, box, size), max(levels[0].size))
    level = min((level for level in levels if max(level.size) >= edge), key=lambda level: max(level.size))
    return crop_to(level, level_box(full, box, level.size), size)


def _corner(picture: Image.Image, orders: Sequence[RenditionOrder]) -> Corner | None:
    """The one corner that the credit has on every size; a crop has its own."""
    for order in orders:
        if order.credit and order.profile.watermark == "overlay":
            return calmest_corner(picture, order.credit, order.profile.style)
    return None


def _by_mark(
    level: Image.Image,
    indexes: Iterable[int],
    orders: Sequence[RenditionOrder],
    out: Path,
    corner: Corner | None = None,
) -> Iterator[tuple[int, RenditionFile, tuple[str, ...]]]:
    """Equal marks are drawn once: text is as dear as a small encode."""
    by_mark = sorted(indexes, key=lambda index: _mark(orders[index]))
    for _, marked in groupby(by_mark, lambda index: _mark(orders[index])):
        yield from _marked(level, list(marked), orders, out, corner)


def _mark(order: RenditionOrder) -> tuple[str, str, str]:
    """What is drawn on this order's pixels; orders that agree share one drawing."""
    profile = order.profile
    drawn = "none" if not order.credit else profile.watermark
    return drawn, order.credit or "", profile.style.model_dump_json()


def _marked(
    level: Image.Image, indexes: Sequence[int], orders: Sequence[RenditionOrder], out: Path, corner: Corner | None
) -> Iterator[tuple[int, RenditionFile, tuple[str, ...]]]:
    order = orders[indexes[0]]
    drawn, credit, _ = _mark(order)
    match drawn:
        case "overlay":
            with overlaid(level, credit, order.profile.style, corner) as mark:
                yield from ((index, _stored(level, orders[index], out), mark.warnings) for index in indexes)
        case "strip":
            strip, remarks = with_strip(level, credit, order.profile.style)
            yield from ((index, _stored(strip, orders[index], out), remarks) for index in indexes)
        case _:
            yield from ((index, _stored(level, orders[index], out), ()) for index in indexes)


def _stored(image: Image.Image, order: RenditionOrder, out: Path) -> RenditionFile:
    data = encode(image, order.profile)
    filename = f"{order.digest}.{order.profile.extension}"
    (out / filename).write_bytes(data)
    return RenditionFile(
        profile=order.profile.name,
        digest=order.digest,
        filename=filename,
        width=image.width,
        height=image.height,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=order.profile.media_type,
    )
