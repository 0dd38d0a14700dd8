"""What pages load: our style sheet and script, the house's style sheet, its logo and other files of its theme."""

from __future__ import annotations

import re
from importlib.resources import files

from pipelines.documents import gallery
from pipelines.documents.pages import contrast
from pipelines.documents.site import Colours, Site, short_digest

_FOLDER = files(__package__) / "assets"
STYLE = (_FOLDER / "press.css").read_bytes()
SCRIPT = (_FOLDER / "press.js").read_bytes()
PREVIEW = "preview.css"
PREVIEW_STYLE = (_FOLDER / PREVIEW).read_bytes()
LOGO = "logo.svg"
LOGO_DARK = "logo-dark.svg"

_DARK = "prefers-color-scheme: dark"
_COLOURS = re.compile(r"--(?:paper|tint|mat|ink|ink-2|accent|note|note-ink)\s*:")
"""Colours that a theme cannot set for the light alone: ours for the dark would not be read beside them."""


def _properties(begin: str) -> str:
    """The custom properties of the first `:root` after `begin` in our style sheet."""
    return STYLE.decode().partition(begin)[2].partition(":root {")[2].partition("}")[0]


_LIGHT = "".join(line for line in _properties("/* Theme").splitlines(keepends=True) if ": #" in line)
"""Our colours for the light."""
_ON_PAPER = f"\n@media print {{ :root {{{_properties('@media print')}}} }}\n"
"""Paper is white and its ink black, whatever a theme says of screens."""

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "woff2": "font/woff2",
}


def asset_name(name: str, content: bytes) -> str:
    """`press-0a1b2c3d4e.css`: the name tells the content, so browsers may keep it for a year."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{short_digest(content)}.{ending}"


def house_style_name() -> str:
    """The house's own style sheet; it stays at its place, so that a change reaches every page."""
    return "house.css"


def house_file(site: Site, name: str) -> str:
    """A file beside the house's style sheet, named by its content."""
    return asset_name(name, house_files(site)[name])


def house_files(site: Site) -> dict[str, bytes]:
    """Files of the theme by name; our logo where a house has none."""
    ours = {name: (_FOLDER / name).read_bytes() for name in (LOGO, LOGO_DARK)}
    return {**ours, **site.theme.files}


def logos(site: Site) -> tuple[str, str]:
    """Names of the logo in light and in dark."""
    light = site.logo or LOGO
    has_one = bool(site.logo) or (LOGO in site.theme.files and LOGO_DARK not in site.theme.files)
    return light, site.logo_dark or (light if has_one else LOGO_DARK)


def house_style(site: Site) -> bytes:
    """Custom properties by the settings, then the theme's own rules with the names of its files made whole.

    A theme that sets colours for the light alone is shown in them in the dark, too.
    """
    style = site.theme.style
    stays_light = bool(_COLOURS.search(style)) and _DARK not in style
    light, dark = (f'--logo: url("{house_file(site, name)}");' for name in logos(site))
    in_light = f"{light} {_accent(site.colours, dark=False)}"
    in_dark = f"{dark} {_accent(site.colours, dark=True)}"
    if stays_light:
        in_dark = f"{_LIGHT}color-scheme: only light; {in_light}"
    rules = (
        f":root {{ {in_light} }}\n"
        f"@media ({_DARK}) {{ :root {{ {in_dark} }} }}\n"
        f"@media print {{ :root {{ {light} }} }}\n"
    )
    return (rules + _with_addresses(style, site) + (_ON_PAPER if style else "")).encode()


def _with_addresses(style: str, site: Site) -> str:
    """A theme's rules, with each of its files named as it is published."""
    for name in sorted(site.theme.files, key=len, reverse=True):
        style = style.replace(f"url({name})", f"url({house_file(site, name)})")
        style = style.replace(f'url("{name}")', f'url("{house_file(site, name)}")')
    return style


def all_assets(site: Site) -> dict[str, bytes]:
    """Everything that the asset folder holds, by name: what pages load, and the gallery for other websites."""
    named = {asset_name("press.css", STYLE): STYLE, asset_name("press.js", SCRIPT): SCRIPT}
    named |= dict.fromkeys((gallery.PINNED, gallery.LATEST), gallery.MODULE)
    named |= {asset_name(name, content): content for name, content in house_files(site).items()}
    return {**named, house_style_name(): house_style(site)}


def preview_assets(site: Site) -> dict[str, bytes]:
    """What the closed preview loads, from the desk: it must not ask the public store for anything."""
    return {**all_assets(site), asset_name(PREVIEW, PREVIEW_STYLE): PREVIEW_STYLE}


def may_change(name: str) -> bool:
    """Whether a file stays at its place when its content changes; the others are named by it."""
    return name in {house_style_name(), gallery.LATEST}


def media_type(name: str) -> str:
    """By the ending; KeyError for one that pages do not load."""
    return _TYPES[name.rpartition(".")[2].lower()]


def _accent(colours: Colours, *, dark: bool) -> str:
    """The colour of links and buttons, that of the pointer over them, and the one to be read on it."""
    accent = colours.accent_dark if dark else colours.accent
    if not accent:
        return ""
    hover = contrast.lighter(accent) if dark else contrast.darker(accent)
    return f"--accent: {accent}; --accent-hover: {hover}; --on-accent: {contrast.readable_on(accent)};"
