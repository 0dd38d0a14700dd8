"""The press office makes, copies, watches and revokes links to a release's preview."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import PreviewLink, Release
from archive.publishing.preview_links import link_url, make_link
from tests.factories import EDITOR, make_release

pytestmark = pytest.mark.django_db


def address(release: Release) -> str:
    return reverse("desk:preview_links", args=(release.slug,))


def test_a_link_is_made_shown_and_revoked(editor: Client) -> None:
    release = make_release()
    until = f"{timezone.localtime() + dt.timedelta(days=2):%d.%m.%Y}"
    made = editor.post(
        address(release), {"name": " Kurier  am Fluss ", "until": until, "max_opens": "20"}, follow=True
    ).content.decode()
    link = PreviewLink.objects.get()
    assert (link.name, link.made_by, f"{timezone.localtime(link.until):%H:%M}") == (
        "Kurier am Fluss",
        "editor",
        "23:59",
    )
    assert link_url(link) in made
    assert "opened 0 of 20 times" in made
    after = editor.post(address(release), {"revoke": link.pk}, follow=True).content.decode()
    assert link_url(link) not in after
    assert "revoked" in after
    actions = release.decisions.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["preview_link_made", "preview_link_revoked"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"until": "2020-01-01 18:00"}, "in the past"),
        ({"until": "2099-01-01 18:00"}, "at most 60 days"),
        ({"until": "soon"}, "Not a time"),
        ({"max_opens": "0"}, "greater than or equal to 1"),
        ({"name": "  "}, "required"),
    ],
)
def test_what_cannot_be_is_told_and_stays_typed(typed: dict[str, str], told: str, editor: Client) -> None:
    release = make_release()
    usual = {"name": "Kurier", "until": f"{timezone.localtime() + dt.timedelta(days=1):%Y-%m-%d}", "max_opens": "20"}
    answer = editor.post(address(release), usual | typed)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not PreviewLink.objects.exists()


def test_a_public_release_gets_none_and_another_releases_link_is_not_revoked(editor: Client) -> None:
    live, other = make_release(state="live"), make_release()
    until = timezone.now() + dt.timedelta(days=1)
    answer = editor.post(address(live), {"name": "K", "until": f"{until:%Y-%m-%d %H:%M}", "max_opens": "1"})
    assert "still to be published" in answer.content.decode()
    link = make_link(other, "Kurier", until, 1, EDITOR)
    assert editor.post(address(live), {"revoke": link.pk}).status_code == 404
    assert editor.post(address(other), {"revoke": "x"}).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None
