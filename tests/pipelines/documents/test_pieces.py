"""Pieces are made once for an object and the words that go with it, and never told of its like."""

from __future__ import annotations

import weakref

import pytest

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


def test_what_a_piece_was_made_of_lives_as_long_as_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another object at its address would be told of in its words."""
    monkeypatch.setattr(pieces, "KEPT", 2)

    @kept_piece
    def piece(of: object) -> str:
        return str(of)

    one = photo()
    told, seen = piece(one), weakref.ref(one)
    del one
    kept = seen()
    assert kept is not None
    assert piece(kept) is told
    for _n in range(2):
        piece(object())
    del kept
    assert seen() is None
