"""XMP files read together with the XMP inside a photo."""

from __future__ import annotations

import pytest

from pipelines.metadata.findings import Findings
from pipelines.metadata.sidecars import with_sidecars


def packet(headline: str = "", *, edited: str = "", more: str = "") -> bytes:
    """An XMP file."""
    date = f' xmp:MetadataDate="{edited}"' if edited else ""
    title = f' photoshop:Headline="{headline}"' if headline else ""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
        ' xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"'
        f"{title}{date}{more}/></rdf:RDF></x:xmpmeta>"
    ).encode()


INSIDE = Findings(headline="inside", city="Musterstadt", edited_at="2026-09-01T12:00:00+02:00")


@pytest.mark.parametrize(
    ("edited", "headline", "newer"),
    [
        ("", "beside", True),
        ("2026-09-01T10:00:01Z", "beside", True),
        ("2026-09-01T09:59:59Z", "inside", False),
        ("0001-01-01T00:00:00+14:00", "beside", True),
    ],
)
def test_what_was_edited_last_counts(edited: str, headline: str, newer: bool) -> None:
    found, is_newer = with_sidecars(INSIDE, [packet("beside", edited=edited)])
    assert (found.headline, found.city, is_newer) == (headline, "Musterstadt", newer)


def test_of_several_the_newest_counts_and_of_those_without_a_date_the_last() -> None:
    late, early = packet("late", edited="2026-09-03T08:00:00Z"), packet("early", edited="2026-09-02T08:00:00Z")
    assert with_sidecars(Findings(), [packet("a"), packet("b")])[0].headline == "b"
    assert with_sidecars(Findings(), [late, early])[0].headline == "late"


def test_what_is_said_of_the_raw_file_is_not_said_of_the_photo() -> None:
    developed = ' tiff:Orientation="6" crs:HasCrop="True" crs:CropTop="0.1"'
    found, _newer = with_sidecars(Findings(orientation=1), [packet("beside", more=developed)])
    assert (found.orientation, found.remarks) == (1, ())


@pytest.mark.parametrize("bad", [b"", b"no XMP", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", packet("x")[:-40]])
def test_one_that_cannot_be_read_costs_only_itself(bad: bytes) -> None:
    found, is_newer = with_sidecars(INSIDE, [bad])
    assert (found.headline, is_newer) == ("inside", False)
    assert found.remarks == ("sidecar_unread",)
