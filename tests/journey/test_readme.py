"""The README's block of commands, pasted into a shell with a card of photos at home, runs to its end."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import Base

from config.environment import ROOT
from tests.journey.running_stack import picture

pytestmark = pytest.mark.journey

_BEFORE = "trap 'kill %1; wait %1' EXIT\n"
_AFTERWARDS = """
./bildstelle release show stadtfest --json > ~/release.json
./bildstelle status stadtfest --json > ~/status.json
"""


def block() -> str:
    """The first block of commands below "The command line"."""
    found = re.search(
        r"^## The command line\n.*?^```sh\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S
    )
    assert found
    return found[1]


def test_the_block_of_commands_runs_when_pasted(tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    described = Image.Exif()
    described[Base.ImageDescription] = "Kinder lassen Drachen steigen."
    for number in range(1, 4):
        (tmp_path / f"card/IMG_{number:04d}.JPG").write_bytes(picture(exif=described))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BILDSTELLE_", "DJANGO_"))}
    done = subprocess.run(
        ["bash", "-e", "-c", _BEFORE + block() + _AFTERWARDS],
        cwd=ROOT,
        env=environment | {"HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"withdrawn": 1' in (tmp_path / "status.json").read_text("utf-8"), done.stdout
    assert '"live": 2' in (tmp_path / "status.json").read_text("utf-8"), done.stdout
