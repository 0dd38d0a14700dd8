"""What a proxy shows people where there is nothing, or nothing any more, in each of the house's languages."""

from __future__ import annotations

from pipelines.documents.house import House
from pipelines.documents.listing import Listing
from pipelines.documents.pages.portal_page import portal_addresses
from pipelines.documents.pages.rendering import PageAddress, render


def missing_page(_listing: Listing, house: House) -> bytes:
    """The page as HTML. It says the same of what was withdrawn, is still to come and never was."""
    portals = portal_addresses(house)
    return render(
        "missing.html",
        house,
        PageAddress(house.languages[0], portals, anywhere=True),
        version="",
        section="",
        portals=portals,
    )
