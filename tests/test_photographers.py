"""docs/photographers.md: each program does what the page says, with a photographer's own key on a real store."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings

from archive.store.buckets import incoming
from archive.store.upload_credentials import create_upload_credential, revoke_upload_credential
from cli.stack.ports import choose_port
from config.environment import ROOT
from tests.system_programs import find_program

PAGE = (ROOT / "docs/photographers.md").read_text("utf-8")
FOLDER = "dorothea"
FILES = {"IMG_1.JPG": 1000, "IMG_2.JPG": 2000, "day two/IMG_1.JPG": 9 << 20}
"""Below `card`; the last one goes up in parts where a program does that."""


def block(heading: str, language: str = "sh") -> str:
    """The code below a heading of the page, for our photographer and this process's bucket."""
    chapter = re.split(rf"^## {heading}.*$", PAGE, flags=re.MULTILINE)[1].split("\n## ")[0]
    code = re.findall(rf"```{language}\n(.*?)```", chapter, re.DOTALL)
    assert len(code) == 1
    return str(code[0]).replace("incoming", settings.BUCKET_INCOMING).replace("david", FOLDER)


@pytest.fixture
def photographer(buckets: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment that the page's first block sets, and nothing of ours; below `card` are the files."""
    key = create_upload_credential(FOLDER)
    for name, size in FILES.items():
        path = tmp_path / "card" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
        # Shot before it is uploaded: `sync` sends what is newer than the store's copy, whose time has no fractions.
        os.utime(path, (time.time() - 3600,) * 2)
    yield {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(tmp_path),
        "RCLONE_CONFIG": "/dev/null",
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_REGION": "us-east-1",
        "ADDRESS": str(settings.S3_ENDPOINT),
    }
    revoke_upload_credential(FOLDER)


def run(code: str, environment: Mapping[str, str], folder: Path) -> str:
    done = subprocess.run(
        ["/bin/sh", "-euc", code],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def uploaded(folder: Path) -> set[str]:
    """Names of the files that are in the store, byte by byte."""
    prefix = f"{FOLDER}/stadtfest/"
    stored = set(incoming().keys(prefix))
    return {
        name
        for name in FILES
        if prefix + name in stored and incoming().get(prefix + name) == (folder / "card" / name).read_bytes()
    }


def versions() -> int:
    return len([one for one in incoming().versions() if one.key.startswith(f"{FOLDER}/")])


@pytest.mark.parametrize("program", ["rclone", "aws", "s5cmd"])
def test_it_uploads_what_is_new(program: str, photographer: dict[str, str], tmp_path: Path) -> None:
    code = block(program)
    if program == "aws":
        find_program(program)
    run(code, photographer, tmp_path)
    assert uploaded(tmp_path) == set(FILES)
    run(code, photographer, tmp_path)
    assert versions() == len(FILES)
    (tmp_path / "card/IMG_1.JPG").write_bytes(b"a newer edit")
    run(code, photographer, tmp_path)
    assert uploaded(tmp_path) == set(FILES)
    assert versions() == len(FILES) + 1


def test_curl_uploads(photographer: dict[str, str], tmp_path: Path) -> None:
    find_program("curl")
    run(block("curl"), photographer, tmp_path)
    assert uploaded(tmp_path) == {"IMG_1.JPG", "IMG_2.JPG"}


def test_python_uploads(photographer: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "upload.py").write_text(block("Python", "python"), "utf-8")
    run(f"{sys.executable} upload.py", photographer, tmp_path)
    assert uploaded(tmp_path) == set(FILES)


def test_ftp_uploads_through_rclone(photographer: dict[str, str], tmp_path: Path) -> None:
    find_program("curl")
    port = choose_port(None, set())
    code = block("Photo Mechanic").replace("2121", str(port)).replace("rclone serve", "exec rclone serve")
    server = subprocess.Popen(
        ["/bin/sh", "-euc", code], cwd=tmp_path, env=photographer, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for name in FILES:
            path = name.replace(" ", "%20")
            run(
                f"curl --fail -sS --retry 120 --retry-connrefused --retry-delay 1 --user {FOLDER}:choose-one"
                f" --ftp-create-dirs --upload-file 'card/{name}' ftp://127.0.0.1:{port}/stadtfest/{path}",
                photographer,
                tmp_path,
            )
        for _ in range(600):
            if uploaded(tmp_path) == set(FILES):
                break
            time.sleep(0.1)
        assert uploaded(tmp_path) == set(FILES)
    finally:
        server.terminate()
        server.wait(60)


def test_the_page_names_what_is_set() -> None:
    first = block("With an upload key")
    assert set(re.findall(r"(\w+)=", first)) == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "ADDRESS"}
