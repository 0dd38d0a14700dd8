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
    first, second = (make_photo(release, id=name) for name in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"))
    address = reverse("desk:changes", args=(release.slug,))
    html = page(approver, release)
    since = token(html)
    assert html.count('id="changes"') == 1, "of two, the page would keep the old one"
    assert approver.get(address, {"since": since}).status_code == 204
    edit(first.pk, {"captions.en": "Ganz neu"}, EDITOR, may_approve=False)
    answer = approver.get(address, {"since": since}).content.decode()
    assert "Ganz neu" in answer
    assert f'id="photo-{second.pk}"' not in answer
    assert "data-present" not in answer, "none came and none went"
    assert approver.get(address, {"since": token(answer)}).status_code == 204


def test_a_late_commit_is_not_missed(approver: Client) -> None:
    """A row written before the newest one, but committed after it was seen, still comes with the next poll."""
    release = make_release()
    early, late = (make_photo(release, id=name) for name in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"))
    since = release_snapshot(release).token
    Photo.objects.filter(pk=late.pk).update(state="approved")  # and `changed_at` stays older than early's
    answer = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()
    assert f'id="photo-{late.pk}"' in answer
    assert f'id="photo-{early.pk}"' not in answer


def test_new_and_gone_photos_are_told(approver: Client) -> None:
    release = make_release()
    assert 'role="row"' not in approver.get(reverse("desk:release", args=(release.slug,))).content.decode(), "none yet"
    gone = make_photo(release)
    since = release_snapshot(release).token
    new = make_photo(release, "received", original=None)
    gone.delete()
    answer = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()
    assert f'id="photo-{new.pk}"' in answer
    assert f'data-present="{new.pk}"' in answer
    assert 'data-busy="yes"' in answer


@pytest.mark.parametrize("since", ["", "1-2-3", "a-0-b-%%%", "a-0-b-AAAA", "1795681709210997-0-65e14f82dfc38dae"])
def test_a_token_that_says_nothing_brings_everything(approver: Client, since: str) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(3)]
    answer = approver.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()
    assert all(f'id="photo-{photo.pk}"' in answer for photo in photos)
    assert "data-present" in answer


def test_while_many_change_each_poll_brings_what_changed_since_the_last(approver: Client) -> None:
    """Five hundred photos develop for minutes: what was sent with one poll is not sent with the next."""
    release = make_release()
    photos = [make_photo(release) for _n in range(80)]
    since, address, sent = token(page(approver, release)), reverse("desk:changes", args=(release.slug,)), 0
    for start in range(0, 80, 10):
        for photo in photos[start : start + 10]:
            edit(photo.pk, {"captions.en": f"New {start}"}, EDITOR, may_approve=False)
        answer = approver.get(address, {"since": since}).content.decode()
        assert all(f'id="photo-{photo.pk}"' in answer for photo in photos[start : start + 10])
        since, sent = token(answer), sent + answer.count('id="photo-')
    assert sent < 2 * len(photos)
