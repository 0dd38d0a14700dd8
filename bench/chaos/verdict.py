"""What became of every upload: the ledgers against the record, and the store's audit by kind of fault."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

SETTLED = frozenset({"ready", "approved", "live", "declined"})
KINDS = ("lost", "doubled", "wrong", "stuck", "orphaned", "other")

_BY_WORDS = {
    "upload without receipt": "lost",
    "row without object": "lost",
    "renditions missing": "lost",
    "press files missing": "lost",
    "not public": "lost",
    "receipt without photo": "lost",
    "wrong bytes": "wrong",
    "wrong public bytes": "wrong",
    "unfinished": "stuck",
    "object without row": "orphaned",
    "receipt without upload": "orphaned",
    "public without a version": "orphaned",
}
"""The faults that `tests/journey/store_audit.py` tells, by how they begin."""


def kind_of(fault: str) -> str:
    """The kind of a fault that the store's audit tells."""
    return _BY_WORDS.get(fault.partition(":")[0], "other")


def faults_of_uploads(
    acknowledged: Mapping[str, str], receipts: Sequence[tuple[str, str, str, str]]
) -> list[tuple[str, str]]:
    """Kind and words of whatever is wrong with an upload.

    `acknowledged` is SHA-256 by key as the sender noted it, `receipts` are key, photo, state and SHA-256 as the record
    has them. No two uploads have the same bytes, so each is exactly one photo. One key may have two receipts: its
    sender got no answer and sent it again.
    """
    photos_by_key: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for key, photo, state, sha256 in receipts:
        photos_by_key[key].add((photo, state, sha256))
    found = []
    for key, sha256 in acknowledged.items():
        photos = {photo for photo in photos_by_key[key] if photo[0]}
        if not photos:
            found.append(("lost", f"no photo: {key}"))
        elif len(photos) > 1:
            found.append(("doubled", f"{len(photos)} photos: {key}"))
        for _photo, state, stored in photos:
            if stored and stored != sha256:
                found.append(("wrong", f"another photo's bytes: {key}"))
            elif state not in SETTLED:
                found.append(("stuck", f"{state}: {key}"))
    owners = Counter(
        sha256 for _photo, sha256 in {(photo, sha256) for _key, photo, _state, sha256 in receipts if sha256}
    )
    return found + [("doubled", f"{n} photos of the same bytes: {sha256}") for sha256, n in owners.items() if n > 1]


def counted(faults: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How many faults of every kind there are."""
    found = Counter(kind for kind, _words in faults)
    return {kind: found[kind] for kind in KINDS}
