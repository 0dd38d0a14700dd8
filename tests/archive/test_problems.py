"""Every problem has one sentence, and a row's standing is told the same everywhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from archive.models import Photo, Release
from archive.problems import FAULTS, PERMANENT, WAITS, Problem, Standing, cause_of, standing_of
from archive.states import PhotoState
from cli.support.reasons import attention, reason_of
from desk.components.labels import problem_of, release_notice
from pipelines.refusal import REASONS

SOON = timezone.now() + dt.timedelta(minutes=1)


def test_each_problem_has_one_sentence() -> None:
    known = [*FAULTS, *WAITS, *PERMANENT]
    assert set(known) == {*Problem, *REASONS}
    assert len(known) == len(set(known))


@pytest.mark.parametrize(
    ("row", "standing"),
    [
        (Photo(), None),
        (Photo(state=PhotoState.REFUSED, problem="broken"), Standing.REFUSED),
        (Photo(state=PhotoState.READY, problem="store_down"), Standing.PARKED),
        (Photo(state=PhotoState.RECEIVED, problem="store_down", due_at=SOON), Standing.WAITING),
        (Release(problem="gate_closed", due_at=SOON), Standing.WAITING),
    ],
)
def test_how_a_row_stands(row: Photo | Release, standing: Standing | None) -> None:
    assert standing_of(row) == standing
    assert attention(row) == (standing or "")


@pytest.mark.parametrize("problem", [*Problem, *REASONS])
def test_desk_and_command_line_name_the_same_cause(problem: str) -> None:
    release = Release(problem=problem, problem_detail="a.jpg, b.jpg", due_at=SOON)
    with override("en"):
        cause = cause_of(release)
        notice = release_notice(release)
        assert notice is not None
        assert notice.text.startswith(cause)
        assert reason_of(release).startswith(cause)


def test_only_what_no_try_changes_is_told_as_a_photos_own_fault() -> None:
    with override("en"):
        assert problem_of(Photo(problem="not_sealable")).startswith("Its texts could not be written")
        assert problem_of(Photo(problem="store_down")).startswith("It failed several times")
        assert problem_of(Photo(problem="store_down", due_at=SOON)) == ""
        assert reason_of(Photo(problem="store_down")).endswith("It was given up; retry it on the desk.")
        assert reason_of(Photo(problem="not_sealable")) == cause_of(Photo(problem="not_sealable"))


def test_a_problem_of_another_version_is_shown_as_it_is() -> None:
    assert cause_of(Photo(problem="new_in_the_next_version")) == "new_in_the_next_version"
    assert cause_of(Photo()) == ""


@pytest.mark.parametrize(("key", "sentence"), {**FAULTS, **WAITS, **PERMANENT}.items())
def test_every_known_problem_is_told_by_its_sentence(key: str, sentence: str) -> None:
    with override("en"):
        assert cause_of(Release(problem=key, problem_detail="a.jpg")) == sentence.replace("%(photos)s", "a.jpg")


def test_a_photo_that_waits_for_room_says_so_on_the_desk_and_the_command_line() -> None:
    photo = Photo(state=PhotoState.RECEIVED, problem="disk_full", due_at=SOON)
    sentence = "A disk is full. Nothing is lost. Your operator must make room; it then goes on by itself."
    with override("en"):
        assert problem_of(photo) == reason_of(photo) == sentence
        notice = release_notice(Release(problem="disk_full", due_at=SOON))
        assert notice
        assert notice.text == sentence
    with override("de"):
        assert problem_of(photo).startswith("Ein Datenträger ist voll. Es geht nichts verloren.")
