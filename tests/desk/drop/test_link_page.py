"""The page behind a link: it adds, it shows its own files, it ends; a wrong token opens nothing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from archive.drops.links import make_link
from archive.models import DropFile, DropLink, Original, Photo, Receipt
from desk.drop import link_page
from pipelines.documents.site import Office
from tests.factories import EDITOR, make_attachment, make_photo, make_receipt, make_release

pytestmark = pytest.mark.django_db
A = "a" * 64


@pytest.fixture
def made() -> tuple[DropLink, str]:
    release = make_release(titles={"de": "Stadtfest"}, slug="stadtfest")
    link, token = make_link(release, "Jörg Żółw", EDITOR, days=1, files=5, gigabytes=1)
    return link, f"/d/{token}/"


def ask(client: Client, address: str) -> dict[str, object]:
    facts = {"path": "a.jpg", "size": "5", "sha256": A, "type": "image/jpeg"}
    answer: dict[str, object] = client.post(f"{address}send/", {"verb": "ask", **facts}).json()
    return answer


def test_it_adds_without_an_account(stranger: Client, made: tuple[DropLink, str]) -> None:
    link, address = made
    assert stranger.head(address).status_code == 200
    page = stranger.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Stadtfest" in text
    assert "Jörg Żółw" in text
    assert "connect-src 'self' http" in page["Content-Security-Policy"]
    assert page["Referrer-Policy"] == "same-origin"
    assert ask(stranger, address)["status"] == "form"
    assert DropFile.objects.get().key == "joerg-zolw/stadtfest/a.jpg"
    assert link.files.count() == 1
    card = json.dumps([{"path": "card.zip", "size": 5, "type": ""}])
    [verdict] = stranger.post(f"{address}send/", {"verb": "look", "files": card}).json()["files"]
    assert "takes no ZIP files" in verdict["why"], "before it is read and sent"


def test_a_used_up_link_says_so_as_soon_as_it_is_opened(stranger: Client, made: tuple[DropLink, str]) -> None:
    link, address = made
    DropLink.objects.filter(pk=link.pk).update(max_files=1)
    assert "for 1 photo." in stranger.get(address).content.decode()
    ask(stranger, address)
    assert "and it is there" not in stranger.get(address).content.decode(), "it is still on its way"
    DropFile.objects.update(sent_at=timezone.now())
    assert "and it is there. Ask the press office" in stranger.get(address).content.decode()


def test_it_shows_its_own_files_alone(stranger: Client, made: tuple[DropLink, str]) -> None:
    link, address = made
    ask(stranger, address)
    own = make_photo(link.release, photographer=link.photographer, filename="own.jpg", original=None)
    make_receipt(own, "joerg-zolw/stadtfest/a.jpg", "1")
    by_key = make_photo(link.release, photographer=link.photographer, filename="by key.jpg")
    make_receipt(by_key, "joerg-zolw/stadtfest/b.jpg", "2")
    other_bytes = make_photo(link.release, photographer=link.photographer, filename="other bytes.jpg")
    make_receipt(other_bytes, "joerg-zolw/stadtfest/a.jpg", "3")
    for name, sha256 in (("own.pdf", ""), ("other bytes.pdf", "b" * 64)):
        attachment = make_attachment(link.release, photographer=link.photographer, filename=name, sha256=sha256)
        facts = {"bucket": "incoming", "key": "joerg-zolw/stadtfest/a.jpg", "size": 5}
        Receipt.objects.create(version=name, attachment=attachment, **facts)
    DropFile.objects.create(
        **DropFile.objects.values("link_id", "photographer_id", "size", "media_type").get(), key="k", sha256="c" * 64
    )
    given = make_photo(link.release, filename="its camera's owner's.jpg")
    Original.objects.filter(photos=given).update(sha256="c" * 64)
    make_receipt(given, "k", "4")
    page = stranger.get(address).content.decode()
    assert "own.jpg" in page
    assert "its camera&#x27;s owner&#x27;s.jpg" in page
    assert "own.pdf" in page
    assert "by key.jpg" not in page
    assert "other bytes" not in page
    assert "/photos/" not in page, "pictures need an account"
    assert "<b>JPG</b>" in page, "its format stands for it"
    Photo.objects.filter(pk=own.pk).update(state="refused", problem="link_used_up", due_at=None)
    assert "More came through the drop link than it takes" in stranger.get(address).content.decode()


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"revoked_at": dt.timedelta()}, "This link has been ended"),
        ({"expires_at": dt.timedelta(seconds=-1)}, "This link has expired"),
    ],
)
def test_it_ends(
    stranger: Client, made: tuple[DropLink, str], settings: Settings, change: dict[str, dt.timedelta], title: str
) -> None:
    settings.SITE = replace(settings.SITE, office=Office(mail="presse@beispielstadt.example"))
    link, address = made
    DropLink.objects.filter(pk=link.pk).update(**{name: timezone.now() + ago for name, ago in change.items()})
    page = stranger.get(address)
    assert page.status_code == 410
    assert title in page.content.decode()
    assert 'href="mailto:presse@beispielstadt.example"' in page.content.decode()
    assert "Stadtfest" not in page.content.decode()
    assert ask(stranger, address)["status"] == "refused"
    assert not DropFile.objects.exists()


def test_it_ends_with_its_release(stranger: Client, made: tuple[DropLink, str]) -> None:
    link, address = made
    link.release.state = "withdrawn"
    link.release.save()
    assert "takes no more photos" in stranger.get(address).content.decode()


def test_wrong_tokens_open_nothing_and_are_counted(
    stranger: Client, made: tuple[DropLink, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_page, "_WRONG_PER_ADDRESS", 3)
    _link, address = made
    wrong = f"{address[:-3]}xx/"
    statuses = [stranger.get(wrong).status_code, stranger.post(f"{wrong}send/", {"verb": "ask"}).status_code]
    statuses += [stranger.get(wrong).status_code for _n in range(2)]
    assert statuses == [404, 404, 404, 429]
    assert stranger.get(address).status_code == 200
