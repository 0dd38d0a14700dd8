"""The metadata embedded in a photographer's file: every carrier is read, and what one of them raises costs only itself.

`pipelines.metadata.reconciliation` makes one `PhotoMetadata` of them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping, Sequence

from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.containers.files import find_blocks
from pipelines.metadata.credentials import read_credentials
from pipelines.metadata.edits import drop_outdated, is_iim_newer
from pipelines.metadata.exif import read_exif, read_exif_block
from pipelines.metadata.findings import Findings
from pipelines.metadata.iim import read_iim
from pipelines.metadata.png_texts import read_png_texts
from pipelines.metadata.reconciliation import Carrier, PhotoMetadata, SourcedValue, reconcile
from pipelines.metadata.sidecars import with_sidecars
from pipelines.metadata.xmp import read_xmp
from pipelines.refusal import warning
from pipelines.source import Source, open_raw

__all__ = ["PhotoMetadata", "SourcedValue", "read_metadata", "reconcile"]

# Their decoders turn AVIF and HEIC by the container's own field, whatever their EXIF says.
TURNED_BY_EXIF = ("JPEG", "PNG", "TIFF", "WEBP")
UPRIGHT = 1
MAX_NAMED = 5

_NOTHING = Findings()
# exifread logs every oddity; what matters becomes a warning on the photo.
logging.getLogger("exifread").setLevel(logging.CRITICAL)


def read_metadata(source: Source, picture_format: str, sidecars: Sequence[bytes] = ()) -> PhotoMetadata:
    """The metadata of a picture whose content is of `picture_format` (Pillow's name: JPEG, TIFF, HEIF ...).

    `sidecars` are the XMP files beside it, in the order in which they came.

    Never raises: a carrier that cannot be read is left out and named in `warnings`. Decodes no pixels and checks no
    limits, which `pipelines.imaging.opening` does before.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            blocks = find_blocks(source, picture_format)
            return _read_blocks(blocks, source, picture_format, sidecars)
    except Exception:  # noqa: BLE001 - strangers' bytes: Pillow's plug-ins raise all kinds of errors
        return PhotoMetadata(warnings=(warning("metadata_unreadable"),))


def _read_blocks(blocks: Blocks, source: Source, picture_format: str, sidecars: Sequence[bytes]) -> PhotoMetadata:
    readers: dict[Carrier, Callable[[], Findings]] = {
        "xmp": lambda: read_xmp(*blocks.packets, pieces=blocks.pieces),
        "iim": lambda: read_iim(blocks.iim),
        "exif": lambda: _read_exif(blocks, source, picture_format),
        "png": lambda: read_png_texts(blocks.texts) if blocks.texts else _NOTHING,
        "c2pa": lambda: read_credentials(blocks.manifest),
    }
    found: dict[Carrier, Findings] = {}
    remarks = [warning("metadata_incomplete", name) for name in blocks.unread[:MAX_NAMED]]
    for carrier, reader in readers.items():
        try:
            found[carrier] = reader()
        except Exception:  # noqa: BLE001 - as above; a broken carrier must not cost the others
            remarks.append(warning(f"{carrier}_unreadable"))
    is_overtaken = is_iim_newer(blocks)
    if sidecars:
        found["xmp"], is_newer = with_sidecars(found.get("xmp", _NOTHING), sidecars)
        is_overtaken = is_overtaken and not is_newer
    believed = drop_outdated(found) if is_overtaken else found
    if picture_format in TURNED_BY_EXIF:
        remarks += _contradiction(found)
    return reconcile(believed, tuple(remarks), every=found if believed is not found else None)


def _read_exif(blocks: Blocks, source: Source, picture_format: str) -> Findings:
    """EXIF is a TIFF structure: a TIFF file is one itself, files of other formats may contain one."""
    if picture_format == "TIFF" and not blocks.exif:
        with open_raw(source) as file:
            return read_exif(file)
    return read_exif_block(blocks.exif) if blocks.exif else _NOTHING


def _contradiction(found: Mapping[Carrier, Findings]) -> list[str]:
    """A remark if XMP says another orientation than EXIF, which says "upright" where it says nothing."""
    exif = found.get("exif", _NOTHING).orientation or UPRIGHT
    xmp = found.get("xmp", _NOTHING).orientation
    return [warning("orientation_differs", f"EXIF {exif}, XMP {xmp}")] if xmp and xmp != exif else []
