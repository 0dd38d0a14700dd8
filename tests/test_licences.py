"""What runs beside us is free to be run and given on: no GPL, no AGPL; and no file of ours ties us to a registry."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from config.environment import ROOT
from tests.repository import text_files

# Imported unchanged and replaceable, as their licence asks: docs/decisions/0014-licences-at-run-time.md.
LGPL = {"paramiko", "pi-heif-decoder", "psycopg", "psycopg-binary"}
_COPYLEFT = re.compile(r"\bA?GPL|(?<!Lesser )General Public License|Affero", re.IGNORECASE)
_LGPL = re.compile(r"\bLGPL|Lesser General Public", re.IGNORECASE)
_FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|PSFL|Python Software Foundation|MPL|OFL|Unlicense|Zlib|ZPL)\b"
    r"|Redistribution and use in source and binary forms",
    re.IGNORECASE,
)
_GPL_LIBRARIES = ("x264", "x265", "readline", "exiv2", "fftw", "postproc")
_REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("maven", "apache", "org"),
        ("anaconda", "org"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("docker", "io"),
        ("deb", "debian", "org"),
    )
]


def locked() -> list[str]:
    """Names of requirements.txt that this machine must have, by their own markers."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    wanted = [Requirement(line.partition("--hash")[0]) for line in lines if line and not line.startswith((" ", "#"))]
    return [one.name for one in wanted if one.marker is None or one.marker.evaluate()]


def licence_of(name: str) -> str:
    """All a distribution says of its licence: expression, classifiers, text."""
    told = metadata.metadata(name)
    classifiers = [entry for entry in told.get_all("Classifier", []) if entry.startswith("License ::")]
    named = [*told.get_all("License-Expression", []), *classifiers, *told.get_all("License", [])]
    return "\n".join(named or _texts(name))


def _texts(name: str) -> list[str]:
    """The licence's own text, where a distribution does not name it."""
    texts = (file.read_text("utf-8") for file in metadata.files(name) or () if file.name.startswith("LICENSE"))
    return [text.partition("\n")[0] for text in texts]


def test_the_lock_is_read() -> None:
    assert {"celery", "django", "exifread", "pillow"} <= set(locked())


@pytest.mark.parametrize("name", locked())
def test_no_gpl_at_run_time(name: str) -> None:
    licence = licence_of(name)
    assert not _COPYLEFT.search(licence), f"{name}: {licence}"
    if _LGPL.search(licence):
        assert name in LGPL, f"{name} is LGPL: weigh it, and list it"
    else:
        assert _FREE.search(licence), f"{name} has an unknown licence: {licence or 'none told'}"


def test_every_lgpl_entry_is_needed() -> None:
    assert set(locked()) >= LGPL
    assert all(_LGPL.search(licence_of(name)) for name in LGPL)


@pytest.mark.parametrize("name", locked())
def test_no_wheel_carries_a_gpl_library(name: str) -> None:
    libraries = [file.name for file in metadata.files(name) or () if re.search(r"\.(so|dylib|dll|pyd)\b", file.name)]
    assert not [library for library in libraries if any(word in library.lower() for word in _GPL_LIBRARIES)]


def test_no_file_names_a_registry() -> None:
    hosts = re.compile("|".join(rf"\b{re.escape(host)}\b" for host in _REGISTRIES))
    assert [path for path, text in text_files() if hosts.search(text)] == []
