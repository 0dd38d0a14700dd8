"""What is where, and what needs a person; repairs by hand."""

from __future__ import annotations

import pytest
from django.utils import timezone

from archive.models import Photo
from archive.states import PhotoState
from archive.store.buckets import incoming
from cli.support.errors import CommandError
from cli.support.waiting import Standing, wait_until_done
from tests.cli.command_runner import misuse, run, run_json
from tests.factories import make_photo, make_photographer, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def test_status_counts_and_names_what_is_wrong() -> None:
    release, anna = make_release(), make_photographer(slug="anna")
    make_photo(release, photographer=anna)
    refused = make_photo(release, PhotoState.REFUSED, photographer=anna, problem="not_a_photo")
    parked = make_photo(release, PhotoState.RECEIVED, photographer=anna, problem="store_down")
    waiting = make_photo(release, PhotoState.RECEIVED, photographer=anna, problem="disk_trouble", due_at=timezone.now())
    told = run_json("status", release.slug)
    assert told["batches"] == [
        {
            "release": release.slug,
            "is": "draft",
            "photographer": "anna",
            "photos": {"ready": 1, "received": 2, "refused": 1},
        }
    ]
    wrong = {row["id"]: (row["is"], row["why"]) for row in told["attention"]}
    assert wrong == {
        refused.pk: (
            "refused",
            "This file is not a photo. Please upload JPEG, PNG, TIFF, WebP, HEIC or AVIF.",
        ),
        parked.pk: ("parked", "The file store does not answer. It was given up; retry it on the desk."),
        waiting.pk: ("waiting", "Files could not be written. It is tried again by itself."),
    }
    assert set(told["queues"]) == {"develop", "press"}
    shown = run("status")
    assert "anna" in shown
    assert refused.filename in shown


def test_an_empty_desk_has_a_status_too() -> None:
    told = run("status")
    assert "No photo was dropped yet." in told
    assert "Nothing was refused or given up." in told


def test_a_sweep_finds_what_no_event_told() -> None:
    release, _anna = make_release(), make_photographer(slug="anna")
    incoming().put(f"anna/{release.slug}/A.JPG", b"x", "image/jpeg")
    assert {row["repair"]: row["count"] for row in run_json("sweep")}["received"] == 1
    assert {row["repair"]: row["count"] for row in run_json("sweep")}["received"] == 0
    assert release.photos.get().filename == "A.JPG"


def test_photos_are_developed_again_live_ones_only_when_asked() -> None:
    release = make_release()
    ready, live = make_photo(release), make_photo(release, PhotoState.LIVE)
    other = make_photo()
    assert "again: 1." in run("develop", release.slug, "--again")
    assert set(Photo.objects.exclude(due_at=None)) == {ready}
    assert "again: 2." in run("develop", release.slug, "--again", "--live")
    assert set(Photo.objects.exclude(due_at=None)) == {ready, live}
    assert "again: 2." in run("develop", "--again")
    assert set(Photo.objects.exclude(due_at=None)) == {ready, live, other}
    assert "give --again" in misuse("develop", release.slug)


def test_waiting_ends_when_nothing_moves() -> None:
    with pytest.raises(CommandError, match=r"Counting: nothing has moved for 0 s \(2 left\)"):
        wait_until_done("Counting", lambda: Standing(1, 3, "2 left"), timeout=0)
