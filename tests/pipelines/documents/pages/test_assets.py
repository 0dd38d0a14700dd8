"""What pages load: named by its content, with the house's colours and files in it."""

from __future__ import annotations

import re
from typing import Any

from pipelines.documents.pages.assets import SCRIPT, STYLE, all_assets, asset_name, house_style, logos, media_type
from pipelines.documents.site import Colours, Site, Theme


def test_a_name_tells_the_content() -> None:
    assert re.fullmatch(r"press-[0-9a-f]{10}\.css", asset_name("press.css", STYLE))
    assert asset_name("press.css", STYLE) != asset_name("press.css", STYLE + b" ")


def test_everything_that_pages_load_is_there_with_its_type() -> None:
    names = all_assets(Site())
    plain = {re.sub(r"-[0-9a-f]{10}\.", ".", name) for name in names}
    assert plain == {"house.css", "logo.svg", "logo-dark.svg", "press.css", "press.js", "press-gallery.js"}
    assert {media_type(name).partition("/")[0] for name in names} == {"text", "image"}


def test_the_house_style_has_its_logo_and_colours_in_light_and_dark() -> None:
    site = Site(colours=Colours("#a3123f", "#ff9db8"), logo="arms.svg", theme=Theme(files={"arms.svg": b"<svg/>"}))
    style = house_style(site).decode()
    assert style.count(f'--logo: url("{asset_name("arms.svg", b"<svg/>")}");') == 3, "light, dark and print"
    assert "--accent: #a3123f; --accent-hover: #6d0c2a; --on-accent: #ffffff;" in style
    assert "--accent: #ff9db8;" in style


def test_a_theme_s_files_are_found_by_their_bare_names() -> None:
    font = b"wOF2..."
    theme = Theme(style='@font-face { src: url("hall.woff2"), url(hall.woff2); }', files={"hall.woff2": font})
    named = asset_name("hall.woff2", font)
    assert f'src: url("{named}"), url({named}); }}' in house_style(Site(theme=theme)).decode()
    assert all_assets(Site(theme=theme))[named] == font


def in_the_dark(style: str, **fields: Any) -> str:
    """What the house's style sheet says before a theme's rules to browsers that prefer the dark."""
    text = house_style(Site(theme=Theme(style=style), **fields)).decode()
    return text.partition("@media (prefers-color-scheme: dark)")[2].partition("} }")[0]


def test_a_theme_without_colours_for_the_dark_is_read_there_in_its_light_ones() -> None:
    """Our ink for the dark would stand almost white on a house's white paper."""
    kept = in_the_dark(":root { --paper: #fffdf8; }", colours=Colours("#a3123f", "#ff9db8"))
    assert "color-scheme: only light" in kept
    assert "--ink: #16181a;" in kept
    assert kept.rindex("--accent: #a3123f") > kept.index("--accent: #00583f"), "the house's own colour goes before ours"
    for own in (
        ":root { --font-head: Georgia; --radius: 1rem; }",
        ":root { --paper: #fff; } @media (prefers-color-scheme: dark) { :root { --paper: #111; } }",
    ):
        assert "only light" not in in_the_dark(own)


def test_paper_stays_white_whatever_a_theme_says() -> None:
    style = house_style(Site(theme=Theme(style=":root { --ink: #ffffff; --paper: #000000; }"))).decode()
    printed = style.rpartition("@media print")[2]
    assert "--paper: #ffffff;" in printed
    assert "--ink: #000000;" in printed


def test_a_theme_s_only_logo_is_that_of_the_dark_too() -> None:
    assert logos(Site(theme=Theme(files={"logo.svg": b"<svg/>"}))) == ("logo.svg", "logo.svg")
    both = Theme(files={"logo.svg": b"<svg/>", "logo-dark.svg": b"<svg />"})
    assert logos(Site(theme=both)) == ("logo.svg", "logo-dark.svg")


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)", STYLE + SCRIPT)
