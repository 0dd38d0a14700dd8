"""A house as documents of tests are made for; its keys are the real ones."""

from __future__ import annotations

from typing import Any

from archive import addresses
from pipelines.documents.house import House
from pipelines.documents.listing import RECENT, Listing, entry_of, newest_first
from pipelines.documents.manifest import Manifest


def house(**fields: Any) -> House:
    defaults: dict[str, Any] = {
        "publisher": "Landeshauptstadt Beispielstadt",
        "base_url": "https://press.example",
        "keys": addresses,
        "languages": ("de", "en"),
    }
    return House(**defaults | fields)


def listing(*manifests: Manifest) -> Listing:
    """A listing of these live versions, the last one published first."""
    return Listing(newest_first(map(entry_of, manifests)), tuple(reversed(manifests))[:RECENT])
