"""Object keys: the parts of an upload's key, and the keys of what the archive bucket holds.

An upload's key is `<photographer>/<release>/<any folders>/<file>`, such as `david/sommerfest/card 2/DSC_0001.JPG`. It
is a stranger's text and may hold newlines, direction overrides or `..%2f`, so its parts are escaped and none of them
ever becomes a path. The archive bucket's keys are built here from ids and digests; `archive/addresses.py` builds the
public ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipelines.names import split_extension
from pipelines.text import escape_text

SHA256 = re.compile(r"[0-9a-f]{64}")
DIGEST = re.compile(r"[0-9a-f]{32}")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
NUMBER = re.compile(r"[A-Za-z0-9._-]{1,80}")
# Of macOS's Finder and AppleDouble, and of Windows' Explorer.
_CLUTTER = frozenset({".ds_store", ".localized", "thumbs.db", "ehthumbs.db", "desktop.ini"})
_FILMS = frozenset({"mp4", "m4v", "mov", "webm"})
_MAC_FOLDER = "__MACOSX"
_UNPACKED = ".unpacked"
MAX_KEY_BYTES = 1024
"""S3's own limit."""
_NOT_IN_KEYS = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|\$\{")
PART = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class UploadPath:
    """An upload's key in parts, escaped and in NFC.

    The S3 credential proves `photographer`, since it may add only below that prefix; `release` is the sender's claim.
    """

    photographer: str
    release: str
    filename: str
    folders: tuple[str, ...] = ()


def parse_upload_path(key: str) -> UploadPath | None:
    """A key's parts; None for a folder marker or a key without photographer, release and file.

    Never raises. Empty parts (`a//b`) are skipped, as SeaweedFS does.
    """
    if not key or key.endswith("/"):
        return None
    parts = [show_key(part) for part in key.split("/") if part.strip()]
    if len(parts) < 3 or {".", ".."} & set(parts):
        return None
    return UploadPath(parts[0], parts[1], parts[-1], tuple(parts[2:-1]))


def is_clutter(key: str, size: int) -> bool:
    """Whether a system or a program left this beside photos; nobody took it, and nobody misses it.

    Empty files are markers of folders, unless they are called as pictures or films are: those did not arrive.
    """
    *folders, name = key.split("/")
    if name.lower() in _CLUTTER or name.startswith("._") or _MAC_FOLDER in folders:
        return True
    return size == 0 and not split_extension(name)[1] and name.lower().rpartition(".")[2] not in _FILMS


def upload_key(photographer: str, release: str, path: str) -> str:
    """The key of a file that somebody's browser or program names by its path: `david/fest/card 2/DSC_0001.JPG`.

    Backslashes, control characters and what S3's forms replace become `_`; folders go where the key would be too long.
    Raises ValueError for a path that leads out or names no file.
    """
    path = unicodedata.normalize("NFC", _NOT_IN_KEYS.sub("_", path))
    parts = [part.strip() for part in path.split("/") if part.strip()]
    if not parts or {".", ".."} & {photographer, release, *parts} or "/" in f"{photographer}{release}":
        raise ValueError(f"no path of a file: {path!r}")
    for folders in (parts[:-1], []):
        key = "/".join((photographer, release, *folders, parts[-1]))
        if len(key.encode()) <= MAX_KEY_BYTES:
            return key
    raise ValueError("the file's name is too long")


def unpacked_key(key: str, path: str, mark: str = "") -> str:
    """The key of a file that was at `path` in the ZIP file `key`: `david/fest/card.zip.unpacked/DCIM/DSC_0001.JPG`.

    What has another `mark` lies in another folder: `david/fest/card.zip-2.unpacked/…`.

    Raises ValueError for a path that names no file, or where even the file's name makes the key too long.
    """
    parts = [part.strip() for part in _NOT_IN_KEYS.sub("_", path).split("/") if part.strip() not in ("", ".", "..")]
    for inner in (parts, parts[-1:]):
        found = "/".join((f"{key}{mark}{_UNPACKED}", *inner))
        if parts and len(found.encode()) <= MAX_KEY_BYTES:
            return found
    raise ValueError(f"no path of a file: {path!r}")


def packed_depth(key: str) -> int:
    """In how many ZIP files a file was, one within the other."""
    return sum(part.endswith(_UNPACKED) for part in key.split("/")[:-1])


def show_key(key: str) -> str:
    """Any key in a form that can be stored and shown: escaped, and in NFC (macOS uploads NFD)."""
    return escape_text(unicodedata.normalize("NFC", key))


def show_filename(key: str) -> str:
    """The last part of any key, stray ones included, in a form that can be stored and shown; never empty."""
    return show_key(key.rstrip("/").rpartition("/")[2]) or show_key(key) or "?"


def original_key(sha256: str) -> str:
    """In `archive`: `originals/<sha256>`."""
    return f"originals/{checked(SHA256, sha256)}"


def companion_key(sha256: str) -> str:
    """In `archive`: `companions/<sha256>`."""
    return f"companions/{checked(SHA256, sha256)}"


def attachment_source_key(sha256: str) -> str:
    """In `archive`: `attachments/<sha256>`."""
    return f"attachments/{checked(SHA256, sha256)}"


def sealed_key(photo_public_id: str, profile: str, seal: str, ext: str) -> str:
    """In `archive`: `sealed/<photo's random id>/<seal digest>/<profile>.<ext>`."""
    return f"sealed/{word(photo_public_id)}/{checked(DIGEST, seal)}/{word(profile)}.{word(ext)}"


def word(text: str) -> str:
    """`text` if it can be one part of a key, such as a profile's name; else raises ValueError."""
    return checked(WORD, text)


def checked(shape: re.Pattern[str], text: str) -> str:
    """`text` if all of it matches `shape`; else raises ValueError."""
    if not shape.fullmatch(text):
        raise ValueError(f"not fit for an object key: {text!r}")
    return text
