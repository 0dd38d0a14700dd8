"""A link shows one release to whoever was given it, as long as it holds, and nothing else to anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from archive.models import PreviewLink, Release
from archive.publishing.house import house
from archive.publishing.preview_links import link_path, make_link, revoke_link
from archive.publishing.versions import full_version
from desk.preview import reading
from pipelines.documents.manifest import document_digest, write_manifest
from tests.factories import EDITOR, approve_all, make_photo, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    soon = timezone.now() + dt.timedelta(hours=2)
    release = make_release(titles={"de": "Geheimes Fest"}, state="scheduled", goes_live_at=soon)
    make_photo(release)
    approve_all(release)
    return release


@pytest.fixture
def link(release: Release) -> PreviewLink:
    return make_link(release, "Kurier am Fluss", timezone.now() + dt.timedelta(hours=1), 2, EDITOR)


def opened(client: Client, link: PreviewLink) -> Any:
    return client.post(link_path(link), follow=True)


def test_a_click_opens_it_and_reloading_does_not_count(stranger: Client, link: PreviewLink) -> None:
    door = stranger.get(link_path(link))
    assert (door.status_code, "Geheimes" in door.content.decode()) == (200, False)
    assert door["Referrer-Policy"] == "same-origin", "without it, browsers send the form with no origin"
    page = opened(stranger, link)
    html = page.content.decode()
    assert "Geheimes Fest" in html
    assert "für Kurier am Fluss. Link gültig bis" in html
    assert "1 von 2 Aufrufen" in html
    for _again in range(3):
        assert stranger.get(link_path(link), {"language": "en"}).status_code == 200
    link.refresh_from_db()
    assert (link.opens, link.opened_at is not None) == (1, True)
    cookie = stranger.cookies[reading.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (link_path(link), True, "Lax")
    assert "sessionid" not in stranger.cookies


def test_another_browser_counts_until_there_were_enough(link: PreviewLink) -> None:
    answers = [opened(Client(), link).status_code for _reader in range(3)]
    assert answers == [200, 200, 410]


@pytest.mark.parametrize("way", ["revoked", "over", "withdrawn", "public before"])
def test_an_ended_link_is_ended_for_who_has_it_open_too(
    way: str, stranger: Client, link: PreviewLink, release: Release
) -> None:
    opened(stranger, link)
    picture = f"{link_path(link)}{release.photos.get().pk}-480.jpg"
    match way:
        case "revoked":
            revoke_link(link, EDITOR)
        case "over":
            PreviewLink.objects.update(until=timezone.now())
        case "withdrawn":
            Release.objects.update(state="withdrawn")
        case "public before":
            publish(release)
            Release.objects.update(state="draft")
    page = stranger.get(link_path(link))
    assert (page.status_code, stranger.get(picture).status_code) == (410, 410)
    told = page.content.decode()
    assert not [word for word in ("Geheimes", "Kurier", release.slug, release.number) if word in told]
    assert stranger.post(link_path(link)).status_code == 410


def publish(release: Release) -> None:
    document = write_manifest(full_version(release, None, 1))
    release.publications.create(
        n=1, document=document, sha256=document_digest(document), state="live", live_at=timezone.now()
    )


def test_once_published_it_leads_to_the_public_page(stranger: Client, link: PreviewLink, release: Release) -> None:
    publish(release)
    Release.objects.update(state="live")
    PreviewLink.objects.update(until=timezone.now())
    assert stranger.get(link_path(link))["Refresh"] == "3", "its page is still being written"
    release.publications.update(projected_at=timezone.now())
    answer = stranger.get(link_path(link))
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    assert answer["Location"] == f"{house().base_url}/releases/{release.slug}/index.html"


def test_at_the_embargos_end_it_waits_for_the_publication(
    stranger: Client, link: PreviewLink, release: Release
) -> None:
    Release.objects.update(goes_live_at=timezone.now())
    PreviewLink.objects.update(until=timezone.now())
    answer = stranger.get(link_path(link))
    assert (answer.status_code, answer["Refresh"]) == (503, "3")


def test_pictures_are_for_browsers_that_opened_it(stranger: Client, link: PreviewLink, release: Release) -> None:
    photo = release.photos.get()
    picture = f"{link_path(link)}{photo.pk}-480.jpg"
    assert stranger.get(picture).status_code == 410
    other = make_link(release, "Other", link.until, 2, EDITOR)
    opened(stranger, other)
    stranger.cookies[reading.COOKIE]["path"] = link_path(link)
    assert stranger.get(picture).status_code == 410, "another link's cookie opens nothing"
    opened(stranger, link)
    changed = make_photo(release, "approved", approved_revision=1, revision=2)
    over = make_photo(release, "approved", approved_revision=1, rights_end_at=timezone.now())
    beyond = [make_photo(make_release(), "approved", approved_revision=1), make_photo(release, "declined")]
    for unseen in (*beyond, changed, over):
        assert stranger.get(f"{link_path(link)}{unseen.pk}-480.jpg").status_code == 404
        assert unseen.pk not in stranger.get(link_path(link)).content.decode()


def test_an_address_that_nobody_was_given_opens_nothing_and_many_are_stopped(
    stranger: Client, link: PreviewLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_WRONG", 3)
    key, _dot, signature = link_path(link).strip("/").rpartition("/")[2].rpartition(".")
    for wrong in (key, f"{key}.{signature[:-1]}{'B' if signature[-1] == 'A' else 'A'}", f"{key[:-1]}.{signature}"):
        answer = stranger.get(f"/previews/{wrong}/")
        assert (answer.status_code, answer["Cache-Control"]) == (404, "private, no-store")
    assert stranger.get(f"/previews/{key}x.{signature}/").status_code == 429
    assert stranger.get(link_path(link)).status_code == 200, "the right one still opens"


def test_the_form_is_refused_from_elsewhere(link: PreviewLink) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link_path(link)).status_code == 403
    link.refresh_from_db()
    assert link.opens == 0
