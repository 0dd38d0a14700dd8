"""Pages go over the wire compressed, also where no proxy stands before the desk."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from desk.compression import PageGZipMiddleware
from tests.factories import make_photo, make_release


@pytest.mark.django_db
def test_a_contact_sheet_is_sent_compressed(approver: Client) -> None:
    release = make_release()
    make_photo(release)
    answer = approver.get(reverse("desk:release", args=(release.slug,)), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b'role="gridcell"' in gzip.decompress(answer.content)


def test_a_picture_is_left_as_it_is() -> None:
    picture = HttpResponse(b"a" * 5000, content_type="image/webp")
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    answer = PageGZipMiddleware(lambda _request: picture).process_response(request, picture)
    assert "Content-Encoding" not in answer.headers
