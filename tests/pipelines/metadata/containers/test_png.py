"""PNG: EXIF, XMP and raw profiles, before and behind the pixels, packed and plain."""

import zlib

import pytest

from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.containers.png import MAX_CHUNKS, MAX_TEXT, MAX_TEXTS, png_blocks
from tests.pipelines.metadata.carriers import exif_of, xmp_of
from tests.pipelines.metadata.makers import chunk, data_sets, png_with, raw_profile, resource, xmp_chunk

IIM = data_sets((2, 120, b"Caption"))
EXIF = exif_of({0x013B: b"Max"}).removeprefix(b"Exif\0\0")
XMP = xmp_of("", 'photoshop:Credit="A"')
FOUND = {
    "eXIf": (chunk(b"eXIf", EXIF), Blocks(exif=EXIF)),
    "eXIf with a prefix": (chunk(b"eXIf", b"Exif\0\0" + EXIF), Blocks(exif=EXIF)),
    "XMP": (xmp_chunk(XMP), Blocks(packets=(XMP,))),
    "XMP, packed": (xmp_chunk(XMP, zipped=True), Blocks(packets=(XMP,))),
}
for kind in (b"zTXt", b"tEXt", b"iTXt"):
    FOUND |= {
        f"{kind.decode()}, exif": (raw_profile("exif", b"Exif\0\0" + EXIF, kind), Blocks(exif=EXIF)),
        f"{kind.decode()}, APP1 exif": (raw_profile("APP1", b"Exif\0\0" + EXIF, kind), Blocks(exif=EXIF)),
        f"{kind.decode()}, APP1 XMP": (
            raw_profile("APP1", b"http://ns.adobe.com/xap/1.0/\0" + XMP, kind),
            Blocks(packets=(XMP,)),
        ),
        f"{kind.decode()}, xmp": (raw_profile("xmp", XMP, kind), Blocks(packets=(XMP,))),
        f"{kind.decode()}, iptc": (raw_profile("iptc", IIM, kind), Blocks(iim=(IIM,))),
        f"{kind.decode()}, iptc in 8BIM": (raw_profile("iptc", resource(0x0404, IIM), kind), Blocks(iim=(IIM,))),
        f"{kind.decode()}, 8bim": (
            raw_profile("8bim", resource(0x0404, IIM), kind),
            Blocks(iim=(IIM,)),
        ),
    }

    PROFILE = bytes(36) + b"acsp" + bytes(88)
    FOUND[f"{kind.decode()}, icc"] = raw_profile("icc", PROFILE, kind), Blocks(profile=PROFILE)


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("kind", FOUND)
def test_every_place_is_read(kind: str, behind: bool) -> None:
    made, expected = FOUND[kind]
    assert png_blocks(png_with(after=[made]) if behind else png_with([made])) == expected


@pytest.mark.parametrize("behind", [False, True])
def test_texts_for_people_are_found_by_their_keywords(behind: bool) -> None:
    made = [
        chunk(b"tEXt", b"Author\0Max"),
        chunk(b"zTXt", b"Title\0\0" + zlib.compress(b"Fest")),
        chunk(b"iTXt", b"Description\0\0\0de\0Beschreibung\0" + "Brücke".encode()),
        chunk(b"tEXt", b"Comment\0no"),
    ]
    found = png_blocks(png_with(after=made) if behind else png_with(made))
    assert found == Blocks(texts={"Author": b"Max", "Title": b"Fest", "Description": "Brücke".encode()})


def test_a_chunk_of_its_own_goes_before_a_raw_profile() -> None:
    raw = [raw_profile("exif", b"Exif\0\0MM\0*other"), raw_profile("xmp", b"<other/>")]
    found = png_blocks(png_with(raw, [chunk(b"eXIf", EXIF), xmp_chunk(XMP)]))
    assert found == Blocks(exif=EXIF, packets=(XMP,))


@pytest.mark.parametrize("text", [b"", b"\niptc\n 8\nno digits", b"iptc", b"\niptc\n 8\n123", b"\niptc\n 8\n\xff\xfe"])
def test_a_damaged_raw_profile_costs_itself_and_is_named(text: bytes) -> None:
    found = png_blocks(png_with([chunk(b"tEXt", b"Raw profile type iptc\0" + text), xmp_chunk(XMP)]))
    assert found == Blocks(packets=(XMP,), unread=("Raw profile type iptc",))


def test_resources_may_have_their_header() -> None:
    headed = raw_profile("8bim", b"Photoshop 3.0\0" + resource(0x0404, IIM))
    assert png_blocks(png_with([headed])).iim == (IIM,)


def test_a_name_of_two_words_is_a_name() -> None:
    text = b"\nIPTC profile\n      12\n" + IIM.hex().encode() + b"\n"
    assert png_blocks(png_with([chunk(b"tEXt", b"Raw profile type iptc\0" + text)])).iim == (IIM,)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"\x89PNG", b"\x89PNG\r\n\x1a\r"])
def test_another_file_is_no_png(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a PNG"):
        png_blocks(data)


@pytest.mark.parametrize("end", [20, 60, 100, 130])
def test_a_cut_file_is_read_to_its_end(end: int) -> None:
    assert isinstance(png_blocks(png_with([xmp_chunk(XMP)])[:end]), Blocks)


def test_a_text_is_unpacked_to_its_limit() -> None:
    (packet,) = png_blocks(png_with([xmp_chunk(bytes(MAX_TEXT + 1), zipped=True)])).packets
    assert len(packet) == MAX_TEXT


def test_texts_have_a_limit_together() -> None:
    bomb = xmp_chunk(bytes(MAX_TEXT), zipped=True)
    allowed = MAX_TEXTS // MAX_TEXT
    assert len(png_blocks(png_with([bomb] * allowed)).packets) == allowed
    with pytest.raises(ValueError, match="more text"):
        png_blocks(png_with([bomb] * (allowed + 1)))


def test_other_texts_are_not_unpacked() -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(MAX_TEXT)))
    assert png_blocks(png_with([bomb] * 20 + [xmp_chunk(XMP)])).packets == (XMP,)


def test_chunks_without_end_are_not_read_without_end() -> None:
    # The header's chunk and the pixels' count too.
    assert png_blocks(png_with([chunk(b"aaAa", b"")] * (MAX_CHUNKS - 2), [xmp_chunk(XMP)])).packets == ()
    assert png_blocks(png_with([chunk(b"aaAa", b"")] * (MAX_CHUNKS - 3), [xmp_chunk(XMP)])).packets == (XMP,)


@pytest.mark.parametrize("rest", [b"1", b"zz", b"\n12 3", b"<b>"])
def test_a_damaged_raw_profile_is_read_up_to_the_damage_and_named(rest: bytes) -> None:
    text = b"\niptc\n%8d\n" % len(IIM) + IIM.hex().encode() + rest
    found = png_blocks(png_with([chunk(b"tEXt", b"Raw profile type iptc\0" + text)]))
    assert found.iim[0].startswith(IIM)
    assert found.unread == ("Raw profile type iptc",)
