"""Pillow has some forty readers; six are ours, and no byte of a stranger's file meets another."""

import ast
import contextlib
import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, UnidentifiedImageError

from config.environment import ROOT
from pipelines.imaging.darkroom import inspect
from pipelines.imaging.opening import READERS
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from tests.pipelines.pictures import scene
from workers.develop.chamber import Chamber

Image.init()
# MPO is written by name and read as JPEG. HDF5, BUFR, GRIB and WMF have a writer only where another program adds one.
WRITABLE = sorted(set(Image.SAVE) - set(READERS) - {"MPO", "HDF5", "BUFR", "GRIB", "WMF"})

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n%%EOF\n"


def _written(kind: str, path: Path) -> Path:
    for mode in ("RGB", "L", "P", "RGBA", "1", "F"):
        # Pillow will drop some of its writers, and says so.
        with contextlib.suppress(OSError, ValueError, KeyError), warnings.catch_warnings(action="ignore"):
            scene((32, 32)).convert(mode).save(path, kind)
            return path
    raise AssertionError(f"Pillow cannot write {kind}")


def _told(asked: list[str], name: str, *_: object) -> bool:
    asked.append(name)
    return False


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the readers that are not ours and were asked all the same."""
    names: list[str] = []
    for name in set(Image.OPEN) - set(READERS):
        told: Callable[..., bool] = partial(_told, names, name)
        monkeypatch.setitem(Image.OPEN, name, (told, told))
    return names


@pytest.mark.parametrize("kind", WRITABLE)
@pytest.mark.parametrize("suffix", ["jpg", "eps"])
def test_no_other_reader_is_asked(tmp_path: Path, asked: list[str], kind: str, suffix: str) -> None:
    path = _written(kind, tmp_path / "written")
    with pytest.raises(Refusal) as refusal:
        inspect(path.rename(tmp_path / f"photo.{suffix}"), Limits())
    assert refusal.value.key in ("format_not_allowed", "not_a_photo")
    assert asked == []


def test_the_watch_would_see_another_reader(tmp_path: Path, asked: list[str]) -> None:
    with pytest.raises(UnidentifiedImageError):
        Image.open(_written("GIF", tmp_path / "photo.jpg"))
    assert "GIF" in asked


def test_the_readers_are_the_ones_named() -> None:
    assert set(READERS) == {"JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF"}
    assert set(READERS) < set(Image.OPEN)


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that appears as soon as anything starts Ghostscript."""
    left = tmp_path / "ghostscript-ran"
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "gs").write_text(f"#!/bin/sh\n: > '{left}'\nexit 1\n", "utf-8")
    (programs / "gs").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    return left


def test_an_eps_never_meets_ghostscript(tmp_path: Path, trace: Path) -> None:
    path = tmp_path / "photo.eps"
    path.write_bytes(EPS)
    with Chamber() as chamber, pytest.raises(Refusal, match="format_not_allowed"):
        chamber.inspect(path)
    assert not trace.exists()


def test_the_trace_would_show_it(tmp_path: Path, trace: Path) -> None:
    path = tmp_path / "photo.eps"
    path.write_bytes(EPS)
    code = "import sys; from PIL import Image; Image.open(sys.argv[1]).load()"
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False, capture_output=True).returncode
    assert trace.exists()


def _opens(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) in ("Image.open", "PIL.Image.open")]


def test_every_picture_is_opened_by_named_readers() -> None:
    rooms = ("pipelines", "archive", "workers", "desk")
    calls = [(path, call) for room in rooms for path in (ROOT / room).rglob("*.py") for call in _opens(path)]
    assert len(calls) >= 2
    unnamed = [path for path, call in calls if "formats" not in {keyword.arg for keyword in call.keywords}]
    assert unnamed == []
