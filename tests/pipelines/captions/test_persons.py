"""Persons become the sentence and come back out of the many ways in which captions are really written."""

from __future__ import annotations

import pytest

from pipelines.captions.persons import find_persons, join_names, put_persons, write_persons

A, B, C = "Anna Muster", "Bo Beispiel", "Cem Can"


@pytest.mark.parametrize(
    ("persons", "german", "english"),
    [
        ([], "", ""),
        ([A], "Anna Muster", "Anna Muster"),
        ([A, B], "V.l.: Anna Muster und Bo Beispiel", "From left: Anna Muster and Bo Beispiel"),
        (
            ["Dr. Edith Grünwald-Größlinger", "Ayşe Yıldırım", "Jiří Dvořák"],
            "V.l.: Dr. Edith Grünwald-Größlinger, Ayşe Yıldırım und Jiří Dvořák",
            "From left: Dr Edith Grünwald-Größlinger, Ayşe Yıldırım and Jiří Dvořák",
        ),
    ],
)
def test_the_sentence(persons: list[str], german: str, english: str) -> None:
    assert (write_persons(persons, "de"), write_persons(persons, "en")) == (german, english)
    assert write_persons(persons, "fr") == english, "as English, until somebody adds a row"
    if len(persons) > 1:
        assert find_persons(german) == persons


@pytest.mark.parametrize(
    "caption",
    [
        "V.l.: Anna Muster, Bo Beispiel und Cem Can",
        "V. l.: Anna Muster, Bo Beispiel und Cem Can.",
        "v.l. Anna Muster, Bo Beispiel und Cem Can",
        "V. l. n. r.: Anna Muster, Bo Beispiel, Cem Can",
        "v.l.n.r. Anna Muster, Bo Beispiel sowie Cem Can",
        "vlnr: Anna Muster, Bo Beispiel und Cem Can",
        "Von links: Anna Muster; Bo Beispiel; Cem Can",
        "Von links nach rechts: Anna Muster, Bo Beispiel und Cem Can eröffnen die Promenade.",
        "Eröffnung der Promenade. V.l.: Anna Muster, Bo Beispiel und Cem Can. Foto: Stadt",
        "Eröffnung der Promenade – v.l.: Anna Muster, Bo Beispiel und Cem Can",
        "Eröffnung der Promenade mit (v.l.) Anna Muster, Bo Beispiel und Cem Can",
        "Anna Muster, Bo Beispiel und Cem Can (v.l.) eröffnen die Promenade.",
        "Am Abend begrüßten Anna Muster, Bo Beispiel und Cem Can (v. l. n. r.) die Gäste.",
        "Die Promenade ist offen (v.l.: Anna Muster, Bo Beispiel und Cem Can).",
        "Anna Muster (links), Bo Beispiel (Mitte) und Cem Can (rechts) bei der Eröffnung.",
        "Im Rathaus sprach Anna Muster (l.) mit Bo Beispiel (M.) und Cem Can (r.).",
        "Anna Muster (links), Bo Beispiel (2. v. l.) und Cem Can (ganz rechts)",
        "Im Bild v.l.: Anna Muster, Bo Beispiel und Cem Can",
        "V.l.: links: Anna Muster, Mitte: Bo Beispiel, rechts: Cem Can",
        "V.l.: die Anna Muster, der Bo Beispiel und Cem Can",
        "From left: Anna Muster, Bo Beispiel and Cem Can",
        "From left to right: Anna Muster, Bo Beispiel, and Cem Can.",
        "Pictured from left: Anna Muster, Bo Beispiel and Cem Can open the promenade.",
        "Left to right: Anna Muster, Bo Beispiel as well as Cem Can",
        "L-R: Anna Muster, Bo Beispiel and Cem Can",
        "L to R: Anna Muster, Bo Beispiel and Cem Can",
        "The promenade is open. From left: Anna Muster, Bo Beispiel and Cem Can at the ribbon.",
        "Anna Muster (left), Bo Beispiel (centre) and Cem Can (right) at the opening",
        "Die Promenade ist offen.\nV.l.: Anna Muster, Bo Beispiel und Cem Can",
        "V.l.: Anna Muster, Bürgermeisterin, Bo Beispiel und Cem Can",
    ],
)
def test_three_names_in_the_ways_they_are_written(caption: str) -> None:
    assert find_persons(caption) == [A, B, C]


@pytest.mark.parametrize(
    ("caption", "persons"),
    [
        ("V.l.: Prof. Dr. h. c. Eva Maria Meier, J. R. R. Tolkien und Dr. Bo B.", None),
        ("V.l.: Ursula von der Höh, Vincent van den Berg und Leonardo da Vinci", None),
        ("V.l.: OB Dr. Anna Muster, Staatsminister Bo Beispiel und Cem Can", None),
        ("V.l.: Seán O'Brien, Jean-Luc D’Arc und Müller-Lüdenscheidt", None),
        ("V.l.: Łukasz Żółw, Ñandú Ibáñez und Öykü Çelik", None),
        ("V.l.: Dipl.-Ing. Anna Muster und Hans Beispiel jr.", ["Dipl.-Ing. Anna Muster", "Hans Beispiel jr."]),
        ("V.l.: 李 明 und Анна Мустер", ["李 明", "Анна Мустер"]),
        ("From left: Rev. Anna Muster and Hon. Bo Beispiel", ["Rev. Anna Muster", "Hon. Bo Beispiel"]),
        ("Bürgermeisterin Anna Muster (links) und Bo Beispiel (rechts)", ["Bürgermeisterin Anna Muster", B]),
        ("V.l.: Anna (Änne) Muster und Bo Beispiel", ["Anna (Änne) Muster", B]),
    ],
)
def test_titles_particles_initials_and_other_letters(caption: str, persons: list[str] | None) -> None:
    wanted = persons or caption.removeprefix("V.l.: ").replace(" und ", ", ").split(", ")
    assert find_persons(caption) == wanted


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "Die Promenade ist offen.",
        "Der Fluss kommt von links.",
        "Blick von links auf das Rathaus",
        "V.l.: die schönsten Blumen",
        "Anna Muster und Bo Beispiel",
        "Ein Foto, links die Brücke",
    ],
)
def test_what_names_nobody_in_order(caption: str) -> None:
    assert find_persons(caption) == []


@pytest.mark.parametrize(
    ("caption", "after"),
    [
        ("", "V.l.: Anna Muster und Bo Beispiel"),
        ("Eröffnung.", "Eröffnung. V.l.: Anna Muster und Bo Beispiel"),
        ("Eröffnung. V. l. n. r.: Cem Can, Eva Eins", "Eröffnung. V.l.: Anna Muster und Bo Beispiel"),
        (
            "V.l.: Cem Can und Eva Eins eröffnen die Promenade.",
            "V.l.: Cem Can und Eva Eins eröffnen die Promenade. V.l.: Anna Muster und Bo Beispiel",
        ),
    ],
)
def test_the_sentence_takes_the_place_of_one_that_stands_alone(caption: str, after: str) -> None:
    assert put_persons(caption, [A, B], "de") == after


def test_names_are_joined_as_the_language_does() -> None:
    assert (join_names([], "de"), join_names([A, B, C], "en")) == ("", "Anna Muster, Bo Beispiel and Cem Can")
