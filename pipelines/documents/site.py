"""How a house shows itself on its public pages: name, logo, colours, office, links, and its theme."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Office:
    """Whom journalists reach: the press office, in every language alike, but for its hours."""

    name: str = ""
    department: str = ""
    address: str = ""
    mail: str = ""
    phone: str = ""
    hours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Colours:
    """What a link and a button look like, in light and in dark; empty: as press.css has it."""

    accent: str = ""
    accent_dark: str = ""


@dataclass(frozen=True, eq=False)
class Theme:
    """A house's own files: they go before ours. One value a process, for what is made of it is kept by identity.

    `templates` by name, such as `release.html`; `labels` by language and name; `files` are published beside the house's
    style sheet, which may use them: a logo, fonts.
    """

    style: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


OURS = Theme()
"""Nothing of a house's own."""


@dataclass(frozen=True, eq=False)
class Site:
    """A house's public pages.

    `name` is how people call it (`Beispielstadt`), `portals` what stands below it by language. `links` lead from every
    page to what a public body must show, by the names of their labels (`imprint`); `further_links` bring their own
    words by language. `logo` and `logo_dark` are names of the theme's files.
    """

    name: str = ""
    portals: Mapping[str, str] = field(default_factory=dict)
    office: Office = field(default_factory=Office)
    links: Mapping[str, str] = field(default_factory=dict)
    further_links: tuple[tuple[Mapping[str, str], str], ...] = ()
    press_list: str = ""
    colours: Colours = field(default_factory=Colours)
    logo: str = ""
    logo_dark: str = ""
    theme: Theme = OURS


PLAIN = Site()
"""Pages that a house has set nothing for."""


def short_digest(content: bytes) -> str:
    """What the name of an asset tells of its content."""
    return hashlib.sha256(content).hexdigest()[:10]
