"""sha256.js digests what comes in pieces as every other program does."""

from __future__ import annotations

import hashlib

import pytest
from playwright.sync_api import Browser

from config.environment import ROOT

pytestmark = pytest.mark.browser


def test_digests(browser: Browser) -> None:
    page = browser.new_page()
    source = (ROOT / "desk/drop/static/sha256.js").read_text("utf-8").replace("export class", "window.Sha256 = class")
    page.add_script_tag(content=source)
    digest = """([size, piece]) => {
        const bytes = Uint8Array.from({ length: size }, (_none, i) => (i * 7) % 251);
        const sha256 = new Sha256();
        for (let at = 0; at < size; at += piece) sha256.update(bytes.subarray(at, at + piece));
        return sha256.hex();
    }"""
    for size in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003):
        expected = hashlib.sha256(bytes((i * 7) % 251 for i in range(size))).hexdigest()
        assert {page.evaluate(digest, [size, piece]) for piece in (7, 64, 4096)} == {expected}, size
    page.close()
