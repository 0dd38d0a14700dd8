"""The module that defines <press-gallery>: its addresses, and the digest by which a website can pin it."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from pipelines.documents.house import House
from pipelines.documents.site import short_digest

MODULE = (files(__package__) / "pages/assets/press-gallery.js").read_bytes()
LATEST = "press-gallery.js"
PINNED = f"press-gallery-{short_digest(MODULE)}.js"
INTEGRITY = f"sha384-{base64.b64encode(hashlib.sha384(MODULE).digest()).decode()}"


def gallery_links(house: House) -> dict[str, str]:
    """`href` never changes and may be pinned by `integrity`; `latest` brings every correction of the module."""
    keys = house.keys
    return {
        "href": house.url(keys.asset_key(PINNED)),
        "integrity": INTEGRITY,
        "latest": house.url(keys.asset_key(LATEST)),
    }
