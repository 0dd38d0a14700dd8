"""Public file names, human URLs and slugs: plain ASCII that survives every mail client and file system."""

from __future__ import annotations

import datetime as dt
import re
import string
import unicodedata

from pipelines.metadata.dates import DAY, MONTH, YEAR

MAX_NAME_BYTES = 200  # leaves room for `-<profile>` below the 255 bytes of common file systems
SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?")

# What German readers expect, then Latin letters that NFKD does not decompose.
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N"}
)
_JPEG_EXTENSIONS = frozenset({"jpg", "jpeg", "jpe", "jfif"})
_PICTURE_EXTENSIONS = (
    _JPEG_EXTENSIONS
    | {"png", "tif", "tiff", "btf", "webp", "heic", "heics", "heif", "heifs", "hif", "avif", "avifs"}
    | {"jxl", "jp2", "j2k", "jpx", "jxr", "bmp", "dib", "gif", "psd", "psb", "tga", "pdf", "eps", "svg"}
    | {"3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "iiq", "kdc", "mef", "mos", "mrw", "nef", "nrw"}
    | {"orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f"}
)
_RESERVED_FOLDERS = {"photos", "releases", "txt", "keys", "schema", "feeds", "years", "search", "assets", "attachments"}
_TAKEN_FORMAT = re.compile(r"(?:%[Yymdj]|[A-Za-z0-9_-])+")
_LITERAL = re.compile(r"[A-Za-z0-9_./-]*")
_CODE = re.compile(r"%.")
_DOTS = re.compile(r"\.{2,}")
_DIGITS = re.compile(r"[0-9]+")
_SORTED_DIGITS = 12


def public_name(filename: str) -> str:
    """The public name of an upload: `Bürger (4).JPG` is `Buerger__4_.JPG`, `a.heic` is `a.jpg`.

    A JPEG keeps its extension as it is written; all others get `.jpg`. Only what pictures are called is an extension:
    `Besuch 12.05.2024` is `Besuch_12.05.2024.jpg`. At most `MAX_NAME_BYTES` bytes of `A-Za-z0-9._-`, no leading dot,
    no `..`.
    """
    stem, extension = split_extension(filename)
    if extension.lower() not in _JPEG_EXTENSIONS:
        extension = "jpg"
    stem = _tidy(re.sub(r"[^A-Za-z0-9._-]", "_", _ascii(stem, unknown="_")))
    return _join(stem or "photo", "", extension)


def sort_name(filename: str) -> str:
    """A file name as people sort it: `IMG_2.jpg` before `img_10.JPG`; it sorts by code points."""
    folded = unicodedata.normalize("NFKD", filename).casefold()
    return _DIGITS.sub(lambda number: number[0].lstrip("0").zfill(_SORTED_DIGITS), folded)


def stem_of(name: str) -> str:
    """A name without its picture's extension."""
    return split_extension(name)[0]


def split_extension(name: str) -> tuple[str, str]:
    """A file name's stem and its picture's extension; a name without one is all stem."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension) if dot and extension.lower() in _PICTURE_EXTENSIONS else (name, "")


def attachment_name(filename: str) -> str:
    """The public name of an attachment, which keeps its extension: `Plan Süd.PDF` is `Plan_Sued.pdf`."""
    stem, _dot, extension = filename.rpartition(".")
    stem = _tidy(re.sub(r"[^A-Za-z0-9._-]", "_", _ascii(stem, unknown="_")))
    return _join(stem or "file", "", extension.lower())


def human_path(template: str, taken: dt.date, name: str) -> str:
    """A photo's download path for people, in the press bucket: `pressebilder/1909/190901-LT-PK2.JPG`.

    `taken` is the camera's local date, else the release's; `name` is a `public_name`.
    Raises ValueError for a template that `validate_path_template` rejects.
    """
    validate_path_template(template)
    return template.format(taken=taken, name=name)


def precision_of(template: str) -> int:
    """How much of a date a path template asks for, as a length of `pipelines.metadata.dates`."""
    asked = "".join(spec or "" for _, field, spec, _ in _parse(template) if field == "taken")
    return DAY if {"%d", "%j"} & set(_CODE.findall(asked)) else MONTH if "%m" in asked else YEAR


def validate_path_template(template: str) -> None:
    """Raise ValueError, its message in plain words, unless `template` is a safe path that ends in `/{name}`."""
    for literal, field, spec, conversion in _parse(template):
        if not _LITERAL.fullmatch(literal):
            raise ValueError(f"the path template may hold letters, digits and _ - . / only, not {literal!r}")
        if field is not None:
            _validate_field(field, spec or "", conversion)
    _validate_folders(template)


def with_suffix(path: str, n: int) -> str:
    """The n-th path for the same name: `path` itself for 1, then `a/b-2.JPG`; the name stays within its limit."""
    if n == 1:
        return path
    if n < 1:
        raise ValueError("paths of one name are numbered from 1")
    folder, slash, name = path.rpartition("/")
    stem, extension = split_extension(name)
    return f"{folder}{slash}{_join(stem, f'-{n}', extension)}"


def slugify(text: str, fallback: str = "untitled") -> str:
    """`text` as a slug of at most 80 characters of `a-z0-9-_`: `Bürgerfest 2026!` is `buergerfest-2026`.

    `fallback` is used where nothing is left, as of a Cyrillic title.
    """
    words = re.sub(r"[^a-z0-9_]+", "-", _ascii(text, unknown="-").lower()).strip("-_")
    return words[:80].strip("-_") or fallback


def _ascii(text: str, *, unknown: str) -> str:
    """German and Latin letters spelt in ASCII, combining marks dropped, each other character `unknown`."""
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else unknown for c in bare)


def _tidy(stem: str) -> str:
    return _DOTS.sub(".", stem).strip(".")


def _join(stem: str, suffix: str, extension: str) -> str:
    end = f"{suffix}.{extension}" if extension else suffix
    return f"{_tidy(stem[: MAX_NAME_BYTES - len(end)])}{end}"


def _parse(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(string.Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"the path template has unpaired braces: {error}") from None


def _validate_field(field: str, spec: str, conversion: str | None) -> None:
    if field not in ("taken", "name") or conversion:
        raise ValueError(f"the path template knows {{taken:%y%m}} and {{name}}, not {{{field}}}")
    if field == "name" and spec:
        raise ValueError("{name} takes no format")
    if field == "taken" and not _TAKEN_FORMAT.fullmatch(spec):
        raise ValueError(f"{{taken}} takes %Y %y %m %d %j, not {spec!r}")


def _validate_folders(template: str) -> None:
    *folders, last = template.split("/")
    if last != "{name}" or any("{name}" in folder for folder in folders):
        raise ValueError("the path template must end in {name} as a part of its own")
    if not folders or any(not folder.strip(".") or folder.startswith(".") for folder in folders):
        raise ValueError("the path template needs folders, none empty, none beginning with a dot")
    if folders[0].lower() in _RESERVED_FOLDERS:
        raise ValueError(f"the folder {folders[0]!r} is one of ours: {sorted(_RESERVED_FOLDERS)}")
