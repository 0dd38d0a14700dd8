"""The project's text files, as a clone has them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from config.environment import ROOT

# What work leaves behind, as .gitignore has it.
_MADE = {"var", "build", "staticfiles", "__pycache__"}
_OURS = {".ci"}


def text_files() -> Iterator[tuple[str, str]]:
    """Each text file's path below the root, and its text; pictures and the like are passed over."""
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name in _OURS or not (name.startswith(".") or name in _MADE)]
        for path in (Path(folder, name) for name in names):
            if path.parent.name == "secrets" and path.suffix != ".md":
                continue
            try:
                yield str(path.relative_to(ROOT)), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
