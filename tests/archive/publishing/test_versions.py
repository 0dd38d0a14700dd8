"""A version is the record as it stands; a reduced one changes nothing else; a withdrawn one says nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings

from archive import addresses
from archive.models import Photo, PressFile
from archive.publishing.corrections import correction_of
from archive.publishing.versions import (
    NotSealed,
    draft_version,
    full_version,
    last_live,
    reduced_version,
    withdrawn_version,
)
from archive.states import PhotoState, PublicationState
from pipelines.documents.changes import only_takes_away
from pipelines.documents.manifest import Contact, PhotoChange, Tombstone, read_manifest
from tests.archive.publishing.public_release import published, store_version
from tests.factories import approve_all, make_attachment, make_photo, make_release, now

pytestmark = pytest.mark.django_db


class TestAttachments:
    def test_approved_ones_go_along_and_withdrawn_ones_stay_as_tombstones(self) -> None:
        release, (photo,) = published(1)
        film = make_attachment(release, "approved", filename="Gang.MP4", media_type="video/mp4", poster=photo)
        make_attachment(release), make_attachment(release, "declined")
        made = full_version(release, None, 2)
        [shown] = made.live_attachments
        assert (shown.id, shown.kind, shown.filename, shown.poster) == (film.pk, "video", "Gang.mp4", photo.pk)
        assert shown.href == addresses.url_of(f"attachments/{film.pk}/{film.sha256[:16]}/Gang.mp4")
        last = store_version(release, made)
        less = reduced_version(release, last, 3, {photo.pk})
        assert (less.live_attachments[0].poster, less.live_photos) == (None, ())
        assert [one.status for one in reduced_version(release, last, 3, {film.pk}).attachments] == ["withdrawn"]
        assert [one.status for one in withdrawn_version(release, last, 3).attachments] == ["withdrawn"]
        film.state = "withdrawn"
        film.save()
        again = full_version(release, last, 3)
        assert [(one.id, one.status) for one in again.attachments] == [(film.pk, "withdrawn")]

    def test_what_a_correction_would_change_is_counted_and_told(self) -> None:
        release, _photos = published(1)
        plan = make_attachment(release, "approved")
        assert correction_of(release).attachments == (plan,)
        last = store_version(release, full_version(release, last_live(release), 2))
        assert read_manifest(last.document).release.corrections[0].fields == ("attachments",)
        assert correction_of(release).count == 0
        plan.titles = {"de": "Lageplan"}
        plan.save()
        assert correction_of(release).attachments == (plan,)
        plan.state = "withdrawn"
        plan.save()
        taken = full_version(release, last, 3)
        assert taken.release.corrections == read_manifest(last.document).release.corrections, "it is not talked about"
        assert only_takes_away(read_manifest(last.document), taken)


class TestFullVersion:
    def test_the_first_version_of_a_release(self) -> None:
        release = make_release(
            titles={"de": "Fest"},
            subtitles={"de": "Drei Tage"},
            summaries={"de": "Kurz"},
            texts={"de": "Lang"},
            dateline="Leipzig",
            contact={"name": "Anna"},
            links=[{"label": "Programm", "url": "https://example.org/"}],
            terms={"de": "Frei"},
            expires_at=now() + dt.timedelta(days=3),
        )
        make_photo(release)
        approve_all(release)
        since = now()
        made = full_version(release, None, 1)
        assert (made.version, made.status, made.previous) == (1, "live", None)
        assert (made.release.kind, made.release.languages, made.release.corrections) == ("press_release", ("de",), ())
        assert (made.publisher, made.languages) == (settings.PUBLISHER, tuple(settings.RELEASE_LANGUAGES))
        assert made.schema_url == addresses.url_of(addresses.SCHEMA_KEY)
        assert since <= made.made_at <= now()
        text = made.release
        same = (
            "slug",
            "number",
            "date",
            "dateline",
            "titles",
            "subtitles",
            "summaries",
            "texts",
            "terms",
            "expires_at",
        )
        assert [getattr(text, name) for name in same] == [getattr(release, name) for name in same]
        assert (text.contact, [link.url for link in text.links]) == (Contact(name="Anna"), ["https://example.org/"])
        assert text.published_at
        assert since <= text.published_at <= now()

    def test_a_photo_s_entry(self) -> None:
        release = make_release()
        fields: dict[str, Any] = {"persons": ["Anna"], "headlines": {"de": "Am Abend"}, "focal_point": [0.25, 0.5]}
        photo = make_photo(release, filename="Bühne.JPG", crop=[0, 0, 0.5, 0.5], **fields)
        approve_all(release)
        [entry] = full_version(release, None, 1).live_photos
        assert (entry.id, entry.creator, entry.persons) == (photo.pk, "Michał Żółw", ("Anna",))
        assert entry.credit == "©Landeshauptstadt Beispielstadt/Michał Żółw"
        assert (entry.captions, entry.alt_texts) == (photo.captions, photo.alt_texts)
        assert (entry.headlines, entry.taken) == ({"de": "Am Abend"}, "2026-09-01T18:00:00")
        assert (entry.crop, entry.focal_point) == ((0, 0, 0.5, 0.5), (0.25, 0.5))
        assert (entry.order, entry.hero) == (1, True)
        assert entry.download.permalink == addresses.url_of("pressebilder/2609/Buehne.JPG")
        assert entry.download.filename == "Buehne.JPG"

    def test_every_profile_has_its_file_and_the_download_stands_apart(self) -> None:
        release = make_release()
        photo = make_photo(release)
        approve_all(release)
        [entry] = full_version(release, None, 1).live_photos
        profiles = settings.RECIPES.profiles
        assert [file.profile for file in entry.renditions] == [one.name for one in profiles if not one.download]
        assert entry.download.profile == settings.RECIPES.download.name
        for file in (entry.download, *entry.renditions):
            stored = PressFile.objects.get(photo=photo, profile=file.profile)
            for name in ("media_type", "width", "height", "bytes", "sha256"):
                assert getattr(file, name) == getattr(stored, name)
            extension = settings.RECIPES.profile(file.profile).extension
            key = addresses.photo_key(photo.pk, stored.sha256, photo.filename, file.profile, extension)
            assert file.href == addresses.url_of(key)

    def test_only_what_was_approved_goes_and_in_its_order(self) -> None:
        release = make_release()
        last, first = make_photo(release, position=2), make_photo(release, position=1)
        approve_all(release)
        for state in (PhotoState.READY, PhotoState.DECLINED, PhotoState.WITHDRAWN):
            make_photo(release, state)
        assert [photo.id for photo in full_version(release, None, 1).photos] == [first.pk, last.pk]

    def test_photos_without_their_files_are_named(self) -> None:
        release = make_release()
        make_photo(release)
        approve_all(release)
        missing = make_photo(release, PhotoState.APPROVED, approved_revision=1)
        with pytest.raises(NotSealed, match=missing.filename) as unsealed:
            full_version(release, None, 1)
        assert unsealed.value.photos == [missing]

    def test_the_next_version_follows_the_last(self) -> None:
        release, _photos = published()
        last = last_live(release)
        assert last
        made = full_version(release, last, 2)
        assert made.previous
        assert (made.version, made.previous.version, made.previous.sha256) == (2, 1, last.sha256)
        assert made.release.published_at == read_manifest(last.document).release.published_at
        assert re.fullmatch("[0-9a-f]{16}", made.nonce)
        assert made.nonce != read_manifest(last.document).nonce

    def test_who_left_stays_as_a_tombstone_for_ever(self) -> None:
        release, [gone, stays] = published()
        Photo.objects.filter(pk=gone.pk).update(state=PhotoState.WITHDRAWN)
        made = full_version(release, last_live(release), 2)
        assert [photo.id for photo in made.live_photos] == [stays.pk]
        assert made.photos[0] == Tombstone(id=gone.pk, withdrawn_at=made.made_at)
        again = full_version(release, store_version(release, made), 3)
        assert again.photos == made.photos
        previewed = draft_version(release, [stays], [])
        assert [one.id for one in previewed.photos] == [gone.pk, stays.pk], "a preview numbers them as the page will"
        assert draft_version(release, [], []).photos == made.photos[:1], "what is held back is not withdrawn"


def test_a_correction_tells_its_note_and_what_changed() -> None:
    release, [first, _second] = published()
    Photo.objects.filter(pk=first.pk).update(captions={"de": "V.l.: Anna Muster"})
    release.correction_notes = {"de": "Der Name wurde berichtigt."}
    approve_all(release)
    made = full_version(release, last_live(release), 2)
    [correction] = made.release.corrections
    assert (correction.version, correction.at, correction.notes) == (2, made.made_at, release.correction_notes)
    assert correction.photos == (PhotoChange(id=first.pk, change="changed", fields=("captions",)),)
    unchanged = full_version(release, store_version(release, made), 3)
    assert [one.version for one in unchanged.release.corrections] == [3, 2], "the note alone is one"


def test_a_reduced_version_changes_nothing_but_the_photos_that_go() -> None:
    release, [gone, stays] = published()
    last = last_live(release)
    assert last
    before = read_manifest(last.document)
    release.titles = {"de": "noch nicht öffentlich"}
    made = reduced_version(release, last, 2, {gone.pk})
    left = before.live_photos[1].model_copy(update={"order": 2, "hero": True})
    assert made.photos == (Tombstone(id=gone.pk, withdrawn_at=made.made_at), left)
    assert left.id == stays.pk
    assert made.release.model_copy(update={"corrections": ()}) == before.release
    [correction] = made.release.corrections
    assert (correction.version, correction.notes, correction.fields) == (2, {}, ())
    assert correction.photos == (PhotoChange(id=gone.pk, change="withdrawn"),)
    assert (made.status, made.version) == ("live", 2)
    assert made.previous
    assert made.previous.sha256 == last.sha256


def test_a_withdrawn_version_holds_tombstones_alone() -> None:
    release, photos = published()
    last = last_live(release)
    assert last
    made = withdrawn_version(release, last, 2)
    assert made.photos == tuple(Tombstone(id=photo.pk, withdrawn_at=made.made_at) for photo in photos)
    assert made.release.corrections == ()
    assert (made.status, made.release.titles, made.release.slug) == ("withdrawn", {}, release.slug)


def test_the_last_live_version_is_no_later_one_in_the_making() -> None:
    release, _photos = published()
    assert last_live(make_release()) is None
    second = store_version(release, full_version(release, last_live(release), 2))
    third = store_version(release, full_version(release, second, 3))
    third.state = PublicationState.MAKING
    third.save()
    assert last_live(release) == second
