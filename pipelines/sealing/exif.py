"""The EXIF block: what viewers and operating systems show that read neither XMP nor IIM.

Pillow's `ImageFileDirectory_v2` writes the directories. Its `Image.Exif` would do it in fewer lines, but guesses each
value's type: texts of tags it does not know, such as LensModel, would become bytes, or lose what is not ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from PIL import ExifTags, TiffTags
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from pipelines.metadata.dates import SECOND
from pipelines.sealing.fields import TAGS, SealedFields

_HEADER = b"MM\x00*\x00\x00\x00\x08"


def build_exif(fields: SealedFields) -> bytes:
    """A big-endian TIFF block without the JPEG's `Exif\\0\\0` prefix; same fields, same bytes."""
    main = _directory(_texts(fields, detail=False))
    # The directory's size does not depend on where the pointer points, so a first build measures it.
    main[ExifTags.IFD.Exif] = 0
    exif_at = len(_HEADER) + len(main.tobytes(len(_HEADER)))
    main[ExifTags.IFD.Exif] = exif_at
    return _HEADER + main.tobytes(len(_HEADER)) + _exif_directory(fields).tobytes(exif_at)


def _exif_directory(fields: SealedFields) -> ImageFileDirectory_v2:
    # EXIF dates are whole; of others, XMP alone tells what is known.
    taken = fields.date_taken if fields.date_taken and len(fields.date_taken) == SECOND else ""
    directory = _directory(
        {
            ExifTags.Base.DateTimeOriginal: taken.replace("-", ":").replace("T", " "),
            ExifTags.Base.OffsetTimeOriginal: fields.utc_offset if taken else "",
            ExifTags.Base.ImageUniqueID: _unique_id(fields.guid),
            **_texts(fields, detail=True),
        },
        group=ExifTags.IFD.Exif,
    )
    directory[ExifTags.Base.ExifVersion] = b"0232"
    return directory


def _texts(fields: SealedFields, *, detail: bool) -> dict[int, str]:
    """The texts of the main directory, or those of the Exif directory, whose tags come after Copyright."""
    values = {tags.exif: getattr(fields, name) for name, tags in TAGS.items() if tags.exif}
    return {
        tag: fields.default_text(value) if isinstance(value, dict) else value
        for tag, value in values.items()
        if (tag > ExifTags.Base.Copyright) is detail
    }


def _directory(texts: Mapping[int, str], group: int | None = None) -> ImageFileDirectory_v2:
    """The texts that are not empty, as UTF-8 in the ASCII type: few readers know EXIF 3.0's own type 129."""
    directory = ImageFileDirectory_v2(_HEADER, group=group)
    for tag, text in texts.items():
        if text:
            directory.tagtype[tag] = TiffTags.ASCII
            directory[tag] = text.encode()
    return directory


def _unique_id(guid: str) -> str:
    """The GUID as ImageUniqueID, which holds exactly 32 hexadecimal digits; else nothing."""
    digits = guid.lower().removeprefix("urn:uuid:").replace("-", "")
    return digits if re.fullmatch(r"[0-9a-f]{32}", digits) else ""
