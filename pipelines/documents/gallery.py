"""The module that defines <press-gallery>: its addresses, and the digest by which a website can pin it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from importlib.resources import files

from pipelines.documents.house import House
from pipelines.documents.site import short_digest

_FOLDER = files(__package__) / "pages/assets/press-gallery"
# In the order in which they need each other.
_PARTS = ("words", "style", "reading", "parts", "element")


def _joined(parts: Iterable[str]) -> bytes:
    """The parts as one module: without what they import from each other, so a website loads a single file."""
    text = "\n".join((_FOLDER / f"{part}.js").read_text("utf-8") for part in parts)
    return re.sub(r"^(import [^;]*;\n|export )", "", text, flags=re.MULTILINE).encode()


MODULE = _joined(_PARTS)
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
