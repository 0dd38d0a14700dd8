"""The settings of the public pages: what makes no sense is refused, and the rest becomes the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from config.house import HouseSettings, site_of
from pipelines.documents.pages.contrast import LEGIBLE, PAPER_DARK, contrast


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        ({"accent": "green"}, "write a colour as #00583f"),
        ({"accent": "#ffdd00"}, r"cannot be read on #ffffff: its contrast is 1\.3.*Choose a darker one"),
        ({"accent_dark": "#002200"}, "Choose a lighter one"),
        ({"press_mail": "Pressedienst"}, "press_mail"),
        ({"imprint_url": "impressum.html"}, "imprint_url"),
        ({"press_list_url": "presse.html"}, "press_list_url"),
    ],
)
def test_nonsense_is_refused(chosen: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        HouseSettings(**chosen)


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        ({"theme": Path("/nowhere")}, "BILDSTELLE_THEME: /nowhere is no folder"),
        ({"logo": Path("/nowhere/arms.svg")}, "BILDSTELLE_LOGO: .* cannot be read"),
        ({"logo": Path("/nowhere/arms.psd")}, "not this"),
        ({"further_links": [{"de": "Stellen"}]}, "BILDSTELLE_FURTHER_LINKS: a further link needs words"),
        ({"further_links": [{"url": "https://jobs.example"}]}, "a further link needs words"),
    ],
)
def test_what_cannot_be_used_stops_the_start(chosen: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        site_of(HouseSettings(**chosen))


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("", "https://desk.example/press-mail/"),
        ("none", ""),
        ("https://www.beispielstadt.example/presse", "https://www.beispielstadt.example/presse"),
    ],
)
def test_readers_sign_up_on_the_desk_or_where_the_house_says(wish: str, shown: str) -> None:
    assert site_of(HouseSettings(press_list_url=wish), "https://desk.example/press-mail/").press_list == shown


def test_settings_become_the_site(tmp_path: Path) -> None:
    logo = tmp_path / "arms.svg"
    logo.write_text("<svg/>")
    settings = HouseSettings(
        short_name="Beispielstadt",
        logo=logo,
        accent="#a3123f",
        press_address="Markt 1; 40999 Beispielstadt",
        website_url="https://www.beispielstadt.example",
        imprint_url="https://www.beispielstadt.example/impressum",
        further_links=[{"de": "Stellen", "url": "https://jobs.example"}],
    )
    site = site_of(settings)
    assert (site.name, site.logo, site.theme.files) == ("Beispielstadt", "arms.svg", {"arms.svg": b"<svg/>"})
    assert site.office.address == "Markt 1\n40999 Beispielstadt"
    assert list(site.links) == ["imprint", "website"]
    assert site.further_links == (({"de": "Stellen"}, "https://jobs.example"),)
    assert contrast(site.colours.accent_dark, PAPER_DARK) >= LEGIBLE
