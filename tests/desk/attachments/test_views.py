"""Attachments below the contact sheet: shown, edited, decided on, downloaded."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from archive.models import Attachment
from archive.releases.lifecycle import unsorted
from archive.store.buckets import archive
from pipelines.keys import attachment_source_key
from tests.factories import make_attachment, make_photo, make_release
from tests.pipelines.attached_files import pdf

pytestmark = pytest.mark.django_db


def page(client: Client, attachment: Attachment) -> str:
    return client.get(reverse("desk:release", args=(attachment.release.slug,))).content.decode()


def act(client: Client, attachment: Attachment, action: str, revision: int = 1) -> tuple[int, str]:
    address = reverse("desk:attachment_act", args=(attachment.pk,))
    answer = client.post(address, {"action": action, "revision": revision})
    attachment.refresh_from_db()
    return answer.status_code, attachment.state


def test_the_strip_is_there_once_there_is_something_to_show(approver: Client) -> None:
    release = make_release()
    assert (
        "hidden"
        in approver.get(reverse("desk:release", args=(release.slug,)))
        .content.decode()
        .partition('id="attachments"')[2]
        .partition(">")[0]
    )
    attachment = make_attachment(release, titles={}, filename="<Plan>.pdf")
    refused = make_attachment(release, "refused", problem="not_as_named", sha256="", filename="film.mp4")
    shown = page(approver, attachment)
    assert "&lt;Plan&gt;.pdf" in shown
    assert "The attachment has no title in any language." in shown
    assert shown.count("The file goes out as it is") == 1, "a photo's private facts are left out, a film's are not"
    assert "The content of this file is not what its name says." in shown
    assert f"retry-{refused.pk}" in shown


def test_a_poll_tells_of_a_change(approver: Client) -> None:
    attachment = make_attachment()
    address = reverse("desk:changes", args=(attachment.release.slug,))
    token = approver.get(address).context["snapshot"].token
    assert approver.get(address, {"since": token}).status_code == 204
    act(approver, attachment, "approve")
    assert f"attachment-{attachment.pk}" in approver.get(address, {"since": token}).content.decode()


def test_titles_are_edited_and_the_dialog_shows_what_others_wrote(editor: Client) -> None:
    attachment = make_attachment()
    photo = make_photo(attachment.release)
    address = reverse("desk:attachment", args=(attachment.pk,))
    assert f'value="{photo.pk}"' in editor.get(address).content.decode()
    typed = {"titles.de": "Stadtplan", "base.titles.de": "Plan", "poster": photo.pk, "base.poster": ""}
    assert editor.post(address, typed).status_code == 200
    answer = editor.post(address, typed | {"titles.de": "Lageplan"})
    assert (answer.status_code, "Somebody else wrote: Stadtplan" in answer.content.decode()) == (409, True)
    attachment.refresh_from_db()
    assert (attachment.titles["de"], attachment.poster_id) == ("Stadtplan", photo.pk)


def test_who_may_decide_on_photos_decides(editor: Client, approver: Client, settings: Settings) -> None:
    attachment = make_attachment()
    assert act(editor, attachment, "approve") == (403, "ready")
    assert act(approver, attachment, "approve", revision=7) == (200, "ready"), "it was changed meanwhile"
    assert act(approver, attachment, "approve") == (200, "approved")
    assert act(approver, attachment, "restore") == (200, "ready")
    settings.FOUR_EYES = True
    Attachment.objects.update(edited_by="approver")
    assert "somebody else must approve it" in page(approver, attachment)
    assert act(approver, attachment, "decline") == (200, "declined")
    assert act(approver, attachment, "nonsense")[0] == 404
    assert approver.get(reverse("desk:attachment_withdrawing", args=(attachment.pk,))).status_code == 404
    Attachment.objects.update(state="live")
    assert "for good" in approver.get(reverse("desk:attachment_withdrawing", args=(attachment.pk,))).content.decode()
    assert act(approver, attachment, "withdraw") == (200, "withdrawn")


def test_a_stray_one_is_assigned(editor: Client) -> None:
    stray, release = make_attachment(unsorted()), make_release()
    address = reverse("desk:attachment_assign", args=(stray.pk,))
    assert release.slug in editor.get(address).content.decode()
    assert "Choose a release first." in editor.post(address, {"release": "none"}).content.decode()
    assert "moved to" in editor.post(address, {"release": release.slug}).content.decode()
    stray.refresh_from_db()
    assert stray.release == release


@pytest.mark.usefixtures("made_buckets")
def test_the_file_is_saved_and_never_shown(editor: Client, annas_browser: Client) -> None:
    body = pdf()
    sha256 = hashlib.sha256(body).hexdigest()
    archive().put(attachment_source_key(sha256), body, "application/pdf")
    attachment = make_attachment(sha256=sha256, filename='Plan "Süd".pdf')
    address = reverse("desk:attachment_file", args=(attachment.pk,))
    answer = editor.get(address)
    assert b"".join(answer) == body
    assert answer["Content-Disposition"] == 'attachment; filename="Plan__Sued_.pdf"'
    assert (answer["Content-Length"], answer["Cache-Control"]) == (str(len(body)), "private, no-store")
    assert annas_browser.get(address).status_code == 404
