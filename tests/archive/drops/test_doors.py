"""Which files go through which door: never into another's folder, never beyond a link's limits, never twice."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.translation import override

from archive.drops import doors
from archive.drops.doors import (
    Door,
    NotLetIn,
    find_file,
    forget_parts,
    is_known,
    let_in,
    link_door,
    note_sent,
    own_door,
)
from archive.drops.links import make_link
from archive.models import DropFile
from archive.store.browser_uploads import IN_PARTS_ABOVE
from pipelines.keys import parse_upload_path
from tests.factories import EDITOR, make_photo, make_photographer, make_receipt, make_release

pytestmark = pytest.mark.django_db
A, B = "a" * 64, "b" * 64


def linked(**limits: int) -> Door:
    link, _token = make_link(make_release(), "Anna Łuk", EDITOR, **{"days": 1, "files": 2, "gigabytes": 1} | limits)
    return link_door(link)


@pytest.mark.parametrize(
    "path",
    ["../bob/fest/a.jpg", "../../archive/a.jpg", "./../a.jpg", "a/../../b/a.jpg", "..", "/", "x" * 1100 + ".jpg"],
)
def test_no_path_leads_out(path: str) -> None:
    with override("en"), pytest.raises(NotLetIn):
        let_in(linked(), path, 1, A, "image/jpeg")
    assert not DropFile.objects.exists()


@pytest.mark.parametrize(
    "path", ["/bob/fest/a.jpg", "x\\..\\..\\bob\\a.jpg", "%2e%2e/bob/a.jpg", "a\0\n/${filename}.jpg"]
)
def test_odd_paths_stay_within(path: str) -> None:
    door = linked()
    file = let_in(door, path, 1, A, "image/jpeg")
    claim = parse_upload_path(file.key)
    assert claim
    assert (claim.photographer, claim.release) == (door.photographer.slug, door.folder)
    assert file.key.isprintable()
    assert "${" not in file.key


def test_a_door_of_ones_own_has_a_plain_folder() -> None:
    anna = make_photographer()
    assert [own_door(anna, folder) for folder in ("_unsorted", "a/b", "..", "", "ü", "x" * 81)] == [None] * 6
    door = own_door(anna, "no-release")
    assert door
    assert (door.release, door.takes_photos, door.prefix) == (None, True, f"{anna.slug}/no-release/")


def test_closed_releases_and_ended_links_take_nothing() -> None:
    revoked = linked()
    assert revoked.link
    revoked.link.revoked_at = timezone.now()
    closed = own_door(make_photographer(), make_release(state="withdrawn").slug)
    assert closed
    for door in (revoked, closed):
        with override("en"), pytest.raises(NotLetIn, match="takes no more photos"):
            let_in(door, "a.jpg", 1, A, "image/jpeg")


@pytest.mark.parametrize(
    ("path", "size", "sha256", "words"),
    [
        ("card.zip", 1, A, "takes no ZIP files"),
        ("a.jpg", 0, A, "empty"),
        ("a.jpg", 10**12, A, "larger than allowed"),
        ("a.txt", 1, A, "not a photo"),
        (".DS_Store", 1, A, "not a photo"),
        ("a.jpg", 1, "A" * 64, "could not be read"),
        ("a.jpg", 1, "", "could not be read"),
    ],
)
def test_what_is_refused_at_the_door(path: str, size: int, sha256: str, words: str) -> None:
    with override("en"), pytest.raises(NotLetIn, match=words):
        let_in(linked(), path, size, sha256, "")


def test_a_link_takes_so_many_files_and_bytes() -> None:
    door = linked(files=2)
    first = let_in(door, "a.jpg", 1, A, "")
    assert let_in(door, "a.jpg", 1, A, "") == first, "asking again is no second file"
    let_in(door, "a copy.jpg", 1, A, "")
    let_in(door, "b.jpg", 1, B, "")
    let_in(door, "a.xmp", 1, "f" * 64, "")
    with override("en"), pytest.raises(NotLetIn, match="takes 2 photos"):
        let_in(door, "c.jpg", 1, "c" * 64, "")
    assert DropFile.objects.count() == 4
    full = linked(files=9)
    for n in range(3):
        let_in(full, f"{n}.tif", 300_000_000, f"{n}" * 64, "")
    with override("en"), pytest.raises(NotLetIn, match="no more data"):
        let_in(full, "d.tif", 300_000_000, "d" * 64, "")
    with override("en"), pytest.raises(NotLetIn, match="could not be read"):
        let_in(full, "0.tif", 1, "0" * 64, "")


def test_nobody_asks_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "_FILES_AN_HOUR", 1)
    door = linked()
    let_in(door, "a.jpg", 1, A, "")
    with override("en"), pytest.raises(NotLetIn, match="within an hour"):
        let_in(door, "a.jpg", 1, A, "")


def test_known_is_what_was_sent_or_is_a_photo_already() -> None:
    door = linked()
    file = let_in(door, "card 1/DSC_1.jpg", 1, A, "")
    assert not is_known(door, A), "a form may never have been posted"
    note_sent(file)
    assert is_known(door, A)
    other = own_door(make_photographer("Ben"), door.folder)
    assert other
    assert not is_known(other, A)
    make_receipt(make_photo(door.release, photographer=door.photographer), file.key, missing_at=timezone.now())
    assert not is_known(door, A), "the store lost it"
    photo = make_photo(door.release, photographer=door.photographer)
    assert photo.original
    assert is_known(door, photo.original.sha256)
    assert not is_known(other, photo.original.sha256)


def test_files_belong_to_their_door() -> None:
    door = linked()
    file = let_in(door, "a.jpg", 1, A, "")
    again, _token = make_link(door.release, door.photographer.name, EDITOR, days=1, files=1, gigabytes=1)  # type: ignore[arg-type]  # it has one
    assert find_file(door, file.pk) == file
    assert find_file(link_door(again), file.pk) is None
    own = own_door(door.photographer, door.folder)
    assert own
    assert find_file(own, file.pk) is None


@pytest.mark.usefixtures("buckets")
def test_large_files_go_in_parts() -> None:
    door = linked()
    assert not doors.begin(let_in(door, "a.jpg", 5, A, ""))
    large = let_in(door, "b.tif", IN_PARTS_ABOVE + 1, B, "")
    assert doors.begin(large)
    begun = large.upload_id
    assert begun
    assert doors.begin(large)
    assert large.upload_id == begun
    forget_parts(large)
    large.refresh_from_db()
    assert large.upload_id == ""
