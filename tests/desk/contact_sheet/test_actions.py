"""Actions on a selection and their undo."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Photo
from archive.photos.decisions import approve
from archive.photos.editing import edit
from tests.factories import APPROVER, EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_undo_brings_back_what_was(approver: Client) -> None:
    release = make_release()
    approved, ready, outdated = (make_photo(release) for _n in range(3))
    approve([approved.pk, outdated.pk], APPROVER)
    edit(outdated.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    address = reverse("desk:act", args=(release.slug,))
    ids = [approved.pk, ready.pk, outdated.pk]
    html = approver.post(address, {"action": "decline", "ids": ids}).content.decode()
    assert f'data-undo="{approved.pk}! {ready.pk} {outdated.pk}"' in html
    html = approver.post(address, {"action": "undo", "ids": ids, "again": [approved.pk]}).content.decode()
    assert "3 photos are as they were before." in html
    states = {photo.pk: photo.state for photo in release.photos.all()}
    assert states == {approved.pk: "approved", ready.pk: "ready", outdated.pk: "ready"}
    assert Photo.objects.get(pk=approved.pk).approval_is_current


def test_undo_approves_nothing_that_changed_meanwhile(approver: Client) -> None:
    photo = make_photo(filename="a.jpg")
    approve([photo.pk], APPROVER)
    address = reverse("desk:act", args=(photo.release.slug,))
    approver.post(address, {"action": "decline", "ids": [photo.pk]})
    edit(photo.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    values = {"action": "undo", "ids": [f"{photo.pk}:{photo.revision}"], "again": [photo.pk]}
    assert "while you looked at it" in approver.post(address, values).content.decode()
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_actions_name_what_could_not_be_done(approver: Client) -> None:
    release = make_release()
    ready, refused = make_photo(release), make_photo(release, "refused", problem="empty", original=None)
    other = make_photo()
    ids = [f"{ready.pk}:{ready.revision}", f"{refused.pk}:1", f"{other.pk}:1"]
    answer = approver.post(
        reverse("desk:act", args=(release.slug,)), {"action": "approve", "ids": ids}
    ).content.decode()
    assert "1 photo approved." in answer
    assert refused.filename in answer
    assert f'data-undo="{ready.pk}"' in answer
    assert Photo.objects.get(pk=ready.pk).state == "approved"
    assert Photo.objects.get(pk=other.pk).state == "ready", "of another release, hence not on this page"


def test_what_changed_under_the_eyes_is_not_approved(approver: Client) -> None:
    photo = make_photo()
    edit(photo.pk, {"captions.de": "Andere Worte"}, EDITOR, may_approve=False)
    values = {"action": "approve", "ids": [f"{photo.pk}:{photo.revision}"]}
    answer = approver.post(reverse("desk:act", args=(photo.release.slug,)), values).content.decode()
    assert "look again" in answer
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_undo_brings_back_what_was_approved(approver: Client) -> None:
    photo = make_photo()
    approve([photo.pk], APPROVER)
    approver.post(reverse("desk:act", args=(photo.release.slug,)), {"action": "restore", "ids": [photo.pk]})
    assert Photo.objects.get(pk=photo.pk).state == "ready"


def test_what_will_never_be_a_photo_is_cleared_away_and_brought_back(approver: Client) -> None:
    release = make_release()
    ghost = make_photo(release, "refused", problem="upload_missing", original=None)
    waiting = make_photo(release, "received", problem="upload_missing", original=None)
    sheet = approver.get(reverse("desk:release", args=(release.slug,))).content.decode()
    assert "The file is not in the store" in sheet
    assert sheet.count(' parked stuck"') == 2, "the button counts them"
    address, ids = reverse("desk:act", args=(release.slug,)), [ghost.pk, waiting.pk]
    html = approver.post(address, {"action": "decline", "ids": ids}).content.decode()
    assert "2 photos declined." in html
    assert f'data-undo="{ghost.pk} {waiting.pk}"' in html
    assert "The file is not in the store" not in html
    approver.post(address, {"action": "undo", "ids": ids})
    assert {photo.state for photo in release.photos.all()} == {"received"}


def test_unknown_actions_do_nothing(approver: Client) -> None:
    address = reverse("desk:act", args=(make_release().slug,))
    assert approver.post(address, {"action": "explode"}).status_code == 404
    assert approver.get(address).status_code == 405
