"""Reads a release's public manifest all the time, as a website would, and checks every answer."""

from __future__ import annotations

import hashlib
import http.client
import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from typing import Any

_PAUSE = 0.02


class Reader:
    """Reads while the block runs.

    `answers` counts: `whole`, `none` (the store was down), `torn` (not what one version says), `backwards` (an older
    version than before), `absent` (404 after it was there), `mixed` (a file that it names was not there, or another).
    """

    def __init__(self, press_url: str, slug: str) -> None:
        self._url = press_url
        self._slug = slug
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._versions: dict[int, str] = {}
        self.answers: Counter[str] = Counter()

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join(60)

    @property
    def versions(self) -> list[int]:
        """The versions that were seen."""
        return sorted(self._versions)

    def _read(self) -> None:
        while not self._over.wait(_PAUSE):
            body = self._get(f"{self._url}/releases/{self._slug}/manifest.json")
            self.answers[self.judge(body)] += 1

    def judge(self, body: bytes | None) -> str:
        if body is None:
            return "none"
        if not body:
            return "absent" if self._versions else "not yet"
        try:
            document = json.loads(body)
            number = int(document["version"])
        except (ValueError, KeyError, TypeError):
            return "torn"
        if self._versions and number < max(self._versions):
            return "backwards"
        digest = hashlib.sha256(body).hexdigest()
        if number in self._versions:
            return "whole" if self._versions[number] == digest else "torn"
        self._versions[number] = digest
        return self._compare(number, body, document)

    def _compare(self, number: int, body: bytes, document: Any) -> str:
        """A version seen for the first time: it is the stored one, and every file it names is there."""
        if self._wanted(f"{self._url}/releases/{self._slug}/v/{number}.json") != body:
            return "torn"
        for href, sha256 in files_of(document):
            if hashlib.sha256(self._wanted(href)).hexdigest() != sha256:
                return "mixed"
        return "whole"

    def _wanted(self, url: str) -> bytes:
        """A file's bytes, asked for until the store answers; empty when it is not there."""
        while (body := self._get(url)) is None:
            if self._over.wait(10 * _PAUSE):
                return self._get(url) or b""
        return body

    def _get(self, url: str) -> bytes | None:
        """The body, b"" for 404 and 403, None when the store gave no whole answer."""
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  (our own store, over HTTP)
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as error:
            with error:
                return b"" if error.code in {403, 404} else None
        except (OSError, http.client.HTTPException):
            return None


def files_of(document: Any) -> list[tuple[str, str]]:
    """Address and SHA-256 of every file that a manifest names by an immutable address, wherever it stands."""
    if isinstance(document, list):
        return [found for item in document for found in files_of(item)]
    if not isinstance(document, dict):
        return []
    own = [(document["href"], document["sha256"])] if {"href", "sha256"} <= document.keys() else []
    return own + [found for item in document.values() for found in files_of(item)]
