"""The settings of the public pages: what a house calls itself, how it looks, and where its obligatory pages are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, BeforeValidator, Field
from pydantic_settings import NoDecode

from pipelines.documents.pages import contrast
from pipelines.documents.site import OURS, Colours, Office, Site, Theme

_Read = TypeVar("_Read")


def _from_json(value: object) -> object:
    """What an operator writes as JSON; otherwise pydantic-settings would end the start with a traceback."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError(f"this is no JSON: {error}") from error


PerLanguage = Annotated[dict[str, str], NoDecode, BeforeValidator(_from_json)]
"""Texts by language code, such as `{"de": "…", "en": "…"}`."""


def _colour(value: str) -> str:
    if value and not contrast.is_colour(value):
        raise ValueError(f"write a colour as #00583f, not {value!r}")
    return value


def _legible(ground: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and contrast.contrast(_colour(value), ground) < contrast.LEGIBLE:
            raise ValueError(
                f"{value} cannot be read on {ground}: its contrast is {contrast.contrast(value, ground):.1f}, and text "
                f"needs {contrast.LEGIBLE}. Choose a {'darker' if ground == contrast.PAPER else 'lighter'} one"
            )
        return value

    return AfterValidator(check)


class HouseSettings(BaseModel):
    """What the public pages say of the house; a part of `config.environment.Environment`."""

    short_name: str = Field("", max_length=60, description="What people call the body; empty means the publisher")
    portal_names: PerLanguage = Field(
        {}, description="What stands below the name, per language (JSON); empty means “Media portal”"
    )
    logo: Path | None = Field(None, description="Logo of the public pages, SVG, PNG or WebP; empty means ours")
    logo_dark: Path | None = Field(None, description="The logo on a dark ground; empty means the same")
    accent: Annotated[str, _legible(contrast.PAPER)] = Field(
        "", description="Colour of links and buttons, such as #a3123f; empty means our green"
    )
    accent_dark: Annotated[str, _legible(contrast.PAPER_DARK)] = Field(
        "", description="The same on a dark ground; empty means a lighter shade of it"
    )
    theme: Path | None = Field(None, description="Folder with style, templates and words of the house's own")
    press_name: str = Field("", max_length=120, description="Name of the press office")
    press_department: str = Field("", max_length=120, description="What it belongs to")
    press_address: str = Field("", max_length=300, description="Its address, lines separated by semicolons")
    press_mail: str = Field("", max_length=120, pattern=r"^([^\s@<>]+@[^\s@<>]+)?$", description="Its mail address")
    press_phone: str = Field("", max_length=60, pattern=r"^[0-9+()/ .-]*$", description="Its telephone number")
    press_hours: PerLanguage = Field({}, description="When it is reached, per language (JSON)")
    website_url: AnyHttpUrl | None = Field(None, description="The body's website")
    imprint_url: AnyHttpUrl | None = Field(None, description="Imprint; a public body must have one")
    privacy_url: AnyHttpUrl | None = Field(None, description="Privacy; a public body must have one")
    accessibility_url: AnyHttpUrl | None = Field(
        None, description="Accessibility statement; a public body must have one"
    )
    barrier_url: AnyHttpUrl | None = Field(None, description="Where a barrier is reported; a public body must have one")
    easy_language_url: AnyHttpUrl | None = Field(None, description="Page in easy language")
    sign_language_url: AnyHttpUrl | None = Field(None, description="Page in sign language")
    further_links: Annotated[list[dict[str, str]], NoDecode, BeforeValidator(_from_json)] = Field(
        [], description='Further links of the foot (JSON): `[{"de": "Stellen", "en": "Jobs", "url": "https://…"}]`'
    )
    press_list_url: str = Field(
        "",
        pattern=r"^(none|https?://\S+)?$",
        max_length=500,
        description="Where readers sign up for the press list; empty means the desk's own page, once "
        "`BILDSTELLE_PUBLIC_URL` is set and the desk can mail; `none` shows no link",
    )


# Labels of pipelines/documents/pages/labels, in the order of the foot.
_LINKS = ("imprint", "privacy", "accessibility", "barrier", "easy_language", "sign_language", "website")


def site_of(settings: HouseSettings, sign_up: str = "") -> Site:
    """The house's public pages by its settings. ValueError, its message in plain words, for a theme or logo unfit.

    `sign_up` is the desk's page for the press list where readers can reach it; the house may name another one, or none.
    """
    theme = _theme(settings)
    accent = settings.accent
    return Site(
        name=settings.short_name,
        portals=settings.portal_names,
        office=Office(
            name=settings.press_name,
            department=settings.press_department,
            address=settings.press_address.replace("; ", "\n").replace(";", "\n"),
            mail=settings.press_mail,
            phone=settings.press_phone,
            hours=settings.press_hours,
        ),
        links={name: str(url) for name in _LINKS if (url := getattr(settings, f"{name}_url"))},
        further_links=tuple(map(_further, settings.further_links)),
        press_list={"": sign_up, "none": ""}.get(settings.press_list_url, settings.press_list_url),
        colours=Colours(accent, settings.accent_dark or contrast.legible_on(accent, contrast.PAPER_DARK)),
        logo=settings.logo.name if settings.logo else "",
        logo_dark=settings.logo_dark.name if settings.logo_dark else "",
        theme=theme,
    )


def _theme(settings: HouseSettings) -> Theme:
    if not (settings.theme or settings.logo or settings.logo_dark):
        return OURS
    # Templates and Babel cost every command's start a tenth of a second.
    from pipelines.documents.pages.theme import load_theme, read_file

    theme = _from("THEME", load_theme, settings.theme) if settings.theme else OURS
    logos = (("LOGO", settings.logo), ("LOGO_DARK", settings.logo_dark))
    files = {path.name: _from(name, read_file, path) for name, path in logos if path}
    return Theme(theme.style, theme.templates, theme.labels, {**theme.files, **files})


def _from(setting: str, read: Callable[[Path], _Read], path: Path) -> _Read:
    """What is read from a setting's path; ValueError by the setting's name."""
    from pipelines.documents.pages.theme import ThemeError

    try:
        return read(path)
    except ThemeError as error:
        raise ValueError(f"BILDSTELLE_{setting}: {error}") from error


def _further(link: dict[str, str]) -> tuple[dict[str, str], str]:
    labels = {name: text for name, text in link.items() if name != "url"}
    url = link.get("url", "")
    if not labels or not url.startswith(("https://", "http://")):
        raise ValueError(
            "BILDSTELLE_FURTHER_LINKS: a further link needs words in a language and a url that begins with https://, "
            f"unlike {link}"
        )
    return labels, url
