"""Every store's notification becomes the same typed event, or a named error; nothing hostile gets further."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.intake.events import UnreadableEvent, UploadEvent, read_events

EVENT = UploadEvent("incoming", "anna/fest/Bürger 1+2.jpg", 42, "v1", "abc")
RECORD = {
    "eventName": "ObjectCreated:Put",
    "s3": {
        "bucket": {"name": "incoming"},
        "object": {
            "key": "anna/fest/B%C3%BCrger+1%2B2.jpg",
            "size": 42,
            "eTag": "abc",
            "versionId": "v1",
            "sequencer": "0055AED6DCD90281E5",
        },
    },
}
DETAIL = {
    "detail-type": "Object Created",
    "source": "aws.s3",
    "detail": {
        "bucket": {"name": "incoming"},
        "object": {"key": "anna/fest/Bürger 1+2.jpg", "size": 42, "etag": "abc", "version-id": "v1", "sequencer": "1"},
    },
}


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def filer(key: str, kind: str = "create", **entry: Any) -> dict[str, Any]:
    whole = {
        "attributes": {"file_size": 42, "md5": base64.b64encode(bytes.fromhex("ab" * 16)).decode()},
        "extended": {"Seaweed-X-Amz-ETag": b64("abc"), "Seaweed-X-Amz-Version-Id": b64("v1")},
    }
    return {"event_type": kind, "key": f"/buckets/incoming/{key}", "message": {"new_entry": whole | entry}}


VERSIONED = filer("anna/fest/Bürger 1+2.jpg.versions/v_v1")


def read(notice: Any) -> list[UploadEvent]:
    return read_events(json.dumps(notice).encode())


@pytest.mark.parametrize(
    "notice",
    [
        {"Records": [RECORD]},
        {"EventName": "s3:ObjectCreated:Put", "Key": "incoming/x", "Records": [RECORD]},
        {"Type": "Notification", "Message": json.dumps({"Records": [RECORD]})},
        DETAIL,
        {"Type": "Notification", "Message": json.dumps(DETAIL)},
        VERSIONED,
        VERSIONED | {"event_type": "update"},
    ],
    ids=["s3", "minio", "sns", "eventbridge", "sns-eventbridge", "seaweedfs", "seaweedfs-update"],
)
def test_every_shape_says_the_same(notice: dict[str, Any]) -> None:
    assert read(notice) == [EVENT]


def test_many_records_keep_their_order() -> None:
    second = json.loads(json.dumps(RECORD))
    second["s3"]["object"]["key"] = "b.jpg"
    assert [event.key for event in read({"Records": [RECORD, second]})] == [EVENT.key, "b.jpg"]


def test_an_unversioned_upload_is_known_by_its_etag() -> None:
    plain = filer("a.jpg", extended={})
    assert read(plain) == [UploadEvent("incoming", "a.jpg", 42, "", "ab" * 16)]
    record = json.loads(json.dumps(RECORD))
    record["s3"]["object"] |= {"versionId": "null", "eTag": '"abc"'}
    assert read({"Records": [record]})[0].version == ""
    assert read({"Records": [record]})[0].etag == "abc"


@pytest.mark.parametrize(
    "notice",
    [
        {"Event": "s3:TestEvent", "Bucket": "incoming"},
        {"Records": []},
        {"Records": [RECORD | {"eventName": "ObjectRemoved:Delete"}]},
        {"Records": [RECORD | {"eventName": "s3:ObjectCreated:PutTagging"}]},
        {"Records": [RECORD | {"eventName": "s3:ObjectCreated:PutRetention"}]},
        {"Records": [{"eventName": "s3:ObjectCreated:PutTagging", "s3": {"object": {"key": ""}}}]},
        DETAIL | {"detail-type": "Object Deleted"},
        filer("anna/fest", is_directory=True),
        filer("anna/a.jpg.versions", is_directory=True, kind="update"),
        filer(".uploads/e8/0003_x.part"),
        filer("a.jpg.versions/v_v2", extended={"Seaweed-X-Amz-Delete-Marker": b64("true")}),
        filer("") | {"key": "/etc/iam/identity.json"},
        filer("") | {"key": "/buckets/incoming"},
        filer("") | {"key": "/"},
        {"event_type": "delete", "key": "/buckets/incoming/a.jpg", "message": {"old_entry": {}}},
    ],
)
def test_what_is_no_finished_upload_yields_nothing(notice: dict[str, Any]) -> None:
    assert read(notice) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"{}",
        b'{"Records": 5}',
        b'{"Records": {}}',
        b'{"Records": [{}]}',
        b'{"Records": [{"eventName": ["ObjectCreated:Put"]}]}',
        b'{"Records": [{"eventName": 1, "s3": null}]}',
        b'{"event_type": "create", "key": "x", "message": {"new_entry": {"attributes": {}}}}',
        b'{"Type": "Notification", "Message": "not json"}',
        b"[" * 100_000,
        json.dumps(filer("a\x00b.jpg")).encode(),
        json.dumps(filer("a.jpg", extended={"Seaweed-X-Amz-Version-Id": "!!"})).encode(),
        json.dumps(filer("x" * 1025)).encode(),
        json.dumps(DETAIL | {"detail": {"bucket": {"name": 5}, "object": {"key": "a.jpg"}}}).encode(),
        json.dumps({"Type": "Notification", "Message": {"Records": []}}).encode(),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(UnreadableEvent) as refused:
        read_events(body)
    assert str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        *('"key": "\\ud83d.jpg"', '"key": "a%00.jpg"', '"key": 7', '"key": null', '"key": ""', '"key": {"a": "b"}'),
        *(f'"key": "{"x" * 1025}"', f'"key": "{"%C3%BC" * 513}"', '"key": ["a.jpg"]'),
        *('"size": Infinity', '"size": -Infinity', '"size": NaN', '"size": -1', '"size": 1.0', '"size": "42"'),
        *('"size": true', '"size": null', '"size": 5497558138881', f'"size": {"9" * 400}', f'"size": {"9" * 5000}'),
        *('"size": [1]', '"eTag": 5', f'"eTag": "{"e" * 200}"', '"eTag": "\\udc00"'),
        *('"versionId": 12', '"versionId": ["v"]', f'"versionId": "{"v" * 300}"', '"versionId": "a\\u0000"'),
        '"key": ' + "[" * 500 + "]" * 500,
        '"key": ' + "[" * 50_000 + "]" * 50_000,
    ],
)
def test_a_value_that_no_upload_has_is_refused_with_a_reason(value: str) -> None:
    """The same name twice: JSON's last one counts."""
    thing = f'{{"key": "a.jpg", "size": 42, {value}}}'
    body = (
        f'{{"Records": [{{"eventName": "ObjectCreated:Put", "s3": {{"bucket": {{"name": "b"}}, "object": {thing}}}}}]}}'
    )
    with pytest.raises(UnreadableEvent) as refused:
        read_events(body.encode())
    assert 10 < len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("sent", "key", "raw"),
    [
        ("erika/probe/raw+plus.jpg", "erika/probe/raw plus.jpg", "erika/probe/raw+plus.jpg"),
        ("a/b/100%.jpg", "a/b/100%.jpg", ""),
        ("a/b/%FCber.jpg", "a/b/%FCber.jpg", ""),
        ("a/b/plain-1.jpg", "a/b/plain-1.jpg", ""),
        ("%C3%BC" * 400, "ü" * 400, ""),
    ],
    ids=["plus", "percent", "latin-1", "plain", "too-long-unless-decoded"],
)
def test_a_key_that_reads_in_two_ways_keeps_both(sent: str, key: str, raw: str) -> None:
    record = json.loads(json.dumps(RECORD))
    record["s3"]["object"]["key"] = sent
    event = read({"Records": [record]})[0]
    assert (event.key, event.raw_key) == (key, raw)


def test_a_filer_that_knows_no_digest_tells_of_an_upload_all_the_same() -> None:
    (event,) = read(filer("a.jpg", attributes={"file_size": 42, "md5": None}, extended=None))
    assert (event.key, event.size, event.etag) == ("a.jpg", 42, "")


def test_a_time_without_a_zone_is_in_utc() -> None:
    event = read({"Records": [RECORD | {"eventTime": "2026-09-01T18:00:00"}]})[0]
    assert event.uploaded_at == datetime(2026, 9, 1, 18, tzinfo=UTC)


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.text() | st.integers(),
        lambda c: (
            st.lists(c)
            | st.dictionaries(
                st.sampled_from(
                    ["Records", "detail", "event_type", "key", "message", "s3", "eventName", "Message", "Type"]
                ),
                c,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_body_ends_as_events_or_as_unreadable(body: bytes) -> None:
    try:
        events = read_events(body)
    except UnreadableEvent:
        return
    assert all(event.bucket and event.key for event in events)


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["key", "size", "eTag", "versionId", "version-id", "etag"]), _ODD), _ODD)
def test_any_value_in_a_sound_notification_is_storable_or_unreadable(values: dict[str, Any], odd: Any) -> None:
    thing = {"key": "a/b/c.jpg", "size": 1} | values
    record = {"eventName": "ObjectCreated:Put", "eventTime": odd, "s3": {"bucket": {"name": "b"}, "object": thing}}
    detail = {"detail-type": "Object Created", "time": odd, "detail": {"bucket": {"name": "b"}, "object": thing}}
    for notice in ({"Records": [record]}, detail, filer("a.jpg", attributes={"file_size": odd, "mtime": odd})):
        try:
            events = read(notice)
        except UnreadableEvent:
            continue
        for event in events:
            assert 0 < len(event.key.encode()) <= 1024, "strict UTF-8, too"
            assert 0 <= event.size <= 5 << 40
            assert "\x00" not in event.key + event.version + event.etag


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1, max_size=60))
def test_any_key_survives_the_translation(name: str) -> None:
    from urllib.parse import quote_plus

    record = json.loads(json.dumps(RECORD))
    record["s3"]["object"]["key"] = quote_plus(f"a/{name}.jpg")
    assert read({"Records": [record]})[0].key == f"a/{name}.jpg"
