"""What an attachment is by its name."""

from __future__ import annotations

import pytest

from pipelines.attachments import KINDS, media_type_of, medium_of
from pipelines.names import attachment_name
from pipelines.upload_kinds import OTHER_TYPES, Kind


@pytest.mark.parametrize(
    ("name", "media_type", "medium"),
    [
        ("Rundgang.MP4", "video/mp4", "video"),
        ("anna/fest/a.mov", "video/quicktime", "video"),
        ("Plan.pdf", "application/pdf", "document"),
    ],
)
def test_the_extension_says_the_kind(name: str, media_type: str, medium: str) -> None:
    assert (media_type_of(name), medium_of(media_type)) == (media_type, medium)


@pytest.mark.parametrize("name", ["a.jpg", "pdf", "a.pdf.exe", "a.pdf/b"])
def test_everything_else_is_none(name: str) -> None:
    assert media_type_of(name) == ""


def test_every_kind_has_a_name_for_people() -> None:
    assert set(OTHER_TYPES[Kind.ATTACHMENT].values()) == set(KINDS)


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("Plan Süd (2).PDF", "Plan_Sued__2_.pdf"),
        ("…/..mov", "file.mov"),
        ("Київ.mp4", "____.mp4"),
        ("..pdf", "file.pdf"),
    ],
)
def test_the_public_name_keeps_the_extension(name: str, public: str) -> None:
    assert attachment_name(name.rpartition("/")[2]) == public
