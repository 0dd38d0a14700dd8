"""What a row with a next step carries: when it is due, and whether it is parked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from archive.models import Photo
from archive.models.work import finished_work, fresh_work, settled_work


def test_fresh_work_is_due_now_and_starts_from_scratch() -> None:
    work = fresh_work()
    assert work["due_at"] <= timezone.now()
    assert (work["lease_until"], work["attempts"], work["crashes"], work["problem"]) == (None, 0, 0, "")


def test_work_is_due_at_its_time() -> None:
    due = timezone.now() + timedelta(hours=1)
    assert fresh_work(due)["due_at"] == due


def test_what_is_still_being_edited_can_wait_a_moment() -> None:
    assert timedelta(seconds=5) < settled_work()["due_at"] - timezone.now() < timedelta(minutes=1)


def test_finished_work_is_neither_due_nor_parked() -> None:
    work = finished_work()
    assert work["due_at"] is None
    assert not Photo(**work).parked


def test_parked_is_a_problem_with_nothing_due() -> None:
    assert Photo(problem="store_down", due_at=None).parked
    assert not Photo(problem="store_down", due_at=timezone.now()).parked
    assert not Photo(problem="", due_at=None).parked
