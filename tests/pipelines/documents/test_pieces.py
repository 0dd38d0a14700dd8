"""Pieces are made once for an object and the words that go with it, and never told of its like."""

from __future__ import annotations

import gc
import weakref

from pipelines.documents import pieces
from pipelines.documents.pieces import kept_piece
from tests.pipelines.documents.press_manifest import photo


def test_a_piece_is_made_once_for_the_same_photo_and_words() -> None:
    made = []

    @kept_piece
    def piece(of: object, *words: str) -> object:
        made.append((of, words))
        return object()

    one, like = photo(), photo()
    assert one == like
    first = piece(one, "de")
    assert piece(one, "de") is first
    assert piece(one, "en") is not first
    assert piece(like, "de") is not first
    assert piece(one, "de") is first
    assert [words for _of, words in made] == [("de",), ("en",), ("de",)]


def test_what_a_piece_was_made_of_lives_as_long_as_it() -> None:
    """Another object at its address would be told of in its words."""

    @kept_piece
    def piece(of: object) -> str:
        return str(of)

    one = photo()
    told, seen = piece(one), weakref.ref(one)
    del one
    gc.collect()
    kept = seen()
    assert kept is not None
    assert piece(kept) is told
    for _n in range(pieces.KEPT):
        piece(object())
    del kept
    gc.collect()
    assert seen() is None
