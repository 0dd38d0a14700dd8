"""Drop links on the desk: made and shown once, listed without their secret, ended."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.drops.links import find_link, make_link
from archive.models import DropFile, DropLink
from desk.drop.links import qr_code
from tests.factories import EDITOR, make_release

pytestmark = pytest.mark.django_db
TYPED = {"verb": "make", "name": "Jörg Żółw", "days": "2", "files": "7", "gigabytes": "3"}


def test_a_link_is_shown_once_with_its_code(editor: Client, stranger: Client) -> None:
    address = reverse("desk:drop_links", args=(make_release().slug,))
    page = editor.post(address, TYPED).content.decode()
    found = re.search(r'value="(http[^"]+/d/([^/"]+)/)"', page)
    assert found
    link = find_link(found[2])
    assert link
    assert (link.photographer.name, link.max_files, link.max_bytes) == ("Jörg Żółw", 7, 3 * 10**9)
    assert link.made_by == "editor"
    assert "<svg" in page
    assert 'class="qr"' in page
    assert f'<a href="{found[1]}" target="_blank"' in page, "to be looked at before it is sent"
    assert stranger.get(f"/d/{found[2]}/").status_code == 200
    assert found[2] not in editor.get(address).content.decode()


def test_what_is_wrong_is_said_beside_what_was_typed(editor: Client) -> None:
    address = reverse("desk:drop_links", args=(make_release().slug,))
    for typed in (TYPED | {"days": "1000"}, TYPED | {"files": "x"}, TYPED | {"name": " "}):
        answer = editor.post(address, typed)
        assert answer.status_code == 422
        assert "link-error" in answer.content.decode()
    assert not DropLink.objects.exists()


def test_a_link_that_took_all_its_photos_is_not_called_open(editor: Client) -> None:
    release = make_release()
    link, _token = make_link(release, "Anna", EDITOR, days=1, files=1, gigabytes=1)
    address = reverse("desk:drop_links", args=(release.slug,))
    assert ">open<" in editor.get(address).content.decode()
    sent = {"link": link, "photographer": link.photographer, "size": 1, "sent_at": timezone.now()}
    DropFile.objects.create(key="anna/fest/a.xmp", sha256="0" * 64, **sent)
    assert ">open<" in editor.get(address).content.decode(), "what lies beside photos is none"
    DropFile.objects.create(key="anna/fest/a.jpg", sha256="1" * 64, **sent)
    page = editor.get(address).content.decode()
    assert (">full<" in page, "1 of 1 photos" in page) == (True, True)


def test_a_link_is_ended_once(editor: Client) -> None:
    release = make_release()
    link, token = make_link(release, "Anna", EDITOR, days=1, files=1, gigabytes=1)
    address = reverse("desk:drop_links", args=(release.slug,))
    elsewhere = reverse("desk:drop_links", args=(make_release().slug,))
    assert editor.post(elsewhere, {"verb": "revoke", "link": link.pk}).status_code == 404
    page = editor.post(address, {"verb": "revoke", "link": link.pk}, follow=True).content.decode()
    assert "The link of Anna has been ended." in page
    assert find_link(token) == DropLink.objects.get(revoked_at__isnull=False)
    history = editor.get(reverse("desk:history", args=(release.slug,))).content.decode()
    assert "ended the drop link of Anna" in history


def test_no_style_in_the_code() -> None:
    code = qr_code("https://desk.example.org/d/x/")
    assert "style=" not in code
    assert "example" not in code
