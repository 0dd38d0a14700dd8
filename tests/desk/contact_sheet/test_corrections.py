"""What is not public yet, what came again, what holds a release up: derived, shown, and to be helped."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.audit import MACHINE, Action, record
from archive.models import Photo, Publication, Receipt, Release
from archive.photos.decisions import approve, decline
from archive.photos.editing import edit
from archive.publishing.corrections import correction_of
from archive.publishing.versions import full_version
from archive.releases.fields import release_fields
from archive.releases.lifecycle import edit_release
from pipelines.documents import manifest as doc
from tests.factories import APPROVER, EDITOR, approve_all, make_photo, make_receipt, make_release

pytestmark = pytest.mark.django_db


def page(client: Client, release: Release) -> str:
    return client.get(reverse("desk:release", args=(release.slug,))).content.decode()


def publish(release: Release) -> None:
    """The rows as the press worker leaves them; the document is the one it would write."""
    release.refresh_from_db()
    last = release.publications.last()
    manifest = full_version(release, last, last.n + 1 if last else 1)
    document = doc.write_manifest(manifest)
    Publication.objects.create(
        release=release, n=manifest.version, document=document, sha256="0" * 64, state="live", live_at=timezone.now()
    )
    release.photos.filter(state="approved").update(state="live")
    Release.objects.filter(pk=release.pk).update(state="live", due_at=None)
    release.refresh_from_db()


@pytest.fixture
def live_release() -> Release:
    """Two photos, published as they stand."""
    release = make_release(
        contact={"mail": "presse@example.org"}, links=[{"label": "Mehr", "url": "https://a.example/"}]
    )
    make_photo(release, filename="a.jpg")
    make_photo(release, filename="b.jpg")
    approve_all(release)
    publish(release)
    return release


def test_a_published_release_owes_nothing(approver: Client, live_release: Release) -> None:
    assert correction_of(live_release).count == 0
    html = page(approver, live_release)
    assert "Not yet public" not in html
    assert "Correct or withdraw" in html
    dialog = approver.get(reverse("desk:publishing", args=(live_release.slug,))).content.decode()
    assert "nothing was changed since it was published." in dialog


def test_changes_are_counted_named_and_gone_with_the_next_version(approver: Client, live_release: Release) -> None:
    first = live_release.photos.get(filename="a.jpg")
    edit(first.pk, {"captions.de": "Neu"}, APPROVER, may_approve=True)
    edit_release(live_release, release_fields(titles={"de": "Neuer Titel"}), APPROVER)
    third = make_photo(live_release, filename="c.jpg")
    approve([third.pk], APPROVER)
    live_release.refresh_from_db()
    correction = correction_of(live_release)
    assert ([p.pk for p in correction.edited], [p.pk for p in correction.added]) == ([first.pk], [third.pk])
    assert (correction.text, correction.count) == (True, 3)

    html = page(approver, live_release)
    assert html.count('class="flag">Not yet public') == 1
    assert f'data-id="{first.pk}" data-state="live"' in html
    assert "Publish correction (3 changes)…" in html
    dialog = approver.get(reverse("desk:publishing", args=(live_release.slug,))).content.decode()
    assert "Changes to the release itself" in dialog
    assert "Publish correction (3 changes)</span>" in dialog

    Publication.objects.all().delete()
    approve_all(live_release)
    publish(live_release)
    token = html.split('id="changes" value="')[1].split('"')[0]
    news = approver.get(reverse("desk:changes", args=(live_release.slug,)), {"since": token}).content.decode()
    assert f'id="photo-{first.pk}"' in news, "its mark must go"
    assert "Not yet public" not in news


def test_changing_back_leaves_nothing_to_correct(live_release: Release) -> None:
    photo = live_release.photos.get(filename="a.jpg")
    before = photo.captions["de"]
    edit(photo.pk, {"captions.de": "Anders", "persons": "Anna"}, APPROVER, may_approve=True)
    assert correction_of(live_release).count == 1
    edit(photo.pk, {"captions.de": before, "persons": ""}, APPROVER, may_approve=True)
    assert correction_of(live_release).count == 0


@pytest.mark.parametrize(("field", "value"), [("keywords", "Fest"), ("ext_descriptions.de", "Eine Bühne am Fluss")])
def test_words_that_only_the_files_tell_are_corrections_too(live_release: Release, field: str, value: str) -> None:
    photo = live_release.photos.get(filename="a.jpg")
    edit(photo.pk, {field: value}, APPROVER, may_approve=True)
    assert [changed.pk for changed in correction_of(live_release).edited] == [photo.pk]
    edit(photo.pk, {field: ""}, APPROVER, may_approve=True)
    assert correction_of(live_release).count == 0
    edit(photo.pk, {field: value}, APPROVER, may_approve=True)
    approve_all(live_release)
    publish(live_release)
    assert correction_of(live_release).count == 0


def test_another_order_is_a_change(live_release: Release) -> None:
    edit(live_release.photos.get(filename="b.jpg").pk, {"position": 1}, APPROVER, may_approve=True)
    correction = correction_of(live_release)
    assert (correction.reordered, correction.count) == (True, 1)


def test_a_file_under_a_standing_name_marks_the_older_photo(approver: Client) -> None:
    release = make_release()
    older, newer, other = (make_photo(release) for _n in range(3))
    make_receipt(older, "anna/fest/a.jpg", "v1")
    make_receipt(other, "anna/fest/card-2/a.jpg", "v1")
    token = page(approver, release).split('id="changes" value="')[1].split('"')[0]
    Photo.objects.filter(pk=older.pk).update(changed_at=timezone.now() - dt.timedelta(days=1))
    make_receipt(newer, "anna/fest/a.jpg", "v2")
    news = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": token}).content.decode()
    assert f'id="photo-{older.pk}"' in news, "the older row did not change, its tile did"
    assert news.count('class="flag">Newer file of this name') == 1
    sheet = approver.get(reverse("desk:sheet", args=(older.pk,))).content.decode()
    assert "The photographer uploaded another file of this name later" in sheet


def test_a_declined_photo_that_came_again_says_so(approver: Client) -> None:
    release = make_release()
    photo = make_photo(release)
    make_receipt(photo, version="v1")
    make_receipt(photo, version="v2", joined=True)
    decline([photo.pk], APPROVER)
    assert "Uploaded again" not in page(approver, release), "that was before it was declined"
    make_receipt(photo, version="v3", joined=True)
    assert page(approver, release).count('class="flag">Uploaded again') == 1
    Receipt.objects.filter(version="v3").delete()
    assert "Uploaded again" not in page(approver, release)


def test_undo_brings_back_what_was(approver: Client) -> None:
    release = make_release()
    approved, ready, outdated = (make_photo(release) for _n in range(3))
    approve([approved.pk, outdated.pk], APPROVER)
    edit(outdated.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    address = reverse("desk:act", args=(release.slug,))
    ids = [approved.pk, ready.pk, outdated.pk]
    html = approver.post(address, {"action": "decline", "ids": ids}).content.decode()
    assert f'data-undo="{approved.pk}! {ready.pk} {outdated.pk}"' in html
    html = approver.post(address, {"action": "undo", "ids": ids, "again": [approved.pk]}).content.decode()
    assert "3 photos are as they were before." in html
    states = {photo.pk: photo.state for photo in release.photos.all()}
    assert states == {approved.pk: "approved", ready.pk: "ready", outdated.pk: "ready"}
    assert Photo.objects.get(pk=approved.pk).approval_is_current


def test_undo_approves_nothing_that_changed_meanwhile(approver: Client) -> None:
    photo = make_photo(filename="a.jpg")
    approve([photo.pk], APPROVER)
    address = reverse("desk:act", args=(photo.release.slug,))
    approver.post(address, {"action": "decline", "ids": [photo.pk]})
    edit(photo.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    values = {"action": "undo", "ids": [f"{photo.pk}:{photo.revision}"], "again": [photo.pk]}
    assert "while you looked at it" in approver.post(address, values).content.decode()
    assert Photo.objects.get(pk=photo.pk).state == "ready"


@pytest.mark.parametrize(
    ("problem", "parked", "told"),
    [
        ("gate_closed", False, "Once that is put right, it goes live by itself."),
        ("waiting_for_files", False, "files are finished: a.jpg."),
        ("store_down", False, "It is tried again by itself within two minutes"),
        ("store_down", True, "Nobody tries any more."),
    ],
)
def test_what_holds_a_release_up_is_said_and_can_be_helped(
    approver: Client, problem: str, parked: bool, told: str
) -> None:
    due = None if parked else timezone.now() + dt.timedelta(minutes=1)
    release = make_release(state="scheduled", problem=problem, problem_detail="a.jpg", due_at=due, attempts=9)
    stuck = make_photo(release, "approved", problem="store_down", due_at=None)
    html = page(approver, release)
    assert told in html
    assert "Try now" in html
    address = reverse("desk:publishing", args=(release.slug,))
    assert "It is being tried again." in approver.post(address, {"verb": "retry"}).content.decode()
    release.refresh_from_db()
    stuck.refresh_from_db()
    assert (release.problem, release.attempts, stuck.problem) == ("", 0, "")
    assert release.due_at is not None
    assert stuck.due_at is not None
    assert "There is nothing to try again." in approver.post(address, {"verb": "retry"}).content.decode()


def test_history_says_which_version_went_out(approver: Client) -> None:
    release = make_release()
    record(Action.VERSION_LIVE, MACHINE, release_id=release.pk, after={"version": 3, "photos": 24})
    html = approver.get(reverse("desk:history", args=(release.slug,))).content.decode()
    assert "<strong>The desk itself</strong> put version 3 online" in html
    assert "version_live" not in html


def test_another_crop_is_a_correction(live_release: Release) -> None:
    photo = live_release.photos.get(filename="a.jpg")
    edit(photo.pk, {"focal_point": "0.2 0.3", "crop": "0.1 0.1 0.5 0.6"}, APPROVER, may_approve=True)
    assert [changed.filename for changed in correction_of(live_release).edited] == ["a.jpg"]
    photo.refresh_from_db()
    publish(live_release)
    assert correction_of(live_release).count == 0
    last = live_release.publications.last()
    assert last
    public = doc.read_manifest(last.document).live_photos[0]
    assert (public.crop, public.focal_point) == ((0.1, 0.1, 0.5, 0.6), (0.2, 0.3))
