"""Passes in slices: every step is done, a kill costs one, a fault costs its part, and nobody works beside another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DataError
from django.utils import timezone

from archive.models import UpkeepPass
from archive.store.errors import BadRequest, StoreDown
from workers.upkeep.passes import Part, Step, begin_anew, run_slice, run_whole
from workers.upkeep.repairs import Repairs

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DONE: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()


def letters(after: str) -> Iterator[Step]:
    for letter in (letter for letter in "abcd" if letter > after):
        DONE.append(letter)
        yield "" if letter == "d" else letter, Repairs(removed=1)


def numbers(after: str) -> Iterator[Step]:
    for number in (number for number in "12" if number > after):
        DONE.append(number)
        yield number, Repairs(verified=1)


def failing(error: Exception) -> Part:
    def fail(place: str) -> Step:
        raise error

    return lambda after: map(fail, "x")


PARTS: dict[str, Part] = {"letters": letters, "numbers": numbers}


def test_slices_together_do_what_one_pass_does() -> None:
    slices = [run_slice("p", PARTS, until=0, every=HOUR) for _slice in range(7)]
    assert slices == [True] * 6 + [False]
    assert "".join(DONE) == "abcd12"
    row = UpkeepPass.objects.get()
    assert Repairs.of(row.repairs) == run_whole(PARTS) == Repairs(removed=4, verified=2)
    assert row.ended_at


def test_a_slice_with_time_goes_to_the_end_and_the_next_pass_has_its_own_time() -> None:
    later = time.monotonic() + 60
    assert not run_slice("p", PARTS, later, every=HOUR)
    assert not run_slice("p", PARTS, later, every=HOUR)
    assert "".join(DONE) == "abcd12"
    begin_anew("p")
    assert not run_slice("p", PARTS, later, every=HOUR)
    assert not run_slice("p", PARTS, later, every=timedelta(0))
    assert "".join(DONE) == "abcd12" * 3


def test_a_kill_costs_one_step() -> None:
    def killed(after: str) -> Iterator[Step]:
        for place, repairs in letters(after):
            if place == "c":
                raise SystemExit
            yield place, repairs

    with pytest.raises(SystemExit):
        run_slice("p", {"letters": killed}, time.monotonic() + 60, every=HOUR)
    assert not run_slice("p", {"letters": letters}, time.monotonic() + 60, every=HOUR)
    assert "".join(DONE) == "abccd"
    assert UpkeepPass.objects.get().repairs["removed"] == 4


def test_a_store_that_is_down_ends_the_slice_and_not_the_pass() -> None:
    with pytest.raises(StoreDown):
        run_slice("p", PARTS | {"letters": failing(StoreDown("gone"))}, time.monotonic() + 60, every=HOUR)
    assert not run_slice("p", PARTS, time.monotonic() + 60, every=HOUR)
    assert "".join(DONE) == "abcd12"


def test_a_part_that_fails_is_named_and_the_others_go_on() -> None:
    parts = {"bad": failing(KeyError("a bad row")), **PARTS}
    assert run_whole(parts) == Repairs(removed=4, verified=2, broken=("bad",))
    while run_slice("p", parts, until=0, every=HOUR):
        pass
    assert UpkeepPass.objects.get().repairs["broken"] == ["bad"]
    assert "".join(DONE) == "abcd12" * 2


@pytest.mark.parametrize("error", [DataError("out of range"), BadRequest("no such key can be")], ids=["row", "key"])
def test_what_would_fail_in_every_slice_ends_no_slice(error: Exception) -> None:
    """Else the pass would never come to what follows."""
    assert not run_slice("p", {"bad": failing(error), **PARTS}, time.monotonic() + 60, every=HOUR)
    assert UpkeepPass.objects.get().repairs["broken"] == ["bad"]
    assert "".join(DONE) == "abcd12"


def test_while_one_works_the_other_walks_away() -> None:
    UpkeepPass.objects.create(name="p", busy_until=timezone.now() + timedelta(minutes=1))
    assert not run_slice("p", PARTS, until=0, every=HOUR)
    assert not DONE
    UpkeepPass.objects.update(busy_until=timezone.now() - HOUR)
    assert run_slice("p", PARTS, until=0, every=HOUR), "the other was killed"


def test_one_from_before_the_clock_was_set_back_keeps_nobody_waiting() -> None:
    ahead = timezone.now() + HOUR
    UpkeepPass.objects.create(name="p", started_at=ahead, ended_at=ahead, busy_until=ahead)
    assert run_slice("p", PARTS, until=0, every=HOUR)
