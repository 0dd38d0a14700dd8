"""What is not public yet, what came again, what holds a release up: derived, shown, and to be helped."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Publication, Release
from archive.photos.decisions import approve
from archive.photos.editing import edit
from archive.publishing.corrections import correction_of
from archive.publishing.versions import full_version
from archive.releases.fields import release_fields
from archive.releases.lifecycle import edit_release
from pipelines.documents import manifest as doc
from tests.factories import APPROVER, approve_all, make_photo, make_release

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
    edit_release(live_release, release_fields(titles={"de": "Neuer Titel"}), APPROVER, may_publish=True)
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
    assert "The release itself" in dialog
    assert "<summary>a.jpg changed</summary>" in dialog, "what opens holds no link"
    assert "Publish correction (3 changes)</span>" in dialog

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


def test_the_dialog_asks_for_a_note_and_keeps_it_until_the_correction_is_made(
    approver: Client, live_release: Release
) -> None:
    address = reverse("desk:publishing", args=(live_release.slug,))
    assert 'name="note_de"' in approver.get(address).content.decode()
    edit_release(live_release, release_fields(dateline="Leipzig"), APPROVER, may_publish=True)
    asked = {"verb": "publish", "when": "now", "note_de": "Der Titel wurde berichtigt. ", "note_en": ""}
    assert "publishing/progress/" in approver.post(address, asked)["HX-Trigger"]
    live_release.refresh_from_db()
    assert live_release.correction_notes == {"de": "Der Titel wurde berichtigt."}
    assert "Der Titel wurde berichtigt." in approver.get(address).content.decode()
    history = approver.get(reverse("desk:history", args=(live_release.slug,))).content.decode()
    assert "Note on the correction (German)" in history
    publish(live_release)
    [correction] = doc.read_manifest(live_release.publications.get(n=2).document).release.corrections
    assert (correction.notes, correction.fields) == ({"de": "Der Titel wurde berichtigt."}, ("dateline",))


def test_a_note_that_is_too_long_stays_in_the_dialog(approver: Client, live_release: Release) -> None:
    address = reverse("desk:publishing", args=(live_release.slug,))
    answer = approver.post(address, {"verb": "publish", "when": "now", "note_de": "x" * 1001})
    assert (answer.status_code, "x" * 1001 in answer.content.decode()) == (422, True)
    live_release.refresh_from_db()
    assert not live_release.correction_asked


def test_a_release_that_is_not_live_has_nothing_to_correct(approver: Client) -> None:
    release = make_release()
    make_photo(release)
    approve_all(release)
    address = reverse("desk:publishing", args=(release.slug,))
    assert "note_de" not in approver.get(address).content.decode()
    answer = approver.post(address, {"verb": "publish", "when": "now", "note_de": "Berichtigt"})
    assert (answer.status_code, "this release is not live" in answer.content.decode()) == (409, True)
