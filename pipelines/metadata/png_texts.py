"""The texts that a PNG may hold for people (PNG specification, 11.3.3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.metadata.charsets import decode
from pipelines.metadata.dates import read_date
from pipelines.metadata.findings import Findings, read_caption, read_line

MAX_BYTES = 2**20  # of one text, before it is cleaned and cut to what is kept

# The specification asks for the form of mails (RFC 1123).
_MAIL_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d(?::\d\d)?)(?: ?(?:([+-]\d\d)(\d\d)|[A-Z]{1,4}))?"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_png_texts(texts: Mapping[str, bytes]) -> Findings:
    """The findings in these texts, by keyword. The specification asks for Latin-1, and programs write UTF-8 as well."""
    found = {keyword: decode(text[:MAX_BYTES]) for keyword, text in texts.items()}
    caption = read_caption(found.get("Description", ""))
    taken, offset = read_date(_as_iso(found.get("Creation Time", "").strip()))
    return Findings(
        creator=read_line(found.get("Author", "")),
        copyright=read_line(found.get("Copyright", "")),
        captions={"x-default": caption} if caption else {},
        title=read_line(found.get("Title", "")),
        taken=taken,
        utc_offset=offset,
        programs=tuple(filter(None, [read_line(found.get("Software", ""))])),
    )


def _as_iso(date: str) -> str:
    """A mail's date in the order of ISO 8601; others as they are."""
    mail = _MAIL_DATE.fullmatch(date)
    if mail is None or mail[2] not in _MONTHS:
        return date
    offset = f"{mail[5]}:{mail[6]}" if mail[5] else ""
    return f"{mail[3]}-{_MONTHS.index(mail[2]) + 1:02}-{int(mail[1]):02}T{mail[4]}{offset}"
