"""The XMP packet: every text, however long, in a packet that every format can hold."""

from pathlib import Path

import pytest

from pipelines.sealing.seal import SealedFields, seal
from tests.pipelines.exiftool import find_faults, read_tags
from tests.pipelines.sealing.sealed_files import FIELDS, render


def test_what_no_segment_would_hold_is_shortened(tmp_path: Path) -> None:
    long = dict.fromkeys(("de", "en", "fr", "it", "pl", "uk", "tr"), "ß" * 5000)
    fields = FIELDS.model_copy(update={"captions": long, "keywords": tuple(f"{n} {'&' * 490}" for n in range(100))})
    for kind in ("jpeg", "webp", "avif"):
        pixels, media_type = render(kind)
        path = tmp_path / f"sealed.{kind}"
        path.write_bytes(seal(pixels, media_type, fields))
        tags = read_tags(path)
        assert {tags[f"XMP-dc:Description-{code}"] for code in long} == {"ß" * 625}
        assert tags["XMP-dc:Subject"] == list(fields.keywords[:12])
        assert tags["XMP-photoshop:Credit"] == fields.credit
        assert find_faults(path) == []


def test_languages_beyond_all_measure_are_refused_in_words() -> None:
    pixels, media_type = render("jpeg")
    captions = {f"aa-{n:08d}": "a" for n in range(2000)}
    with pytest.raises(ValueError, match="65502"):
        seal(pixels, media_type, SealedFields(captions=captions))


def test_the_first_language_stands_in_for_a_missing_default(tmp_path: Path) -> None:
    pixels, media_type = render("jpeg")
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(pixels, media_type, SealedFields(captions={"pl": "Łódź", "en": "Lodz"})))
    tags = read_tags(path)
    assert tags["XMP-dc:Description"] == tags["IPTC:Caption-Abstract"] == tags["IFD0:ImageDescription"] == "Lodz"
    assert tags["XMP-dc:Description-pl"] == "Łódź"
