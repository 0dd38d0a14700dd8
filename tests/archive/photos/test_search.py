"""The search finds a photo by everything said about it, however it is spelt, and knows a change at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from archive.models import Original, Photo, Photographer, PhotoWords, Release
from archive.photos import search
from archive.photos.decisions import decline, restore
from archive.photos.editing import edit
from archive.photos.search import Filters, Question, find_photos, find_releases, read_question
from archive.states import PhotoState
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from tests.factories import APPROVER, EDITOR, make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def night() -> Photo:
    release = make_release(
        slug="lange-nacht",
        number="20261125-318",
        date=dt.date(2026, 9, 2),
        dateline="Beispielstadt",
        titles={"de": "Lange Nacht der offenen Ämter", "en": "Long Night of Open Offices"},
        texts={"de": "Zwölf Häuser öffnen bis Mitternacht."},
    )
    return make_photo(
        release,
        photographer=make_photographer("Michał Olszewski"),
        metadata=PhotoMetadata(city=SourcedValue(value="Görlitz", source="xmp")),
        filename="DSC_0403.JPG",
        captions={"de": "Eröffnung der Häuser in der Königstraße", "en": "Opening the houses on King Street"},
        persons=["Katarína Nováková", "Jörg Müller", "Antonín Dvořák"],
        keywords=["Verwaltung"],
    )


def ids(typed: str, **filters: Any) -> list[str]:
    found = find_photos(read_question(typed), Filters(**filters))
    return [] if found.alike else list(found.photo_ids)


@pytest.mark.parametrize(
    "typed",
    [
        *("Haus", "house", "open", "Street", "Verwaltung", "Beispielstadt", "Görlitz", "goerlitz"),
        *("Müller", "muller", "MUELLER", "Dvorak", "Dvořák", "novakova", "Olszewski", "michal"),
        *("Königstraße", "Konigstrasse", "Koenigstrasse", "königstrasse"),
        *("DSC_0403", "dsc_0403.jpg", "0403", "403", "DSC"),
        *("1.9.2026", "01.09.2026", "2026-09-01", "September 2026", "1. September", "260901"),
        *("20261125-318", "318", "lange-nacht"),
        *(
            '"Lange Nacht"',
            "„offenen Ämter“",
            "nacht -probe",
            "die Eröffnung des Hauses",
            "der",
            "Nováková Häuser king",
        ),
    ],
)
def test_a_photo_is_found_by_all_that_is_said_about_it(night: Photo, typed: str) -> None:
    elsewhere = make_release(number="20260901-1", slug="etwas")
    anna = make_photographer("Anna Łuk")
    other = make_photo(elsewhere, filename="IMG_1.JPG", captions={"de": "Etwas anderes"}, photographer=anna)
    Original.objects.filter(photos=other).update(taken="2011-02-03T04:05")
    assert ids(typed) == [night.pk]


@pytest.mark.parametrize(
    "typed", ["Nacht -Ämter", '"Nacht Lange"', '"Nováková Jörg"', "Haus Probe", '-"Lange Nacht"', "?"]
)
def test_a_photo_is_not_found_by_what_is_not_said_together(night: Photo, typed: str) -> None:
    assert ids(typed) == []


@pytest.mark.parametrize(
    "typed", ["Nowakowa", "Novákvá", "Dovrak", "Olschewski", "Olszew", "Königstr", "Görlytz", "Häuserzeile -x"]
)
def test_where_nothing_is_found_names_alike_and_beginnings_are(night: Photo, typed: str) -> None:
    found = find_photos(read_question(typed), Filters())
    assert (found.photo_ids, found.alike) == (() if "-" in typed else (night.pk,), True)


def test_a_question_is_taken_apart() -> None:
    assert read_question('Brückner  "Lange Nacht" -Probe -"alter Markt" „im Rathaus“ -') == Question(
        ("Brückner",), ("Lange Nacht", "im Rathaus"), ("Probe", "alter Markt")
    )
    assert read_question("-Probe").asks_nothing
    assert read_question(" \x00 ").asks_nothing


@pytest.mark.parametrize("typed", ["'", "\\", "a'b", "& | !", "<->", ":*", "((", '"', "%s", "x:*A", "a" * 5000, "🙂"])
def test_no_sign_breaks_a_question(night: Photo, typed: str) -> None:
    for question in (read_question(typed), Question((typed,), (typed,), (typed,))):
        find_releases(find_photos(question, Filters(year=2026)))


class TestChanges:
    """The words are right within the transaction that changes what they come from, whoever changes it."""

    def test_of_a_photo(self, night: Photo) -> None:
        edit(night.pk, {"captions.de": "Ein Feuerwerk", "persons": "Eva Kern"}, EDITOR, may_approve=False)
        assert (ids("Feuerwerk"), ids("Kern"), ids("Königstraße"), ids("Dvořák")) == ([night.pk], [night.pk], [], [])
        Photo.objects.filter(pk=night.pk).update(filename="P1.JPG")
        assert (ids("P1"), ids("DSC_0403")) == ([night.pk], [])

    def test_of_its_release_and_that_it_moves(self, night: Photo) -> None:
        Release.objects.filter(pk=night.release_id).update(titles={"de": "Stadtfest"}, number="7-77")
        assert (ids("Stadtfest"), ids("7-77"), ids("offenen")) == ([night.pk], [night.pk], [])
        Photo.objects.filter(pk=night.pk).update(release=make_release(titles={"de": "Markt"}))
        assert (ids("Markt"), ids("Stadtfest")) == ([night.pk], [])

    def test_of_photographer_and_file(self, night: Photo) -> None:
        Photographer.objects.update(name="Anna Łuk")
        assert (ids("Luk"), ids("Olszewski")) == ([night.pk], [])
        night.batch.photographer = make_photographer("Eva Kern")
        night.batch.save()
        assert (ids("Kern"), ids("Luk")) == ([night.pk], [])
        Original.objects.update(metadata={"city": {"value": "Zittau"}}, taken="2024-05-06T07:08")
        assert (ids("Zittau"), ids("6.5.2024"), ids("Görlitz")) == ([night.pk], [night.pk], [])

    def test_what_changes_no_word_writes_none(self, night: Photo) -> None:
        def place() -> Any:
            with connection.cursor() as cursor:
                cursor.execute("SELECT ctid, xmin FROM archive_photowords WHERE photo_id = %s", [night.pk])
                return cursor.fetchone()

        before = place()
        Photo.objects.filter(pk=night.pk).update(state=PhotoState.APPROVED, revision=7)
        Release.objects.update(revision=3, texts={"de": "Anderer Text"})
        night.refresh_from_db()
        night.save()
        assert place() == before

    def test_a_photo_that_is_deleted(self, night: Photo) -> None:
        night.delete()
        assert not PhotoWords.objects.exists()


@pytest.mark.parametrize(
    ("taken", "received", "shown"),
    [
        ("2026-09-01T18:00:00", "2026-09-02", "2026-09-01T18:00"),
        ("2026-09", "2026-09-03", "2026-09-02T00:00"),
        ("", "2026-09-03", "2026-09-02T00:00"),
        ("2099-01-01T00:00:00", "2026-09-03", "2026-09-03T14:00"),
        ("2026-13-45T00:00:00", "2026-09-03", "2026-09-02T00:00"),
    ],
)
def test_the_moment_that_sorts_is_one_that_can_be_true(night: Photo, taken: str, received: str, shown: str) -> None:
    Photo.objects.filter(pk=night.pk).update(received_at=f"{received}T00:00Z")
    Original.objects.update(taken="x")
    Original.objects.update(taken=taken)
    assert PhotoWords.objects.get(pk=night.pk).shown_at.isoformat().startswith(shown)


def test_filters_narrow_down(night: Photo) -> None:
    other = make_photo(state=PhotoState.LIVE, captions={"de": "Haus"}, photographer=make_photographer("Anna Łuk"))
    Original.objects.filter(photos=other).update(taken="2019-05-06T07:08")
    assert ids("Haus") == [night.pk, other.pk], "the newest first"
    assert ids("Haus", state="live") == ids("Haus", year=2019) == ids("Haus", release=other.release_id) == [other.pk]
    assert ids("Haus", state="ready") == ids("Haus", photographer=night.batch.photographer_id) == [night.pk]
    assert ids("Haus", state="ready", year=2019) == []
    assert ids("", year=2019) == [other.pk]
    assert ids("", state="ready") == [night.pk], "few are in that state"
    assert ids("") == ids("", state="live") == []


def test_declined_photos_are_told_by_the_index(night: Photo) -> None:
    def marked() -> bool:
        return "'is:declined'" in PhotoWords.objects.get(pk=night.pk).words

    decline([night.pk], APPROVER)
    assert marked()
    edit(night.pk, {"captions.de": "Ein Feuerwerk"}, EDITOR, may_approve=False)
    assert ids("Feuerwerk", state="declined") == ids("", state="declined") == [night.pk]
    restore([night.pk], APPROVER)
    assert not marked()
    assert ids("Feuerwerk", state="declined") == []


def releases(typed: str, **filters: Any) -> list[Release]:
    return find_releases(find_photos(read_question(typed), Filters(**filters)))


def test_releases_are_found_by_their_own_texts(night: Photo) -> None:
    make_release(titles={"de": "Anderes"})
    for typed in ("Mitternacht", '"bis Mitternacht"', "open offices", "20261125-318", "Beispielstadt", "Mitternac"):
        assert releases(typed) == [night.release]
    assert releases("Mitternacht", year=2019) == []
    assert releases("Königstraße") == releases("-x") == []


@pytest.mark.parametrize("state", ["", "ready", "live", "declined"])
def test_of_very_many_the_newest_come_month_by_month(monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    monkeypatch.setattr(search, "COUNTED", 3)
    release, photographer = make_release(), make_photographer()
    days = ["2026-09-01", "2026-08-31", "2026-08-01", "2019-01-01", "1999-12-31", "1985-06-01"]
    photos = [make_photo(release, state or "ready", photographer=photographer) for _day in days]
    for photo, day in zip(photos, days, strict=True):
        Original.objects.filter(photos=photo).update(taken=f"{day}T12:00")
    question, wanted = read_question("Fest"), [photo.pk for photo in photos]
    pages = [find_photos(question, Filters(state=state), first=first, count=2) for first in (0, 2, 4)]
    assert [pk for page in pages for pk in page.photo_ids] == wanted
    assert {(page.total, page.is_more) for page in pages} == {(3, True)}
    found = find_photos(read_question("Mens"), Filters(), count=2)
    assert (found.photo_ids, found.is_more, found.alike) == (tuple(wanted[:2]), True, True)
