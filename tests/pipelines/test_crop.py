"""Crops: inside the picture, of the aspect to the pixel, around the focal point, never enlarged."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.crop import (
    Aspect,
    Crop,
    Point,
    Size,
    crop_box,
    cropped_size,
    level_box,
    level_edge,
    parse_crop,
    parse_point,
)

SIDES = st.integers(1, 12_000)
SIZES = st.tuples(SIDES, SIDES)
ASPECTS = st.sampled_from([(16, 9), (1, 1), (4, 5), (9, 16), (3, 2), (239, 100), (1, 20)])
FRACTIONS = st.integers(0, 10_000).map(lambda n: n / 10_000)
POINTS = st.none() | st.tuples(FRACTIONS, FRACTIONS)


@st.composite
def _crops(draw: st.DrawFn) -> Crop | None:
    left, top = draw(st.integers(0, 9500)), draw(st.integers(0, 9500))
    width, height = draw(st.integers(500, 10_000 - left)), draw(st.integers(500, 10_000 - top))
    return parse_crop([n / 10_000 for n in (left, top, width, height)])


CROPS = st.none() | _crops()


@pytest.mark.parametrize(
    ("size", "aspect", "crop", "focal_point", "box"),
    [
        ((4000, 3000), (16, 9), None, None, (0, 375, 4000, 2625)),
        ((4000, 3000), (1, 1), None, None, (500, 0, 3500, 3000)),
        ((4000, 3000), (1, 1), None, (0.2, 0.9), (0, 0, 3000, 3000)),
        ((4000, 3000), (1, 1), None, (0.45, 0.9), (300, 0, 3300, 3000)),
        ((4000, 3000), (4, 5), None, (1, 1), (1600, 0, 4000, 3000)),
        ((1000, 667), (16, 9), None, None, (0, 52, 1000, 615)),
        ((4000, 3000), (16, 9), (0.5, 0.0, 0.5, 1.0), None, (2000, 938, 4000, 2063)),
        ((4000, 3000), (1, 1), (0.5, 0.5, 0.25, 0.5), (0.1, 0.1), (2000, 1500, 3000, 2500)),
        ((3000, 4000), (16, 9), None, (0.5, 0.25), (0, 156, 3000, 1844)),
        ((1, 1), (16, 9), None, (1, 1), (0, 0, 1, 1)),
    ],
)  # fmt: skip
def test_boxes(
    size: Size, aspect: Aspect, crop: Crop | None, focal_point: Point | None, box: tuple[int, int, int, int]
) -> None:
    assert crop_box(size, aspect, crop, focal_point) == box


@given(SIZES, ASPECTS, CROPS, POINTS)
def test_a_box_lies_in_the_crop_and_touches_two_of_its_sides(
    size: Size, aspect: Aspect, crop: Crop | None, point: Point | None
) -> None:
    left, top, right, bottom = crop_box(size, aspect, crop, point)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    x, y, width, height = crop or (0, 0, 1, 1)
    assert size[0] * x - 1 <= left
    assert right <= size[0] * (x + width) + 1
    assert size[1] * y - 1 <= top
    assert bottom <= size[1] * (y + height) + 1
    assert right - left >= size[0] * width - 1 or bottom - top >= size[1] * height - 1, "the largest there is"


@given(SIZES, ASPECTS, CROPS, POINTS)
def test_a_box_has_the_aspect_to_the_pixel(size: Size, aspect: Aspect, crop: Crop | None, point: Point | None) -> None:
    left, top, right, bottom = crop_box(size, aspect, crop, point)
    width, height = right - left, bottom - top
    exact = width * aspect[1] / aspect[0], height * aspect[0] / aspect[1]
    assert abs(height - exact[0]) <= 0.5 or abs(width - exact[1]) <= 0.5 or 1 in (width, height)


@given(SIZES, ASPECTS, POINTS)
def test_a_box_holds_its_focal_point(size: Size, aspect: Aspect, point: Point | None) -> None:
    left, top, right, bottom = crop_box(size, aspect, None, point)
    x, y = point or (0.5, 0.5)
    assert left <= size[0] * x <= right
    assert top <= size[1] * y <= bottom


@given(SIZES, ASPECTS, POINTS)
def test_a_focal_point_that_could_be_in_the_middle_is(size: Size, aspect: Aspect, point: Point | None) -> None:
    assume(point is not None)
    left, _top, right, _bottom = crop_box(size, aspect, None, point)
    if point and left > 0 and right < size[0]:
        assert abs((left + right) / 2 - size[0] * point[0]) <= 0.5


@given(SIZES, ASPECTS, CROPS, POINTS, st.none() | st.integers(16, 16_000))
def test_a_crop_is_never_enlarged_and_its_long_edge_exact(
    size: Size, aspect: Aspect, crop: Crop | None, point: Point | None, long_edge: int | None
) -> None:
    box = crop_box(size, aspect, crop, point)
    width, height = cropped_size(box, aspect, long_edge)
    assert 1 <= width <= box[2] - box[0]
    assert 1 <= height <= box[3] - box[1]
    assert max(width, height) == min(long_edge or max(size), max(box[2] - box[0], box[3] - box[1]))


@pytest.mark.parametrize(
    ("aspect", "expected"),
    [((16, 9), (1600, 900)), ((1, 1), (1600, 1600)), ((4, 5), (1280, 1600)), ((239, 100), (1600, 669))],
)
def test_sizes_follow_the_aspect_not_the_box(aspect: Aspect, expected: Size) -> None:
    assert cropped_size(crop_box((4001, 2999), aspect), aspect, 1600) == expected


@given(SIZES, ASPECTS, CROPS, POINTS, st.integers(16, 4000))
def test_a_level_that_is_large_enough_holds_the_crop_without_enlarging(
    size: Size, aspect: Aspect, crop: Crop | None, point: Point | None, long_edge: int
) -> None:
    box = crop_box(size, aspect, crop, point)
    wanted = cropped_size(box, aspect, long_edge)
    edge = level_edge(size, box, wanted)
    assert edge <= max(size)
    level = size[0] * edge / max(size), size[1] * edge / max(size)
    _left, _top, width, height = level_box(size, box, (round(level[0]) or 1, round(level[1]) or 1))
    assert width >= wanted[0] - 1
    assert height >= wanted[1] - 1


def test_a_box_on_a_smaller_level() -> None:
    assert level_box((4000, 3000), (1000, 300, 3000, 1800), (2000, 1500)) == (500, 150, 1000, 750)
    assert level_edge((4000, 3000), (1000, 300, 3000, 1800), (800, 600)) == 1600


@pytest.mark.parametrize(
    ("given_value", "crop"),
    [
        ("0.1 0.2 0.5 0.5", (0.1, 0.2, 0.5, 0.5)),
        ([0.1, 0.2, 0.5, 0.5], (0.1, 0.2, 0.5, 0.5)),
        ("0.333333 0 0.666699 1", (0.3333, 0, 0.6667, 1)),
        ("0.9 0.9 0.1001 0.1001", (0.9, 0.9, 0.1, 0.1)),
        ("0 0 1 1", None),
        ("", None),
        (None, None),
    ],
)
def test_crops_are_read(given_value: str | list[float] | None, crop: Crop | None) -> None:
    assert parse_crop(given_value) == crop


@pytest.mark.parametrize(
    "nonsense", ["0.1", "0.6 0 0.5 1", "0 0 0.01 1", "-0.1 0 0.5 0.5", "a b c d", "nan 0 1 1", "0 0 1 inf", "0 0 1 1 1"]
)
def test_a_crop_that_is_none_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"crop|fraction|convert"):
        parse_crop(nonsense)


def test_focal_points_are_read_and_refused() -> None:
    assert parse_point("0.25 1") == (0.25, 1)
    assert parse_point([0.25, 1]) == (0.25, 1)
    assert parse_point("") is None
    for nonsense in ("0.5", "1.1 0", "x y", "0 0 0", "nan 0"):
        with pytest.raises(ValueError, match=r"fraction|convert"):
            parse_point(nonsense)
