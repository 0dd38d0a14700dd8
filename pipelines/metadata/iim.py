"""IIM, the old IPTC block of JPEG and TIFF, through Pillow."""

from __future__ import annotations

from collections.abc import Mapping

from PIL import ImageFile, IptcImagePlugin

from pipelines.metadata.findings import Findings, read_caption, read_date, read_line, read_words

_UTF8 = b"\x1b%G"


def read_iim(picture: ImageFile.ImageFile) -> Findings:
    """The findings in an opened JPEG's or TIFF's IIM block, empty where there is none; raises what Pillow raises.

    The charset is UTF-8 if 1:90 declares it or the block decodes as such, else cp1252: half of the cameras and programs
    that write UTF-8 do not declare it.
    """
    block = _Block(IptcImagePlugin.getiptcinfo(picture) or {})
    date, time = block.text(2, 55), block.text(2, 60)
    taken, offset = read_date(f"{date} {time}" if time else date)
    caption = read_caption(block.text(2, 120))
    return Findings(
        creator=read_line(", ".join(block.texts(2, 80))),
        credit=read_line(block.text(2, 110)),
        copyright=read_line(block.text(2, 116)),
        captions={"x-default": caption} if caption else {},
        headline=read_line(block.text(2, 105)),
        title=read_line(block.text(2, 5)),
        taken=taken or read_date(date)[0],
        utc_offset=offset,
        city=read_line(block.text(2, 90)),
        country=read_line(block.text(2, 101)),
        country_code=read_line(block.text(2, 100)),
        sublocation=read_line(block.text(2, 92)),
        keywords=read_words(block.texts(2, 25)),
        instructions=read_line(block.text(2, 40)),
    )


class _Block:
    """Data sets by (record, number), decoded with one charset for the whole block."""

    def __init__(self, sets: Mapping[tuple[int, int], bytes | list[bytes]]) -> None:
        self._sets = {key: value if isinstance(value, list) else [value] for key, value in sets.items()}
        declared = _UTF8 in self._sets.get((1, 90), [])
        self._charset = "utf-8" if declared or self._is_utf8() else "cp1252"

    def _is_utf8(self) -> bool:
        try:
            b"\n".join(raw for (record, _), raws in self._sets.items() if record == 2 for raw in raws).decode()
        except UnicodeDecodeError:
            return False
        return True

    def texts(self, record: int, number: int) -> list[str]:
        return [self._decode(raw) for raw in self._sets.get((record, number), [])]

    def text(self, record: int, number: int) -> str:
        return next(iter(self.texts(record, number)), "")

    def _decode(self, raw: bytes) -> str:
        try:
            return raw.decode(self._charset)
        except UnicodeDecodeError:
            return raw.decode("cp1252", errors="replace")
