"""When two carriers say the same, and when somebody has to choose."""

import pytest

from pipelines.metadata.alternatives import agree, differing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Die Brücke", "die  brücke"),
        ("Anna, Bert", "Anna; Bert"),
        ("Jörg Müller", "J?rg M?ller"),
        # IIM cuts after 32 bytes, sometimes a character earlier.
        ("Landeshauptstadt Bonn/Jörg Müller", "Landeshauptstadt Bonn/Jörg Mül"),
        ("", ""),
    ],
)
def test_they_agree(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ALT: überholt", "NEU: korrigiert"), ("Die Brücke", "Die Brücke in Köln"), ("Anna", ""), ("Müller", "Muller")],
)
def test_they_differ(one: str, other: str) -> None:
    assert not agree(one, other)


def test_each_differing_text_is_named_once() -> None:
    assert differing("a", ["a", "", "b", "B ", "c", "A"]) == ["b", "c"]
