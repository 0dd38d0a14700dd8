"""The ground of each photo, with an ink that alt text can be read in."""

from __future__ import annotations

from pipelines.documents.pages.colours import colour_sheet
from tests.pipelines.documents.press_manifest import manifest, photo


def test_a_photo_without_a_colour_has_no_rule() -> None:
    light, dark = photo("p1", dominant_colour="#e0e0c0"), photo("p2", dominant_colour="#102030")
    assert colour_sheet(manifest(light, dark, photo("p3"), version=3)).decode().splitlines() == [
        "/* Since version 3 */",
        ".c-p1 { background: #e0e0c0; color: #0b0d0e; --ratio: 1.5009; }",
        ".c-p2 { background: #102030; color: #ffffff; --ratio: 1.5009; }",
    ]
