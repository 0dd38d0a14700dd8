"""From templates to bytes: one environment a theme, with what every page needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from pipelines.documents.house import House
from pipelines.documents.pages.assets import (
    PREVIEW,
    PREVIEW_STYLE,
    SCRIPT,
    STYLE,
    asset_name,
    house_file,
    house_style_name,
    logos,
    media_type,
)
from pipelines.documents.pages.links import origin, relative, shown
from pipelines.documents.pages.words import Words
from pipelines.documents.site import Theme

ORIGINAL = "original"
"""A theme's template extends ours by `{% extends "original/release.html" %}`."""


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Where a page lies, and in which languages it exists: addresses by language, the first one leads.

    `assets` is the folder of its style sheets and logo where that is not the public one. A page that is shown
    `anywhere` has whole addresses.
    """

    language: str
    alternates: dict[str, str]
    assets: str = ""
    anywhere: bool = False

    @property
    def url(self) -> str:
        """The page's own address."""
        return self.alternates[self.language]

    def here(self, url: str) -> str:
        """The address as this page writes it: from here, if that can be."""
        return url if self.anywhere else relative(url, page=self.url)


def render(template: str, house: House, address: PageAddress, *, version: int | str, **values: Any) -> bytes:
    """A page in UTF-8. `version` is what it says of itself: a number, or for a list the day of its newest release."""
    words = words_of(house, address.language)
    portal = partial(house.keys.portal_key, first=house.languages[0])
    page = environment(house.site.theme).get_template(template)
    return page.render(
        address=address,
        house=house,
        site=house.site,
        words=words,
        language=address.language,
        version=version,
        here=address.here,
        portal_url=house.url(portal(portal_language(house, address.language))),
        words_for=partial(words_of, house),
        assets=Assets(house, address.assets),
        feeds=house.feeds,
        shown=shown,
        policy=_policy(house, address.url),
        **values,
    ).encode()


def render_piece(template: str, house: House, language: str, page: str, **values: Any) -> Markup:
    """A piece of the page at the address `page`, which knows nothing else of it."""
    piece = environment(house.site.theme).get_template(template)
    here, words = partial(relative, page=page), words_of(house, language)
    own = {"words": words, "words_for": partial(words_of, house), "language": language, "here": here, "shown": shown}
    return Markup(piece.render(own, **values).removesuffix("\n"))  # noqa: S704  (the renderer escapes)


@dataclass(frozen=True, slots=True)
class Assets:
    """Addresses of what pages load."""

    house: House
    folder: str = ""

    @property
    def style(self) -> str:
        """Our style sheet; its name tells its content."""
        return self._url(asset_name("press.css", STYLE))

    @property
    def script(self) -> str:
        """The module that adds copy buttons and the search."""
        return self._url(asset_name("press.js", SCRIPT))

    @property
    def house_style(self) -> str:
        """The house's colours, logo and own rules; it stays at its place, so that a change reaches every page."""
        return self._url(house_style_name())

    @property
    def icon(self) -> str:
        """The logo."""
        return self._url(house_file(self.house.site, logos(self.house.site)[0]))

    @property
    def icon_type(self) -> str:
        """The logo's media type."""
        return media_type(logos(self.house.site)[0])

    @property
    def preview_style(self) -> str:
        """What the closed preview adds to our style sheet."""
        return self._url(asset_name(PREVIEW, PREVIEW_STYLE))

    def _url(self, name: str) -> str:
        if self.folder:
            return f"{self.folder}/{name}"
        return self.house.url(self.house.keys.asset_key(name))


def words_of(house: House, language: str) -> Words:
    """The words of a page, the theme's before ours."""
    return _words(house.site.theme, language, house.time_zone)


def portal_language(house: House, language: str) -> str:
    """In which language the portal is read by somebody who reads this one."""
    return language if language in house.languages else house.languages[0]


@lru_cache(maxsize=4)
def environment(theme: Theme) -> Environment:
    """Templates with escaping on; one with a gap that nobody fills is an error and no empty page."""
    ours = PackageLoader(__package__)
    loaders: list[BaseLoader] = [DictLoader(theme.templates), PrefixLoader({ORIGINAL: ours}), ours]
    return Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@lru_cache(maxsize=32)
def _words(theme: Theme, language: str, zone: str) -> Words:
    return Words(language, zone, theme.labels.get(language))


def _policy(house: House, page: str) -> str:
    """Nothing inline and nothing from elsewhere. A store cannot send it as a header, so the page says it itself."""
    own = "'self'" if origin(page) == origin(house.base_url) else f"'self' {origin(house.base_url)}"
    return (
        f"default-src 'none'; img-src {own}; style-src {own}; font-src {own}; script-src {own}; connect-src {own}; "
        "base-uri 'none'; form-action 'none'"
    )
