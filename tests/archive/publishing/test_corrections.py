"""What publishing again would change: each field, each photo, the order, the text; and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from archive.models import Original, Photo, Photographer, PressFile, Release
from archive.publishing.corrections import Correction, compare_with_public, correction_of
from archive.states import PhotoState, ReleaseState
from pipelines.metadata.reconciliation import PhotoMetadata, SourcedValue
from tests.archive.publishing.public_release import published
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def forget_fields(release: Release, *names: str) -> None:
    """Have the public version be one from before manifests told these fields of photos."""
    document = json.loads(release.publications.get().document)
    document["photos"] = [
        {name: value for name, value in shown.items() if name not in names} for shown in document["photos"]
    ]
    release.publications.update(document=json.dumps(document))


def again(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def test_right_after_publication_there_is_none() -> None:
    release, _photos = published()
    assert correction_of(release) == Correction()
    assert correction_of(release).count == 0


@pytest.mark.parametrize("state", [ReleaseState.DRAFT, ReleaseState.SCHEDULED, ReleaseState.WITHDRAWN])
def test_a_release_that_is_not_live_has_none(state: str) -> None:
    release, [photo, _other] = published()
    Photo.objects.filter(pk=photo.pk).update(captions={"de": "neu"})
    release.state = state
    assert correction_of(release) == Correction()


def test_a_live_release_without_a_version_has_none() -> None:
    release = make_release(state=ReleaseState.LIVE)
    make_photo(release, PhotoState.LIVE)
    assert correction_of(release) == Correction()


@pytest.mark.parametrize(
    "change",
    [
        {"captions": {"de": "neu"}},
        {"alt_texts": {"de": "neu"}},
        {"headlines": {"de": "neu"}},
        {"persons": ["Anna"]},
        {"keywords": ["Fest"]},
        {"ext_descriptions": {"de": "neu"}},
        {"credit": "©Stadt"},
        {"crop": [0.1, 0.1, 0.5, 0.5]},
        {"focal_point": [0.2, 0.2]},
    ],
)
def test_every_public_field_counts(change: dict[str, Any]) -> None:
    release, [photo, _other] = published()
    Photo.objects.filter(pk=photo.pk).update(**change)
    correction = correction_of(release)
    assert correction == Correction(edited=(photo,))
    comparison = compare_with_public(release, correction)
    assert comparison is not None
    [(edited, [difference])] = comparison.photos
    assert (comparison.version, edited, difference.before != difference.after) == (1, photo, True)


def test_a_photographer_s_name_counts_for_all_their_photos() -> None:
    release, photos = published()
    # Saving the row refuses another name for a photographer of approved photos; something else may have written it.
    Photographer.objects.filter(batches__release=release).update(name="Anna Muster")
    assert correction_of(release) == Correction(edited=tuple(photos))


@pytest.mark.parametrize("change", [{"filename": "x.jpg"}, {"edited_by": "anna"}, {"revision": 7}])
def test_what_readers_do_not_see_does_not_count(change: dict[str, Any]) -> None:
    release, [photo, _other] = published()
    Photo.objects.filter(pk=photo.pk).update(**change)
    assert correction_of(release) == Correction()


def test_keywords_are_compared_with_those_in_the_public_file() -> None:
    release, [photo, _other] = published()
    forget_fields(release, "keywords", "ext_descriptions")
    sealed = {"keywords": ["Fest"], "extended_descriptions": {"de": "x"}}
    PressFile.objects.filter(photo=photo).update(sealed_only=sealed)
    assert correction_of(release).edited == (photo,)
    Photo.objects.filter(pk=photo.pk).update(keywords=["Fest"], ext_descriptions={"de": "x"})
    assert correction_of(release) == Correction()


def test_files_sealed_since_are_not_what_readers_have() -> None:
    release, [photo, _other] = published()
    Photo.objects.filter(pk=photo.pk).update(keywords=["Fest"])
    forget_fields(release, "keywords")
    PressFile.objects.filter(photo=photo).update(sealed_only={"keywords": []})
    public = PressFile.objects.filter(photo=photo).first()
    assert public
    public.pk, public.seal, public.sha256 = None, "f" * 64, "f" * 64
    public.sealed_only = {**public.sealed_only, "keywords": ["Fest"]}
    public.save()
    assert correction_of(release).edited == (photo,)


@pytest.mark.parametrize(
    "change",
    [
        {"titles": {"de": "neu"}},
        {"subtitles": {"de": "neu"}},
        {"summaries": {"de": "neu"}},
        {"texts": {"de": "neu"}},
        {"terms": {"de": "neu"}},
        {"dateline": "Leipzig"},
        {"date": dt.date(2027, 1, 1)},
        {"contact": {"name": "Anna"}},
        {"links": [{"url": "https://example.org/"}]},
        {"expires_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_every_text_of_the_release_counts(change: dict[str, Any]) -> None:
    release, _photos = published()
    Release.objects.filter(pk=release.pk).update(**change)
    assert correction_of(again(release)) == Correction(text=True)


def test_a_photo_approved_since_is_added_and_no_edit() -> None:
    release, _photos = published()
    new = make_photo(release, PhotoState.APPROVED, approved_revision=1, position=9)
    for state in (PhotoState.READY, PhotoState.DECLINED):
        make_photo(release, state)
    assert correction_of(release) == Correction(added=(new,))


def test_a_photo_that_left_is_no_correction() -> None:
    release, [photo, _other] = published()
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.WITHDRAWN)
    assert correction_of(release) == Correction()


def test_another_order_is_one_change_and_a_new_photo_between_is_none() -> None:
    release, [first, second] = published()
    Photo.objects.filter(pk=first.pk).update(position=5)
    assert correction_of(release) == Correction(reordered=True)
    Photo.objects.filter(pk=second.pk).update(position=9)
    new = make_photo(release, PhotoState.APPROVED, position=7)
    assert correction_of(release) == Correction(added=(new,))


def test_only_the_photos_asked_for_are_compared() -> None:
    release, photos = published(3)
    Photo.objects.filter(release=release).update(captions={"de": "neu"})
    assert correction_of(release, only=[photos[1].pk]) == Correction(edited=(photos[1],))
    assert correction_of(release, only=[]) == Correction()


def test_changes_are_counted_together() -> None:
    release, [first, second] = published()
    Photo.objects.filter(pk=first.pk).update(position=5, captions={"de": "neu"})
    Photo.objects.filter(pk=second.pk).update(credit="©Stadt")
    make_photo(release, PhotoState.APPROVED, position=6)
    Release.objects.filter(pk=release.pk).update(dateline="Leipzig")
    assert correction_of(again(release)).count == 5


def test_a_version_from_before_manifests_told_the_source_type_has_the_file_s() -> None:
    release, [photo, _other] = published()
    forget_fields(release, "digital_source_type")
    assert correction_of(release) == Correction()
    capture = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
    Photo.objects.filter(pk=photo.pk).update(digital_source_type=capture, changed_at=timezone.now())
    assert correction_of(release).edited == (photo,)
    said = PhotoMetadata(digital_source_type=SourcedValue[str](value=capture, source="exif"))
    Original.objects.filter(photos=photo).update(metadata=said.model_dump(mode="json"))
    assert correction_of(release) == Correction()
