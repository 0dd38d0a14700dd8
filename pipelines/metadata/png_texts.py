"""The texts that a PNG may hold for people (PNG specification, 11.3.3.2)."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.metadata.charsets import decode
from pipelines.metadata.dates import read_date
from pipelines.metadata.findings import Findings, read_caption, read_line

MAX_BYTES = 2**20  # of one text, before it is cleaned and cut to what is kept


def read_png_texts(texts: Mapping[str, bytes]) -> Findings:
    """The findings in these texts, by keyword. The specification asks for Latin-1, and programs write UTF-8 as well."""
    found = {keyword: decode(text[:MAX_BYTES]) for keyword, text in texts.items()}
    caption = read_caption(found.get("Description", ""))
    taken, offset = read_date(found.get("Creation Time", ""))
    return Findings(
        creator=read_line(found.get("Author", "")),
        copyright=read_line(found.get("Copyright", "")),
        captions={"x-default": caption} if caption else {},
        title=read_line(found.get("Title", "")),
        taken=taken,
        utc_offset=offset,
        programs=tuple(filter(None, [read_line(found.get("Software", ""))])),
    )
