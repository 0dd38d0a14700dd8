"""The ground of each photo, with an ink that alt text can be read in."""

from __future__ import annotations

from pipelines.documents.pages.colours import colour_sheet
from tests.pipelines.documents.press_manifest import manifest, photo


def test_a_photo_without_a_colour_has_no_rule() -> None:
    assert colour_sheet(manifest(photo("p1"), version=3)) == b"/* Since version 3 */\n"
