"""Somebody who reads a release again and again while others publish it, and follows every address of what was read.

An address that does not answer is a fault only if what led to it still does: else it was replaced meanwhile.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

from tests.journey.running_stack import RunningStack, get

_PAGE_ADDRESSES = re.compile(r'\s(?:href|src|content(?==.http))="([^"]+)"|\ssrcset="([^"]+)"')


def in_manifest(manifest: Any) -> set[str]:
    """Every public address that a manifest names."""
    photos = [photo for photo in manifest["photos"] if photo["status"] == "live"]
    files = {file["href"] for photo in photos for file in (photo["download"], *photo["renditions"])}
    return files | {photo["download"]["permalink"] for photo in photos} | {manifest["$schema"]}


def in_page(address: str, html: str, press_url: str) -> set[str]:
    """Every address below the public bucket's that a page names, files and pages alike."""
    named = [
        part.split()[0]
        for one, several in _PAGE_ADDRESSES.findall(html)
        for part in (several.split(", ") if several else [one])
        if part.strip()
    ]
    addresses = {urldefrag(urljoin(address, unescape(name)))[0] for name in named}
    return {found for found in addresses if found.startswith(f"{press_url}/")}


@dataclass
class Reader(threading.Thread):
    """Reads manifest and pages of a release until it is told to stop; `faults` are addresses that led nowhere."""

    running: RunningStack
    release: str
    versions: list[int] = field(default_factory=list)
    rounds: int = 0
    followed: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._stop_asked = threading.Event()

    def __hash__(self) -> int:
        return id(self)

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop_asked.set()
        self.join()

    def run(self) -> None:
        while not self._stop_asked.wait(0.1):
            self.read()

    def read(self) -> None:
        """One round: the manifest and each of the release's pages."""
        self.rounds += 1
        for name in ("manifest.json", "index.html", "en.html"):
            self._follow(name, self._addresses(name))

    def _addresses(self, name: str) -> set[str]:
        address = f"{self.running.press_url}/releases/{self.release}/{name}"
        answer = get(address)
        if name.endswith(".html"):
            return in_page(address, answer.body.decode(), self.running.press_url)
        self.versions.append(answer.json["version"])
        return in_manifest(answer.json)

    def _follow(self, name: str, addresses: set[str]) -> None:
        for address in sorted(addresses):
            self.followed += 1
            if get(address, method="HEAD").status != 200 and address in self._addresses(name):
                self.faults.append(f"{name}: {address}")
