"""What the store takes from a browser with a signed form or the address of a part: these bytes and no others."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from urllib.parse import urlsplit
from urllib.request import Request

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from archive.store import browser_uploads
from archive.store.browser_uploads import begin_parts, finish_parts, part_sizes, sign_form, sign_parts, upload_origin
from archive.store.buckets import incoming
from archive.store.setup import desk_origins
from tests.archive.store.test_upload_credentials import multipart, send

pytestmark = pytest.mark.usefixtures("buckets")
KEY, BODY = "anna/fest/Straße (1).jpg", b"ten bytes."
DIGEST = hashlib.sha256(BODY).hexdigest()
OTHERS = {
    "another's folder": {"key": "bob/fest/a.jpg"},
    "a longer name": {"key": f"{KEY}.html"},
    "the way out": {"key": "anna/fest/../../bob/a.jpg"},
    "another type": {"Content-Type": "text/html"},
    "another digest": {"x-amz-checksum-sha256": "A" * 43 + "="},
    "a header of its own": {"x-amz-meta-a": "1"},
    "another signature": {"x-amz-signature": "0" * 64},
}


def test_a_form_takes_its_file_once_more_and_more() -> None:
    form = sign_form(KEY, len(BODY), "image/jpeg", DIGEST)
    assert [send(multipart(form.url, dict(form.fields), BODY)) for _n in range(2)] == [204, 204]
    assert [stored.key for stored in incoming().versions("anna/")] == [KEY, KEY]
    assert incoming().get(KEY) == BODY


@pytest.mark.parametrize("fields", OTHERS.values(), ids=OTHERS.keys())
def test_a_form_takes_nothing_else(fields: dict[str, str]) -> None:
    form = sign_form(KEY, len(BODY), "image/jpeg", DIGEST)
    assert send(multipart(form.url, {**form.fields, **fields}, BODY)) in (400, 403)
    assert list(incoming().keys()) == []


@pytest.mark.parametrize("body", [BODY[1:], BODY + b"!", b"TEN BYTES."], ids=["shorter", "longer", "other bytes"])
def test_a_form_takes_no_other_bytes(body: bytes) -> None:
    form = sign_form(KEY, len(BODY), "image/jpeg", DIGEST)
    assert send(multipart(form.url, dict(form.fields), body)) == 400
    assert (
        send(multipart(form.url.replace(settings.BUCKET_INCOMING, settings.BUCKET_PRESS), dict(form.fields), BODY))
        == 403
    )
    assert list(incoming().keys()) == []


def test_a_form_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_uploads, "_SHORTEST", -5)
    form = sign_form(KEY, len(BODY), "image/jpeg", DIGEST)
    assert send(multipart(form.url, dict(form.fields), BODY)) == 403
    policy = json.loads(b64decode(sign_form(KEY, 10**9, "image/jpeg", DIGEST).fields["policy"]))
    assert ["content-length-range", 10**9, 10**9] in policy["conditions"]


def test_parts_are_put_together_when_all_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_uploads, "PART", 5 << 20)
    size = (5 << 20) + 3
    assert part_sizes(size) == {1: 5 << 20, 2: 3}
    upload = begin_parts(KEY, "image/tiff")
    urls = sign_parts(KEY, upload, size)
    assert set(urls) == {1, 2}
    assert _put(urls[1], bytes(5 << 20)) == 200
    assert _put(urls[2], b"four") == 403
    assert _put(urls[2].replace("partNumber=2", "partNumber=3"), b"abc") == 403
    assert not finish_parts(KEY, upload, size)
    assert set(sign_parts(KEY, upload, size)) == {2}
    assert _put(urls[2], b"abc") == 200
    assert finish_parts(KEY, upload, size)
    stored = incoming().head(KEY)
    assert stored
    assert stored.size == size


def _put(url: str, body: bytes) -> int:
    return send(Request(url, body, method="PUT"))  # noqa: S310  (loopback)


def test_the_store_answers_the_desks_pages_alone() -> None:
    form = sign_form(KEY, len(BODY), "image/jpeg", DIGEST)
    origins = {"ours": next(iter(desk_origins())), "another": "https://evil.example"}
    told = {}
    for name, origin in origins.items():
        request = multipart(form.url, dict(form.fields), BODY)
        request.add_header("Origin", origin)
        told[name] = _headers(request).get("Access-Control-Allow-Origin")
    assert told == {"ours": origins["ours"], "another": None}


def _headers(request: Request) -> dict[str, str]:
    from urllib.request import urlopen

    with urlopen(request) as answer:  # noqa: S310  (loopback)
        return dict(answer.headers)


def test_browsers_are_sent_to_the_address_that_they_reach(settings: Settings) -> None:
    settings.S3_UPLOAD_URL = "https://uploads.example.org:8443"
    assert upload_origin() == "https://uploads.example.org:8443"
    assert urlsplit(sign_form(KEY, 1, "image/jpeg", DIGEST).url).netloc == "uploads.example.org:8443"
    settings.PUBLIC_URL = "https://desk.example.org/here"
    assert desk_origins() == {"https://desk.example.org"}
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert desk_origins() == {"http://127.0.0.1:8000", "http://localhost:8000"}
