"""Children end with their parent, however it ends: real processes, by pid."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.cli.stack.processes import ROOT, alive, wait_for


@pytest.mark.parametrize("user", ["", "nobody"])
def test_a_child_does_not_outlive_its_killed_parent(user: str, tmp_path: Path) -> None:
    if user and os.geteuid() != 0:
        user = ""  # only root may change the user
    parent = textwrap.dedent(f"""
        import subprocess, sys, time
        from cli.stack.binding import bind_command
        print(subprocess.Popen(bind_command(["sleep", "300"], user={user!r})).pid, flush=True)
        time.sleep(300)
    """)
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.stdout.close()
    assert wait_for(lambda: Path(f"/proc/{child}/cmdline").read_bytes().endswith(b"/sleep\x00300\x00"))
    process.kill()
    process.wait()
    assert wait_for(lambda: not alive(child))
