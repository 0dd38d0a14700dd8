"""The persons in a picture: every property that names some, and their order."""

from pathlib import Path

import pytest

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.people import in_image_order
from tests.pipelines.exiftool import write_tags
from tests.pipelines.metadata.carriers import exif_of, save_photo, value_of, xmp_of

AREA = "Area={{X={x},Y=0.4,W=0.1,H=0.1,Unit=normalized}}"
FACE = "{{" + AREA + ",Name={name},Type={kind}}}"


def regions(*faces: tuple[str, float, str]) -> str:
    described = ",".join(FACE.format(name=name, x=x, kind=kind) for name, x, kind in faces)
    return f"-XMP-mwg-rs:RegionInfo={{AppliedToDimensions={{W=64,H=48,Unit=pixel}},RegionList=[{described}]}}"


def persons_of(path: Path, *tags: str) -> tuple[str, ...]:
    write_tags(path, *tags)
    found = read_metadata(path, "JPEG")
    assert found.warnings == ()
    assert "normalized" not in found.model_dump_json()
    assert "0.4" not in found.model_dump_json()
    return found.persons.value if found.persons else ()


@pytest.mark.parametrize(
    ("tags", "persons"),
    [
        (["-XMP-iptcExt:PersonInImage=Anna", "-XMP-iptcExt:PersonInImage=Bert"], ("Anna", "Bert")),
        (["-XMP-iptcExt:PersonInImageWDetails=[{PersonName=Anna},{PersonName=Bert}]"], ("Anna", "Bert")),
        (["-XMP-iptcExt:PersonInImage=Anna; Bert"], ("Anna", "Bert")),
        (["-XMP-iptcExt:PersonInImage=Muster, Anna"], ("Muster, Anna",)),
        (["-XMP-getty:Personality=Anna"], ("Anna",)),
        (["-XMP-mediapro:People=Anna"], ("Anna",)),
        (["-XMP-expressionmedia:People=Anna"], ("Anna",)),
        ([regions(("Bert", 0.7, "Face"), ("Anna", 0.2, "Face"))], ("Anna", "Bert")),
        ([regions(("Rex", 0.1, "Pet"), ("Anna", 0.2, "Face"))], ("Anna",)),
        (
            [
                "-XMP-MP:RegionInfoMP={Regions=[{PersonDisplayName=Bert,Rectangle=0.7|, 0.1|, 0.1|, 0.1},"
                "{PersonDisplayName=Anna,Rectangle=0.2|, 0.1|, 0.1|, 0.1}]}"
            ],
            ("Anna", "Bert"),
        ),
        # Regions order those that they place; who else is named stays where he is.
        (
            [f"-XMP-iptcExt:PersonInImage={name}" for name in ("Bert", "Cem", "Anna")]
            + [regions(("Bert", 0.7, "Face"), ("Anna", 0.2, "Face"))],
            ("Anna", "Cem", "Bert"),
        ),
        ([regions(("Unknown", 0.1, "Face"), ("", 0.3, "Face"), ("Anna", 0.2, "Face"))], ("Anna",)),
    ],
)
def test_every_property_that_names_persons_is_read(tags: list[str], persons: tuple[str, ...], tmp_path: Path) -> None:
    assert persons_of(save_photo(tmp_path / "a.jpg"), *tags) == persons


def test_a_turned_picture_s_regions_do_not_say_which_way_is_left(tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({0x0112: 6}))
    assert persons_of(path, regions(("Bert", 0.7, "Face"), ("Anna", 0.2, "Face"))) == ("Bert", "Anna")


def test_the_iptc_s_regions_name_persons(tmp_path: Path) -> None:
    region = (
        '<rdf:li rdf:parseType="Resource"><e:RegionBoundary rdf:parseType="Resource">'
        "<e:rbX>{x}</e:rbX><e:rbW>0.1</e:rbW></e:RegionBoundary><e:PersonInImage><rdf:Bag><rdf:li>{name}</rdf:li></rdf:Bag></e:PersonInImage></rdf:li>"
    )
    listed = (
        region.format(x="0.7", name="Bert") + region.format(x="0.2", name="Anna") + region.format(x="?", name="Cem")
    )
    xmp = xmp_of(
        f'<e:ImageRegion xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><rdf:Bag>{listed}</rdf:Bag></e:ImageRegion>'
    )
    found = read_metadata(save_photo(tmp_path / "a.jpg", xmp=xmp), "JPEG")
    assert value_of(found.persons) == (("Anna", "Bert", "Cem"), "xmp")


def test_only_the_placed_change_places() -> None:
    assert in_image_order(("A", "B", "C", "D"), ("D", "B", "D", "X")) == ("A", "D", "C", "B")
    assert in_image_order((), ("A",)) == ()
