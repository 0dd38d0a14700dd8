"""The press list on the desk."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from archive.models import Delivery, Reader
from tests.live_versions import live_release

pytestmark = pytest.mark.django_db

LIST = "/press-list/"


def file(data: bytes, **more: str) -> dict[str, object]:
    return {"verb": "import", "list_file": SimpleUploadedFile("list.csv", data), **more}


def test_people_come_and_go_and_take_the_list_along(approver: Client, settings: Settings) -> None:
    settings.LIST_WORKS = False
    assert "There is no mail server" in approver.get(LIST).content.decode()
    settings.LIST_WORKS = True
    assert "No readers yet" in approver.get(LIST).content.decode()
    said = approver.post(LIST, file(b"anna@example.org,de\nben@example.org", consented="on"), follow=True)
    assert "2 addresses are new." in said.content.decode()
    approver.post(LIST, {"verb": "add", "address": "carl@example.org", "language": "en"})
    html = approver.get(LIST, {"q": "CARL"}).content.decode()
    assert "not confirmed yet" in html
    assert "anna@example.org" not in html
    release = live_release(photos=1)
    Delivery.objects.filter(release=release).delete()
    sent = approver.post(LIST, {"verb": "send", "release": release.slug}, follow=True).content.decode()
    assert "It goes to 2 readers." in sent
    assert "mailed to 2 readers" in sent
    taken = approver.post(LIST + "press-list.csv")
    assert taken.content.decode().splitlines() == ["address,language", "anna@example.org,de", "ben@example.org,de"]
    remove = {"verb": "remove", "reader": Reader.objects.get(folded="anna@example.org").pk}
    assert "Remove anna@example.org?" in approver.post(LIST, remove).content.decode()
    assert Reader.objects.filter(confirmed_at__isnull=False).count() == 2
    approver.post(LIST, remove | {"sure": "yes"})
    assert Reader.objects.filter(confirmed_at__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"verb": "add", "address": "anna"}, "This is no email address."),
        ({"verb": "import"}, "Choose a CSV file"),
        (file(b"anna@example.org\nnobody"), "Line 2 does not begin with an email address."),
    ],
)
def test_what_is_wrong_is_said(approver: Client, typed: dict[str, object], says: str) -> None:
    answer = approver.post(LIST, typed)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert not Reader.objects.exists()


def test_nobody_takes_the_list_by_a_link(approver: Client, editor: Client) -> None:
    assert approver.get(LIST + "press-list.csv").status_code == 405
    assert editor.post(LIST + "press-list.csv").status_code == 403
