"""The first thing anybody tries: the demo, from an empty folder to a manifest that was checked from outside."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "bildstelle"
pytestmark = pytest.mark.journey


def test_the_demo_verifies_what_it_published() -> None:
    with tempfile.TemporaryDirectory(prefix="bildstelle-demo-test-") as folder:
        done = subprocess.run(
            [str(PROGRAM), "demo", "--once", "--small", "--json", "--data", folder],
            cwd=Path(folder).parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["photos"], result["refused"]) == (24, 1)
    # Six files and a download address a photo; captions, text, index, two pages; manifest, its version and its schema.
    assert result["files"] == 24 * 7 + 8
    assert result["manifest"].endswith("/manifest.json")
    assert result["page"] in done.stdout
    assert "Traceback" not in done.stderr
