"""Which program the bench takes for ImageMagick, and when it installs one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench import peers

REAL = "echo 'Version: ImageMagick 7.1.1-0 Q16-HDRI x86_64 https://imagemagick.org'"
OTHERS = (
    "echo 'convert: ImageMagick is not installed here' >&2; exit 1",
    "echo 'Version: ImageMagick 7.1.1-0 Q16-HDRI x86_64'; exit 1",
    "echo 'GraphicsMagick 1.3.38 2022-03-26 Q16 http://www.GraphicsMagick.org/'",
)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The system's folder and two of the path, empty; there are no other programs."""
    made = [tmp_path / name for name in ("system", "first", "second")]
    for folder in made:
        folder.mkdir()
    monkeypatch.setattr(peers, "_SYSTEM", str(made[0]))
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, made[1:])))
    return made


def program(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("other", OTHERS)
def test_a_convert_that_is_no_imagemagick_is_passed_over(folders: list[Path], other: str) -> None:
    _system, first, second = folders
    program(first / "magick", other)
    program(first / "convert", other)
    assert peers._magick_program() is None
    real = program(second / "convert", REAL)
    assert peers._magick_program() == real


def test_what_cannot_be_started_is_passed_over(folders: list[Path]) -> None:
    path = Path(program(folders[1] / "convert", REAL))
    path.write_text("#!/nowhere\n")
    assert peers._magick_program() is None


def test_magick_comes_before_convert_and_the_system_before_the_path(folders: list[Path]) -> None:
    system, first, second = folders
    program(first / "convert", REAL)
    system_convert = program(system / "convert", REAL)
    assert peers._magick_program() == system_convert
    magick = program(second / "magick", REAL)
    assert peers._magick_program() == magick


def test_root_installs_it_beside_a_stand_in(folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    system, first, second = folders
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(first / "convert", OTHERS[0])
    brought = program(second / "brought", REAL)
    program(first / "apt-get", f'[ "$*" = "install -y -q imagemagick" ] && exec /bin/mv {brought} {system}/convert')
    (one,) = peers._magick()
    assert one.version == "ImageMagick 7.1.1-0"
    assert one.command[-1] == f"{system}/convert"


def test_it_is_missing_where_nobody_may_install_it(folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(folders[1] / "convert", OTHERS[0])
    with pytest.raises(peers.MissingPeer, match="apt-get install imagemagick"):
        peers._magick()
