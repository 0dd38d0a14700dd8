"""The ways in that `bench.intake` measures: senders as photographers have them. Needs Django set up on a stack."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import urllib3
from django.conf import settings

from archive.audit import OPERATOR
from archive.drops.links import link_url, make_link
from archive.models import Release
from archive.people.gateway_logins import make_login
from archive.people.photographers import create_photographer
from archive.releases.fields import release_fields
from archive.releases.lifecycle import create_release
from archive.store.client import s3
from archive.store.upload_credentials import UploadCredential

Way = Callable[[Sequence[Path]], None]
"""Sends files, and returns when all are stored."""

FOLDER = "joerg/intake"
"""Where they go in `incoming`."""
_MEDIA_TYPE = "image/jpeg"


def make_ways(folder: Path, ftp: int, sftp: int) -> dict[str, Way]:
    """Every way by its name; the first is what the others are compared with. `folder` is for a password."""
    release = create_release(release_fields(slug="intake", titles={"de": "Fest"}), OPERATOR)
    welcome = create_photographer("joerg")
    password = make_login(welcome.photographer, OPERATOR)
    return {
        "S3, a PUT each": _s3(welcome.key),
        "drop page": DropPage(release),
        "FTP with TLS": _ftp(ftp, password),
        "SFTP": _sftp(sftp, password, folder),
    }


def _s3(key: UploadCredential | None) -> Way:
    """What any S3 program does, by boto3."""
    if key is None:
        raise SystemExit("the store makes no upload keys")
    client = s3(key.access_key_id, key.secret)

    def send(photos: Sequence[Path]) -> None:
        for photo in photos:
            with photo.open("rb") as body:
                client.put_object(
                    Bucket=settings.BUCKET_INCOMING, Key=f"{FOLDER}/{photo.name}", Body=body, ContentType=_MEDIA_TYPE
                )

    return send


class DropPage:
    """What the script of a drop page does: a digest, a signed form, the form with the file, and a word of its end."""

    def __init__(self, release: Release) -> None:
        _link, token = make_link(release, "joerg", OPERATOR, days=1, files=2000, gigabytes=100)
        self._http = urllib3.PoolManager()
        self._url = link_url(token)
        page = self._http.request("GET", self._url)
        token = page.headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
        self._headers = {"Cookie": f"csrftoken={token}", "X-CSRFToken": token}

    def __call__(self, photos: Sequence[Path]) -> None:
        for photo in photos:
            body = photo.read_bytes()
            facts = {"path": photo.name, "size": str(len(body)), "type": _MEDIA_TYPE}
            answer = self._ask(verb="ask", sha256=hashlib.sha256(body).hexdigest(), **facts)
            fields = {**answer["fields"], "file": (photo.name, body, _MEDIA_TYPE)}
            self._post(answer["url"], fields=fields)
            self._ask(verb="sent", file=str(answer["file"]))

    def _ask(self, **values: str) -> Any:
        url = f"{self._url}send/"
        return json.loads(self._post(url, fields=values, headers=self._headers, encode_multipart=False))

    def _post(self, url: str, **what: Any) -> bytes:
        answer = self._http.request_encode_body("POST", url, **what)
        if answer.status >= 300:
            raise SystemExit(f"{url} answered {answer.status}: {answer.data!r}")
        return answer.data


def _ftp(port: int, password: str) -> Way:
    """By curl, one control connection for all."""

    def send(photos: Sequence[Path]) -> None:
        names = ",".join(map(str, photos))
        words = [_program("curl"), "-sS", "--ssl-reqd", "-k", "--user", f"joerg:{password}"]
        _run([*words, "-T", f"{{{names}}}", f"ftp://127.0.0.1:{port}/intake/"])

    return send


def _sftp(port: int, password: str, folder: Path) -> Way:
    """By OpenSSH, one session for all."""
    script = folder / "password"
    script.write_text(f"#!/bin/sh\necho {shlex.quote(password)}\n", "utf-8")
    script.chmod(0o700)
    asking = {**os.environ, "SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none"}
    options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "PubkeyAuthentication=no")

    def send(photos: Sequence[Path]) -> None:
        words = [_program("sftp"), *(f"-o{option}" for option in options), f"-P{port}", "joerg@127.0.0.1"]
        commands = [*(f"put {photo} intake/" for photo in photos), "bye", ""]
        _run(words, asking, "\n".join(commands))

    return send


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise SystemExit(f"the program {name} is needed")
    return found


def _run(words: Sequence[str], environment: Mapping[str, str] | None = None, text: str = "") -> None:
    subprocess.run(words, env=environment, input=text, capture_output=True, text=True, check=True)
