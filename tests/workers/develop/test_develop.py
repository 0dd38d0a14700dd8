"""Develop on the real store and in the real chamber: all the pixels, or the reason why not."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from archive.audit import OPERATOR
from archive.models import Original, Photo, Rendition
from archive.people.cameras import add_camera, set_shared
from archive.photos import decisions, editing
from archive.photos.credits import credit_of
from archive.photos.renditions import missing_renditions
from archive.states import PhotoState
from archive.store.buckets import archive, incoming
from pipelines.keys import original_key
from pipelines.watermark.logo import read_logo
from pipelines.watermark.style import WatermarkStyle
from tests.factories import make_photographer, make_release
from tests.journey.running_stack import picture
from tests.pipelines.exiftool import write_tags
from tests.pipelines.pictures import crest, profile
from tests.workers.child_processes import ended_holder
from tests.workers.stages import Upload, develop
from workers import leases
from workers.develop.develop import MAX_CRASHES, open_chamber
from workers.holder import this_holder

LADDER = 6


def again(photo: Photo) -> Photo:
    return Photo.objects.get(pk=photo.pk)


def test_a_photo_gets_its_original_its_whole_ladder_and_its_own_texts(upload: Upload) -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>'
        b'<rdf:li xml:lang="x-default">Am Markt</rdf:li><rdf:li xml:lang="en-GB">At the market</rdf:li>'
        b"</rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    body = picture(xmp=xmp)
    photo = upload(body)
    develop(photo.pk)
    photo = again(photo)
    assert (photo.state, photo.attempts) == (PhotoState.READY, 0)
    assert photo.due_at, "it has a caption, so it is to be sealed ahead"
    assert photo.original
    assert photo.original.sha256 == hashlib.sha256(body).hexdigest()
    assert archive().get(original_key(photo.original.sha256)) == body
    assert photo.captions == {"de": "Am Markt", "en": "At the market"}
    renditions = list(photo.original.renditions.all())
    assert len(renditions) == LADDER
    assert photo.original.fingerprint.sharpness > 0
    assert photo.compared
    for rendition in renditions:
        stored = archive().get(rendition.key)
        assert hashlib.sha256(stored).hexdigest() == rendition.sha256
        assert Image.open(io.BytesIO(stored)).size == (rendition.width, rendition.height)


def test_keywords_and_extended_descriptions_of_the_file_are_first_texts(upload: Upload, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(picture())
    words = [
        "-XMP-dc:Subject=Fest",
        "-XMP-dc:Subject=Anna Muster; Fest;Bühne",
        "-XMP-iptcCore:ExtDescrAccessibility=Anna lacht",
    ]
    write_tags(path, *words)
    photo, begun = upload(path.read_bytes()), upload(path.read_bytes(), make_release())
    Photo.objects.filter(pk=begun.pk).update(keywords=["Sommer"], ext_descriptions={"en": "A stage"})
    for uploaded in (photo, begun):
        develop(uploaded.pk)
    photo = again(photo)
    assert (photo.keywords, photo.ext_descriptions) == (["Fest", "Anna Muster", "Bühne"], {"de": "Anna lacht"})
    kept = again(begun)
    assert (kept.keywords, kept.ext_descriptions) == (["Sommer"], {"en": "A stage"}), "what is on the desk stays"


def test_a_photo_of_a_shared_key_is_credited_to_whose_camera_took_it(upload: Upload) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA431] = "0815 A"
    photo = upload(picture(exif=exif.tobytes()))
    pool = photo.batch.photographer
    assert pool
    set_shared(pool, OPERATOR, shared=True)
    add_camera("815a", make_photographer("Ben Grün"), OPERATOR)
    develop(photo.pk)
    photo = again(photo)
    credit = credit_of(photo)
    assert photo.batch.release == photo.release
    assert credit
    assert "Ben Grün" in credit.text
    assert not missing_renditions(photo), "the pixels bear the credit from the start"


def test_a_repeated_run_changes_nothing(upload: Upload) -> None:
    photo = upload(picture())
    develop(photo.pk)
    before = set(archive().keys())
    develop(photo.pk)
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.RECEIVED, due_at=timezone.now())
    develop(photo.pk)
    assert set(archive().keys()) == before
    assert Rendition.objects.count() == LADDER
    assert again(photo).state == PhotoState.READY


def test_another_credit_line_makes_the_marked_renditions_anew(upload: Upload) -> None:
    photo = upload(picture())
    develop(photo.pk)
    editing.edit(photo.pk, {"credit": "©Stadt/Ελένη"}, OPERATOR, may_approve=True)
    develop(photo.pk)
    assert again(photo).due_at is None
    assert Rendition.objects.count() == LADDER + LADDER - 1, "the download carries no watermark"


def test_another_focal_point_makes_the_crops_anew(upload: Upload, settings: Settings) -> None:
    square = profile("square", aspect="1:1", long_edge=200)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (*settings.RECIPES.profiles, square)})
    photo = upload(picture((1200, 800)))
    develop(photo.pk)
    editing.edit(photo.pk, {"focal_point": "0.1 0.5"}, OPERATOR, may_approve=True)
    develop(photo.pk)
    assert again(photo).due_at is None
    assert Rendition.objects.count() == LADDER + 2
    middle, left = Rendition.objects.filter(profile="square").order_by("pk")
    assert (middle.width, middle.height, left.width, left.height) == (200, 200, 200, 200)
    assert middle.sha256 != left.sha256


def test_a_logo_reaches_the_chamber(upload: Upload, settings: Settings, tmp_path: Path) -> None:
    style = WatermarkStyle(logo=read_logo(crest(tmp_path / "logo.png")))
    with_logo = profile("marked", watermark="overlay", style=style)
    without = profile("plain", watermark="overlay")
    settings.RECIPES = settings.RECIPES.model_copy(
        update={"profiles": (*settings.RECIPES.profiles, with_logo, without)}
    )
    photo = upload(picture((1200, 800)))
    develop(photo.pk)
    assert again(photo).state == PhotoState.READY
    marked, plain = Rendition.objects.get(profile="marked"), Rendition.objects.get(profile="plain")
    assert marked.sha256 != plain.sha256
    crest(tmp_path / "logo.png", "#00f")
    open_chamber().close()
    editing.edit(photo.pk, {"credit": "©Neu"}, OPERATOR, may_approve=True)
    develop(photo.pk)
    assert again(photo).problem == "disk_trouble", "a logo changed since the start is never drawn under the old key"


def test_the_same_bytes_join_the_photo_that_is_there(upload: Upload) -> None:
    release, body = make_release(), picture()
    first, second = upload(body, release, "a.jpg"), upload(body, release, "b.jpg")
    develop(first.pk)
    develop(second.pk)
    assert list(release.photos.all()) == [again(first)]
    assert sorted(first.receipts.values_list("joined", flat=True)) == [False, True]


def test_one_original_in_two_releases_is_two_photos(upload: Upload) -> None:
    body = picture()
    for photo in (upload(body, make_release()), upload(body, make_release())):
        develop(photo.pk)
    assert Original.objects.count() == 1
    assert Photo.objects.filter(state=PhotoState.READY).count() == 2
    assert Rendition.objects.count() == LADDER


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", "empty"), (b"no photo at all", "not_a_photo"), (picture()[:5000], "truncated")],
    ids=["empty", "text", "truncated"],
)
def test_bad_files_are_refused_with_a_reason_and_can_be_retried(upload: Upload, body: bytes, reason: str) -> None:
    photo = upload(body)
    develop(photo.pk)
    photo = again(photo)
    assert (photo.state, photo.problem, photo.due_at) == (PhotoState.REFUSED, reason, None)
    assert not list(archive().keys()), "nothing of it is kept"
    assert decisions.retry([photo.pk], OPERATOR).done
    develop(photo.pk)
    assert again(photo).state == PhotoState.REFUSED


def test_an_upload_that_is_gone_is_tried_again_then_parked(upload: Upload) -> None:
    photo = upload(picture())
    for stored in list(incoming().versions()):
        incoming().delete(stored.key, stored.version)
    for _try in range(leases.MAX_ATTEMPTS):
        Photo.objects.filter(pk=photo.pk).update(due_at=timezone.now())
        develop(photo.pk)
    photo = again(photo)
    assert (photo.state, photo.parked) == (PhotoState.RECEIVED, True)
    assert decisions.retry([photo.pk], OPERATOR).done


def test_a_photo_that_keeps_crashing_is_refused_at_the_third_time(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workers.develop import develop as stage
    from workers.develop.chamber import Chamber

    starved = Chamber(deadline=0.001)
    monkeypatch.setattr(stage, "open_chamber", lambda: starved)
    photo = upload(picture((3000, 2000)))
    for crash in range(1, MAX_CRASHES + 1):
        assert again(photo).state == PhotoState.RECEIVED
        Photo.objects.filter(pk=photo.pk).update(due_at=timezone.now())
        develop(photo.pk)
        assert again(photo).crashes == (crash if crash < MAX_CRASHES else 0)
    starved.close()
    assert (again(photo).state, again(photo).problem) == (PhotoState.REFUSED, "keeps_crashing")


def test_who_holds_the_photo_works_alone_until_it_dies(upload: Upload) -> None:
    photo = upload(picture((300, 200)))
    later = timezone.now() + timedelta(seconds=60)
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.DEVELOPING, lease_until=later, leased_by=this_holder())
    develop(photo.pk)
    assert leases.free_lost_leases() == 0
    assert again(photo).state == PhotoState.DEVELOPING
    Photo.objects.filter(pk=photo.pk).update(leased_by=ended_holder())
    assert leases.free_lost_leases() == 1
    develop(photo.pk)
    assert again(photo).state == PhotoState.READY


def test_ten_starts_without_an_end_park_the_photo(upload: Upload) -> None:
    photo = upload(picture((300, 200)))
    Photo.objects.filter(pk=photo.pk).update(attempts=leases.MAX_ATTEMPTS)
    develop(photo.pk)
    assert (again(photo).parked, again(photo).problem) == (True, "keeps_stopping")


def test_what_an_editor_typed_meanwhile_stays(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    from workers.develop import develop as stage

    photo = upload(picture((300, 200)))
    store = stage._store

    def edit_then_store(*job: Any) -> None:
        editing.edit(photo.pk, {"captions.de": "vom Pult", "credit": "©Pult"}, OPERATOR, may_approve=False)
        store(*job)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stage, "_store", edit_then_store)
        develop(photo.pk)
    photo = again(photo)
    assert (photo.state, photo.captions, photo.credit) == (PhotoState.READY, {"de": "vom Pult"}, "©Pult")
    assert photo.due_at, "the other credit line wants other pixels"
    develop(photo.pk)
    assert not missing_renditions(again(photo))
