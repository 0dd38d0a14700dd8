"""The contact sheet: what it shows, what it costs, and how it stays up to date."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Original, Photo, Release, Rendition
from archive.photos.decisions import approve
from archive.photos.editing import edit
from desk.components.changes import release_snapshot
from tests.factories import APPROVER, EDITOR, make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


def page(client: Client, release: Release) -> str:
    return client.get(reverse("desk:release", args=(release.slug,))).content.decode()


def add_photos(release: Release, n: int) -> None:
    """Many more like the last one, with few queries."""
    model = release.photos.select_related("original").last()
    assert model is not None
    assert model.original is not None
    renditions = list(model.original.renditions.all())
    originals = Original.objects.bulk_create(
        Original(sha256=f"{i:032x}{'f' * 32}", bytes=1, facts=model.original.facts, metadata=model.original.metadata)
        for i in range(n)
    )
    Photo.objects.bulk_create(
        Photo(
            release=release,
            batch_id=model.batch_id,
            original=one,
            state="ready",
            captions=model.captions,
            filename="x.jpg",
        )
        for one in originals
    )
    fields = ("digest", "profile", "key", "media_type", "width", "height", "bytes", "sha256")
    Rendition.objects.bulk_create(
        Rendition(original=one, **{name: getattr(rendition, name) for name in fields})
        for one in originals
        for rendition in renditions
    )


def token(html: str) -> str:
    found = re.search(r'<data id="changes" value="([^"]+)"', html)
    assert found
    return found[1]


def test_a_tile_says_everything(approver: Client) -> None:
    release = make_release()
    make_photo(release, photographer=make_photographer("Michał Żółw"), alt_texts={}, warnings=["missing_glyph: 😀"])
    make_photo(release, "refused", problem="empty", original=None, filename="<script>.jpg")
    html = page(approver, release)
    assert "©Landeshauptstadt Beispielstadt/Michał Żółw" in html
    assert "The alt text is missing in: German, English." in html
    assert "The watermark&#39;s font lacks a character; it was left out. (😀)" in html
    assert "The file is empty. Please upload it again." in html
    assert "&lt;script&gt;.jpg" in html
    assert "<script>.jpg" not in html


def test_queries_do_not_grow_with_photos(approver: Client) -> None:
    release, photographer = make_release(), make_photographer()
    for _n in range(3):
        make_photo(release, photographer=photographer)
    with CaptureQueriesContext(connection) as few:
        page(approver, release)
    add_photos(release, 497)
    with CaptureQueriesContext(connection) as many:
        html = page(approver, release)
    assert html.count('role="gridcell"') == 500
    assert len(many) == len(few) <= 20


def test_the_poll_is_silent_until_something_changes(approver: Client) -> None:
    release = make_release()
    first, second = make_photo(release), make_photo(release)
    address = reverse("desk:changes", args=(release.slug,))
    since = token(page(approver, release))
    assert approver.get(address, {"since": since}).status_code == 204
    edit(first.pk, {"captions.de": "Ganz neu"}, EDITOR, may_approve=False)
    answer = approver.get(address, {"since": since}).content.decode()
    assert "Ganz neu" in answer
    assert f'data-present="{" ".join(sorted([first.pk, second.pk]))}"' in answer
    assert approver.get(address, {"since": token(answer)}).status_code == 204


def test_a_late_commit_is_not_missed(approver: Client) -> None:
    """A row written before the newest one, but committed after it was seen, still comes with the next poll."""
    release = make_release()
    early, late = make_photo(release, filename="early.jpg"), make_photo(release, filename="late.jpg")
    since = release_snapshot(release).token
    Photo.objects.filter(pk=late.pk).update(state="approved")  # and `changed_at` stays older than early's
    answer = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()
    assert f'id="photo-{late.pk}"' in answer
    assert early.pk in answer


def test_new_and_gone_photos_are_told(approver: Client) -> None:
    release = make_release()
    gone = make_photo(release)
    since = release_snapshot(release).token
    new = make_photo(release, "received", original=None)
    gone.delete()
    answer = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()
    assert f'id="photo-{new.pk}"' in answer
    assert f'data-present="{new.pk}"' in answer
    assert 'data-busy="yes"' in answer


def test_actions_name_what_could_not_be_done(approver: Client) -> None:
    release = make_release()
    ready, refused = make_photo(release), make_photo(release, "refused", problem="empty", original=None)
    other = make_photo()
    ids = [f"{ready.pk}:{ready.revision}", f"{refused.pk}:1", f"{other.pk}:1"]
    answer = approver.post(
        reverse("desk:act", args=(release.slug,)), {"action": "approve", "ids": ids}
    ).content.decode()
    assert "1 photo approved." in answer
    assert refused.filename in answer
    assert f'data-undo="{ready.pk}"' in answer
    assert Photo.objects.get(pk=ready.pk).state == "approved"
    assert Photo.objects.get(pk=other.pk).state == "ready", "of another release, hence not on this page"


def test_what_changed_under_the_eyes_is_not_approved(approver: Client) -> None:
    photo = make_photo()
    edit(photo.pk, {"captions.de": "Andere Worte"}, EDITOR, may_approve=False)
    values = {"action": "approve", "ids": [f"{photo.pk}:{photo.revision}"]}
    answer = approver.post(reverse("desk:act", args=(photo.release.slug,)), values).content.decode()
    assert "look again" in answer
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_undo_brings_back_what_was_approved(approver: Client) -> None:
    photo = make_photo()
    approve([photo.pk], APPROVER)
    approver.post(reverse("desk:act", args=(photo.release.slug,)), {"action": "restore", "ids": [photo.pk]})
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_unknown_actions_do_nothing(approver: Client) -> None:
    address = reverse("desk:act", args=(make_release().slug,))
    assert approver.post(address, {"action": "explode"}).status_code == 404
    assert approver.get(address).status_code == 405
