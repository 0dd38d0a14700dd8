"""The darkroom: one photo in, all its renditions out, from one decode.

    file ─▶ open ─▶ decode ─▶ flatten ─▶ shrink to the largest size ─▶ turn upright ─▶ sRGB
                                                └─▶ cascade, large to small: draw the credit, encode, restore the pixels

Each smaller size is made from the next larger one. The same orders always give the same bytes; a call with only some
of them may give pixels that differ by rounding. A crop is cut from the smallest of these sizes that is large enough,
and no other size is made from it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from PIL import Image

from pipelines.crop import Aspect, Box, Size, cropped_size, level_box, level_edge
from pipelines.frozen import Frozen
from pipelines.imaging.decoding import prepare
from pipelines.imaging.encode import encode
from pipelines.imaging.likeness import Likeness, likeness_of
from pipelines.imaging.opening import (
    Facts,
    facts_of,
    open_image,
    refusing_errors,
)
from pipelines.imaging.pixel_buffer import PIXEL_BUFFER
from pipelines.imaging.placeholder import Placeholder, placeholder_of
from pipelines.imaging.resize import crop_to, fit, shrink
from pipelines.metadata.embedded import PhotoMetadata, read_metadata
from pipelines.recipes import Limits, RenditionOrder
from pipelines.source import Source
from pipelines.watermark.drawing import Corner, calmest_corner, overlaid, with_strip

Keep = Callable[[str, bytes], str]
"""Takes a rendition's file name and its bytes; returns their SHA-256, or nothing where another process computes it."""


class Inspection(Frozen):
    """What a file says about itself, read without decoding a pixel."""

    facts: Facts
    metadata: PhotoMetadata
    warnings: tuple[str, ...] = ()


class RenditionFile(Frozen):
    """A rendition that was made: `filename` (`<digest>.<ext>`) lies in the output folder; `profile` is its name."""

    profile: str
    digest: str
    filename: str
    width: int
    height: int
    bytes: int
    sha256: str
    media_type: str


class Developed(Frozen):
    """All renditions, in the sequence of their orders, and warnings for the desk (`pipelines.refusal.warning`).

    `likeness` and `placeholder` are null where no rendition was ordered.
    """

    renditions: tuple[RenditionFile, ...]
    warnings: tuple[str, ...] = ()
    likeness: Likeness | None = None
    placeholder: Placeholder | None = None


def read_facts(source: Source, limits: Limits) -> Facts:
    """The header's facts; raises Refusal for a file that is no photo we take, or one beyond the limits."""
    with open_image(source, limits) as image:
        return facts_of(image, source)


def inspect(source: Source, limits: Limits, sidecars: Sequence[bytes] = ()) -> Inspection:
    """Facts and metadata, read without decoding pixels; raises Refusal as `read_facts` does."""
    facts = read_facts(source, limits)
    with refusing_errors():
        metadata = read_metadata(source, facts.format.upper(), sidecars)
    return Inspection(facts=facts, metadata=metadata)


def develop(source: Source, orders: Sequence[RenditionOrder], out: Path, limits: Limits) -> Developed:
    """Make every ordered rendition from one decode and write its file to `out`; raises Refusal for a bad file."""

    def keep(name: str, data: bytes) -> str:
        (out / name).write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    return develop_into(source, orders, keep, limits)


def develop_into(source: Source, orders: Sequence[RenditionOrder], keep: Keep, limits: Limits) -> Developed:
    """Make every ordered rendition from one decode and give it to `keep`; raises Refusal for a bad file.

    No photo is enlarged: a profile larger than the photo gives the photo's own size. The files are in sRGB, upright,
    without alpha (transparent parts are white), and carry no metadata but an ICC profile.
    """
    if not orders:
        return Developed(renditions=())
    with PIXEL_BUFFER.borrowed():
        made, warnings, levels = _made(source, orders, keep, limits)
        likeness, placeholder = likeness_of(levels[0], levels[-1]), placeholder_of(levels[-1])
    return Developed(
        renditions=tuple(made[index] for index in range(len(orders))),
        warnings=tuple(dict.fromkeys(warnings)),
        likeness=likeness,
        placeholder=placeholder,
    )


def _made(
    source: Source, orders: Sequence[RenditionOrder], keep: Keep, limits: Limits
) -> tuple[dict[int, RenditionFile], tuple[str, ...], list[Image.Image]]:
    """The files by the indexes of their orders, all warnings, and the sizes that were made, the largest first."""
    with open_image(source, limits) as image:
        picture, full, warnings = prepare(image, source, [_edge(order) for order in orders])
    made: dict[int, RenditionFile] = {}
    levels = [picture]
    for index, file, raised in _rendered(levels, full, orders, keep):
        made[index] = file
        warnings += raised
    return made, warnings, levels


def _edge(order: RenditionOrder) -> int | None:
    """The longer side of the whole picture that an order needs; None for its full size.

    A crop asks for the full size: it may show a small part, and where it lies must not change the pixels that the
    other orders are made from.
    """
    return None if order.box else order.profile.max_edge


def _rendered(
    levels: list[Image.Image], full: Size, orders: Sequence[RenditionOrder], keep: Keep
) -> Iterator[tuple[int, RenditionFile, tuple[str, ...]]]:
    """Each order's index, file and warnings: from the largest size to the smallest, then the crops.

    `levels` holds the picture, and then each size of it that was made.
    """
    picture = levels[0]

    def size_of(index: int) -> Size:
        return min(fit(full, orders[index].profile.max_edge), picture.size, key=max)

    whole = [index for index, order in enumerate(orders) if not order.box]
    corner = _corner(picture, [orders[index] for index in whole])
    for size, indexes in groupby(sorted(whole, key=size_of, reverse=True), size_of):
        levels.append(shrink(levels[-1], size))
        yield from _by_watermark(levels[-1], indexes, orders, keep, corner)
    crops: dict[tuple[Box, Aspect, int], list[int]] = {}
    for index, order in enumerate(orders):
        if order.box and order.profile.ratio:
            shared = order.box, order.profile.ratio, order.profile.max_edge
            crops.setdefault(shared, []).append(index)
    for (box, aspect, long_edge), alike in crops.items():
        yield from _by_watermark(_cropped(levels, full, box, aspect, long_edge), alike, orders, keep)


def _cropped(levels: Sequence[Image.Image], full: Size, box: Box, aspect: Aspect, long_edge: int) -> Image.Image:
    """The part in the box, cut from the smallest level that is large enough."""
    available = max(1, max(box[2] - box[0], box[3] - box[1]) * max(levels[0].size) // max(full))
    size = cropped_size(box, aspect, min(long_edge, available))
    edge = min(level_edge(full, box, size), max(levels[0].size))
    level = min((level for level in levels if max(level.size) >= edge), key=lambda level: max(level.size))
    return crop_to(level, level_box(full, box, level.size), size)


def _corner(picture: Image.Image, orders: Sequence[RenditionOrder]) -> Corner | None:
    """The corner where the credit stands on every size of the whole picture; each crop has a corner of its own."""
    for order in orders:
        if order.credit and order.profile.watermark == "overlay":
            return calmest_corner(picture, order.credit, order.profile.style)
    return None


def _by_watermark(
    level: Image.Image,
    indexes: Iterable[int],
    orders: Sequence[RenditionOrder],
    keep: Keep,
    corner: Corner | None = None,
) -> Iterator[tuple[int, RenditionFile, tuple[str, ...]]]:
    """Encode one level's orders; a watermark that several share is drawn once, as drawing costs a small encode."""
    by_watermark = sorted(indexes, key=lambda index: _watermark_of(orders[index]))
    for _, alike in groupby(by_watermark, lambda index: _watermark_of(orders[index])):
        yield from _watermarked(level, list(alike), orders, keep, corner)


def _watermark_of(order: RenditionOrder) -> tuple[str, str, str]:
    """The kind, credit and style of an order's watermark; orders of one level that agree share one drawing."""
    profile = order.profile
    kind = "none" if not order.credit else profile.watermark
    return kind, order.credit or "", profile.style.model_dump_json()


def _watermarked(
    level: Image.Image, indexes: Sequence[int], orders: Sequence[RenditionOrder], keep: Keep, corner: Corner | None
) -> Iterator[tuple[int, RenditionFile, tuple[str, ...]]]:
    order = orders[indexes[0]]
    kind, credit, _ = _watermark_of(order)
    match kind:
        case "overlay":
            with overlaid(level, credit, order.profile.style, corner) as overlay:
                yield from ((index, _stored(level, orders[index], keep), overlay.warnings) for index in indexes)
        case "strip":
            strip, warnings = with_strip(level, credit, order.profile.style)
            yield from ((index, _stored(strip, orders[index], keep), warnings) for index in indexes)
        case _:
            yield from ((index, _stored(level, orders[index], keep), ()) for index in indexes)


def _stored(image: Image.Image, order: RenditionOrder, keep: Keep) -> RenditionFile:
    data = encode(image, order.profile)
    return RenditionFile(
        profile=order.profile.name,
        digest=order.digest,
        filename=order.filename,
        width=image.width,
        height=image.height,
        bytes=len(data),
        sha256=keep(order.filename, data),
        media_type=order.profile.media_type,
    )
