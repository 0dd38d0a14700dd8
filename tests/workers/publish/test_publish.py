"""Publishing on the real store: what a version holds, what a fault in any step leaves, what a withdrawal removes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from archive import addresses
from archive.audit import OPERATOR
from archive.errors import ArchiveError
from archive.models import Photo, Publication, Release
from archive.photos import decisions, editing
from archive.publishing import versions
from archive.publishing.going import going_photos
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.states import PhotoState, PublicationState, ReleaseState
from archive.store.buckets import press
from archive.store.errors import PreconditionLost
from pipelines.documents import manifest as doc
from tests.factories import approve_all, make_photo, make_release
from tests.journey.running_stack import picture
from tests.pipelines.pictures import profile
from tests.workers.stages import Upload, approved, develop, publish, seal
from workers import leases
from workers.publish import publish as stage
from workers.publish.derived import keys_of, spanning_files


@pytest.fixture
def release(upload: Upload) -> Release:
    """A release with one approved and sealed photo, due to be published."""
    made = make_release()
    approved(upload(picture((600, 400)), made))
    releases.publish(made, OPERATOR)
    return made


def again(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def public(release: Release) -> doc.Manifest:
    return doc.read_manifest(press().get(addresses.manifest_key(release.slug)))


def test_every_public_file_is_there_and_nothing_else(release: Release) -> None:
    publish(release.pk)
    assert (again(release).state, again(release).due_at) == (ReleaseState.LIVE, None), again(release).problem_detail
    spanning = {file.key for file in spanning_files([release.date])}
    assert set(press().keys()) == keys_of(public(release)) | spanning
    assert Photo.objects.get().state == PhotoState.LIVE


@pytest.mark.parametrize("step", ["copy_press_files", "_write_version", "_flip_pointer", "_record_live", "project"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_crash_at_any_step_is_made_good_by_the_next_run(
    release: Release, monkeypatch: pytest.MonkeyPatch, step: str, done: bool
) -> None:
    real = getattr(stage, step)

    def crash(*args: object) -> None:
        if done:
            real(*args)
        raise OSError("pulled the plug")

    with monkeypatch.context() as broken:
        broken.setattr(stage, step, crash)
        publish(release.pk)
    assert again(release).problem == "disk_trouble"
    Release.objects.filter(pk=release.pk).update(due_at=timezone.now())
    publish(release.pk)
    assert (again(release).state, again(release).due_at) == (ReleaseState.LIVE, None), again(release).problem_detail
    assert public(release).version == 1
    assert Publication.objects.get().state == PublicationState.LIVE


def test_an_older_publisher_never_overwrites_a_newer(release: Release) -> None:
    publish(release.pk)
    newer = public(release).model_copy(update={"version": 7})
    press().put(addresses.manifest_key(release.slug), doc.write_manifest(newer).encode(), "application/json")
    releases.publish(release, OPERATOR)
    publish(release.pk)
    assert public(release).version == 7
    assert again(release).problem == "store_down"


def test_the_store_itself_refuses_the_second_first_version(release: Release) -> None:
    press().put_if("x", b"1", "text/plain", "no-store", etag=None)
    with pytest.raises(PreconditionLost):
        press().put_if("x", b"2", "text/plain", "no-store", etag=None)
    with pytest.raises(PreconditionLost):
        press().put_if("x", b"2", "text/plain", "no-store", etag='"0"')


@pytest.mark.parametrize(
    ("overtaken_by", "before"),
    [
        ("withdrawn photo", "_write_version"),
        ("postponed embargo", "_write_version"),
        ("postponed embargo", "_record_live"),
    ],
)
def test_an_overtaken_version_is_abandoned_and_leaves_nothing_public(
    release: Release, monkeypatch: pytest.MonkeyPatch, overtaken_by: str, before: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(stage, before, _pull_the_plug)
        publish(release.pk)
    assert list(press().keys("photos/")), "the fault came after the copies"
    if overtaken_by == "withdrawn photo":
        decisions.withdraw_photos([Photo.objects.get().pk], OPERATOR)
        Release.objects.filter(pk=release.pk).update(due_at=timezone.now())
    else:
        Release.objects.filter(pk=release.pk).update(
            due_at=timezone.now(), goes_live_at=timezone.now() + timedelta(hours=1)
        )
    publish(release.pk)
    assert Publication.objects.get().state == PublicationState.ABANDONED
    assert set(press().keys()) <= {"releases/index.json"}


@pytest.mark.parametrize("begun", [False, True], ids=["waiting", "begun"])
def test_a_correction_outlives_the_withdrawal_of_a_photo(
    release: Release, upload: Upload, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    going = approved(upload(picture((500, 400)), release, "IMG_2.JPG"))
    publish(release.pk)
    title = release_fields(titles={"de": "Richtig"})
    releases.edit_release(again(release), title, OPERATOR, may_publish=True)
    releases.publish(release, OPERATOR, notes={"de": "Der Titel war falsch."})
    if begun:
        with monkeypatch.context() as broken:
            broken.setattr(stage, "_write_version", _pull_the_plug)
            publish(release.pk)
        assert not again(release).correction_asked
    decisions.withdraw_photos([going.pk], OPERATOR)
    Release.objects.filter(pk=release.pk).update(due_at=timezone.now())
    publish(release.pk)
    made = public(release)
    assert (made.release.titles["de"], len(made.live_photos)) == ("Richtig", 1)
    assert [one.notes for one in made.release.corrections if one.notes] == [{"de": "Der Titel war falsch."}]
    assert not again(release).correction_asked


def _pull_the_plug(*_args: object) -> None:
    raise OSError("pulled the plug")


@pytest.mark.parametrize("fast", [timedelta(0), timedelta(hours=2)], ids=["right clock", "fast clock"])
def test_a_postponed_embargo_waits_for_its_new_time(
    release: Release, monkeypatch: pytest.MonkeyPatch, fast: timedelta
) -> None:
    now = timezone.now()
    later = now + timedelta(hours=1)
    releases.edit_release(release, release_fields(goes_live_at=later), OPERATOR, may_publish=True)
    Release.objects.filter(pk=release.pk).update(due_at=now)  # something else is to be done
    monkeypatch.setattr(timezone, "now", lambda: now + fast)
    publish(release.pk)
    assert not list(press().keys())
    assert again(release).due_at == later


def test_a_right_that_ends_with_the_embargo_holds_nothing_else_up(release: Release, upload: Upload) -> None:
    ended = approved(upload(picture((500, 400)), release, "IMG_2.JPG"))
    Photo.objects.filter(pk=ended.pk).update(rights_end_at=timezone.now())
    publish(release.pk)
    assert ended.pk not in {photo.id for photo in public(release).live_photos}
    assert len(public(release).photos) == 1


def test_what_changed_after_approval_closes_the_gate_at_the_time_too(release: Release) -> None:
    photo = Photo.objects.get()
    editing.edit(photo.pk, {"captions.de": "anders"}, OPERATOR, may_approve=False)
    publish(release.pk)
    assert not list(press().keys())
    assert again(release).problem == "gate_closed"
    assert photo.filename in again(release).problem_detail
    decisions.approve([photo.pk], OPERATOR)
    Release.objects.filter(pk=release.pk).update(due_at=timezone.now())
    publish(release.pk)
    assert public(release).live_photos[0].captions == {"de": "anders"}


def test_a_withdrawn_photo_leaves_a_tombstone_and_no_bytes(release: Release) -> None:
    publish(release.pk)
    photo = Photo.objects.get()
    editing.edit(photo.pk, {"captions.de": "in Arbeit"}, OPERATOR, may_approve=True)
    decisions.withdraw_photos([photo.pk], OPERATOR)
    publish(release.pk)
    manifest = public(release)
    assert (manifest.version, manifest.photos) == (2, (doc.Tombstone(id=photo.pk, withdrawn_at=manifest.made_at),))
    assert not [*press().keys("photos/"), *press().keys("pressebilder/")]
    assert press().head(addresses.version_key(release.slug, 1)) is None


def test_a_photo_can_be_withdrawn_after_the_public_address_has_changed(
    release: Release, upload: Upload, settings: Settings
) -> None:
    gone = approved(upload(picture((500, 400)), release, "IMG_2.JPG"))
    publish(release.pk)
    settings.S3_PUBLIC_URL = "https://elsewhere.example/press"
    decisions.withdraw_photos([gone.pk], OPERATOR)
    publish(release.pk)
    manifest = public(release)
    [left] = manifest.live_photos
    files = (left.download, *left.renditions)
    assert {url.partition("/press/")[0] for url in (left.download.permalink, *(file.href for file in files))} == {
        "https://elsewhere.example"
    }
    spanning = {file.key for file in spanning_files([release.date])}
    assert set(press().keys()) == keys_of(manifest) | spanning


def test_an_expired_release_goes_by_the_tick(release: Release) -> None:
    from workers.upkeep.tick import expire_releases

    publish(release.pk)
    Release.objects.filter(pk=release.pk).update(expires_at=timezone.now())
    expire_releases()
    publish(release.pk)
    assert public(release).status == "withdrawn"
    assert again(release).decisions.filter(action="expired", actor_name="machine").exists()
    assert sorted(press().keys(f"releases/{release.slug}/")) == sorted(
        [addresses.manifest_key(release.slug), addresses.version_key(release.slug, 2)]
    )


def test_a_republished_release_keeps_its_human_addresses(release: Release) -> None:
    publish(release.pk)
    address = public(release).live_photos[0].download.permalink
    releases.withdraw_release(again(release), OPERATOR)
    publish(release.pk)
    releases.reopen_release(again(release), OPERATOR)
    releases.publish(release, OPERATOR)
    publish(release.pk)
    assert public(release).version == 3
    assert public(release).live_photos[0].download.permalink == address


@pytest.mark.django_db
def test_names_that_clash_are_numbered_and_those_that_do_not_are_taken_together() -> None:
    first, second = make_release(), make_release()
    names = ["Fest.JPG", "fest.JPG", "FEST.jpg", "Markt.JPG"]
    for number, name in enumerate(names):
        make_photo(first, filename=name, position=number)
    for number in range(2):
        make_photo(second, filename="Fest.JPG", position=number)
    approve_all(first)
    approve_all(second)
    shown = [versions.full_version(one, None, 1).live_photos for one in (first, second)]
    assert [photo.download.filename for photo in shown[0]] == ["Fest.JPG", "fest-2.JPG", "FEST-3.jpg", "Markt.JPG"]
    assert [photo.download.filename for photo in shown[1]] == ["Fest-4.JPG", "Fest-5.JPG"]
    third = make_release()
    for _n in range(10):
        make_photo(third)
    approve_all(third)
    going = going_photos(third)
    with CaptureQueriesContext(connection) as asked:
        versions.full_version(third, None, 1, going)
    assert len(asked) <= 4, "free names are taken together"  # one asks for attachments


def test_a_changed_recipe_is_made_before_the_release_goes_out(release: Release, settings: Settings) -> None:
    photo = Photo.objects.get()
    ladder = tuple(p.model_copy(update={"quality": 60}) for p in settings.RECIPES.profiles)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": ladder})
    publish(release.pk)
    assert not list(press().keys())
    assert again(release).problem == "waiting_for_files"
    assert not seal(photo.pk), "its pixels come first"
    develop(photo.pk)
    Release.objects.filter(pk=release.pk).update(due_at=timezone.now())
    publish(release.pk)
    assert again(release).state == ReleaseState.LIVE


def test_another_crop_of_a_live_photo_is_made_sealed_and_published_as_a_correction(
    upload: Upload, settings: Settings
) -> None:
    square = profile("square", aspect="1:1", long_edge=200)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (*settings.RECIPES.profiles, square)})
    made = make_release()
    photo = approved(upload(picture((600, 400)), made))
    releases.publish(made, OPERATOR)
    publish(made.pk)
    before = public(made).live_photos[0]
    editing.edit(photo.pk, {"focal_point": "0 0.5"}, OPERATOR, may_approve=True)
    assert not seal(photo.pk), "its pixels come first"
    develop(photo.pk)
    assert seal(photo.pk)
    assert public(made).live_photos[0] == before, "what is public stays until a correction"
    releases.publish(again(made), OPERATOR)
    publish(made.pk)
    after = public(made).live_photos[0]
    changed = [new.profile for old, new in zip(before.renditions, after.renditions, strict=True) if old != new]
    assert changed == ["square"]
    assert (after.download, after.focal_point) == (before.download, (0, 0.5))


def test_a_withdrawal_while_files_are_copied_comes_before_readers_see_them(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(release.pk)
    releases.publish(release, OPERATOR)
    write, shown = stage._write_version, []

    def withdraw_then_write(release: Release, n: int, body: bytes) -> None:
        if n == 2:
            releases.withdraw_release(again(release), OPERATOR)
        write(release, n, body)

    def flip(release: Release, n: int, body: bytes) -> None:
        shown.append(doc.read_manifest(body).status)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stage, "_write_version", withdraw_then_write)
        meanwhile.setattr(stage, "_flip_pointer", flip)
        publish(release.pk)
    assert shown == ["withdrawn"]
    assert [p.state for p in release.publications.all()] == ["live", "abandoned", "live"]


def test_a_version_that_another_worker_froze_and_dropped_goes_live(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lost its lease to the correction that it then froze, while we looked for a version in the making."""
    publish(release.pk)
    releases.publish(release, OPERATOR)
    frozen: list[Publication | None] = []

    def froze_behind_our_back(release: Release, _slice: object) -> None:
        if not frozen:
            frozen.append(stage._freeze(release))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stage, "_making", froze_behind_our_back)
        publish(release.pk)
    assert frozen == [release.publications.get(n=2)]
    assert public(release).version == 2
    assert again(release).due_at is None


def test_a_withdrawal_is_never_given_up(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(release.pk)
    releases.withdraw_release(again(release), OPERATOR)
    with monkeypatch.context() as broken:
        broken.setattr(stage, "_write_version", _pull_the_plug)
        for _try in range(leases.MAX_ATTEMPTS + 2):
            Release.objects.filter(pk=release.pk).update(due_at=timezone.now())
            publish(release.pk)
    waiting = again(release)
    assert (waiting.problem, waiting.parked) == ("disk_trouble", False)
    with pytest.raises(ArchiveError):
        releases.reopen_release(waiting, OPERATOR)
    Release.objects.filter(pk=release.pk).update(due_at=timezone.now())
    publish(release.pk)
    assert public(release).status == "withdrawn"
    assert (again(release).problem, again(release).due_at) == ("", None)
