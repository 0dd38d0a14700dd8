"""The blocks of a file of any format that we take."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PIL import Image

from pipelines.heif import register_heif
from pipelines.metadata.containers.blocks import EXIF_PREFIX, Blocks, Data
from pipelines.metadata.containers.iso_boxes import find_manifest
from pipelines.metadata.containers.jpeg import jpeg_blocks
from pipelines.metadata.containers.png import png_blocks
from pipelines.metadata.containers.tiff import tiff_blocks
from pipelines.metadata.containers.webp import webp_blocks
from pipelines.source import Source, mapped, open_source

CONTAINERS: Mapping[str, Callable[[Data], Blocks]] = {
    "JPEG": jpeg_blocks,
    "PNG": png_blocks,
    "TIFF": tiff_blocks,
    "WEBP": webp_blocks,
}
register_heif()


def find_blocks(source: Source, picture_format: str) -> Blocks:
    """The blocks of a file whose content is of `picture_format` (Pillow's name).

    Decodes no pixels. Raises anything over a damaged file, and ValueError for one of another format.
    """
    if picture_format not in CONTAINERS:
        return _coded_blocks(source, picture_format)
    with mapped(source) as data:
        return CONTAINERS[picture_format](data)


def _coded_blocks(source: Source, picture_format: str) -> Blocks:
    """AVIF's and HEIC's, as their decoders find them."""
    with open_source(source) as file, Image.open(file, formats=(picture_format,)) as picture:
        packet = _bytes(picture.info.get("xmp"))
        exif = _bytes(picture.info.get("exif")).removeprefix(EXIF_PREFIX)
    with mapped(source) as data:
        return Blocks(exif=exif, packets=(packet,) if packet else (), manifest=find_manifest(data))


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", errors="replace")
    return value if isinstance(value, bytes) else b""
