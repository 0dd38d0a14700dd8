"""What every answer of the desk carries, and what no request may bring: tried on every address, as every role."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern

from archive.models import Photo, Photographer
from desk.components.inputs import field_names
from desk.urls import urlpatterns
from tests.factories import make_attachment, make_photo, make_release, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_buckets")]

ROLES = ("stranger", "annas_browser", "editor", "approver", "admin")
OFFICE = ROLES[2:]
VALUES = (
    "a\0b",
    "9" * 5000,
    str(1 << 64),
    "-1",
    "²",
    "0001-01-01 00:00",
    "9999-12-31 23:59",
    "\u202e",
    "x" * 5000,
    "[1",
)
ENCODED = ("%00", "%ED%A0%80", "%FF%FE", "%zz", *(quote(value, safe="") for value in VALUES))
"""NUL, a lone surrogate, bytes that are no UTF-8, a broken escape, and `VALUES`, as they go over the wire."""
FIELDS = (
    *("ids", "again", "action", "verb", "next", "language", "theme", "release", "username", "password", "photographer"),
    *(
        "titles_de",
        "texts_de",
        "slug",
        "number",
        "date",
        "goes_live_at",
        "expires_at",
        "revision",
        "contact_mail",
        "since",
    ),
    *(
        "page",
        "before",
        "undoes",
        "act",
        "order",
        "photo_order",
        "hero",
        "to",
        "burst",
        "find",
        "put",
        "table",
        "field",
        "into",
        "code",
        "edit",
        "seen",
        "after",
        "at",
        "when",
        "v",
        "suggested_slug",
        "link_url_0",
        "link_label_0",
        "contact_name",
        "causes",
        "serial",
        "camera",
        "version",
        "terms_de",
        "show",
        "crop",
        "focal_point",
        "titles.de",
        "poster",
    ),
)

SHEET = tuple(f"{part}{name}" for name in field_names() for part in ("", "tick.", "mode."))
"""What the side sheet posts."""


READS_NO_FORM = ("/press-mail/off/", "/notices/off/")
"""Mail programs post to these without a cookie; the address says it all."""


@pytest.fixture(params=ROLES)
def browser(request: pytest.FixtureRequest) -> Client:
    client: Client = request.getfixturevalue(request.param)
    client.raise_request_exception = False
    return client


def addresses(photo: Photo, hostile: str = "") -> Iterator[str]:
    """Every address of the desk with what exists; with `hostile`, that in place of each value in turn."""
    real = {"slug": photo.release.slug, "photo_id": photo.pk, "profile": "800w", "batch_id": str(photo.batch_id)}
    real |= {"pk": str(make_subscriber().pk), "token": "stray", "edge": "480", "name": "none.css"}
    real |= {"attachment_id": make_attachment(photo.release).pk}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        for name in pattern.pattern.converters if hostile else [""]:
            path = str(pattern.pattern)
            for key, value in (real | {name: hostile}).items():
                for kind in ("slug", "int", "str"):
                    path = path.replace(f"<{kind}:{key}>", value)
            assert "<" not in path
            yield f"/{path}"


def get(client: Client, path: str, query: str = "") -> int:
    """The status of a request for a path as it goes over the wire."""
    answer = client.get("/", QUERY_STRING=query, PATH_INFO=unquote_to_bytes(path).decode("latin-1"))
    return answer.status_code


def values_of(request: pytest.FixtureRequest) -> list[str]:
    """The hostile values for this browser: the office's three roles have the same pages, so they share them."""
    role = request.node.callspec.params["browser"]
    share = ENCODED[OFFICE.index(role) :: len(OFFICE)] if role in OFFICE else ENCODED
    return list(dict.fromkeys(("%00", *share)))


def test_hostile_addresses(browser: Client, anna: Photographer, request: pytest.FixtureRequest) -> None:
    photo = make_photo(make_release(), photographer=anna)
    found = {path: get(browser, path) for value in values_of(request) for path in addresses(photo, value)}
    assert {path[:60]: status for path, status in found.items() if status >= 500} == {}
    assert {status for path, status in found.items() if "%00" in path} == {400}


def test_hostile_queries(browser: Client, anna: Photographer, request: pytest.FixtureRequest) -> None:
    photo = make_photo(make_release(), photographer=anna)
    for path in addresses(photo):
        for value in values_of(request):
            status = get(browser, path, "&".join(f"{field}={value}" for field in FIELDS))
            assert status < 500, (path, value[:20])
            assert "%00" not in value or status == 400
        assert get(browser, path, "%00=1") == 400


def test_hostile_forms(approver: Client) -> None:
    approver.raise_request_exception = False
    photo = make_photo(make_release())
    right = {"ids": photo.pk, "action": "approve", "verb": "publish", "titles_de": "Fest", "date": "2026-05-01"}
    for path in addresses(photo):
        for value in VALUES:
            for fields in (dict.fromkeys(FIELDS, value), dict.fromkeys(SHEET, value) | right):
                status = approver.post(path, fields).status_code
                assert status < 500, (path, value[:20])
                assert "\0" not in value or status == 400 or path.startswith(READS_NO_FORM)


BODIES = [
    ("application/x-www-form-urlencoded", b"ids=%00&action=%ED%A0%80"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"ids=1"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(6000))),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="ids"\r\n\r\n\0\r\n--x--'),
    ("multipart/form-data", b"--x"),
    ("application/json", b'{"a": "\\ud800\\u0000"}'),
]


def test_hostile_bodies(approver: Client) -> None:
    approver.raise_request_exception = False
    known = list(addresses(make_photo(make_release())))
    # A real browser's form is read before its view is called, and again for the page that tells of an error.
    for enforced, paths in ((False, known), (True, ["/nowhere/", "/events/", "/sign-in/", "/press-mail/off/stray/"])):
        approver.handler.enforce_csrf_checks = enforced
        for path in paths:
            for kind, body in BODIES:
                assert approver.generic("POST", path, body, kind).status_code < 500, (path, kind, body[:20])


def event(key: str = "a/b/c.jpg", size: str = "1", version: str = "1") -> bytes:
    """An S3 notification, as JSON with `key` and `version` escaped already."""
    return (
        f'{{"Records": [{{"eventName": "ObjectCreated:Put", "s3": {{"bucket": {{"name": "{settings.BUCKET_INCOMING}"}},'
        f' "object": {{"key": "{key}", "size": {size}, "versionId": "{version}", "eTag": "{version}"}}}}}}]}}'
    ).encode()


EVENTS = [
    *(b"\0", b"[" * 100_000, b"9" * 5000),
    *(event(key) for key in ("%00", "a/b/\\u0000.jpg", "a/b/\\ud800.jpg", "a/" * 2500, "%ED%A0%80/b/c.jpg")),
    *(event(size=size) for size in ("1e999", "NaN", "-1", "9" * 25, "9" * 5000, '"²"', "null", "[]")),
    *(event(version=version) for version in ("\\u0000", "\\ud800", "v" * 5000)),
]


@pytest.mark.parametrize("body", EVENTS, ids=range(len(EVENTS)))
def test_hostile_events(body: bytes, stranger: Client) -> None:
    stranger.raise_request_exception = False
    headers = {"authorization": f"Bearer {settings.EVENTS_TOKEN}"}
    assert stranger.generic("POST", "/events/s3", body, "application/json", headers=headers).status_code < 500


def test_an_event_of_no_length_is_no_fault(stranger: Client) -> None:
    stranger.raise_request_exception = False
    headers = {"authorization": f"Bearer {settings.EVENTS_TOKEN}"}
    for length in ("x", "9" * 30, "-1"):
        answer = stranger.generic("POST", "/events/s3", b"{}", headers=headers, CONTENT_LENGTH=length)
        assert answer.status_code < 500


def test_nothing_private_is_kept(browser: Client, anna: Photographer) -> None:
    for path in addresses(make_photo(make_release(), photographer=anna)):
        answer = browser.get(path)
        assert "no-store" in answer["Cache-Control"], path
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
        assert "camera=()" in answer["Permissions-Policy"]
