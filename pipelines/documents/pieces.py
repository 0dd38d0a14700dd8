"""Pieces: what documents say of one photo is made once, and again where the photo says something else.

A correction of one caption among a thousand photos makes megabytes of documents that say what they said before. A piece
is kept for the very object that it was made of; `archive.publishing.manifests` hands a photo that did not change on
from one version to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar, TypeVarTuple

KEPT = 4096
"""Pieces of one kind that a process keeps: those of a thousand photos in two languages, before and after."""

S = TypeVar("S")
Rest = TypeVarTuple("Rest")
T = TypeVar("T")


class _Itself(Generic[S]):
    """A key that only the same object equals; comparing two photos takes longer than many a piece."""

    __slots__ = ("value",)

    def __init__(self, value: S) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.value is other.value


def kept_piece(make: Callable[[S, *Rest], T]) -> Callable[[S, *Rest], T]:
    """`make`, run once for each object and the same further arguments, which are hashable.

    `make` is pure, its first argument is never changed, and whoever is given a piece does not change it either.
    """

    @lru_cache(maxsize=KEPT)
    def kept(of: _Itself[S], rest: tuple[*Rest]) -> T:
        return make(of.value, *rest)

    @wraps(make)
    def piece(of: S, *rest: *Rest) -> T:
        return kept(_Itself(of), rest)

    return piece
