"""The same picture and one scene are told apart, on pairs of which it is known what they are."""

from __future__ import annotations

from collections import Counter

import pytest
from PIL import Image

from pipelines.imaging.comparison import NEAR, Sight, bits_apart, pack_hashes, unpack_hashes
from pipelines.imaging.likeness import likeness_of
from tests.pipelines.imaging.labelled_pictures import labelled_pairs, scene

DIFFERENT = ("scene", "strangers")


def sight(picture: Image.Image) -> Sight:
    return Sight(bytes.fromhex(likeness_of(picture, picture).small))


@pytest.fixture(scope="module")
def judged() -> list[tuple[str, bool, bool]]:
    """Each pair's label, whether it was found the same picture, and whether alike."""
    return [
        (label, (one := sight(a)).is_same(other := sight(b)), one.is_alike(other)) for label, a, b in labelled_pairs()
    ]


def shares(found: list[tuple[bool, bool]]) -> tuple[float, float]:
    """Precision and recall of pairs (is so, was said to be so)."""
    counts = Counter(found)
    right = counts[True, True]
    return right / (right + counts[False, True]), right / (right + counts[True, False])


def test_the_same_picture_is_found_and_another_photo_of_its_scene_is_not(judged: list[tuple[str, bool, bool]]) -> None:
    precision, recall = shares([(label not in DIFFERENT, same) for label, same, _alike in judged])
    missed = Counter(label for label, same, _alike in judged if label not in DIFFERENT and not same)
    print(f"same picture: precision {precision:.3f}, recall {recall:.3f}; missed {dict(missed)}")  # noqa: T201 - figures
    assert precision >= 0.95
    assert recall >= 0.9


def test_photos_of_one_scene_are_alike_and_strangers_are_not(judged: list[tuple[str, bool, bool]]) -> None:
    precision, recall = shares([(label == "scene", alike) for label, _same, alike in judged if label in DIFFERENT])
    print(f"one scene: precision {precision:.3f}, recall {recall:.3f}")  # noqa: T201 - figures
    assert precision >= 0.95
    assert recall >= 0.9


def test_what_is_stored_says_which_pairs_are_worth_a_look() -> None:
    one, same, stranger = sight(scene(1)), sight(scene(1).resize((300, 200))), sight(scene(102))
    assert unpack_hashes(pack_hashes(one.hashes)) == one.hashes
    assert bits_apart(one.hashes, same.hashes) <= NEAR
    assert bits_apart(one.hashes, stranger.hashes) > NEAR


def test_a_picture_of_one_colour_is_like_no_other() -> None:
    blank = sight(Image.new("RGB", (300, 200), "grey"))
    assert not blank.is_same(sight(scene(1)))
    assert not blank.is_alike(sight(scene(1)))
