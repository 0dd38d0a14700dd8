"""Series and files of one picture: grouped as they arrive, the best proposed, and dismissed for good."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from PIL import Image, ImageFilter

from archive.audit import Action, Actor
from archive.models import Burst, Decision, Fingerprint, Photo, Photographer, Release
from archive.photos.bursts import (
    dismiss,
    group_photos,
    keep_likeness,
    seen_elsewhere,
    stacks_of,
    undo_dismissal,
)
from archive.photos.decisions import decline
from archive.photos.undo import acts_of
from archive.states import PhotoState
from pipelines.imaging.comparison import Sight
from pipelines.imaging.likeness import likeness_of
from tests.factories import APPROVER, EDITOR, make_photo, make_photographer, make_release
from tests.pipelines.imaging.labelled_pictures import chances, cropped, edits, scene

pytestmark = pytest.mark.django_db


class Drop:
    """Photos that arrive in a release one after another, each compared as it comes."""

    def __init__(self, release: Release | None = None) -> None:
        self.release = release or make_release()
        self.anna: Photographer = make_photographer()

    def take(self, name: str, picture: Image.Image, taken: str = "", **fields: Any) -> Photo:
        photo = make_photo(self.release, filename=name, photographer=fields.pop("by", self.anna), **fields)
        original = photo.original
        assert original
        original.taken, original._state.adding = taken, True
        original.save(force_update=True)
        keep_likeness(original, likeness_of(picture, picture))
        group_photos(self.release)
        return photo

    def series(self, seed: int = 1, length: int = 3, minute: int = 0) -> list[Photo]:
        return [
            self.take(f"{seed}{n}.jpg", scene(seed, n), f"2026-09-01T18:{minute:02}:{n * 2:02}") for n in range(length)
        ]

    @property
    def stacks(self) -> list[str]:
        """`series: a.jpg b.jpg` of each stack."""
        names = dict(self.release.photos.values_list("pk", "filename"))
        return [f"{stack.kind}: {' '.join(names[pk] for pk in stack.photos)}" for stack in stacks_of(self.release)]


@pytest.fixture
def drop() -> Drop:
    return Drop()


def test_photos_seconds_apart_of_one_scene_are_a_series(drop: Drop) -> None:
    drop.take("before.jpg", scene(1), "2026-09-01T17:59:50")
    drop.series(1, 3)
    drop.take("turned round.jpg", scene(101), "2026-09-01T18:00:06")
    drop.take("another camera.jpg", scene(1, 1), "2026-09-01T18:00:02", by=make_photographer())
    drop.take("only the day.jpg", scene(1, 2), "2026-09-01")
    assert drop.stacks == ["series: 10.jpg 11.jpg 12.jpg"]
    (stack,) = stacks_of(drop.release)
    assert stack.seconds == 4


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 3, 1, 2), (3, 0, 2, 1)])
def test_a_series_is_one_however_its_photos_arrive(drop: Drop, order: tuple[int, ...]) -> None:
    for n in order:
        drop.take(f"{n}.jpg", scene(1, n), f"2026-09-01T18:00:{n * 3:02}")
    assert drop.stacks == ["series: 0.jpg 1.jpg 2.jpg 3.jpg"]


def test_files_of_one_picture_are_together_and_other_moments_are_not(drop: Drop) -> None:
    picture, chance = scene(2), chances(1)
    drop.take("camera.jpg", picture, "2026-09-01T18:00:00")
    for kind, edited in edits(picture, chance):
        if kind in ("resave", "grey", "crop of 6%"):
            drop.take(f"{kind}.jpg", edited)
    drop.take("at the same time.jpg", scene(2, 1))
    drop.take("an hour later.jpg", picture, "2026-09-01T19:00:00")
    (stack,) = stacks_of(drop.release)
    assert stack.kind == "same"
    names = {photo.filename for photo in Photo.objects.filter(pk__in=stack.photos)}
    assert {"camera.jpg", "resave.jpg", "grey.jpg", "crop of 6%.jpg"} <= names
    assert "at the same time.jpg" not in names


def test_one_photo_of_a_group_is_compared_and_no_more_than_so_many(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand files of one picture would be half a million comparisons, while everybody else waits."""
    asked = Mock(wraps=Sight.is_same)
    monkeypatch.setattr(Sight, "is_same", asked)
    for n in range(5):
        drop.take(f"{n}.jpg", scene(1))
    assert drop.stacks == ["same: 0.jpg 1.jpg 2.jpg 3.jpg 4.jpg"]
    assert asked.call_count == 4
    monkeypatch.setattr("archive.photos.bursts.MAX_COMPARED", 2)
    asked.side_effect = [False] * 2
    drop.take("another.jpg", scene(1))
    assert asked.call_count == 6


def test_an_untimed_file_of_a_series_photo_stands_in_one_stack_only(drop: Drop) -> None:
    first, *_rest = drop.series(1)
    copy = drop.take("copy.jpg", scene(1, 0).resize((450, 300)))
    first.refresh_from_db()
    copy.refresh_from_db()
    assert first.same == copy.same
    assert drop.stacks == ["series: 10.jpg 11.jpg 12.jpg"], "what is left of the other group is one photo"


def test_the_sharpest_is_proposed_and_of_one_picture_s_files_the_largest(drop: Drop) -> None:
    for n, blur in enumerate((2.0, 0.0, 1.0)):
        picture = scene(1, n).filter(ImageFilter.GaussianBlur(blur))
        drop.take(f"{n}.jpg", picture, f"2026-09-01T18:00:0{n}")
    large = drop.take("large.jpg", scene(5).filter(ImageFilter.GaussianBlur(1)))
    small = drop.take("small.jpg", scene(5))
    assert small.original
    small.original.facts |= {"width": 400, "height": 300}
    small.original.save()
    series, same = stacks_of(drop.release)
    assert Photo.objects.get(pk=series.proposed).filename == "1.jpg"
    assert same.proposed == large.pk


def test_keeping_the_proposal_declines_the_rest_and_nothing_that_was_decided(drop: Drop) -> None:
    drop.series(1, 5)
    (stack,) = stacks_of(drop.release)
    approved, declined = [pk for pk in stack.photos if pk != stack.proposed][:2]
    assert sorted(stack.declinable) == sorted(set(stack.photos) - {stack.proposed})
    decline(stack.declinable, APPROVER)
    assert drop.release.photos.get(pk=stack.proposed).state == PhotoState.READY
    Photo.objects.update(state=PhotoState.READY)
    Photo.objects.filter(pk=approved).update(state=PhotoState.APPROVED)
    Photo.objects.filter(pk=declined).update(state=PhotoState.DECLINED)
    (stack,) = stacks_of(drop.release)
    assert stack.proposed == approved, "what somebody approved is what is kept"
    decline(stack.declinable, APPROVER)
    assert sorted(drop.release.photos.values_list("state", flat=True)) == ["approved", *["declined"] * 4]
    (stack,) = stacks_of(drop.release)
    assert stack.declinable == ()


def test_a_dismissed_group_stays_so_whatever_arrives(drop: Drop) -> None:
    first, *_rest = drop.series(1, 3)
    (stack,) = stacks_of(drop.release)
    assert sorted(dismiss(drop.release, stack.id, EDITOR)) == sorted(stack.photos)
    assert drop.stacks == []
    drop.take("13.jpg", scene(1, 3), "2026-09-01T18:00:06")
    assert drop.stacks == []
    assert Burst.objects.count() == 1
    assert dismiss(drop.release, stack.id, EDITOR) == [], "twice is once"
    assert first.filename in Decision.objects.get(action=Action.UNGROUPED).after["photos"]


def test_dismissing_a_group_is_undone_by_its_act(drop: Drop) -> None:
    drop.series(1, 3)
    (stack,) = stacks_of(drop.release)
    anna = Actor("anna", act="one")
    dismiss(drop.release, stack.id, anna)
    assert [(act.key, act.action) for act in acts_of(drop.release, anna)] == [("one", "ungrouped")]
    assert not undo_dismissal(drop.release, "one", EDITOR), "it is not theirs"
    assert not undo_dismissal(drop.release, "two", anna)
    assert undo_dismissal(drop.release, "one", Actor("anna", act="undo"))
    assert drop.stacks == ["series: 10.jpg 11.jpg 12.jpg"]
    assert not undo_dismissal(drop.release, "one", anna), "twice is once"
    assert acts_of(drop.release, anna) == []


def test_a_group_of_which_one_is_left_is_no_stack(drop: Drop) -> None:
    _first, second = drop.series(1, 2)
    assert len(drop.stacks) == 1
    Photo.objects.filter(pk=second.pk).update(state=PhotoState.WITHDRAWN)
    assert drop.stacks == []


def test_reading_them_takes_one_query(drop: Drop, django_assert_num_queries: object) -> None:
    drop.series(1)
    drop.series(2, minute=5)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        assert len(stacks_of(drop.release)) == 2


def test_a_picture_that_is_or_was_public_elsewhere_is_found() -> None:
    picture = scene(4)
    elsewhere = Drop()
    public = elsewhere.take("public.jpg", picture, state=PhotoState.LIVE)
    gone = elsewhere.take("gone.jpg", picture.resize((300, 200)), state=PhotoState.WITHDRAWN)
    elsewhere.take("never public.jpg", picture.convert("L").convert("RGB"), state=PhotoState.READY)
    elsewhere.take("stranger.jpg", scene(104), state=PhotoState.LIVE)
    mine = Drop().take("again.jpg", cropped(picture, chances(3), 0.03))
    assert set(seen_elsewhere(mine)) == {public, gone}
    assert seen_elsewhere(public) == []
    assert seen_elsewhere(make_photo()) == [], "nothing is known of it"


def test_what_an_original_looks_like_is_stored_once() -> None:
    photo = Drop().take("a.jpg", scene(1))
    assert photo.original
    before = Fingerprint.objects.get().look
    keep_likeness(photo.original, likeness_of(scene(2), scene(2)))
    keep_likeness(photo.original, None)
    assert Fingerprint.objects.get().look == before
