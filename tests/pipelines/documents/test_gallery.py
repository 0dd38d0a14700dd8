"""The gallery's module is small, stands alone, and its digest is that of its bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

from pipelines.documents.gallery import LATEST, MODULE, PINNED, gallery_links
from pipelines.documents.pages.assets import all_assets, may_change
from pipelines.documents.site import PLAIN
from tests.pipelines.documents.press_house import house


def test_it_stays_below_twelve_kilobytes_and_loads_nothing() -> None:
    assert len(gzip.compress(MODULE, mtime=0)) <= 12 * 1024
    text = MODULE.decode()
    assert not re.search(r"^\s*import\b|\bimport\(|@import|url\(", text, re.MULTILINE)
    assert not re.search(r"innerHTML|insertAdjacentHTML|setAttribute\(.style|\.style\b|\beval\b", text)


def test_both_addresses_have_the_bytes_of_the_digest() -> None:
    links = gallery_links(house())
    assets = all_assets(PLAIN)
    digest = base64.b64encode(hashlib.sha384(MODULE).digest()).decode()
    assert links == {
        "href": f"https://press.example/assets/{PINNED}",
        "integrity": f"sha384-{digest}",
        "latest": f"https://press.example/assets/{LATEST}",
    }
    assert assets[PINNED] == assets[LATEST] == MODULE
    assert (may_change(LATEST), may_change(PINNED)) == (True, False)
