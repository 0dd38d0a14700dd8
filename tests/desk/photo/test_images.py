"""Pictures on the desk: private, by permission, cached by content."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Photo, Photographer
from archive.store.buckets import archive
from tests.factories import make_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def stored(photo: Photo, profile: str = "800w") -> bytes:
    """Put bytes where the photo's rendition row says they are."""
    assert photo.original is not None
    rendition = photo.original.renditions.get(profile=profile)
    body = f"bytes of {rendition.key}".encode()
    archive().put(rendition.key, body, rendition.media_type)
    return body


def test_the_press_office_gets_the_bytes_for_a_year(approver: Client) -> None:
    photo = make_photo(state="live")
    body = stored(photo)
    assert photo.original is not None
    digest = photo.original.renditions.get(profile="800w").sha256
    address = reverse("desk:image", args=(photo.pk, "800w"))
    answer = approver.get(f"{address}?v={digest[:16]}")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, body, "image/webp")
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert approver.get(address)["Cache-Control"] == "private, no-cache"
    assert approver.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_photographer_gets_their_own_alone(annas_browser: Client, anna: Photographer) -> None:
    own, other = make_photo(photographer=anna), make_photo()
    stored(own)
    stored(other)
    assert annas_browser.get(reverse("desk:image", args=(own.pk, "800w"))).status_code == 200
    assert annas_browser.get(reverse("desk:image", args=(other.pk, "800w"))).status_code == 404


def test_another_size_stands_in_while_one_is_being_made(approver: Client) -> None:
    photo = make_photo()
    assert photo.original is not None
    photo.original.renditions.exclude(profile="400w").delete()
    body = stored(photo, "400w")
    answer = approver.get(reverse("desk:image", args=(photo.pk, "1600")))
    assert (answer.content, answer["Cache-Control"]) == (body, "private, no-store")


def test_what_is_not_there_is_404(approver: Client) -> None:
    photo = make_photo()
    assert approver.get(reverse("desk:image", args=(photo.pk, "800w"))).status_code == 404, "no object"
    assert approver.get(reverse("desk:image", args=(photo.pk, "nonsense"))).status_code == 404
    assert approver.get(reverse("desk:image", args=("nobody", "800w"))).status_code == 404
