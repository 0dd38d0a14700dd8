"""exiftool, an independent reader: what other programs find in our files (Debian: libimage-exiftool-perl)."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from cli.stack.binding import bind_command

_PLUS = "http://ns.useplus.org/ldf/vocab/"


def read_tags(path: Path) -> dict[str, Any]:
    """Every tag by group and name, structures kept, values as stored."""
    (tags,) = json.loads(run("-json", "-G1", "-struct", "-n", "-charset", "iptc=UTF8", str(path)))
    found = dict(tags)
    # exiftool 13 leaves out the address of the PLUS vocabulary, which is in the file all the same.
    if str(found.get("XMP-plus:DataMining", "")).startswith("DMI-"):
        assert _PLUS.encode() + found["XMP-plus:DataMining"].encode() in path.read_bytes()
        found["XMP-plus:DataMining"] = _PLUS + found["XMP-plus:DataMining"]
    return found


def find_faults(path: Path) -> list[str]:
    """What exiftool finds wrong with a file, but for EXIF tags a JPEG straight from a camera must have."""
    lines = run("-validate", "-warning", "-error", "-a", "-s3", str(path)).splitlines()
    return [line for line in lines if "Missing required JPEG" not in line and not _is_summary(line)]


def write_tags(path: Path, *arguments: str) -> None:
    """Write tags the way other programs do."""
    run("-overwrite_original", *arguments, str(path))


def run(*arguments: str) -> str:
    """What exiftool prints for these arguments; AssertionError when it fails."""
    process = _process()
    assert process.stdin
    assert process.stdout
    assert not any("\n" in argument for argument in arguments), "an argument is a line"
    process.stdin.write("\n".join([*arguments, "-echo3", "{status ${status}}", "-execute", ""]).encode())
    process.stdin.flush()
    printed = b""
    while not printed.endswith(b"{ready}\n"):
        line = process.stdout.readline()
        assert line, "exiftool ended"
        printed += line
    output, _, status = printed.decode().rpartition("{status ")
    assert status.startswith("0}"), f"{arguments}: {output}"
    return output


@cache
def _process() -> subprocess.Popen[bytes]:
    """One exiftool for all tests of this process, at whose end it stops: starting it takes longer than its work."""
    command = bind_command(["exiftool", "-stay_open", "True", "-@", "-"])
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _is_summary(line: str) -> bool:
    return line == "OK" or line.endswith(("Warnings", "Warning", "minor)"))
