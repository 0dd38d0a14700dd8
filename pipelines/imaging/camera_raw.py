"""Telling camera raw files from photos: by their first bytes, and by what only raw files have in their directories.

A camera maker's name alone proves nothing, since their programs export TIFFs. Many raw files are TIFFs that begin with
a small preview, which a reader of photos would take for the picture.

Sources: `identify` in LibRaw and dcraw, exiftool's tables of tags, TIFF/EP (ISO 12234-2), DNG 1.7.
"""

from pipelines.imaging.tiff_tags import (
    BITS,
    COMPRESSION,
    DNG_VERSION,
    LENGTH,
    MAKE,
    PHOTOMETRIC,
    SAMPLES,
    WIDTH,
    Directory,
    read_directories,
)
from pipelines.metadata.containers.blocks import Data
from pipelines.metadata.containers.tiff import find_pages

# Where the bytes stand, the bytes, and the maker's name for the format.
HEADS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"FUJIFILM", "RAF"),
    (0, b"IIRO", "ORF"),
    (0, b"IIRS", "ORF"),
    (0, b"MMOR", "ORF"),
    (0, b"IIU\0", "RW2"),
    (0, b"FOVb", "X3F"),
    (0, b"\0MRM", "MRW"),
    (0, b"ARRI\x12\x34\x56\x78", "ARI"),
    (4, b"ftypcrx ", "CR3"),
    (0, b"NOKIARAW", "Nokia"),
    (6, b"HEAPCCDR", "CRW"),
    (8, b"CR\x02", "CR2"),
    (8, b"IIII", "IIQ"),
    (8, b"MMMM", "IIQ"),
)
TIFF_HEADS = (b"II*\0", b"MM\0*")

# Of a sensor behind a colour filter, and of the same interpolated (DNG); nobody exports a picture so.
SENSOR_VALUES = (32803, 34892)
# Compression of sensor values by Sony, Epson, Samsung, Kodak, Nikon, DNG, Kodak and Pentax.
SENSOR_COMPRESSIONS = (32767, 32769, 32770, 32772, 32867, 34713, 34892, 65000, 65535)
# Where Canon's first EOS-1D and 1Ds keep the sensor's values, in files that they name .TIF.
CANON_VALUES = 0x81

# The first word of the tag Make, and the maker's name for the format.
FORMATS: dict[str, str] = {
    "CANON": "CR2",
    "EPSON": "ERF",
    "SEIKO": "ERF",
    "HASSELBLAD": "3FR",
    "KODAK": "DCR",
    "EASTMAN": "DCR",
    "LEAF": "MOS",
    "LEICA": "RWL",
    "MAMIYA": "MEF",
    "MAMIYA-OP": "MEF",
    "NIKON": "NEF",
    "OLYMPUS": "ORF",
    "OM": "ORF",
    "PANASONIC": "RW2",
    "PENTAX": "PEF",
    "RICOH": "PEF",
    "PHASE": "IIQ",
    "SAMSUNG": "SRW",
    "SONY": "ARW",
}


def raw_kind(data: Data) -> str | None:
    """The format of a camera raw file, such as `CR2`, or `raw` where it has no name; None for other files."""
    for at, magic, name in HEADS:
        if data[at : at + len(magic)] == magic and (at != 8 or data[:4] in TIFF_HEADS):
            return name
    return _kind_of_tiff(data) if data[:4] in TIFF_HEADS else None


def _kind_of_tiff(data: Data) -> str | None:
    directories = list(read_directories(data))
    if not directories:
        return None
    first = directories[0]
    if DNG_VERSION in first.tags:
        return "DNG"
    if any(map(_holds_sensor_values, directories)) or _is_preview(data, directories):
        make = next(filter(None, (each.text(MAKE) for each in directories)), "")
        return FORMATS.get(make.upper().partition(" ")[0], "raw")
    return None


def _holds_sensor_values(directory: Directory) -> bool:
    """Whether a directory is of a sensor; a deep value each pixel that is said to be no colour is one, too."""
    deep_and_unnamed = (
        WIDTH in directory.tags
        and PHOTOMETRIC not in directory.tags
        and directory.number(SAMPLES, 1) == 1
        and directory.number(BITS, 1) > 8
    )
    return (
        deep_and_unnamed
        or directory.number(PHOTOMETRIC, 0) in SENSOR_VALUES
        or directory.number(COMPRESSION, 1) in SENSOR_COMPRESSIONS
        or (CANON_VALUES in directory.tags and directory.text(MAKE).upper() == "CANON")
    )


def _is_preview(data: Data, directories: list[Directory]) -> bool:
    """Whether all pages are reduced copies of something larger, which then stands below them."""
    largest = max(map(_pixels, directories))
    return not find_pages(data).pictures and largest > _pixels(directories[0])


def _pixels(directory: Directory) -> int:
    return directory.number(WIDTH, 0) * directory.number(LENGTH, 0)
