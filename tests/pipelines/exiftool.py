"""exiftool, the independent oracle: what others read in our files (Debian: libimage-exiftool-perl)."""

import json
import subprocess
from pathlib import Path
from typing import Any


def read_tags(path: Path) -> dict[str, Any]:
    """Every tag by group and name, structures kept, values as stored."""
    command = ["exiftool", "-json", "-G1", "-struct", "-n", "-charset", "iptc=UTF8", str(path)]
    (tags,) = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return dict(tags)


def find_faults(path: Path) -> list[str]:
    """What exiftool finds wrong with a file, but for EXIF tags a JPEG straight from a camera must have."""
    command = ["exiftool", "-validate", "-warning", "-error", "-a", "-s3", str(path)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if "Missing required JPEG" not in line and not _is_summary(line)]


def write_tags(path: Path, *arguments: str) -> None:
    """Write tags the way other programs do."""
    subprocess.run(["exiftool", "-q", "-overwrite_original", *arguments, str(path)], check=True, capture_output=True)


def _is_summary(line: str) -> bool:
    return line == "OK" or line.endswith(("Warnings", "Warning", "minor)"))
