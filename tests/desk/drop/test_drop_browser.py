"""What the drop page's scripts do without the page."""

from __future__ import annotations

import hashlib

import pytest
from playwright.sync_api import Browser

from config.environment import ROOT
from pipelines.companions import bare_key
from pipelines.upload_kinds import Kind, kind_of

pytestmark = pytest.mark.browser


def test_digests(browser: Browser) -> None:
    """In pieces, as every other program does of the whole."""
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


def test_each_file_is_judged_beside_those_of_its_name_wherever_they_stand(browser: Browser) -> None:
    photos = [f"{n}.JPG" for n in range(97)]
    # A part has a hundred files.
    names = ["first.NEF", *photos, "alone.NEF", "border.JPG", "border.NEF", "card/border.NEF", "fär.nef", *photos]
    names += ["FA\u0308R.JPG", "sent.NEF", "last.NEF"]
    page = browser.new_page()
    source = (ROOT / "desk/drop/static/dropped_files.js").read_text("utf-8")
    page.add_script_tag(content=source.replace("export ", ""))
    ask = "([names, others]) => inParts(names.map((path) => ({ path })), others.map((path) => ({ path })))"
    parts = page.evaluate(ask, [names, ["sent.JPG"]])
    page.close()
    assert [file["path"] for part in parts for file in part["files"]] == names
    found = []
    for part in parts:
        here = [file["path"] for file in part["files"]]
        assert not set(part["beside"]) & set(here)
        assert {bare_key(path) for path in part["beside"]} <= {bare_key(path) for path in here}
        beside = {bare_key(path) for path in (*here, *part["beside"]) if kind_of(path, 1) is Kind.PHOTO}
        found += [path for path in here if kind_of(path, 1) is Kind.RAW and bare_key(path) not in beside]
    assert found == ["first.NEF", "alone.NEF", "card/border.NEF", "last.NEF"]


def test_questions_about_long_names_are_asked_too(browser: Browser) -> None:
    page = browser.new_page()
    page.route("http://desk/", lambda route: route.fulfill(body="<meta name=csrf-token>", content_type="text/html"))
    page.route("http://desk/send/", lambda route: route.fulfill(body=str(len(route.request.post_data or ""))))
    page.goto("http://desk/")
    source = (ROOT / "desk/components/static/requests.js").read_text("utf-8")
    page.add_script_tag(content=source.replace("export ", ""))
    # A part of a hundred photos in folders that are named in Cyrillic.
    sent = page.evaluate("post('/send/', { files: 'ж'.repeat(20_000) }).then(({ text }) => text)")
    page.close()
    assert sent == str(len("files=") + 6 * 20_000)
