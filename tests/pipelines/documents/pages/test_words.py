"""The words of the pages: the right form, number and date in each language, and nothing left unsaid."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.documents.pages.words import Words, labels_of
from pipelines.documents.pages.words import _carried as carried

# In what is expected, `~` is a space at which no line ends.
GERMAN, ENGLISH = (Words(code, "Europe/Berlin") for code in ("de", "en"))


def shown(text: str) -> str:
    return text.replace("\u00a0", "~")


def test_german_and_english_say_the_same_things() -> None:
    german, english = ({name.removesuffix("_one") for name in carried(code)} for code in ("de", "en"))
    assert german == english


def test_a_form_is_never_borrowed_from_another_language() -> None:
    assert (GERMAN.count("search_hits", 1), GERMAN.count("search_hits", 2)) == ("1 Treffer", "2 Treffer")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (GERMAN, ("1 Foto", "1.200 Fotos", "4.032~×~3.024", "2,9~MB", "206~MB", "412~KB")),
        (ENGLISH, ("1 photo", "1,200 photos", "4,032~×~3,024", "2.9~MB", "206~MB", "412~KB")),
    ],
)
def test_numbers_are_written_as_their_readers_do(words: Words, said: tuple[str, ...]) -> None:
    sizes = [words.size(octets) for octets in (2_900_000, 206_400_000, 411_600)]
    told = (words.count("photos", 1), words.count("photos", 1200), words.pixels(4032, 3024), *sizes)
    assert tuple(map(shown, told)) == said


def test_the_width_stands_first_for_whom_reads_from_the_right() -> None:
    arabic = Words("ar", "Europe/Berlin")
    assert (arabic.rtl, GERMAN.rtl, arabic.pixels(40, 30)) == (True, False, "\u206640\u00a0×\u00a030\u2069")


@pytest.mark.parametrize(
    ("taken", "german", "english"),
    [
        ("1985", "1985", "1985"),
        ("1985-07", "Juli 1985", "July 1985"),
        ("1985-07-12", "12.~Juli 1985", "12~July 1985"),
        ("1985-07-12T19:06", "12.~Juli 1985, 19.06~Uhr", "12~July 1985, 7:06~pm"),
        ("1985-07-12T10:00:05+02:00", "12.~Juli 1985, 10~Uhr", "12~July 1985, 10~am"),
    ],
)
def test_a_camera_s_date_ends_where_knowledge_ends(taken: str, german: str, english: str) -> None:
    assert (shown(GERMAN.taken(taken)), shown(ENGLISH.taken(taken))) == (german, english)


def test_moments_are_those_of_the_house_s_clock() -> None:
    summer, winter = (dt.datetime(2026, month, 14, 7, 12, tzinfo=dt.UTC) for month in (9, 12))
    assert shown(GERMAN.moment(summer)) == "14.~September 2026, 9.12~Uhr"
    assert shown(GERMAN.moment(winter)) == "14.~Dezember 2026, 8.12~Uhr"
    assert shown(GERMAN.day_of(dt.datetime(2026, 9, 13, 22, 30, tzinfo=dt.UTC))) == "14.~September 2026"


def test_languages_are_named_in_the_reader_s() -> None:
    assert GERMAN.languages(["de"]) == "Deutsch"
    assert GERMAN.languages(["de", "en", "pl"]) == "Deutsch, Englisch und Polnisch"
    assert (GERMAN.own_name("en"), ENGLISH.own_name("fr")) == ("English", "Français")


def test_a_further_language_brings_its_words_and_its_own_plurals() -> None:
    forms = {"photos_one": "{n} zdjęcie", "photos_few": "{n} zdjęcia", "photos": "{n} zdjęć"}
    polish = Words("pl", "Europe/Warsaw", forms)
    assert [polish.count("photos", n) for n in (1, 2, 5)] == ["1 zdjęcie", "2 zdjęcia", "5 zdjęć"]
    assert polish["skip"] == "Skip to content"
    assert shown(polish.date(dt.date(2026, 9, 1))) == "1~września 2026"


@pytest.mark.parametrize("text", ["skip = ", 'skipp = "x"', "skip = 3"])
def test_a_file_of_labels_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"TOML|no such label: skipp|not a text: skip"):
        labels_of(text)
