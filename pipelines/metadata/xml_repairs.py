"""Bad XML as scripts write it by hand: what a person sees at once is meant is put right.

Three things: `&` where `&amp;` is meant, HTML's names of letters (`&uuml;`), and prefixes that nobody declared.
"""

from __future__ import annotations

import re
from html import entities

NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xap": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
}
"""By the prefix that everybody uses."""
_ELSEWHERE = "urn:undeclared:"
_MAX_PREFIXES = 50

_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)(?:([A-Za-z]\w{1,10});)?")
_USED = re.compile(r"</?([A-Za-z][\w.-]{0,40}):|\s([A-Za-z][\w.-]{0,40}):[\w.-]+\s*=")
_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,40})\s*=")
_FIRST_NAME = re.compile(r"<[\w.:-]+")


def repair_xml(text: str) -> str:
    """The text of one element with these things put right; what is wrong otherwise stays so."""
    text = _AMPERSAND.sub(_meant, text)
    used = {name for pair in _USED.findall(text) for name in pair if name}
    missing = sorted(used - set(_DECLARED.findall(text)) - {"xml", "xmlns"})[:_MAX_PREFIXES]
    declared = "".join(f' xmlns:{prefix}="{NAMESPACES.get(prefix, _ELSEWHERE + prefix)}"' for prefix in missing)
    return _FIRST_NAME.sub(lambda found: found[0] + declared, text, count=1)


def _meant(found: re.Match[str]) -> str:
    letter = entities.name2codepoint.get(found[1] or "")
    return chr(letter) if letter else f"&amp;{found[0][1:]}"
