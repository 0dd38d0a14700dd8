"""An alt text that repeats the caption or announces itself is noticed; an honest one is not."""

from __future__ import annotations

import pytest

from pipelines.captions.advice import announces, repeats

CAPTION = "Oldtimer-Schau im Hof der Kfz-Zulassungsstelle: Anna Muster."


@pytest.mark.parametrize(
    ("alt", "again"),
    [
        (CAPTION, True),
        ("oldtimer-schau im Hof der KFZ-Zulassungsstelle", True),
        ("Oldtimer-Schau", False),
        ("Ein roter Wagen steht im Hof", False),
        ("", False),
    ],
)
def test_repetition(alt: str, again: bool) -> None:
    assert repeats(alt, CAPTION) is again


@pytest.mark.parametrize(
    "alt",
    [
        *("Bild: ein Wagen", "Foto von Anna", "Ein Foto von Anna", "Das Bild zeigt Anna", "Auf dem Bild ist Anna"),
        *("Photo of Anna", "A picture of Anna", "Image: Anna", "foto – Anna", "The image shows Anna"),
    ],
)
def test_announcements(alt: str) -> None:
    assert announces(alt)


@pytest.mark.parametrize(
    "alt", ["Fotografen warten", "Bildhauer Muster", "Anna hält ein Foto von Bo", "Picturesque hills", ""]
)
def test_no_announcements(alt: str) -> None:
    assert not announces(alt)
