"""What is where, and what needs a person; repairs by hand."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from archive.models import Delivery
from archive.states import PhotoState
from pipelines.imaging.resampler import PillowResampler
from tests.cli.command_runner import run, run_json
from tests.factories import make_photo, make_photographer, make_release, now
from workers.develop.cell.kernel import Kernel

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
        waiting.pk: ("waiting", "Files could not be written. It is retried automatically."),
    }
    assert set(told["queues"]) == {"develop", "press", "upkeep"}
    shown = run("status")
    assert "anna" in shown
    assert refused.filename in shown


def test_many_releases_take_as_many_queries_as_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    anna = make_photographer()
    for _n in range(3):
        release = make_release()
        make_photo(release, photographer=anna)
        make_photo(release, PhotoState.REFUSED, photographer=anna, problem="not_a_photo")
    with django_assert_max_num_queries(11):  # the last one asks for attachments
        told = run_json("status")
    assert [row["photos"] for row in told["batches"]] == [{"ready": 1, "refused": 1}] * 3
    assert [row["is"] for row in told["attention"]] == ["refused"] * 3


def test_a_machine_without_the_fast_resizer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cykooz-resizer" not in run("status")
    monkeypatch.setattr("pipelines.imaging.resampler.IS_FAST", False)
    monkeypatch.setattr("pipelines.imaging.resampler.RESAMPLER", PillowResampler())
    assert "Photos are resized by Pillow" in run("status")
    assert run_json("status")["resampler"] == "Pillow"


def test_an_empty_desk_has_a_status_too() -> None:
    told = run("status")
    assert "No photo was dropped yet." in told
    assert "Nothing was refused or given up." in told


def test_what_the_kernel_lacks_for_the_chamber_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.develop.cell.kernel.this_kernel", lambda: Kernel(0, seccomp=True))
    assert "this machine's kernel lacks Landlock." in run("status")
    assert run_json("status")["kernel_lacks"] == ["Landlock"]
    monkeypatch.setattr("workers.develop.cell.kernel.this_kernel", lambda: Kernel(7, seccomp=True))
    assert "kernel" not in run("status")
    assert run_json("status")["kernel_lacks"] == []


def test_what_does_not_arrive_is_named() -> None:
    assert run_json("status")["undelivered"] == []
    Delivery.objects.create(kind="purge", payload="a.html", problem="not_delivered", answer="timeout", due_at=now())
    told = {"kind": "purge", "to": "", "why": "It did not answer in time.", "tried_again": 1, "given_up": 0}
    assert run_json("status")["undelivered"] == [told]
    assert "Not delivered" in run("status")
