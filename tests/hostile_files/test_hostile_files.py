"""Hundreds of broken and hostile files through the real chamber: developed or refused, never a crash.

An id names seed and kind: `broken("jpeg", "cut")` makes that file again, `broken("jpeg", "cut", 1)` a sibling.
The bounds are the chamber's own: a child that needs more than 1.5 GB or 10 s ends as a crash, and the test fails.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.refusal import REASONS, WARNINGS, Refusal
from tests.hostile_files.broken_files import KINDS, broken
from tests.hostile_files.crafted_files import CRAFTED
from tests.hostile_files.crafted_metadata import CRAFTED_METADATA
from tests.hostile_files.sound_files import SEEDS, seed
from tests.pipelines.pictures import orders, profile
from workers.develop.chamber import Chamber
from workers.develop.chamber.messages import Answer, Crashed, Failed, Job

ORDERS = orders(
    profile("full"),
    profile("marked", long_edge=400, watermark="overlay"),
    profile("small", long_edge=48, format="webp", watermark="strip"),
)


class Witness(Chamber):
    """A chamber that reports the crashes it recovers from by itself: metadata that is left unread."""

    def __init__(self) -> None:
        super().__init__(memory=1_200_000_000, deadline=10)
        self.answers: list[Answer] = []

    def _ask(self, job: Job, descriptors: list[int]) -> Answer:
        answer = super()._ask(job, descriptors)
        self.answers.append(answer)
        return answer


@pytest.fixture(scope="module")
def chamber() -> Iterator[Witness]:
    with Witness() as made:
        yield made


def outcome(chamber: Witness, data: bytes, folder: Path) -> str:
    """`developed` or the refusal's key; anything else fails the test."""
    path = folder / "photo.jpg"
    path.write_bytes(data)
    chamber.answers.clear()
    try:
        inspection = chamber.inspect(path)
        made = chamber.develop(path, ORDERS, folder)
    except Refusal as refusal:
        return refusal.key
    finally:
        assert [answer for answer in chamber.answers if isinstance(answer, Crashed | Failed)] == []
    assert [file.profile for file in made.renditions] == ["full", "marked", "small"]
    assert {remark.partition(":")[0] for remark in made.warnings + inspection.metadata.warnings} <= set(WARNINGS)
    return "developed"


@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_are_sound(chamber: Witness, tmp_path: Path, name: str) -> None:
    assert outcome(chamber, seed(name), tmp_path) == "developed"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SEEDS)
def test_a_broken_file_costs_itself(chamber: Witness, tmp_path: Path, name: str, kind: str) -> None:
    assert outcome(chamber, broken(name, kind), tmp_path) in {"developed", *REASONS} - {"keeps_crashing"}
    assert outcome(chamber, seed("jpeg-grey"), tmp_path) == "developed"


MADE = CRAFTED | CRAFTED_METADATA

# The reason for each crafted file that is refused; all others are photos in spite of it.
REASON = {
    name: key
    for key, names in {
        "empty": """
            zero-bytes
        """,
        "not_a_photo": """
            two-bytes text
            one-byte zeros html.jpg php.jpg shell zip.jpg mp4 fits wav html+jpeg
        """,
        "format_not_allowed": """
            svg.jpg svg-entities eps.jpg pdf.jpg jpeg-xl psd pdf+jpeg gif+jpeg bmp-named-png
        """,
        "camera_raw": """
            cr3 raf
        """,
        "too_many_pixels": """
            png-2147483647-square png-30000-square png-1-by-79999999 png-79999999-by-1 jpeg-65500-square
            tiff-huge
        """,
        "broken": """
            jpeg-segments-of-30-mb tiff-600000-rationals tiff-60000-tags tiff-tags-beyond-the-end
            bigtiff-tags-beyond-counting
            png-zero-wide png-icc-100-mb png-ztxt-100-mb png-itxt-xmp-100-mb png-ztxt-900-of-1-mb
            png-raw-profile-100-mb png-xmp-900-of-1-mb
            png-60000-chunks jpeg-zero-high jpeg-5000-scans-of-100-megapixels jpeg-100000-segments
            jpeg-fill-bytes jpeg-junk-before-a-segment jpeg-exif-of-many-segments
            jpeg-photoshop-of-200000-blocks tiff-one-huge-tile tiff-strip-of-4-gb tiff-deflate-bomb
            tiff-many-samples tiff-jpeg-of-another-size webp-canvas-16383 webp-canvas-beyond
            webp-canvas-of-another-size avif-100000-boxes heic-box-of-nothing
        """,
        "truncated": """
            png-chunk-longer-than-file tiff-8900-square-of-nothing avif-nested-boxes
        """,
    }.items()
    for name in names.split()
}


@pytest.mark.parametrize("name", MADE)
def test_a_crafted_file_ends_as_expected(chamber: Witness, tmp_path: Path, name: str) -> None:
    assert outcome(chamber, MADE[name](), tmp_path) == REASON.get(name, "developed")
    assert outcome(chamber, seed("jpeg-grey"), tmp_path) == "developed"
