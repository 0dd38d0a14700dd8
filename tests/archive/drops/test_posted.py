"""What is posted beyond what a link let in counts against it, is refused in words, and can be let in later."""

from __future__ import annotations

import pytest
from django.conf import settings

from archive.drops import posted
from archive.drops.doors import Door, let_in, link_door
from archive.drops.links import make_link
from archive.models import DropFile, Photo, Receipt
from tests.factories import EDITOR, make_photographer, make_release
from workers.intake.events import UploadEvent
from workers.intake.receive import receive

pytestmark = pytest.mark.django_db
A = "a" * 64


def linked(files: int) -> Door:
    release = make_release(slug="fest")
    link, _token = make_link(release, "Anna", EDITOR, days=1, files=files, gigabytes=1)
    return link_door(link)


def post(file: DropFile, etag: str, version: str = "", size: int = 0) -> Photo:
    version = version or etag
    receive(UploadEvent(settings.BUCKET_INCOMING, file.key, size or file.size, version, etag))
    photo = Receipt.objects.get(key=file.key, version=version).photo
    assert photo
    return photo


def states() -> list[tuple[str, str]]:
    return list(Photo.objects.order_by("received_at").values_list("state", "problem"))


def test_other_bytes_count_and_what_is_too_much_is_refused() -> None:
    door = linked(files=2)
    file = let_in(door, "a.jpg", 5, A, "image/jpeg")
    for etag in ("asked", "further", "too much"):
        post(file, etag)
    assert states() == [("received", ""), ("received", ""), ("refused", "link_used_up")]
    assert Photo.objects.get(state="refused").due_at is None
    refused = post(file, "too much", "again")
    assert (Photo.objects.count(), refused.state) == (3, "refused"), "posted again, it is the same entry"
    assert door.link
    assert door.link.files.count() == 2


def test_what_was_too_much_comes_in_by_another_link() -> None:
    door = linked(files=1)
    file = let_in(door, "a.jpg", 5, A, "image/jpeg")
    post(file, "asked")
    refused = post(file, "too much")
    assert refused.state == "refused"
    assert door.release
    link, _token = make_link(door.release, "Anna", EDITOR, days=1, files=1, gigabytes=1)
    again = post(let_in(link_door(link), "a.jpg", 5, "b" * 64, "image/jpeg"), "too much", "again")
    assert (again.pk, again.state, again.problem) == (refused.pk, "received", "")
    assert again.due_at


def test_what_came_by_other_ways_is_not_the_links() -> None:
    door = linked(files=1)
    file = let_in(door, "a.jpg", 5, A, "image/jpeg")
    post(file, "asked")
    post(file, "from an S3 client", size=6)
    assert states() == [("received", "")] * 2


def test_a_name_is_taken_so_many_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posted, "MOST_CONTENTS", 2)
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")
    for n in range(4):
        receive(UploadEvent(settings.BUCKET_INCOMING, "anna/fest/live.jpg", 5, f"v{n}", f"e{n}"))
    assert states() == [("received", "")] * 2 + [("refused", "name_used_up")] * 2
    receive(UploadEvent(settings.BUCKET_INCOMING, "anna/fest/live.jpg", 5, "v9", "e0"))
    assert len(states()) == 4
