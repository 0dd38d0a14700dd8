"""The modules to mutate, the tests that must kill their mutants, the goals, and the equivalent mutants."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

ROOMS = ("pipelines", "archive/photos", "archive/publishing", "archive/releases")
MODULES = (
    "archive/addresses.py",
    "archive/audit.py",
    "archive/fields.py",
    "archive/problems.py",
    "archive/workflow.py",
    "workers/leases.py",
)

STRICT = ("pipelines/imaging/containers.py", "archive/releases/gate.py", "workers/leases.py")
"""Modules with the stricter goal: the limits on strangers' files, the gate before publishing, and the leases."""
GOAL, STRICT_GOAL = 90, 95  # per cent

# A module's namesake among the tests runs first, then these. `x/` stands for every module in that folder.
FURTHER_TESTS: dict[str, tuple[str, ...]] = {
    "archive/audit.py": ("tests/archive/test_workflow.py",),
    "pipelines/": ("tests/test_frozen_values.py",),
    "archive/": ("tests/test_frozen_values.py",),
    "archive/fields.py": ("tests/archive/photos", "tests/archive/releases"),
    "archive/photos/fields.py": ("tests/archive/test_fields.py",),
    "archive/releases/fields.py": ("tests/archive/test_fields.py",),
    "archive/photos/": ("tests/archive/photos",),
    "archive/publishing/": ("tests/archive/publishing",),
    "archive/releases/": ("tests/archive/releases",),
    "pipelines/documents/": ("tests/pipelines/documents",),
    "pipelines/imaging/adobe_rgb.py": ("tests/pipelines/imaging/test_fidelity_colour.py",),
    "pipelines/imaging/encode.py": ("tests/pipelines/imaging/test_fidelity.py",),
    "pipelines/imaging/opening.py": ("tests/pipelines/imaging/test_fidelity.py",),
    "pipelines/imaging/resize.py": ("tests/pipelines/imaging/test_fidelity.py",),
    "pipelines/watermark/style.py": ("tests/pipelines/test_recipes.py",),
    "pipelines/heif.py": ("tests/pipelines/imaging/test_opening.py",),
    "pipelines/metadata/": ("tests/pipelines/metadata",),
    "pipelines/sealing/": ("tests/pipelines/sealing",),
    "pipelines/watermark/": ("tests/pipelines/watermark",),
}


class Fault(NamedTuple):
    """A mutant identified by its lines, so that it is found again when their numbers change."""

    module: str
    before: str
    after: str


_CONTAINERS = "pipelines/imaging/containers.py"
_HEAD_START = 'start, at, junk, parsed, components, progressive = 2, 2, 0, 0, b"", False'
_ADOBE_RGB = "pipelines/imaging/adobe_rgb.py"
_UNPACK = 'number: int = struct.unpack_from(order + ("H" if kind == SHORT else "I"), value)[0]'
_GET_INDEX = 'kind, count, value = directory.get(INTEROP_INDEX, (0, 0, b""))'
_WORST = "worst: float = 255 * ((light if ink == WHITE else dark) / 255) ** (1 / 2.4)"
_MASK = "mask = typeface(24).getmask(character)"
_ANY_SIZE = "at 23, 24 and 25 pixels the same of all 1,112,064 characters are missing"
_DRAWN = 'drawn = credit.text if credit and profile.watermark != "none" else None'
_ENDS = '"|" + "|".join(f"[{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}]" for plane in range(0, 0x110000, 0x10000))'
_SET_OR_ADDED = "the lower 16 bits of a plane are 0, so adding to them and setting them is the same"

EQUIVALENT: dict[Fault, str] = {
    Fault(_CONTAINERS, r'if data.rfind(b"\xff\xd9", scan) < 0:', r'if data.rfind(b"\xff\xd9", scan) < 1:'): (
        "the search begins behind the start marker, so it never finds 0"
    ),
    Fault(_CONTAINERS, _HEAD_START, _HEAD_START.replace("= 2, 2", "= 3, 2")): (
        "this start is returned for a file without any marker alone, and that has no end marker either"
    ),
    Fault(_CONTAINERS, _HEAD_START, _HEAD_START.replace("False", "True")): (
        "a scan without a frame before it may have others anyhow: its components differ from none"
    ),
    Fault(
        "archive/photos/decisions.py",
        "if state == PhotoState.APPROVED:",
        "if state <= PhotoState.APPROVED:",
    ): "`approved` is the first of the states by the alphabet",
    Fault("archive/photos/renditions.py", _DRAWN, _DRAWN.replace("!=", ">")): (
        "`none` is the first of the watermarks by the alphabet"
    ),
    Fault(
        "archive/publishing/human_urls.py",
        "for count in itertools.count(2):",
        "for count in itertools.count( 1):",
    ): "only a clash comes here, so the first path is looked up and passed over; no row is ever deleted",
    Fault(
        "archive/releases/gate.py",
        'if missing and (key != "missing_language" or len(missing) < len(settings.RELEASE_LANGUAGES)):',
        'if missing and (key != "missing_language" or len(missing) is not len(settings.RELEASE_LANGUAGES)):',
    ): "no more languages can be missing than there are, and CPython has one object for each small number",
    Fault("pipelines/documents/text_version.py", "lstrip_blocks=True,", "lstrip_blocks=False,"): (
        "no block in the template is indented"
    ),
    Fault("pipelines/documents/text_version.py", "keep_trailing_newline=True,", "keep_trailing_newline=False,"): (
        "the template ends with a block, whose newline is trimmed anyhow"
    ),
    Fault(
        "pipelines/imaging/colour.py",
        'return image if image.mode == "RGB" else image.convert("RGB"), warnings',
        'return image if image.mode >= "RGB" else image.convert("RGB"), warnings',
    ): "a flattened picture is CMYK, L or RGB, and RGB is the last by the alphabet",
    Fault(
        "pipelines/imaging/resize.py",
        "if long_edge is None or long_edge >= longest:",
        "if long_edge is None or long_edge > longest:",
    ): "fitted to its own longer side, a size stays what it is",
    Fault("pipelines/text.py", _ENDS, _ENDS.replace("plane + 0xFFFE", "plane | 0xFFFE")): _SET_OR_ADDED,
    Fault("pipelines/text.py", _ENDS, _ENDS.replace("plane + 0xFFFF", "plane | 0xFFFF")): _SET_OR_ADDED,
    Fault("pipelines/watermark/logo.py", "@lru_cache(maxsize=16)", "@lru_cache(maxsize= 15)"): (
        "one answer fewer is kept, and every answer is the same"
    ),
    Fault("pipelines/watermark/lettering.py", "@lru_cache(maxsize=64)", ""): "the same answer, worked out each time",
    Fault("pipelines/watermark/typeface.py", "@lru_cache(maxsize=4096)", ""): "the same answer, worked out each time",
    Fault("pipelines/watermark/typeface.py", "@lru_cache(maxsize=4096)", "@lru_cache(maxsize= 4097)"): (
        "one answer more is kept, and every answer is the same"
    ),
    Fault("pipelines/watermark/typeface.py", _MASK, _MASK.replace("(24)", "( 23)")): _ANY_SIZE,
    Fault("pipelines/watermark/typeface.py", _MASK, _MASK.replace("(24)", "( 25)")): _ANY_SIZE,
    Fault(
        "pipelines/sealing/exif.py",
        "if (tag > ExifTags.Base.Copyright) is detail",
        "if (tag > ExifTags.Base.Copyright) == detail",
    ): "both sides are truth values",
    Fault(
        "pipelines/sealing/iim.py",
        'yield 60, 11, clock.replace(":", "") + fields.utc_offset.replace(":", "")',
        'yield 60, 12, clock.replace(":", "") + fields.utc_offset.replace(":", "")',
    ): "a time with its offset has 11 characters at most",
    Fault(_ADOBE_RGB, "if order is None or len(exif) < 8:", "if order is None or len(exif) < 9:"): (
        "eight bytes have no room for a directory with an entry, so they declare nothing anyhow"
    ),
    Fault(_ADOBE_RGB, _UNPACK, _UNPACK.replace("[0]", "[ -1]")): "one number is unpacked, the first and the last",
    Fault(_ADOBE_RGB, _GET_INDEX, _GET_INDEX.replace("0, 0,", "0, 1,")): "type 0 is no text, whatever its count",
    Fault(_ADOBE_RGB, _GET_INDEX, _GET_INDEX.replace("(0,", "( -1,")): "type -1 is no text either",
    Fault(
        "pipelines/metadata/exif.py",
        "def read(self, size: int | None = -1, /) -> bytes:",
        "def read(self, size: int | None = - 2, /) -> bytes:",
    ): "every negative size means: to the end",
    Fault("pipelines/watermark/drawing.py", _WORST, _WORST.replace("==", "is")): (
        "an ink is one of two constants, and CPython has one object for each number up to 256"
    ),
    Fault(_CONTAINERS, "if marker == SOS:", "if marker is SOS:"): "CPython has one object for each byte's value",
}
"""Mutants that no test can kill, because they behave the same to every caller; each with the reason."""


def modules() -> list[str]:
    """Every module that is measured, as a path from the root."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.name != "__init__.py"]
    return sorted([path.relative_to(ROOT).as_posix() for path in found] + list(MODULES))


def answering_tests(module: str, root: Path = ROOT) -> list[str]:
    """The test files and folders that must kill a module's mutants; its namesake first."""
    path = Path(module)
    namesake = Path("tests", path.parent, f"test_{path.name}").as_posix()
    further = [test for key, tests in FURTHER_TESTS.items() if _stands_for(key, module) for test in tests]
    return [test for test in (namesake, *further) if (root / test).exists()]


def goal_of(module: str) -> int:
    """Per cent of its mutants that a module's tests are to kill."""
    return STRICT_GOAL if module in STRICT else GOAL


def why_equivalent(fault: Fault) -> str:
    """The reason why no test can notice this fault; empty if one can."""
    if fault.after == fault.before.replace("slots=True", "slots=False"):
        return "slots save memory; what a value does is the same"
    return EQUIVALENT.get(fault, "")


def _stands_for(key: str, module: str) -> bool:
    return module.startswith(key) if key.endswith("/") else module == key
