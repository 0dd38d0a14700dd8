"""The page of cameras and shared keys."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import Camera, Photographer
from tests.factories import make_photographer

pytestmark = pytest.mark.django_db


def test_cameras_and_shared_keys(approver: Client, editor: Client) -> None:
    make_photographer("The pool", slug="pool")
    address = "/photographers/cameras/"
    assert "No cameras yet" in approver.get(address).content.decode()
    approver.post(address, {"verb": "add", "serial": "x1", "photographer": "pool"})
    page = approver.post(address, {"verb": "add", "serial": "X 1", "photographer": "pool"})
    assert page.status_code == 422
    assert "This camera is in the table already: The pool." in page.content.decode()
    approver.post(address, {"verb": "share", "photographer": "pool"})
    assert "One person again" in approver.get(address).content.decode()
    approver.post(address, {"verb": "unshare", "photographer": "pool"})
    approver.post(address, {"verb": "remove", "camera": Camera.objects.get().pk})
    assert not Camera.objects.exists()
    assert not Photographer.objects.get().is_shared
    assert editor.get(address).status_code == 403
