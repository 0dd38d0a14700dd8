"""Order and hero: moved by hand, undone, told in the audit, and public only by a correction."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from archive.audit import Action, Actor
from archive.errors import ArchiveError
from archive.models import Decision, Photo, Release
from archive.photos.undo import acts_of
from archive.publishing.corrections import Correction, correction_of
from archive.publishing.versions import full_version, reduced_version
from archive.releases.gate import inspect_release
from archive.releases.lifecycle import unsorted
from archive.releases.order import (
    arrange,
    place_photos,
    places_before,
    places_from,
    possible_heroes,
    set_hero,
    set_order,
    shown_hero,
    undo_arrangement,
)
from archive.states import PhotoState
from desk.components.audit_labels import Entry
from tests.archive.publishing.public_release import published
from tests.factories import APPROVER, EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def release_of(names: str, **fields: object) -> Release:
    release = make_release(**fields)
    for name in names:
        make_photo(release, filename=name)
    return release


def order_of(release: Release) -> str:
    return "".join(release.photos.values_list("filename", flat=True))


def ids(release: Release, names: str) -> list[str]:
    found = dict(release.photos.values_list("filename", "pk"))
    return [found[name] for name in names]


@pytest.mark.parametrize(
    ("moved", "anchor", "result"),
    [
        ("e", "a", "eabcdf"),
        ("a", "c", "bacdef"),
        ("a", "a", "abcdef"),
        ("db", "f", "acebdf"),
        ("bd", "d", "acbdef"),  # before itself: before what follows
        ("a", None, "bcdefa"),
        ("ef", None, "abcdef"),
    ],
)
def test_a_selection_goes_before_a_photo_and_comes_back(moved: str, anchor: str | None, result: str) -> None:
    release = release_of("abcdef")
    before_it = ids(release, anchor)[0] if anchor else None
    before = place_photos(release, places_before(release, ids(release, moved), before_it), EDITOR, may_publish=False)
    assert order_of(release) == result
    place_photos(release, before, EDITOR, may_publish=False)
    assert order_of(release) == "abcdef"


@pytest.mark.parametrize(("first", "result"), [(1, "bdacef"), (3, "acbdef"), (99, "acefbd"), (0, "bdacef")])
def test_a_selection_goes_to_a_position(first: int, result: str) -> None:
    release = release_of("abcdef")
    place_photos(release, places_from(release, ids(release, "db"), first), EDITOR, may_publish=False)
    assert order_of(release) == result
    assert list(release.photos.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_what_arrives_later_follows_and_strangers_are_left_alone() -> None:
    release, other = release_of("abc"), release_of("x")
    place_photos(release, {ids(other, "x")[0]: 1}, EDITOR, may_publish=False)
    release.refresh_from_db()
    assert (release.photo_order, release.revision, release.decisions.count()) == ("time", 1, 0)
    place_photos(release, {ids(release, "c")[0]: 1, ids(other, "x")[0]: 1}, EDITOR, may_publish=False)
    make_photo(release, filename="d")
    assert (order_of(release), order_of(other)) == ("cabd", "x")
    assert other.photos.get().position is None


def test_another_order_keeps_the_one_by_hand_for_later() -> None:
    release = release_of("abc")
    place_photos(release, {ids(release, "c")[0]: 1}, EDITOR, may_publish=False)
    for order, result in (("name", "abc"), ("manual", "cab")):
        set_order(release, order, EDITOR, may_publish=False)
        assert order_of(release) == result
    with pytest.raises(ArchiveError):
        set_order(release, "size", EDITOR, may_publish=False)
    with pytest.raises(ArchiveError):
        set_order(unsorted(), "name", EDITOR, may_publish=False)


def test_moving_changes_no_row_that_a_page_would_have_to_show_anew() -> None:
    release = release_of("abc")
    changed = dict(Photo.objects.values_list("pk", "changed_at"))
    place_photos(release, {ids(release, "c")[0]: 1}, EDITOR, may_publish=False)
    assert dict(Photo.objects.values_list("pk", "changed_at")) == changed
    revision = Release.objects.get(pk=release.pk).revision
    place_photos(release, {ids(release, "c")[0]: 1}, EDITOR, may_publish=False)
    assert Release.objects.get(pk=release.pk).revision == revision == 2, "moved to where it stands: nothing happened"


def test_the_audit_tells_who_moved_what() -> None:
    release = release_of("abc")
    place_photos(release, {ids(release, "c")[0]: 1}, EDITOR, may_publish=False)
    set_hero(release, ids(release, "b")[0], EDITOR, may_publish=False)
    moved, led = Decision.objects.filter(action=Action.ARRANGED).order_by("pk")
    assert [moved.before[name] for name in ("photo_order", "places")] == ["time", "c 3"]
    assert [moved.after[name] for name in ("photo_order", "places")] == ["manual", "c 1"]
    assert (led.before["hero"], led.after["hero"]) == ("", "b")
    with override("en"):
        assert {change.label for change in Entry(moved).changes} == {"Order of the photos", "Places in the order"}
        assert [(change.label, change.after) for change in Entry(led).changes] == [("Hero", "b")]


class TestUndo:
    def test_each_act_is_taken_back_in_its_turn(self) -> None:
        release, who = release_of("abcd"), [Actor("editor", act=f"act{n}") for n in range(3)]
        place_photos(release, {ids(release, "d")[0]: 1, ids(release, "b")[0]: 2}, who[0], may_publish=False)
        place_photos(release, {ids(release, "a")[0]: 4}, who[1], may_publish=False)
        set_hero(release, ids(release, "b")[0], who[2], may_publish=False)
        assert [act.key for act in acts_of(release, EDITOR)] == ["act2", "act1", "act0"]
        stands = []
        for act in ("act2", "act1", "act0"):
            assert undo_arrangement(release, act, EDITOR, may_publish=False)
            assert not undo_arrangement(release, act, EDITOR, may_publish=False), "twice is once"
            stands.append(order_of(release))
        assert stands == ["dbca", "dbac", "abcd"]
        release.refresh_from_db()
        assert (release.photo_order, release.hero_id) == ("time", None)
        assert acts_of(release, EDITOR) == []
        assert not undo_arrangement(release, "unknown", EDITOR, may_publish=False)

    def test_what_somebody_else_chose_since_stays(self) -> None:
        release = release_of("ab")
        set_order(release, "name", Actor("editor", act="mine"), may_publish=False)
        set_order(release, "arrival", APPROVER, may_publish=False)
        with override("en"), pytest.raises(ArchiveError, match="changed it since"):
            undo_arrangement(release, "mine", EDITOR, may_publish=False)
        assert not undo_arrangement(release, "mine", APPROVER, may_publish=False), "it was another's"


def test_the_first_photo_that_goes_leads_until_somebody_chooses() -> None:
    release = release_of("abc")
    first, second, third = ids(release, "abc")

    def hero() -> str | None:
        release.refresh_from_db()
        return shown_hero(release.hero_id, dict(release.photos.values_list("pk", "state")))

    assert hero() is None
    Photo.objects.exclude(pk=first).update(state=PhotoState.APPROVED)
    assert hero() == second
    set_hero(release, third, EDITOR, may_publish=False)
    assert hero() == third
    set_hero(release, first, EDITOR, may_publish=False)
    assert hero() == first, "it is not approved yet, but chosen"
    assert "hero_left_out" in [finding.key for finding in inspect_release(release).warnings]
    Photo.objects.filter(pk=first).update(state=PhotoState.DECLINED)
    assert hero() == second
    assert set_hero(release, None, EDITOR, may_publish=False).hero_id is None


def test_order_and_hero_are_set_where_they_are_given_and_differ() -> None:
    release = release_of("abc")
    first, _second, third = release.photos.all()
    release = arrange(release, EDITOR, may_publish=False, order="name", hero=third.pk)
    assert (release.photo_order, release.hero_id, release.revision) == ("name", third.pk, 3)
    release = arrange(release, EDITOR, may_publish=False, order="name", hero=third.pk)
    release = arrange(release, EDITOR, may_publish=False)
    assert release.revision == 3
    assert arrange(release, EDITOR, may_publish=False, hero="").hero_id is None
    with pytest.raises(ArchiveError, match="choose one of: time, name, arrival, manual"), override("en"):
        arrange(release, EDITOR, may_publish=False, order="colour")
    Photo.objects.filter(pk=first.pk).update(state=PhotoState.DECLINED)
    assert [photo.filename for photo in possible_heroes(release)] == ["b", "c"]


def test_a_photo_that_was_taken_out_cannot_lead() -> None:
    release, other = release_of("ab"), release_of("x")
    Photo.objects.filter(filename="b").update(state=PhotoState.DECLINED)
    for wrong in (ids(release, "b")[0], ids(other, "x")[0], "000000000000"):
        with pytest.raises(ArchiveError):
            set_hero(release, wrong, EDITOR, may_publish=False)


def test_order_and_hero_of_a_live_release_are_a_correction() -> None:
    release, [first, second] = published()
    assert full_version(release, None, 2).hero == first.pk
    release = set_hero(release, second.pk, APPROVER, may_publish=True)
    assert correction_of(release) == Correction(hero=True)
    version = full_version(release, None, 2)
    assert [photo.id for photo in version.photos] == [first.pk, second.pk]
    assert version.hero == second.pk
    release = set_hero(release, None, APPROVER, may_publish=True)
    place_photos(release, {second.pk: 1}, APPROVER, may_publish=True)
    release.refresh_from_db()
    assert correction_of(release) == Correction(reordered=True), "another first photo leads: that is told once"
    assert full_version(release, None, 2).hero == second.pk


def test_a_version_without_its_hero_is_led_by_the_first_photo() -> None:
    release, [first, second] = published()
    set_hero(release, second.pk, APPROVER, may_publish=True)
    release.refresh_from_db()
    last = release.publications.get()
    assert reduced_version(release, last, 2, {first.pk}).hero == second.pk
    assert reduced_version(release, last, 2, {second.pk}).hero == first.pk
    assert reduced_version(release, last, 2, {first.pk, second.pk}).hero is None


@pytest.mark.parametrize("may_publish", [True, False])
def test_it_needs_what_every_edit_of_the_release_needs(may_publish: bool) -> None:
    release = release_of("ab", state="scheduled", approved_revision=1)
    set_order(release, "name", EDITOR, may_publish=may_publish)
    release.refresh_from_db()
    assert release.approval_is_current is may_publish
    assert ("unconfirmed" in [finding.key for finding in inspect_release(release).blockers]) is not may_publish
