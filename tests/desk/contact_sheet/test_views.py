"""The contact sheet: what it shows, what it costs, and how it stays up to date."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Photo, Release
from archive.photos.editing import edit
from desk.components.changes import release_snapshot
from tests.factories import EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def page(client: Client, release: Release) -> str:
    return client.get(reverse("desk:release", args=(release.slug,))).content.decode()


def token(html: str) -> str:
    found = re.search(r'<data id="changes" value="([^"]+)"', html)
    assert found
    return found[1]


def test_the_poll_is_silent_until_something_changes(approver: Client) -> None:
    release = make_release()
    first, second = make_photo(release), make_photo(release)
    address = reverse("desk:changes", args=(release.slug,))
    since = token(page(approver, release))
    assert approver.get(address, {"since": since}).status_code == 204
    edit(first.pk, {"captions.en": "Ganz neu"}, EDITOR, may_approve=False)
    answer = approver.get(address, {"since": since}).content.decode()
    assert "Ganz neu" in answer
    assert f'data-present="{" ".join(sorted([first.pk, second.pk]))}"' in answer
    assert approver.get(address, {"since": token(answer)}).status_code == 204


def test_a_late_commit_is_not_missed(approver: Client) -> None:
    """A row written before the newest one, but committed after it was seen, still comes with the next poll."""
    release = make_release()
    early, late = make_photo(release, filename="early.jpg"), make_photo(release, filename="late.jpg")
    since = release_snapshot(release).token
    Photo.objects.filter(pk=late.pk).update(state="approved")  # and `changed_at` stays older than early's
    answer = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()
    assert f'id="photo-{late.pk}"' in answer
    assert early.pk in answer


def test_new_and_gone_photos_are_told(approver: Client) -> None:
    release = make_release()
    gone = make_photo(release)
    since = release_snapshot(release).token
    new = make_photo(release, "received", original=None)
    gone.delete()
    answer = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()
    assert f'id="photo-{new.pk}"' in answer
    assert f'data-present="{new.pk}"' in answer
    assert 'data-busy="yes"' in answer
