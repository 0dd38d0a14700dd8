"""The cell holds for the image's user as it does for root, as whom the attacks are played where the suite is root's."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from config.environment import ROOT
from workers.develop.cell.kernel import this_kernel

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="without root test_attacks.py is run as somebody else already"),
    pytest.mark.skipif(bool(this_kernel().lacks), reason=f"this kernel lacks {this_kernel().lacks}"),
]

WHAT = "test_an_attack_in_the_child_fails or test_every_format or test_the_logo or test_helper_and_child"


def image_user() -> int:
    found = re.search(r"^USER (\d+)", (ROOT / "Dockerfile").read_text("utf-8"), re.M)
    assert found
    return int(found[1])


def opened(places: Iterable[Path], aside: Path) -> Iterator[str]:
    """Commands that make places readable which lie in a folder that nobody but root may enter, such as root's home."""
    for number, place in enumerate(places):
        closed = next((one for one in reversed(place.parents) if not one.stat().st_mode & 0o001), None)
        if closed:
            kept = aside / str(number)
            yield f"mkdir {kept} && mount --bind {place} {kept}"
            yield f"mountpoint -q {closed} || mount -t tmpfs -o mode=755 none {closed}"
            yield f"mkdir -p {place} && mount --bind {kept} {place}"


def test_the_cell_holds_for_the_images_user() -> None:
    user = image_user()
    with tempfile.TemporaryDirectory() as aside, tempfile.TemporaryDirectory() as home:
        os.chown(home, user, user)
        variables = [f"HOME={home}", f"TMPDIR={home}", f"PATH={os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE=1"]
        test = ["-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", "-p", "no:django", "-k", WHAT]
        run = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs", "env", "-i"]
        run += [*variables, sys.executable, *test, "tests/workers/develop/chamber/test_attacks.py"]
        places = dict.fromkeys((Path(sys.base_prefix), Path(sys.prefix), ROOT))
        script = "\n".join(["set -e", *opened(places, Path(aside)), f"exec {shlex.join(run)}"])
        command = ["unshare", "--mount", "sh", "-c", script]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert re.search(r"^\d{2,} passed", done.stdout, re.M), done.stdout
