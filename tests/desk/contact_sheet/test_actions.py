"""Actions on a selection, how often they are done, and their undo."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Decision, Photo, Release
from archive.photos.decisions import approve, restore
from archive.photos.editing import edit
from desk.components.changes import release_snapshot
from tests.factories import APPROVER, EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def act(client: Client, release: Release, action: str, photos: list[Photo] | None = None, **values: Any) -> str:
    """What the page gets for a press of a button."""
    ids = [f"{photo.pk}:{photo.revision}" for photo in photos or []]
    headers = {"X-Seen": values.pop("since")} if "since" in values else {}
    address = reverse("desk:act", args=(release.slug,))
    return client.post(address, {"action": action, "ids": ids, **values}, headers=headers).content.decode()


def stack(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<li data-act="([^"]+)" data-photos="\d+">([^<]+)</li>', html)


def test_undo_names_and_takes_back_one_act_after_the_other(approver: Client) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(3)]
    act(approver, release, "approve", photos[:1], act="one")
    html = act(approver, release, "decline", photos, act="two")
    assert stack(html) == [("two", "Undo: 3 declined"), ("one", "Undo: 1 approved")]
    assert 'data-undo-act="two"' in html
    sheet = approver.get(reverse("desk:release", args=(release.slug,))).content.decode()
    assert stack(sheet) == stack(html), "it survives a reload"
    html = act(approver, release, "undo", undoes="two", act="three")
    assert "3 photos are as they were before." in html
    assert stack(html) == [("one", "Undo: 1 approved")]
    assert [photo.state for photo in release.photos.order_by("pk").all()].count("approved") == 1
    assert all(f'id="photo-{photo.pk}"' in html for photo in photos)


def test_undo_leaves_and_names_what_somebody_else_has_changed_since(approver: Client) -> None:
    release = make_release()
    mine, theirs = make_photo(release), make_photo(release, filename="theirs.jpg")
    act(approver, release, "decline", [mine, theirs], act="it")
    restore([theirs.pk], EDITOR)
    html = act(approver, release, "undo", undoes="it")
    assert "1 photo is as it was before." in html
    assert "<strong>theirs.jpg</strong> editor has changed it since" in html
    assert f'<li data-photo="{theirs.pk}">' in html


def test_what_is_sent_twice_is_done_once(approver: Client) -> None:
    """The answer was lost, a colleague went on, and the page sends its decision again."""
    release = make_release()
    photo = make_photo(release)
    first = act(approver, release, "decline", [photo], act="it")
    restore([photo.pk], EDITOR)
    again = act(approver, release, "decline", [photo], act="it")
    assert "1 photo declined." in first
    assert "1 photo declined." in again
    assert Photo.objects.get(pk=photo.pk).state == "ready"
    assert Decision.objects.filter(action="declined").count() == 1


def test_a_large_selection_comes_in_portions_and_is_told_and_undone_as_one(approver: Client) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(3)]
    html = act(approver, release, "decline", photos[:2], act="it", last="no")
    assert "data-toast" not in html
    assert 'data-done="2"' in html
    html = act(approver, release, "decline", photos[2:], act="it", before="2")
    assert "3 photos declined." in html
    assert stack(html) == [("it", "Undo: 3 declined")]


def test_a_large_undo_comes_in_portions_too(approver: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.contact_sheet.actions.PORTION", 2)
    release = make_release()
    act(approver, release, "decline", [make_photo(release) for _n in range(3)], act="it")
    first = act(approver, release, "undo", undoes="it")
    assert "data-toast" not in first
    assert stack(first) == [("it", "Undo: 1 declined")], "the page sees that some are left"
    assert "3 photos are as they were before." in act(approver, release, "undo", undoes="it", before="2")


def test_what_failed_has_no_undo(approver: Client) -> None:
    photo = make_photo(state="live")
    html = act(approver, photo.release, "decline", [photo], act="it")
    assert "1 was left as it is:" in html
    assert "0 photos" not in html
    assert "data-undo-act" not in html


def test_what_changed_nothing_has_no_undo(approver: Client) -> None:
    release = make_release()
    photos = [make_photo(release, state="declined"), make_photo(release)]
    html = act(approver, release, "decline", photos[:1], act="it")
    assert "1 photo declined." in html
    assert "data-undo-act" not in html
    assert 'data-undo-act="both"' in act(approver, release, "decline", photos, act="both")


def test_an_answer_brings_what_others_changed_or_leaves_the_token(approver: Client) -> None:
    release = make_release()
    mine, theirs = make_photo(release), make_photo(release)
    release.refresh_from_db()
    since = release_snapshot(release).token
    edit(theirs.pk, {"captions.en": "Ganz neu"}, EDITOR, may_approve=False)
    assert 'id="changes"' not in act(approver, release, "decline", [mine])
    html = act(approver, release, "restore", [mine], since=since)
    assert "Ganz neu" in html
    assert f'value="{release_snapshot(release).token}"' in html


def test_nobody_decides_in_the_name_of_the_next_who_signs_in(approver: Client) -> None:
    photo = make_photo()
    answer = approver.post(
        reverse("desk:act", args=(photo.release.slug,)), {"action": "decline", "ids": [photo.pk], "account": "0"}
    )
    assert answer.status_code == 401
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_actions_name_what_could_not_be_done(approver: Client) -> None:
    release = make_release()
    ready, refused = make_photo(release), make_photo(release, "refused", problem="empty", original=None)
    other = make_photo()
    answer = act(approver, release, "approve", [ready, refused, other])
    assert "1 photo approved." in answer
    assert refused.filename in answer
    assert Photo.objects.get(pk=ready.pk).state == "approved"
    assert Photo.objects.get(pk=other.pk).state == "ready", "of another release, hence not on this page"


def test_what_changed_under_the_eyes_is_not_approved(approver: Client) -> None:
    photo = make_photo()
    edit(photo.pk, {"captions.de": "Andere Worte"}, EDITOR, may_approve=False)
    assert "look again" in act(approver, photo.release, "approve", [photo])
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_an_approval_is_taken_back(approver: Client) -> None:
    photo = make_photo()
    approve([photo.pk], APPROVER)
    act(approver, photo.release, "restore", [photo])
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_what_will_never_be_a_photo_is_cleared_away_and_brought_back(approver: Client) -> None:
    release = make_release()
    ghost = make_photo(release, "refused", problem="upload_missing", original=None)
    waiting = make_photo(release, "received", problem="upload_missing", original=None)
    sheet = approver.get(reverse("desk:release", args=(release.slug,))).content.decode()
    assert "The file is not in the store" in sheet
    assert len(re.findall(r'data-kinds="[^"]*stuck', sheet)) == 2, "the button counts them"
    html = act(approver, release, "decline", [ghost, waiting], act="it")
    assert "2 photos declined." in html
    assert stack(html) == [("it", "Undo: 2 cleared away")]
    assert "The file is not in the store" not in html
    act(approver, release, "undo", undoes="it")
    assert {photo.state for photo in release.photos.all()} == {"received"}


def test_unknown_actions_do_nothing(approver: Client) -> None:
    address = reverse("desk:act", args=(make_release().slug,))
    assert approver.post(address, {"action": "explode"}).status_code == 404
    assert approver.get(address).status_code == 405
