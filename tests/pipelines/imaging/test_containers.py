"""Each limit on a file's structure: what lies just inside passes, what lies just outside is refused.

The limits are written out here, so that changing one is a decision and never a slip.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

import pytest

from pipelines.heif import BRANDS
from pipelines.imaging.containers import check_structure, is_arithmetic, rare_jpeg
from pipelines.refusal import Refusal
from tests.hostile_files.crafted_files import box
from tests.hostile_files.sound_files import SEEDS, seed
from tests.pipelines.metadata.makers import chunk as png_chunk
from tests.pipelines.metadata.makers import segment
from tests.pipelines.pictures import jpeg, scene

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
THUMBNAIL = b"\xff\xda\0\x08\1\1\0\0\0\0" + EOI
"""What a thumbnail inside a segment looks like to a careless walker: a scan, and the end of a picture."""

# ITU T.81 table B.1: no length follows these. C8 and F0 to FD are reserved; Pillow reads no length behind them either.
RESTARTS = range(0xD0, 0xD8)
WITHOUT_LENGTH = [0x01, 0xC8, *RESTARTS, 0xD8, 0xD9, *range(0xF0, 0xFE)]
WITH_LENGTH = [marker for marker in range(0x02, 0xFF) if marker not in WITHOUT_LENGTH and marker != 0xDA]
SEQUENTIAL, PROGRESSIVE = (
    [0xC0, 0xC1, 0xC3, 0xC5, 0xC7, 0xC9, 0xCB, 0xCD, 0xCF],
    [0xC2, 0xC6, 0xCA, 0xCE],
)


def frame(marker: int, components: int = 1) -> bytes:
    """A frame header (T.81 B.2.2) of 8 × 8 pixels."""
    return segment(marker, struct.pack(">BHHB", 8, 8, 8, components) + b"\1\x11\0" * components)


def scan(components: int = 1, first: int = 0, last: int = 63, data: bytes = b"\x12\x34") -> bytes:
    """A scan header (T.81 B.2.3) and its data; `first` and `last` are the coefficients it sends."""
    return segment(0xDA, bytes((components,)) + b"\1\0" * components + bytes((first, last, 0))) + data


def refused(data: bytes) -> str | None:
    """The refusal's key, None for a file that passes."""
    try:
        check_structure(data)
    except Refusal as refusal:
        return refusal.key
    return None


@pytest.mark.parametrize("name", SEEDS)
def test_genuine_files_pass(name: str) -> None:
    assert refused(seed(name)) is None


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xff\xd8", b"GIF89a" + bytes(90), bytes(90), b"\0\0\0\0ftyp"])
def test_what_is_none_of_our_formats_is_left_to_the_readers(data: bytes) -> None:
    assert refused(data) is None


class TestJpeg:
    def test_the_end_marker_must_follow_the_picture(self) -> None:
        whole = SOI + frame(0xC0) + scan()
        assert refused(whole + EOI) is None
        assert refused(whole) == refused(whole + b"\xff") == refused(SOI + b"\xff") == "truncated"

    @pytest.mark.parametrize("marker", WITH_LENGTH)
    def test_a_thumbnail_s_end_is_not_the_picture_s(self, marker: int) -> None:
        head = SOI + segment(marker, b"prefix" + THUMBNAIL) + scan()
        assert refused(head) == "truncated"
        assert refused(head + EOI) is None

    def test_a_file_that_ends_before_its_picture_is_cut_off(self) -> None:
        assert refused(SOI + segment(0xE1, THUMBNAIL) + segment(0xDB, bytes(65))) == "truncated"

    @pytest.mark.parametrize("marker", WITHOUT_LENGTH)
    def test_nothing_is_skipped_after_a_marker_without_length(self, marker: int) -> None:
        bare = bytes((0xFF, marker))
        assert refused(SOI + frame(0xC2) + bare + scan() * 41 + EOI) == "broken"
        if marker != 0xD9:
            assert refused(SOI + frame(0xC2) + scan() + bare + scan() * 40 + EOI) == "broken"

    def test_an_end_marker_ends_the_scans(self) -> None:
        assert refused(SOI + frame(0xC2) + scan() + EOI + scan() * 50) is None

    def test_the_number_of_segments_before_the_picture(self) -> None:
        assert refused(SOI + segment(0xFE, b"") * 999 + scan() + EOI) is None
        assert refused(SOI + segment(0xFE, b"") * 1000 + scan() + EOI) == "broken"

    def test_the_bytes_before_the_picture(self) -> None:
        full = segment(0xE4, bytes(65_000))
        count, rest = divmod(24 * 1024 * 1024 - 2, len(full))
        assert refused(SOI + full * count + segment(0xE4, bytes(rest - 4)) + scan() + EOI) is None
        assert refused(SOI + full * count + segment(0xE4, bytes(rest - 3)) + scan() + EOI) == "broken"

    @pytest.mark.parametrize("byte", [b"\x11", b"\xff"])
    def test_the_junk_between_segments(self, byte: bytes) -> None:
        comment = segment(0xFE, b"")
        assert refused(SOI + comment + byte * 30_000 + comment + byte * 35_536 + comment + scan() + EOI) is None
        assert refused(SOI + comment + byte * 30_000 + comment + byte * 35_537 + comment + scan() + EOI) == "broken"

    def test_a_marker_without_length_is_no_junk(self) -> None:
        assert refused(SOI + b"\xff\x01" * 9 + b"\x11" * 65_536 + scan() + EOI) is None

    @pytest.mark.parametrize(("marker", "name"), [(0xE1, b"Exif\0\0"), (0xED, b"Photoshop 3.0\0")])
    def test_the_bytes_that_readers_take_apart(self, marker: int, name: bytes) -> None:
        full = segment(marker, name + bytes(60_000))
        count, rest = divmod(2 * 1024 * 1024, len(full) - 2)
        last = name + bytes(rest - 2 - len(name))
        assert refused(SOI + full * count + segment(marker, last) + scan() + EOI) is None
        assert refused(SOI + full * count + segment(marker, last + b"\0") + scan() + EOI) == "broken"

    @pytest.mark.parametrize(("marker", "name"), [(0xE1, b"http://ns.adobe.com/xap/1.0/\0"), (0xE2, b"Exif\0\0")])
    def test_other_segments_may_hold_more(self, marker: int, name: bytes) -> None:
        assert refused(SOI + segment(marker, name + bytes(60_000)) * 100 + scan() + EOI) is None

    @pytest.mark.parametrize("marker", PROGRESSIVE)
    def test_the_number_of_scans_of_a_progressive_picture(self, marker: int) -> None:
        assert refused(SOI + frame(marker) + scan() * 40 + EOI) is None
        assert refused(SOI + frame(marker) + scan() * 41 + EOI) == "broken"

    @pytest.mark.parametrize("marker", SEQUENTIAL)
    def test_the_number_of_scans_of_a_picture_in_planes(self, marker: int) -> None:
        assert refused(SOI + frame(marker, 3) + scan() * 40 + EOI) is None
        assert refused(SOI + frame(marker, 3) + scan() * 41 + EOI) == "broken"

    @pytest.mark.parametrize("marker", SEQUENTIAL)
    def test_one_scan_of_all_components_ends_a_sequential_picture(self, marker: int) -> None:
        assert refused(SOI + frame(marker, 3) + scan(3) + scan(3) * 50 + EOI) is None

    @pytest.mark.parametrize("other", [segment(0xC4, b"\1" * 9), segment(0xCC, b"\1" * 9), b"\xff\xc8"])
    def test_tables_between_frame_and_scan_are_no_frame(self, other: bytes) -> None:
        assert refused(SOI + frame(0xC2) + other + scan(first=1) * 41 + EOI) == "broken"

    def test_tables_between_scans_are_no_scans(self) -> None:
        tables = segment(0xC4, THUMBNAIL[:-2] * 50)
        assert refused(SOI + frame(0xC2) + (tables + scan()) * 30 + EOI) is None
        assert refused(SOI + frame(0xC2) + (tables + scan()) * 41 + EOI) == "broken"

    def test_nothing_inside_a_scan_s_header_is_a_marker(self) -> None:
        assert refused(SOI + frame(0xC2) + scan(first=0xFF, last=0xDA) * 40 + EOI) is None
        assert refused(SOI + frame(0xC2) + scan(first=0xFF, last=0xD9) * 41 + EOI) == "broken"

    def test_restarts_stuffed_zeros_and_fill_bytes_belong_to_a_scan(self) -> None:
        data = b"".join(bytes((0xFF, marker)) for marker in RESTARTS) + b"\xff\0" + b"\xff" * 9
        assert refused(SOI + frame(0xC2) + scan(data=data * 500) + EOI) is None

    def test_the_number_of_segments_among_the_scans(self) -> None:
        assert refused(SOI + frame(0xC2) + scan() + segment(0xFE, b"") * 998 + EOI) is None
        assert refused(SOI + frame(0xC2) + scan() + segment(0xFE, b"") * 999 + EOI) == "broken"

    def test_a_picture_without_frame_may_have_further_scans(self) -> None:
        assert refused(SOI + scan() * 41 + EOI) == "broken"


class TestPng:
    SIGNATURE = b"\x89PNG\r\n\x1a\n"

    def test_the_number_of_chunks(self) -> None:
        most = self.SIGNATURE + png_chunk(b"IDAT", b"pixel") * 49_999
        assert refused(most) is None
        assert refused(most + png_chunk(b"IEND", b"")) == "broken"

    def test_a_chunk_is_as_long_as_it_says(self) -> None:
        hidden = png_chunk(b"tEXt", png_chunk(b"tEXt", b"") * 60_000)
        assert refused(self.SIGNATURE + hidden + png_chunk(b"IEND", b"")) is None

    def test_half_a_chunk_header_is_the_reader_s_to_find(self) -> None:
        most = self.SIGNATURE + png_chunk(b"IDAT", b"") * 49_999
        assert refused(most + bytes(7)) is None
        assert refused(most + bytes(8)) == "broken"


Entry = tuple[int, int, int]  # tag, type, count


def tiff(head: bytes, *pages: Iterable[Entry], claimed: int | None = None) -> bytes:
    """Directories one after the other; `claimed` is the number of tags that the first says it has."""
    order = "<" if head[:1] == b"I" else ">"
    big = head[2] == 43
    count, entry, word, start = ("Q", "HHQQ", "Q", 16) if big else ("H", "HHII", "I", 8)
    data = head + (struct.pack(order + "HH", 8, 0) if big else b"") + struct.pack(order + word, start)
    for number, page in enumerate(pages):
        entries = list(page)
        body = b"".join(struct.pack(order + entry, *fields, 0) for fields in entries)
        size = len(entries) if claimed is None or number else claimed
        block = struct.pack(order + count, size) + body
        last = number == len(pages) - 1
        after = 0 if last else len(data) + len(block) + struct.calcsize(order + word)
        data += block + struct.pack(order + word, after)
    return data


# Pillow reads `MM\0+` as the classic kind, and so must the check.
HEADS = [b"II*\0", b"MM\0*", b"II\0*", b"MM*\0", b"II+\0", b"MM\0+"]
PLAIN: Entry = (256, 4, 1)
HUGE: Entry = (282, 5, 500_001)


@pytest.mark.parametrize("head", HEADS)
class TestTiff:
    def test_the_count_of_numbers_in_a_tag(self, head: bytes) -> None:
        assert refused(tiff(head, [PLAIN, (282, 5, 500_000)])) is None
        assert refused(tiff(head, [PLAIN, HUGE])) == "broken"
        assert refused(tiff(head, [HUGE, PLAIN])) == "broken"

    @pytest.mark.parametrize("kind", [1, 2, 7])
    def test_bytes_and_texts_may_be_long(self, head: bytes, kind: int) -> None:
        assert refused(tiff(head, [(700, kind, 4_000_000_000)])) is None

    @pytest.mark.parametrize("kind", [0, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 16, 17, 18])
    def test_all_else_becomes_numbers(self, head: bytes, kind: int) -> None:
        assert refused(tiff(head, [(700, kind, 500_001)])) == "broken"

    def test_the_number_of_tags(self, head: bytes) -> None:
        assert refused(tiff(head, [PLAIN] * 10_000)) is None
        assert refused(tiff(head, [PLAIN] * 10_001)) == "broken"
        assert refused(tiff(head, [PLAIN], claimed=10_001)) == "broken"

    def test_every_page_is_looked_at_up_to_the_hundredth(self, head: bytes) -> None:
        assert refused(tiff(head, *[[PLAIN]] * 100)) is None
        assert refused(tiff(head, *[[PLAIN]] * 99, [HUGE])) == "broken"
        assert refused(tiff(head, *[[PLAIN]] * 100, [HUGE])) is None

    def test_what_follows_the_last_page_is_no_directory(self, head: bytes) -> None:
        assert refused(tiff(head, [PLAIN]) + tiff(head, [HUGE])) is None

    def test_a_directory_may_end_with_the_file(self, head: bytes) -> None:
        assert refused(tiff(head, [PLAIN] * 3, claimed=9)[:-4]) is None
        assert refused(tiff(head, [PLAIN, HUGE], claimed=9)) == "broken"


class TestWebp:
    @pytest.mark.parametrize("size", [90, 0x0102])
    def test_a_file_is_as_long_as_its_header_says(self, size: int) -> None:
        data = b"RIFF" + struct.pack("<I", size) + b"WEBP" + bytes(size - 4)
        assert refused(data) is refused(data + b"padding") is None
        assert refused(data[:-1]) == "truncated"


class TestAvifAndHeic:
    BRANDS = ["avif", "avis", "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"]

    @staticmethod
    def file(brand: str = "avif") -> bytes:
        return box(b"ftyp", brand.encode() + b"\0\0\0\0mif1")

    @pytest.mark.parametrize("brand", BRANDS)
    def test_every_box_ends_within_the_file(self, brand: str) -> None:
        whole = self.file(brand) + box(b"mdat", bytes(300))
        assert refused(whole) is None
        assert refused(whole[:-1]) == "truncated"

    def test_other_brands_are_the_readers_to_refuse(self) -> None:
        assert refused(self.file("isom") + box(b"mdat", bytes(300))[:-1]) is None

    def test_the_number_of_boxes(self) -> None:
        assert refused(self.file() + box(b"free") * 998) is None
        assert refused(self.file() + box(b"free") * 999) == "broken"

    def test_a_large_box_has_a_length_of_eight_bytes(self) -> None:
        large = struct.pack(">I4sQ", 1, b"mdat", 16 + 300) + bytes(300)
        beyond = struct.pack(">I4sQ", 1, b"mdat", 2**56 + 16 + 300) + bytes(300)
        assert refused(self.file() + large) is None
        assert refused(self.file() + box(b"free") + large) is None
        assert refused(self.file() + beyond) == "truncated"
        assert refused(self.file() + large[:-1]) == "truncated"
        assert refused(self.file() + large + box(b"mdat", bytes(9))[:-1]) == "truncated"

    @pytest.mark.parametrize("size", [0, 2, 7])
    def test_a_box_to_the_end_or_of_nonsense_ends_the_walk(self, size: int) -> None:
        assert refused(self.file() + struct.pack(">I", size) + b"mdat" + b"\xff" * 90) is None

    def test_a_box_of_its_head_alone_does_not(self) -> None:
        assert refused(self.file() + box(b"free") + box(b"mdat", bytes(9))[:-1]) == "truncated"

    def test_less_than_a_head_behind_the_last_box_is_no_box(self) -> None:
        assert refused(self.file() + b"\0\0\xff\xffmda") is None
        assert refused(self.file() + b"\0\0\xff\xffmdat") == "truncated"


def infe(kind: bytes, version: int = 2) -> bytes:
    """An item's entry (ISO 14496-12 8.11.6.2)."""
    number = b"\0\0\0\1" if version == 3 else b"\0\1"
    return box(b"infe", bytes((version, 0, 0, 0)) + number + b"\0\0" + kind + b"\0")


def heic(*entries: bytes, brand: bytes = b"heic", wide: bool = False, before: bytes = b"", tail: bytes = b"") -> bytes:
    """A file whose meta box names these items, 0 or 1 as the version of their list."""
    count = struct.pack(">I", len(entries)) if wide else struct.pack(">H", len(entries))
    iinf = box(b"iinf", bytes((wide, 0, 0, 0)) + count + b"".join(entries))
    return box(b"ftyp", brand + b"\0\0\0\0mif1heic") + before + box(b"meta", bytes(4) + iinf) + tail


GENUINE = ["hvc1", "grid", "iden", "tmap", "Exif", "mime", "uri ", "av01"]
ODD = ["iovl", "unci", "mski", "j2k1", "jpeg", "vvc1", "evc1", "avc1", "tili", "HVC1", "hvc\0", "\0\0\0\0"]


class TestItems:
    @pytest.mark.parametrize("kind", GENUINE)
    def test_what_phones_write_passes(self, kind: str) -> None:
        for version, wide in ((2, False), (3, False), (2, True)):
            assert refused(heic(infe(kind.encode(), version), wide=wide)) is None

    @pytest.mark.parametrize("kind", ODD)
    def test_what_they_do_not_write_is_refused(self, kind: str) -> None:
        for version, wide in ((2, False), (3, False), (2, True), (3, True)):
            odd = infe(kind.encode(), version)
            assert refused(heic(odd, wide=wide)) == "odd_parts"
            assert refused(heic(infe(b"hvc1"), infe(b"grid"), odd, wide=wide)) == "odd_parts"

    @pytest.mark.parametrize("brand", BRANDS)
    def test_every_brand_that_libheif_reads_is_looked_into(self, brand: bytes) -> None:
        assert refused(heic(infe(b"unci"), brand=brand)) == "odd_parts"

    def test_an_avif_is_another_librarys(self) -> None:
        assert refused(heic(infe(b"sato"), brand=b"avif")) is None

    @pytest.mark.parametrize("version", [0, 1, 4, 255])
    def test_an_entry_without_a_type_is_refused(self, version: int) -> None:
        assert refused(heic(infe(b"hvc1", version))) == "odd_parts"

    def test_an_entry_that_is_none_is_refused(self) -> None:
        assert refused(heic(box(b"free", b""))) == "odd_parts"
        assert refused(heic(box(b"infe", b"\2\0\0\0"))) == "odd_parts"

    def test_a_second_list_is_looked_into(self) -> None:
        second = box(b"meta", bytes(4) + box(b"iinf", bytes(6) + infe(b"unci")))
        assert refused(heic(infe(b"hvc1"), tail=second)) == "odd_parts"
        assert refused(heic(infe(b"hvc1"), before=second)) == "odd_parts"
        twice = box(b"iinf", bytes(6) + infe(b"hvc1")) + box(b"iinf", bytes(6) + infe(b"unci"))
        assert refused(box(b"ftyp", b"heic\0\0\0\0heic") + box(b"meta", bytes(4) + twice)) == "odd_parts"

    def test_a_list_in_a_box_to_the_end_or_of_a_long_size_is_looked_into(self) -> None:
        iinf = box(b"iinf", bytes(6) + infe(b"unci"))
        head = box(b"ftyp", b"heic\0\0\0\0heic")
        assert refused(head + b"\0\0\0\0meta" + bytes(4) + iinf) == "odd_parts"
        long = struct.pack(">I4sQ", 1, b"meta", 16 + 4 + len(iinf)) + bytes(4) + iinf
        assert refused(head + long) == "odd_parts"
        inner = b"\0\0\0\0iinf" + bytes(6) + infe(b"unci")
        assert refused(head + box(b"meta", bytes(4) + inner)) == "odd_parts"

    def test_a_sequence_is_refused(self) -> None:
        assert refused(heic(infe(b"hvc1"), tail=box(b"moov", bytes(8)))) == "odd_parts"

    def test_a_list_that_ends_with_the_file_raises_nothing_else(self) -> None:
        whole = heic(infe(b"hvc1"))
        for cut in range(len(whole)):
            assert refused(whole[:cut]) in (None, "truncated", "odd_parts")


@pytest.mark.parametrize(
    ("marker", "bits", "detail"),
    [
        (0xC3, 8, "lossless JPEG"),
        (0xCB, 8, "lossless JPEG"),
        (0xC5, 8, "hierarchical JPEG"),
        (0xC1, 12, "JPEG of 12 bits"),
        (0xC2, 12, "JPEG of 12 bits"),
        (0xC3, 16, "lossless JPEG"),
    ],
)
def test_a_jpeg_of_a_rare_kind_is_not_called_damaged(marker: int, bits: int, detail: str) -> None:
    data = bytearray(jpeg(scene()))
    at = data.index(b"\xff\xc0")
    data[at + 1], data[at + 4] = marker, bits
    assert rare_jpeg(bytes(data)) == detail


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", jpeg(scene()), jpeg(scene(), progressive=True), b"\x89PNG"])
def test_other_files_are_no_rare_jpeg(data: bytes) -> None:
    assert rare_jpeg(data) is None
    assert not is_arithmetic(data)
