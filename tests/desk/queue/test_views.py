"""The queue: what waits for somebody comes first."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from archive.models import Photo, Publication, Release
from archive.photos.decisions import decline
from archive.releases.lifecycle import unsorted
from archive.releases.order import set_hero
from archive.states import PhotoState
from desk.queue import presenters
from tests.factories import APPROVER, make_attachment, make_photo, make_photographer, make_receipt, make_release

pytestmark = pytest.mark.django_db


def text_of(browser: Client, address: str = "/", language: str = "en") -> str:
    """The queue as it is read, without tags."""
    html = browser.get(address, headers={"Accept-Language": language}).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.split('id="queue"')[1]).split())


def test_before_there_is_anything_three_steps_teach(editor: Client) -> None:
    assert "Three steps lead from the event" in text_of(editor)
    make_release()
    assert "Three steps" not in text_of(editor)


def test_the_queue_groups_by_what_waits(editor: Client) -> None:
    make_photo(make_release(titles={"en": "Draft A"}))
    soon = timezone.now() + dt.timedelta(days=3)
    make_release(titles={"en": "Planned B"}, state="scheduled", goes_live_at=soon)
    live = make_release(titles={"en": "Online C"}, state="live")
    make_release(titles={"en": "Gone D"}, state="withdrawn")
    stray = make_photo(unsorted())
    for n, key in enumerate(("anna/neujahr/a.jpg", "anna/loose.jpg")):
        make_receipt(stray, key, f"v{n}")
    text = text_of(editor)
    assert re.search(r"1 photo without a release .*, folder “neujahr”, \d+ seconds? ago", text)
    order = [text.index(words) for words in ("1 photo without a release", "Draft A", "Planned B", "Online C")]
    assert order == sorted(order)
    assert "All 4 1 to do 1 scheduled 1 live 1 withdrawn" in text
    assert "Gone D" not in text, "it is folded away"
    assert "Gone D" in text_of(editor, "/?show=withdrawn")
    make_photo(live)
    Release.objects.filter(pk=live.pk).update(goes_live_at=timezone.now())
    text = text_of(editor)
    assert text.index("Online C") < text.index("Planned B"), "an undecided photo needs somebody"
    assert "live since today" in text
    assert "its time has passed" not in text, "it was kept"


def test_attachments_count_beside_the_photos_and_without_any(editor: Client) -> None:
    both, alone = make_release(titles={"en": "Both"}, state="live"), make_release(titles={"en": "Alone"}, state="live")
    for release in (both, alone, unsorted()):
        make_attachment(release, photographer=make_photographer("Anna Beck"))
    make_attachment(both, "refused", problem="breaks_off")
    make_photo(both)
    text = text_of(editor)
    assert "1 attachment without a release Anna Beck Assign" in text
    assert "1 photo and 2 attachments" in text
    assert text.count("Review 1") == 2, "as many photos as the bar counts, or attachments where no photo waits"
    assert text.count("Review") == 2, "what waits for somebody is to do, whatever it is"
    assert "2 to do" in text


def test_where_nothing_waits_it_says_so(editor: Client) -> None:
    make_release(state="live")
    assert "All done." in text_of(editor)
    make_release()
    assert "All done." not in text_of(editor)


def test_the_most_urgent_comes_first(editor: Client) -> None:
    now = timezone.now()
    for name, moment in (
        ("Later", dt.timedelta(days=2)),
        ("Soon", dt.timedelta(minutes=44, seconds=30)),
        ("Any", None),
    ):
        make_photo(make_release(titles={"en": name}, goes_live_at=now + moment if moment else None))
    text = text_of(editor)
    assert text.index("Soon") < text.index("Later") < text.index("Any")
    assert "44 mins left embargo " in text
    assert "at once no embargo" in text
    german = text_of(editor, language="de")
    assert ("noch 44 Min." in german, "in 2 Tagen" in german) == (True, True)
    assert text_of(editor).count(" CET.") + text_of(editor).count(" CEST.") == 1, "the zone is said once"


@pytest.mark.parametrize(
    ("fields", "photo", "said"),
    [
        ({"titles": {"de": "Fest"}}, {}, "no title in English"),
        ({"titles": {}}, {}, "no title"),
        ({}, {"captions": {}}, "1 without a caption"),
        ({}, {"captions": {"de": ""}}, "1 without a caption"),
        ({}, {"captions": {"de": "Ein Fest"}}, "1 without a caption in English"),
        ({}, {}, "complete"),
        ({}, {"captions": {}, "state": PhotoState.DECLINED}, "complete"),
        ({"problem": "gate_closed", "state": "scheduled"}, {}, "It is time, but something is missing."),
    ],
)
def test_a_row_says_what_is_missing(
    editor: Client, fields: dict[str, object], photo: dict[str, object], said: str
) -> None:
    release = make_release(**{"titles": {"de": "Fest", "en": "Feast"}, **fields})
    make_photo(release, str(photo.pop("state", "ready")))
    release.photos.update(**photo)
    assert said in text_of(editor)


def test_the_button_is_the_next_step(editor: Client, approver: Client) -> None:
    release = make_release(titles={"de": "Fest", "en": "Feast"})
    photo = make_photo(release)
    assert "Review 1" in text_of(editor)
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.APPROVED, approved_revision=1)
    assert ("Publish…" in text_of(editor), "Publish…" in text_of(approver)) == (False, True)
    Release.objects.update(state="scheduled", approved_revision=1, goes_live_at=timezone.now() + dt.timedelta(days=9))
    assert "Change the time…" in text_of(approver)


def test_a_row_does_not_promise_what_waits_for_a_confirmation(editor: Client) -> None:
    soon = timezone.now() + dt.timedelta(hours=2)
    release = make_release(state="scheduled", goes_live_at=soon, approved_revision=1)
    assert "once somebody confirms it" not in text_of(editor)
    Release.objects.filter(pk=release.pk).update(revision=2)
    text = text_of(editor)
    assert "once somebody confirms it" in text
    assert "1 to do" in text


def test_refused_files_are_told_by_reason(editor: Client) -> None:
    for problem in ("truncated", "truncated", "not_a_photo"):
        make_photo(state=PhotoState.REFUSED, problem=problem)
    assert re.search(
        r"3 files refused 2 × The file is incomplete: the picture breaks off, 1 × This file is not a photo View",
        text_of(editor),
    )
    assert "IMG_" in editor.get("/search/?state=refused").content.decode()


def test_what_is_online_has_slim_rows_the_last_published_first(editor: Client) -> None:
    for days, name in ((3, "Older"), (1, "Newest"), (None, "Not yet")):
        release = make_release(titles={"en": name}, state="live")
        live_at = timezone.now() - dt.timedelta(days=days) if days else None
        Publication.objects.create(release=release, n=1, state="live", live_at=live_at) if days else None
    text = text_of(editor)
    assert text.index("Newest") < text.index("Older") < text.index("Not yet")
    assert "since yesterday" in text
    assert text.count("v1") == 2


def test_a_row_shows_a_strip_of_photos(editor: Client) -> None:
    release = make_release()
    for _n in range(7):
        make_photo(release)
    declined = make_photo(release, PhotoState.DECLINED, position=1)
    series = [make_photo(release, position=n, series=release.bursts.get_or_create(kind="series")[0]) for n in (2, 3)]
    html = editor.get("/").content.decode()
    assert html.count("<img") == 5
    assert declined.pk not in html
    assert [photo.pk in html for photo in series] == [True, False], "of a series only the first"


def test_a_strip_is_read_anew_when_another_photo_may_stand_first(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(6)]

    def strip() -> tuple[list[str], bool]:
        with CaptureQueriesContext(connection) as queries:
            html = editor.get("/").content.decode()
        return re.findall(r"/photos/(\w{12})/", html), any("archive_rendition" in one["sql"] for one in queries)

    first = [photo.pk for photo in photos]
    assert strip() == (first[:5], True)
    assert strip() == (first[:5], False)
    set_hero(release, first[5], APPROVER, may_publish=True)
    assert strip() == ([first[5], *first[:4]], True)
    decline([first[0]], APPROVER)
    assert strip() == ([first[5], *first[1:5]], True)


def test_captions_are_counted_as_they_change(editor: Client) -> None:
    photo = make_photo(make_release())
    assert "without a caption" not in text_of(editor)
    for captions, said in (({"de": "Fest", "en": ""}, "1 without a caption in English"), ({}, "1 without a caption ")):
        Photo.objects.filter(pk=photo.pk).update(captions=captions)
        assert said in text_of(editor)


@pytest.mark.parametrize("address", ["/", "/?show=live"])
def test_a_hundred_releases_take_as_few_queries_as_one(
    approver: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    photographer = make_photographer()
    for n in range(12):
        state = ("draft", "scheduled", "live", "withdrawn")[n % 4]
        make_photo(make_release(state=state), "live" if state == "live" else "ready", photographer=photographer)
    make_photo(unsorted(), photographer=photographer)
    make_photo(state=PhotoState.REFUSED, problem="truncated", photographer=photographer)
    with django_assert_max_num_queries(15):
        approver.get(address)


def test_the_queues_poll(editor: Client) -> None:
    make_photo(make_release())
    html = editor.get("/").content.decode()
    token = html.split('id="changes" value="')[1].split('"')[0]
    assert editor.get("/", {"since": token}, headers={"HX-Request": "true"}).status_code == 204
    make_photo()
    fragment = editor.get("/", {"since": token}, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="queue"')


def test_a_poll_that_changes_nothing_reads_no_pictures(
    editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_photo(make_release())
    token = editor.get("/").content.decode().split('id="changes" value="')[1].split('"')[0]
    with django_assert_max_num_queries(13):
        assert editor.get("/", {"since": token}, headers={"HX-Request": "true"}).status_code == 204


def test_older_releases_have_pages(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenters, "PAGE_LENGTH", 2)
    monkeypatch.setitem(presenters.FOLDED, "needs", 1)
    for n in range(5):
        make_release(titles={"de": f"Nummer {n}"}, date=dt.date(2026, 9, 1 + n))
    assert re.findall(r"Nummer \d", text_of(editor)) == ["Nummer 4"]
    assert "Show all 5" in text_of(editor)
    shown = [re.findall(r"Nummer \d", text_of(editor, f"/?show=needs&page={page}")) for page in (1, 2, 3)]
    assert shown == [["Nummer 4", "Nummer 3"], ["Nummer 2", "Nummer 1"], ["Nummer 0"]]
    second = editor.get("/?show=needs&page=2").content.decode()
    assert 'href="?show=needs&amp;page=1"' in second
    assert 'href="?show=needs&amp;page=3"' in second
    for nonsense in ("0", "-1", "x", "9" * 40, "²", ""):
        assert "Nummer 4" in text_of(editor, f"/?show=needs&page={nonsense}")
    assert "Nummer 4" in text_of(editor, "/?show=nonsense&page=7")
