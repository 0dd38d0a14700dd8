"""Which photo a raw file, an XMP file or a voice memo lies beside: the one of its name, in the same folder.

`DSC_0001.NEF`, `DSC_0001.WAV` and `DSC_0001.xmp` lie beside `DSC_0001.JPG`, and so does `DSC_0001.JPG.xmp`; of
`DSC_0001.NEF.xmp`, which raw developers write, the photo is that of the raw file. `IMG_1.MOV` lies beside `IMG_1.HEIC`
if it is the moving part of that live photo. Small and capital letters are alike.
"""

from __future__ import annotations

import unicodedata

from pipelines.upload_kinds import MEDIA_TYPES, RAW, Kind, extension_of, kind_of

KINDS = frozenset({Kind.RAW, Kind.SIDECAR, Kind.MEMO})
"""What is kept beside a photo."""
_LIVE = "mov"


def is_beside(key: str, photo_key: str) -> bool:
    """Whether a companion's key belongs to a photo's. A film's does, too; whether it is one, its content tells."""
    if kind_of(key, 1) not in KINDS and not may_be_live(key):
        return False
    folder, name = _split(key)
    photo_folder, photo_name = _split(photo_key)
    if folder != photo_folder or extension_of(photo_key) not in ("", *MEDIA_TYPES):
        return False
    if kind_of(key, 1) is Kind.SIDECAR:
        name = _bare(name)
        if extension_of(name) in MEDIA_TYPES:
            return name == photo_name
        return (_bare(name) if extension_of(name) in RAW else name) == _bare(photo_name)
    return _bare(name) == _bare(photo_name)


def may_be_live(key: str) -> bool:
    """Whether a file may be the moving part of a live photo, by its name."""
    return extension_of(key) == _LIVE


def common_beginning(key: str) -> str:
    """What the keys of all photos beside this companion begin with, but for small and capital letters."""
    name = _bare(key)
    extension = extension_of(name)
    return name if extension not in MEDIA_TYPES and extension not in RAW else _bare(name)


def bare_key(key: str) -> tuple[str, str]:
    """A key's folder, and its name without extension in small letters: what a raw file and its photo share."""
    folder, name = _split(key)
    return folder, _bare(name)


def _split(key: str) -> tuple[str, str]:
    folder, _slash, name = unicodedata.normalize("NFC", key).rpartition("/")
    return folder, name.casefold()


def _bare(name: str) -> str:
    """A name without what stands behind its last dot."""
    extension = extension_of(name)
    return name[: -len(extension) - 1] if extension else name
