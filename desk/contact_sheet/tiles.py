"""The contact sheet's tiles: everything a tile shows, computed once, without a query per photo.

What the tile says on the photo is opaque and the same in both themes; see `tiles.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop
from markupsafe import Markup

from archive.four_eyes import is_barred
from archive.models import Photo, Release, Rendition
from archive.photos.alternatives import days_told
from archive.photos.credits import credit_of
from archive.releases.gate import Finding, inspect_photo
from archive.states import DEVELOPED
from desk.components.badges import NO_BADGES, Badges, badge_label
from desk.components.exposure import shot_of
from desk.components.labels import end_label, problem_of, warning_text
from desk.components.pictures import RenditionsByProfile, find_renditions, screen_profile, tile_profiles
from desk.components.texts import for_reader
from desk.contact_sheet.kinds import Kinds
from desk.macros import load_macro
from pipelines.credit import Credit

_SOURCES = {
    "file": gettext_noop("from the file"),
    "desk": gettext_noop("written on the desk"),
    "template": gettext_noop("by the template"),
}
# Gaps that only a person can close, and about which the caption's line says nothing.
_ALERTS = {
    "no_credit": gettext_noop("no credit line"),
    "credit_not_drawable": gettext_noop("credit cannot be drawn"),
    "ai_unconfirmed": gettext_noop("AI mark to be confirmed"),
    "approval_outdated": gettext_noop("changed since approval"),
}
# What else is missing, in a word or two: the photo is to be seen behind it.
_LACKS = {
    "no_credit": gettext_noop("credit line"),
    "no_caption": gettext_noop("caption"),
    "missing_language": gettext_noop("caption %(languages)s"),
    "missing_alt_text": gettext_noop("alt text %(languages)s"),
}


@dataclass(frozen=True)
class Tile(Kinds):
    """One photo as the contact sheet shows it."""

    photo: Photo
    renditions: RenditionsByProfile
    badges: tuple[str, ...] = ()
    barred: bool = False

    @property
    def html(self) -> Markup:
        """The tile as HTML; whatever people typed is escaped."""
        return load_macro("contact_sheet/templates/tile.html.j2")(self)

    @property
    def has_gaps(self) -> bool:
        return bool(self.findings)

    @property
    def rating(self) -> int:
        """The photographer's stars; 0 where there are none."""
        rating = self.photo.embedded.rating
        return max(rating.value, 0) if rating else 0

    @property
    def tagged(self) -> bool:
        """Whether the photographer tagged it."""
        return bool(self.photo.embedded.tagged)

    @property
    def version(self) -> int:
        """When the row last changed, in microseconds: it grows with every change."""
        return int(self.photo.changed_at.timestamp() * 1_000_000)

    @cached_property
    def credit(self) -> Credit | None:
        return credit_of(self.photo)

    @property
    def credit_source(self) -> str:
        """Where the credit line comes from."""
        return gettext(_SOURCES[self.credit.source]) if self.credit else ""

    @property
    def taken(self) -> str:
        """The camera's time of day, `17:02`; empty where the file has none."""
        return self.photo.original.taken[11:16] if self.photo.original else ""

    @property
    def shot(self) -> str:
        """See `shot_of`; empty until the file has been inspected."""
        return shot_of(self.photo.original) if self.photo.original else ""

    @cached_property
    def caption(self) -> str:
        return for_reader(self.photo.captions)

    @property
    def alt(self) -> str:
        """The description for readers who do not see the picture."""
        return for_reader(self.photo.alt_texts) or self.caption or self.photo.filename

    @cached_property
    def findings(self) -> list[Finding]:
        """What the gate finds missing on this photo."""
        if self.photo.state not in DEVELOPED:
            return []
        blockers, warnings = inspect_photo(self.photo)
        return [*blockers, *warnings]

    @property
    def gaps(self) -> list[str]:
        """The same as sentences."""
        return [finding.text for finding in self.findings]

    @property
    def lacks(self) -> str:
        """What is missing, in short: `caption EN, alt text DE/EN`."""
        found = [(_LACKS[one.key], one.languages) for one in self.findings if one.key in _LACKS]
        return ", ".join(gettext(text) % {"languages": "/".join(codes).upper()} for text, codes in found)

    @property
    def faults(self) -> list[str]:
        """Sentences about what is not missing but wrong."""
        return [finding.text for finding in self.findings if finding.key not in _LACKS]

    @property
    def gap_keys(self) -> str:
        """The same as keys: `no_caption missing_alt_text`."""
        return " ".join(finding.key for finding in self.findings)

    @property
    def alerts(self) -> list[str]:
        """Why this tile needs a person, each in a few words."""
        found = [_ALERTS[finding.key] for finding in self.findings if finding.key in _ALERTS]
        return [*filter(None, [self.end]), *map(gettext, found), *map(badge_label, self.badges)]

    @cached_property
    def end(self) -> str:
        """When the right to use it ends, where that is soon or over; else empty."""
        return end_label(self.photo)

    @cached_property
    def remarks(self) -> list[str]:
        """What the darkroom noticed, and that the file's dates disagree."""
        found = [*(self.photo.original.warnings if self.photo.original else ()), *self.photo.warnings]
        texts = [warning_text(warning) for warning in dict.fromkeys(found)]
        if days := days_told(self.photo):
            texts.append(gettext("The file says several days: %(days)s.") % {"days": ", ".join(days)})
        return texts

    @property
    def problem(self) -> str:
        return problem_of(self.photo)

    @cached_property
    def small(self) -> Rendition | None:
        """The smallest rendition, which also gives the picture's shape; None until there is one."""
        return next(iter(self.renditions.values()), None)

    @cached_property
    def source(self) -> str:
        return self._url(self.small) if self.small else ""

    @property
    def sources(self) -> str:
        """A `srcset` of the small renditions."""
        screen = screen_profile()
        found = [one for name, one in self.renditions.items() if name != screen]
        return ", ".join(f"{self._url(one)} {one.width}w" for one in found) if len(found) > 1 else ""

    @property
    def full(self) -> str:
        """Address of the picture for full size; empty until it is developed."""
        return self._url(list(self.renditions.values())[-1]) if self.renditions else ""

    def _url(self, rendition: Rendition) -> str:
        # The digest makes the address immutable, so a browser fetches each picture once.
        return f"{_photos_address()}{self.photo.pk}/{rendition.profile}?v={rendition.sha256[:16]}"


@cache
def _photos_address() -> str:
    """The beginning of every picture's address; resolving each address would cost more than rendering its tile."""
    return reverse("desk:image", args=("-", "-")).removesuffix("-/-")


def photos_of(release: Release) -> QuerySet[Photo]:
    """A release's photos with all that a tile needs."""
    return release.photos.select_related("original", "batch__photographer")


def make_tiles(photos: Iterable[Photo], badges: Badges = NO_BADGES, *, reader: str = "") -> list[Tile]:
    """Tiles for these photos, in their order, with one further query; renditions run from small to large.

    `reader`: the name of whoever may approve them on this page.
    """
    photos = list(photos)
    renditions = find_renditions(photos, (*tile_profiles(), screen_profile()))
    return [Tile(photo, renditions[photo.pk], badges.get(photo.pk, ()), is_barred(photo, reader)) for photo in photos]


def in_sections(tiles: Sequence[Kinds], size: int = 60) -> list[Sequence[Kinds]]:
    """Tiles in sections that a browser may leave unpainted while they are out of sight."""
    return [tiles[start : start + size] for start in range(0, len(tiles), size)]
