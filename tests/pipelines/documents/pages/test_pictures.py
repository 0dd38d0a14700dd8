"""Which files of a photo a page shows: never a crop, one a width, the space known before it loads."""

from __future__ import annotations

from pipelines.documents.manifest import File, Photo
from pipelines.documents.pages.pictures import is_crop, picture, picture_of, shared_file
from tests.pipelines.documents.press_manifest import photo


def file(profile: str, width: int, height: int, octets: int = 1000, kind: str = "jpeg") -> File:
    base = photo().renditions[0]
    return base.model_copy(
        update={"profile": profile, "width": width, "height": height, "bytes": octets, "media_type": f"image/{kind}"}
    )


LADDER = (
    file("3000", 3000, 2000, 9000),
    file("1600", 1600, 1067, 4000),
    file("800", 800, 533, 900),
    file("800w", 800, 533, 700, "webp"),
    file("400w", 400, 267, 200, "webp"),
    file("stage", 1600, 900, 3000),
)


def laddered(*renditions: File) -> Photo:
    return photo(renditions=renditions, download=photo().download.model_copy(update={"width": 6000, "height": 4000}))


def test_widths_are_of_the_whole_photo_and_each_there_once() -> None:
    shown = picture_of(laddered(*LADDER))
    assert [one.profile for one in shown.widths] == ["400w", "800w", "1600", "3000"]
    assert (shown.width, shown.height, shown.tall) == (6000, 4000, False)
    assert (shown.shown.profile, shown.thumb.profile) == ("800w", "400w")


def test_a_grid_needs_no_large_width() -> None:
    assert [one.profile for one in picture_of(laddered(*LADDER)).in_grid.widths] == ["400w", "800w", "1600"]
    assert [one.profile for one in picture_of(laddered(*LADDER[2:5])).in_grid.widths] == ["400w", "800w"]


def test_without_the_download_the_commonest_shape_is_the_whole_photo() -> None:
    assert [one.profile for one in picture(LADDER).widths] == ["400w", "800w", "1600", "3000"]


def test_a_photo_without_renditions_shows_its_download() -> None:
    assert [one.width for one in picture_of(laddered()).widths] == [6000]


def test_an_upright_photo_is_tall() -> None:
    upright = picture((file("800", 533, 800), file("400", 267, 400)))
    assert upright.tall
    assert (upright.thumb.profile, upright.shown.profile) == ("400", "800")


def test_messengers_get_a_jpeg() -> None:
    assert shared_file(laddered(*LADDER)).profile == "1600"
    assert shared_file(laddered(LADDER[4])).profile == "400w"


def test_a_crop_is_told_from_rounding() -> None:
    whole = laddered().download
    assert [is_crop(one, whole) for one in LADDER] == [False, False, False, False, False, True]
