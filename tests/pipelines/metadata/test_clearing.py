"""What no person wrote is left out of every carrier; what tells of AI becomes a remark and a source type."""

from pathlib import Path

import pytest

from pipelines.metadata.clearing import without_junk
from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.findings import Findings
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.exiftool import write_tags
from tests.pipelines.metadata.carriers import exif_of, iim_of, save_photo, value_of

EXPOSURE = {0x829A: (1, 60)}


@pytest.mark.parametrize(
    "tag",
    [
        *("EXIF:ImageDescription", "IPTC:Caption-Abstract", "XMP-dc:Description", "XMP-dc:Description-de"),
        *("IPTC:Headline", "XMP-photoshop:Headline", "IPTC:ObjectName", "XMP-dc:Title"),
        *("XMP-iptcCore:AltTextAccessibility", "XMP-iptcCore:ExtDescrAccessibility"),
    ],
)
@pytest.mark.parametrize("junk", ["SONY DSC", "DCIM\\100MEDIA\\DJI_0057.JPG", "cof", "ILCE-7M3"])
def test_junk_is_nowhere_a_text(junk: str, tag: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({0x0110: b"ILCE-7M3"}))
    write_tags(path, f"-{tag}={junk}")
    found = read_metadata(path, "JPEG")
    assert (found.caption, found.headline, found.title, found.alt_text) == (None, None, None, None)
    assert (found.captions, found.alt_texts, found.extended_descriptions) == ({}, {}, {})


def test_a_lower_carrier_speaks_where_a_higher_one_says_nothing(tmp_path: Path) -> None:
    iim = iim_of((2, 120, "Eröffnung der Brücke".encode()), (2, 110, b"dpa"))
    path = save_photo(tmp_path / "a.jpg", extra=iim, exif=exif_of({0x010E: b"SAMSUNG"}))
    write_tags(path, "-XMP-dc:Description=OLYMPUS DIGITAL CAMERA", "-XMP-photoshop:Credit=Picasa")
    found = read_metadata(path, "JPEG")
    assert value_of(found.caption) == ("Eröffnung der Brücke", "iim")
    assert value_of(found.credit) == ("dpa", "iim")
    assert found.alternatives == {}


@pytest.mark.parametrize(
    ("exif", "xmp", "caption"),
    [
        ("mono", "", None),
        ("mono", "mono", None),
        ("", "Mono", ("Mono", "xmp")),
        ("mono", "Mono: Ausstellung im Rathaus", ("Mono: Ausstellung im Rathaus", "xmp")),
        ("", "DAV", None),
    ],
)
def test_a_code_that_is_a_word_is_junk_where_a_camera_wrote_it(
    exif: str, xmp: str, caption: tuple[str, str] | None, tmp_path: Path
) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({0x010E: exif.encode()} if exif else {}))
    write_tags(path, f"-XMP-dc:Description={xmp}")
    assert value_of(read_metadata(path, "JPEG").caption) == caption


@pytest.mark.parametrize("name", ["-", "Picasa", "unknown", "EOS R5", "Canon", "Edited with Google AI", "HP_Owner"])
@pytest.mark.parametrize(
    "tag", ["EXIF:Artist", "IPTC:By-line", "XMP-dc:Creator", "IPTC:Credit", "XMP-photoshop:Credit"]
)
def test_nobody_is_neither_creator_nor_credited(name: str, tag: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({0x010F: b"Canon", 0x0110: b"EOS R5"}))
    write_tags(path, f"-{tag}={name}")
    found = read_metadata(path, "JPEG")
    assert (found.creator, found.credit) == (None, None)


def test_a_person_stays_beside_a_program() -> None:
    found = without_junk({"xmp": Findings(creator="Max Beispiel, Picasa", persons=("Unknown", "Anna"))})
    assert (found["xmp"].creator, found["xmp"].persons) == ("Max Beispiel", ("Anna",))


@pytest.mark.parametrize(
    ("tags", "exposed", "term", "remark"),
    [
        (
            ["-XMP-photoshop:Credit=Edited with Google AI"],
            False,
            "compositeWithTrainedAlgorithmicMedia",
            "Edited with Google AI",
        ),
        (["-IPTC:Credit=Made with Google AI"], True, "trainedAlgorithmicMedia", "Made with Google AI"),
        (["-XMP-xmp:CreatorTool=Adobe Firefly"], False, "trainedAlgorithmicMedia", "Adobe Firefly"),
        (["-EXIF:Software=Midjourney"], True, "compositeWithTrainedAlgorithmicMedia", "Midjourney"),
        (["-IPTC:OriginatingProgram=DALL-E"], False, "trainedAlgorithmicMedia", "DALL-E"),
        (
            ["-XMP-xmpMM:History=[{SoftwareAgent=Adobe Photoshop},{SoftwareAgent=Adobe Firefly}]"],
            True,
            "compositeWithTrainedAlgorithmicMedia",
            "Adobe Firefly",
        ),
        (
            ["-XMP-iptcExt:DigitalSourceType=http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"],
            True,
            "compositeSynthetic",
            "compositeSynthetic",
        ),
    ],
)
def test_marks_of_ai_are_remarked_and_tell_the_source_type(
    tags: list[str], exposed: bool, term: str, remark: str, tmp_path: Path
) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({}, EXPOSURE if exposed else None))
    write_tags(path, *tags)
    found = read_metadata(path, "JPEG")
    assert found.digital_source_type is not None
    assert found.digital_source_type.value == SOURCE_TYPES + term
    assert found.warnings == (f"ai_marked: {remark}",)


@pytest.mark.parametrize("name", ["AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName"])
@pytest.mark.parametrize("exposed", [True, False])
def test_the_iptc_s_words_about_ai_tell_it_too(name: str, exposed: bool, tmp_path: Path) -> None:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" e:{name}="ImageFX 3"/>'
        "</rdf:RDF></x:xmpmeta>"
    )
    path = save_photo(tmp_path / "a.jpg", xmp=packet.encode(), exif=exif_of({}, EXPOSURE if exposed else None))
    found = read_metadata(path, "JPEG")
    term = "compositeWithTrainedAlgorithmicMedia" if exposed else "trainedAlgorithmicMedia"
    assert value_of(found.digital_source_type) == (SOURCE_TYPES + term, "xmp")
    assert found.warnings == ("ai_marked: ImageFX 3",)


def test_a_photo_without_a_mark_is_a_photo(tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({0x0131: b"Adobe Photoshop 25.1"}, EXPOSURE))
    found = read_metadata(path, "JPEG")
    assert value_of(found.digital_source_type) == (SOURCE_TYPES + "digitalCapture", "exif")
    assert found.warnings == ()
