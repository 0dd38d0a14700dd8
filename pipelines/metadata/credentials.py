"""What a file's Content Credentials say about AI, read without checking a signature: a hint for the desk, no proof.

The actions of a C2PA manifest name a digital source type by its URI, which stands in the manifest as plain text.
"""

from __future__ import annotations

import re

from pipelines.metadata.findings import Findings
from pipelines.metadata.source_types import is_ai, read_source_type

MAX_BYTES = 4 * 2**20

_SOURCE_TYPE = re.compile(rb"https?://(?:cv\.iptc\.org/newscodes|c2pa\.org)/digitalsourcetype/[A-Za-z]{1,60}")


def read_credentials(manifest: bytes) -> Findings:
    """The source type in a manifest, one that tells of AI before others; empty without one."""
    found = [read_source_type(uri.decode()) for uri in _SOURCE_TYPE.findall(manifest[:MAX_BYTES])]
    return Findings(digital_source_type=next(filter(is_ai, found), next(iter(found), "")))
