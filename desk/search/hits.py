"""Found photos as the page shows them: computed once, without a query per photo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language, gettext
from markupsafe import Markup

from archive.models import Photo
from archive.photos.search import Question
from desk.components.texts import title_of
from desk.components.times import clock, day
from desk.contact_sheet.tiles import Tile
from desk.macros import load_macro
from desk.search.marking import mark_words


@dataclass(frozen=True)
class Hit:
    """A found photo. `may_pick`: its reader may take it over; `is_own`: its photographer sees it, without texts."""

    tile: Tile
    question: Question
    may_pick: bool = False
    is_own: bool = False

    @property
    def html(self) -> Markup:
        """The photo as HTML; whatever people typed is escaped."""
        return load_macro("search/templates/hit.html.j2")(self)

    @property
    def photo(self) -> Photo:
        return self.tile.photo

    @property
    def address(self) -> str:
        """Its place: in its release or, for its photographer, in the drop."""
        if self.is_own:
            return reverse("desk:drop", args=(self.photo.batch_id,))
        return f"{_release_address(self.photo.release.slug)}#photo-{self.photo.pk}"

    @property
    def alt(self) -> str:
        return self.photo.filename if self.is_own else self.tile.alt

    @property
    def caption(self) -> str:
        """With the words that were looked for marked."""
        return mark_words(self.tile.caption, (*self.question.words, *self.question.phrases))

    @property
    def release_title(self) -> str:
        release = self.photo.release
        return gettext("Photos without a release") if release.is_unsorted else title_of(release)

    @property
    def day(self) -> str:
        return _day(self.photo.release.date, get_language())

    @property
    def arrived(self) -> str:
        return clock(self.photo.received_at)

    @property
    def pick_label(self) -> str:
        return gettext("Select %(name)s") % {"name": self.photo.filename}


@lru_cache(maxsize=512)
def _day(date: dt.date, _language: str | None) -> str:
    return day(date)


@lru_cache(maxsize=512)
def _release_address(slug: str) -> str:
    return reverse("desk:release", args=(slug,))
