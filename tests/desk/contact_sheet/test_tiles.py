"""Tiles: what one says, and what five hundred cost."""

from __future__ import annotations

import datetime as dt
import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from archive.models import Original, Photo, Receipt, Release, Rendition
from archive.photos.decisions import decline
from desk.contact_sheet import placeholders
from pipelines.metadata.reconciliation import PhotoMetadata
from tests.factories import APPROVER, make_photo, make_photographer, make_receipt, make_release

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


def test_a_tile_says_everything(approver: Client) -> None:
    release = make_release()
    make_photo(release, photographer=make_photographer("Michał Żółw"), alt_texts={}, warnings=["missing_glyph: 😀"])
    make_photo(release, "refused", problem="empty", original=None, filename="<script>.jpg")
    html = page(approver, release)
    assert "©Landeshauptstadt Beispielstadt/Michał Żółw" in html
    assert "1 gap: The alt text is missing in: German and English." in re.sub("<[^>]+>", "", html)
    assert "Missing: alt text DE/EN" in html, "in short, on the photo"
    assert "No font of the watermark has these characters; they were left out. (😀)" in html
    assert "The file is empty. Please upload it again." in html
    assert "&lt;script&gt;.jpg" in html
    assert "<script>.jpg" not in html


def test_with_four_eyes_a_tile_says_beforehand_whose_approval_it_is_not(
    settings: Settings, approver: Client, editor: Client
) -> None:
    settings.FOUR_EYES = True
    release, told = make_release(), "You changed it last; somebody else must approve it."
    own = make_photo(release, edited_by="approver")
    make_photo(release, "approved", edited_by="approver", approved_revision=1)
    make_photo(release, edited_by="editor")
    html = page(approver, release)
    assert html.count(' barred"') == 1, "of three, the own one that waits for an approval"
    assert "Nobody else has the right to" in html
    for address in (reverse("desk:details", args=(own.pk,)), reverse("desk:sheet", args=(own.pk,))):
        assert told in approver.get(address).content.decode()
        assert told not in editor.get(address).content.decode()
    settings.FOUR_EYES = False
    assert "barred" not in page(approver, release).replace("viewer-barred", "").replace('data-never="barred"', "")


def test_the_photographer_s_picks_are_there_to_filter_by(approver: Client) -> None:
    release = make_release()
    rated = PhotoMetadata.model_validate(
        {"rating": {"value": 4, "source": "xmp"}, "tagged": {"value": True, "source": "xmp"}}
    )
    rejected = PhotoMetadata.model_validate({"rating": {"value": -1, "source": "xmp"}})
    make_photo(release, metadata=rated)
    make_photo(release, metadata=rejected)
    html = page(approver, release)
    assert html.count('data-rating="4"') == html.count(" data-tagged") == 1
    assert "data-rating" not in html.replace('data-rating="4"', "")


def test_queries_do_not_grow_with_photos(approver: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placeholders, "DRAWN_AT_ONCE", 2)
    release, photographer = make_release(), make_photographer()
    for _n in range(3):
        make_photo(release, photographer=photographer)
    with CaptureQueriesContext(connection) as few:
        page(approver, release)
    add_photos(release, 497)
    with CaptureQueriesContext(connection) as many:
        html = page(approver, release)
    assert html.count('<div id="photo-') == 500
    assert len(many) == len(few) <= 15
    monkeypatch.undo()
    html = page(approver, release)
    assert len(gzip.compress(html.encode(), 6)) < 60_000, "five hundred photos are a quick page on a slow line, too"


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
