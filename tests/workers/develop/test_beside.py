"""What lies beside a photo joins it in every order, on the real store and in the real chamber."""

from __future__ import annotations

import hashlib

import pytest

from archive.audit import OPERATOR
from archive.models import Batch, Companion, Decision, Photo, Receipt, Release
from archive.photos import decisions, editing
from archive.photos.companions import is_held_back
from archive.photos.credits import credit_of
from archive.photos.fields import later_values
from archive.states import PhotoState
from archive.store.buckets import archive, press
from pipelines.keys import companion_key
from tests.conftest import empty_buckets
from tests.factories import make_photographer, make_release
from tests.journey.running_stack import picture
from tests.journey.store_audit import Digests, faults
from tests.pipelines.metadata.test_sidecars import packet
from tests.workers.stages import Upload, approved, develop
from workers.develop.develop import open_chamber

RAW = b"II*\0\x08\0\0\0CR\x02\0" + bytes(500)
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)
BESIDE = {"DSC_1.CR2": RAW, "DSC_1.wav": WAV, "DSC_1.xmp": packet("Beside"), "dsc_1.JPG.xmp": packet("Beside")}


def only_photo(release: Release) -> Photo:
    return release.photos.select_related("original", "batch__photographer", "release").get()


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("photo_first", [True, False])
def test_it_joins_whichever_comes_first(upload: Upload, name: str, photo_first: bool) -> None:
    empty_buckets()  # of what others left: everything there is compared
    release, body = make_release(), BESIDE[name]
    if photo_first:
        develop(upload(picture((300, 200)), release, "DSC_1.JPG").pk)
    beside = upload(body, release, name)
    develop(beside.pk)
    if not photo_first:
        beside.refresh_from_db()
        assert beside.state == PhotoState.REFUSED
        assert beside.problem == ("camera_raw" if body is RAW else "waits_for_photo")
        develop(upload(picture((300, 200)), release, "DSC_1.JPG").pk)
        develop(beside.pk)
    photo = only_photo(release)
    develop(photo.pk)
    [companion] = Companion.objects.all()
    assert (companion.photo_id, companion.filename) == (photo.pk, name)
    assert archive().digest(companion_key(companion.sha256)) == hashlib.sha256(body).hexdigest()
    assert companion.receipts.get().photo_id is None
    photo = only_photo(release)
    assert photo.state == PhotoState.READY
    assert photo.headlines == ({"de": "Beside"} if "xmp" in name else {})
    assert not list(press().keys()), "nothing beside a photo is ever public"
    assert not list(faults(Digests()))


def test_both_at_once_are_read_in_the_first_run(upload: Upload) -> None:
    release = make_release()
    photo = upload(picture((300, 200)), release, "DSC_1.JPG")
    develop(upload(packet("Beside"), release, "DSC_1.xmp").pk)
    assert photo.companions.get().read_at is None, "its photo has not been developed yet"
    develop(photo.pk)
    assert only_photo(release).headlines == {"de": "Beside"}
    assert photo.companions.get().read_at


def test_what_somebody_wrote_stays_and_what_is_approved_stays_whole(upload: Upload) -> None:
    release = make_release()
    xmp = packet("In the file")
    photo = upload(picture((300, 200), xmp=xmp), release, "DSC_1.JPG")
    develop(photo.pk)
    assert only_photo(release).headlines == {"de": "In the file"}
    develop(upload(packet("Beside"), release, "DSC_1.xmp").pk)
    develop(photo.pk)
    assert only_photo(release).headlines == {"de": "Beside"}, "nobody had written anything"
    emptied = Photo(headlines={})
    assert "headlines" not in later_values(emptied, only_photo(release).embedded, only_photo(release).embedded)
    assert Decision.objects.filter(photo=photo, action="edited", after={"headlines": {"de": "Beside"}}).exists()
    editing.edit(photo.pk, {"headlines.de": "Desk"}, OPERATOR, may_approve=True)
    develop(upload(packet("Later"), release, "DSC_1.JPG.xmp").pk)
    develop(photo.pk)
    assert only_photo(release).headlines == {"de": "Desk"}
    assert only_photo(release).embedded.headline.value == "Later"  # type: ignore[union-attr]
    photo = approved(only_photo(release))
    develop(upload(packet("Too late"), release, "dsc_1.xmp").pk)
    late = photo.companions.select_related("photo").get(filename="dsc_1.xmp")
    assert is_held_back(late)
    assert only_photo(release).due_at is None


def test_a_credit_that_nobody_has_seen_is_not_approved_with_the_rest(upload: Upload) -> None:
    """It is derived from the file, so no column says it; whoever approves has the tile before them as it was."""
    release = make_release()
    photo = upload(picture((300, 200)), release, "DSC_1.JPG")
    develop(photo.pk)
    seen = {photo.pk: only_photo(release).revision}
    develop(upload(packet(more=' photoshop:Credit="Somebody else"'), release, "DSC_1.xmp").pk)
    develop(photo.pk)
    credit = credit_of(only_photo(release))
    assert credit
    assert credit.text == "Somebody else"
    assert not decisions.approve([photo.pk], OPERATOR, seen=seen).done


@pytest.mark.parametrize("photo_first", [True, False])
def test_what_is_not_read_of_many_xmp_files_is_not_asked_for_ever(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, photo_first: bool
) -> None:
    monkeypatch.setattr("workers.develop.beside._MOST_SIDECARS", 2)
    release = make_release()
    photo = upload(picture((300, 200)), release, "DSC_1.JPG")
    if photo_first:
        develop(photo.pk)
    for n in range(4):
        develop(upload(packet(f"Feast {n}"), release, "DSC_1.xmp").pk)
    lost = photo.companions.order_by("-pk")[1]
    archive().delete(companion_key(lost.sha256))
    for _round in range(3):
        develop(photo.pk)
    photo = only_photo(release)
    assert (photo.headlines, photo.due_at) == ({"de": "Feast 3"}, None)


def test_a_broken_xmp_file_is_told_and_harms_nothing(upload: Upload) -> None:
    release = make_release()
    photo = upload(picture((300, 200)), release, "DSC_1.JPG")
    develop(upload(b"<no xmp", release, "DSC_1.xmp").pk)
    develop(photo.pk)
    photo = only_photo(release)
    assert (photo.state, photo.warnings) == (PhotoState.READY, ["sidecar_unread"])


def test_an_xmp_file_that_stalls_the_reader_takes_nothing_away(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    release = make_release()
    photo = upload(picture((300, 200), xmp=packet(more=' photoshop:Credit="Own credit"')), release, "DSC_1.JPG")
    develop(photo.pk)
    develop(upload(packet("Slow"), release, "DSC_1.xmp").pk)
    monkeypatch.setattr(open_chamber(), "_metadata_deadline", 0.0)
    develop(photo.pk)
    develop(photo.pk)
    photo = only_photo(release)
    assert photo.embedded.credit
    assert photo.embedded.credit.value == "Own credit"
    assert (photo.warnings, photo.due_at) == (["sidecar_unread"], None)


def test_an_empty_or_overlong_file_is_refused(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.develop.beside.MAX_PACKET_BYTES", 10)
    release = make_release()
    upload(picture((300, 200)), release, "DSC_1.JPG")
    for name, body, problem in (("DSC_1.wav", b"", "empty"), ("DSC_1.xmp", packet("x"), "sidecar_unreadable")):
        file = upload(body, release, name)
        develop(file.pk)
        file.refresh_from_db()
        assert (file.state, file.problem) == (PhotoState.REFUSED, problem)


def test_the_same_file_twice_is_one_and_follows_its_photo_into_a_twin(upload: Upload) -> None:
    release, body = make_release(), picture((300, 200))
    develop(upload(body, release, "DSC_1.JPG").pk)
    again = upload(body, release, "copy/DSC_1.JPG")
    for name in ("DSC_1.CR2", "copy/DSC_1.CR2"):
        develop(upload(RAW, release, name).pk)
    assert Companion.objects.count() == 2
    develop(again.pk)
    assert only_photo(release).companions.get().receipts.count() == 2
    assert Receipt.objects.filter(photo=None, companion=None).count() == 0


@pytest.mark.parametrize("photo_first", [True, False])
def test_a_photo_of_a_shared_key_is_found_though_it_is_another_s_by_then(upload: Upload, photo_first: bool) -> None:
    release = make_release()
    owners, _new = Batch.objects.get_or_create(release=release, photographer=make_photographer("Ben"))
    raw = None if photo_first else upload(RAW, release, "DSC_1.CR2")
    if raw:
        develop(raw.pk)
    photo = upload(picture((300, 200)), release, "DSC_1.JPG")
    Photo.objects.filter(pk=photo.pk).update(batch=owners)
    develop(photo.pk)
    develop((raw or upload(RAW, release, "DSC_1.CR2")).pk)
    assert photo.companions.get().filename == "DSC_1.CR2"


@pytest.mark.parametrize("photo_first", [True, False])
def test_a_name_with_marks_of_its_own_is_the_same_name(upload: Upload, photo_first: bool) -> None:
    """macOS takes letters and marks apart, browsers put them together."""
    release, names = make_release(), ["U\u0308ber.JPG", "\u00dcber.CR2"]
    photo, raw = [upload(body, release, name) for body, name in zip((picture((300, 200)), RAW), names, strict=True)]
    for one in (photo, raw) if photo_first else (raw, photo, raw):
        develop(one.pk)
    assert photo.companions.exists()


def test_what_lies_beside_a_refused_photo_goes_to_the_next_of_its_name(upload: Upload) -> None:
    release = make_release()
    broken = upload(picture((300, 200))[:900], release, "DSC_1.JPG")
    develop(upload(WAV, release, "DSC_1.wav").pk)
    develop(broken.pk)
    assert broken.companions.exists()
    photo = upload(picture((300, 200)), release, "DSC_1.JPG")
    develop(photo.pk)
    assert photo.companions.get().filename == "DSC_1.wav"
