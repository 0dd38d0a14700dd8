"""What a photographer's key can do on a real S3 server: add below its own folder, and nothing else."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, TypedDict

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.test import override_settings

from archive.store import upload_credentials
from archive.store.errors import NoIam, StoreDown
from archive.store.upload_credentials import UploadCredential, create_upload_credential, revoke_upload_credential
from cli.stack.ports import give_back
from cli.stack.seaweed import prepare_seaweed
from cli.stack.service import Service
from cli.stack.stack import wait_until_ready
from cli.stack.stack_config import StackConfig
from tests.conftest import empty_buckets

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Where(TypedDict):
    Bucket: str
    Key: str


# The store is the session's, so its users are, too: these photographers' names are in no other test.
INCOMING, ARCHIVE, PRESS = settings.BUCKET_INCOMING, settings.BUCKET_ARCHIVE, settings.BUCKET_PRESS
pytestmark = pytest.mark.usefixtures("made_buckets")


def s3_with(key: UploadCredential) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=settings.S3_ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )


@pytest.fixture(scope="module")
def operator() -> S3Client:
    return s3_with(UploadCredential(settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY))


@pytest.fixture(scope="module")
def anna(made_buckets: None, operator: S3Client) -> Iterator[S3Client]:
    operator.put_object(Bucket=INCOMING, Key="bob/r/b.jpg", Body=b"bob's")
    operator.put_object(Bucket=ARCHIVE, Key="originals/o", Body=b"an original")
    photographer = s3_with(create_upload_credential("annika"))
    photographer.put_object(Bucket=INCOMING, Key="annika/r/a.jpg", Body=b"first")
    yield photographer
    revoke_upload_credential("annika")
    empty_buckets()


def test_the_key_is_good_at_once() -> None:
    for _ in range(3):
        key = create_upload_credential("quentin")
        s3_with(key).put_object(Bucket=INCOMING, Key="quentin/r/a.jpg", Body=b"x")
    revoke_upload_credential("quentin")


def test_a_name_used_twice_keeps_both(anna: S3Client, operator: S3Client) -> None:
    for body in (b"one", b"two"):
        anna.put_object(Bucket=INCOMING, Key="annika/r/twice.jpg", Body=body)
    versions = operator.list_object_versions(Bucket=INCOMING, Prefix="annika/r/twice.jpg")["Versions"]
    bodies = {
        operator.get_object(Bucket=INCOMING, Key=v["Key"], VersionId=v["VersionId"])["Body"].read() for v in versions
    }
    assert bodies == {b"one", b"two"}


def test_large_files_go_up_in_parts(anna: S3Client, operator: S3Client) -> None:
    where: Where = {"Bucket": INCOMING, "Key": "annika/r/large.jpg"}
    upload = anna.create_multipart_upload(**where)["UploadId"]
    part = anna.upload_part(**where, UploadId=upload, PartNumber=1, Body=bytes(5 << 20))
    anna.complete_multipart_upload(
        **where, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    )
    assert operator.head_object(**where)["ContentLength"] == 5 << 20
    given_up = anna.create_multipart_upload(**where)["UploadId"]
    anna.abort_multipart_upload(**where, UploadId=given_up)


def test_it_lists_its_own_folder(anna: S3Client) -> None:
    assert "annika/r/a.jpg" in listed(anna, "annika/")
    assert "annika/r/a.jpg" in listed(anna, "annika/r/")
    folders = anna.list_objects_v2(Bucket=INCOMING, Prefix="annika/", Delimiter="/")["CommonPrefixes"]
    assert [folder["Prefix"] for folder in folders] == ["annika/r/"]
    assert anna.list_objects(Bucket=INCOMING, Prefix="annika/", Marker="bob/").get("Contents", []) == []
    assert anna.get_bucket_location(Bucket=INCOMING)["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize(
    "prefix",
    [
        *("annika/../", "annika/..", "annika/../bob/", "annika/../bob/r/", "annika//../bob/", "annika/./../bob/"),
        *(
            "annika/../../archive/",
            "annika/../../archive/originals/",
            "annika\\..\\bob/",
            "annika/%2e%2e/bob/",
            "annika/*",
        ),
    ],
)
def test_no_path_leads_a_listing_out(prefix: str, anna: S3Client) -> None:
    try:
        assert listed(anna, prefix) == []
        assert anna.list_objects_v2(Bucket=INCOMING, Prefix=prefix, Delimiter="/").get("CommonPrefixes", []) == []
    except ClientError as refused:
        assert refused.response["Error"]["Code"] in {"AccessDenied", "InvalidRequest", "InvalidArgument"}  # noqa: PT017  (either is right)


def listed(s3: S3Client, prefix: str) -> list[str]:
    return [found["Key"] for found in s3.list_objects_v2(Bucket=INCOMING, Prefix=prefix).get("Contents", [])]


def test_signed_addresses_upload(anna: S3Client, operator: S3Client) -> None:
    """What an upload page needs: the browser gets an address instead of a key."""
    url = anna.generate_presigned_url("put_object", {"Bucket": INCOMING, "Key": "annika/r/put.jpg"})
    assert send(urllib.request.Request(url, b"by PUT", method="PUT")) == 200  # noqa: S310  (loopback)
    form = operator.generate_presigned_post(INCOMING, "annika/r/post.jpg")
    assert send(multipart(form["url"], form["fields"], b"by POST")) == 204
    for name, body in (("put.jpg", b"by PUT"), ("post.jpg", b"by POST")):
        assert operator.get_object(Bucket=INCOMING, Key=f"annika/r/{name}")["Body"].read() == body


STRAY_KEYS = (
    *("bob/r/b.jpg", "b.jpg", "/bob/b.jpg", "annikabel/b.jpg", "annika", "annika/../bob/b.jpg", "/annika/../bob/b.jpg"),
    *("annika/./../bob/b.jpg", "annika//../bob/b.jpg", "annika\\..\\bob\\b.jpg", "annika/../../archive/originals/o"),
)


def test_a_signed_form_keeps_both_of_a_name(anna: S3Client, operator: S3Client) -> None:
    anna.put_object(Bucket=INCOMING, Key="annika/r/form.jpg", Body=b"by PUT")
    form = operator.generate_presigned_post(INCOMING, "annika/r/form.jpg")
    assert send(multipart(form["url"], form["fields"], b"by POST")) == 204
    assert len(operator.list_object_versions(Bucket=INCOMING, Prefix="annika/r/form.jpg")["Versions"]) == 2


def test_signed_addresses_reach_no_further(anna: S3Client) -> None:
    url = anna.generate_presigned_url("put_object", {"Bucket": INCOMING, "Key": "bob/r/b.jpg"})
    assert send(urllib.request.Request(url, b"x", method="PUT")) == 403  # noqa: S310  (loopback)
    for bucket, key in ((ARCHIVE, "annika/a.jpg"), (PRESS, "annika/a.jpg"), *((INCOMING, key) for key in STRAY_KEYS)):
        form = anna.generate_presigned_post(bucket, key)
        assert send(multipart(form["url"], form["fields"], b"x")) in {400, 403}, key
    assert send(urllib.request.Request(anna.generate_presigned_url("get_object", dict(ANNAS)))) == 403  # noqa: S310  (loopback)


def multipart(url: str, fields: dict[str, str], body: bytes) -> urllib.request.Request:
    """A browser's form with a file."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    parts.append('--edge\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n')
    data = "".join(parts).encode() + body + b"\r\n--edge--\r\n"
    return urllib.request.Request(url, data, {"Content-Type": "multipart/form-data; boundary=edge"})  # noqa: S310  (loopback)


def send(request: urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310  (loopback)
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


ANNAS: Where = {"Bucket": INCOMING, "Key": "annika/r/a.jpg"}
FORBIDDEN: dict[str, Callable[[S3Client], Any]] = {
    "read": lambda s3: s3.get_object(**ANNAS),
    "head": lambda s3: s3.head_object(**ANNAS),
    "list everything": lambda s3: s3.list_objects_v2(Bucket=INCOMING),
    "list by an empty prefix": lambda s3: s3.list_objects_v2(Bucket=INCOMING, Prefix=""),
    "list all folders": lambda s3: s3.list_objects(Bucket=INCOMING, Delimiter="/"),
    "list another's": lambda s3: s3.list_objects_v2(Bucket=INCOMING, Prefix="bob/"),
    "list another's, the old way": lambda s3: s3.list_objects(Bucket=INCOMING, Prefix="bob/"),
    "list longer names": lambda s3: s3.list_objects_v2(Bucket=INCOMING, Prefix="annika"),
    "list a longer name's": lambda s3: s3.list_objects_v2(Bucket=INCOMING, Prefix="annikabel/"),
    "list from a slash": lambda s3: s3.list_objects_v2(Bucket=INCOMING, Prefix="/annika/"),
    "list by a dot": lambda s3: s3.list_objects_v2(Bucket=INCOMING, Prefix="./annika/"),
    "list by an encoded slash": lambda s3: s3.list_objects_v2(Bucket=INCOMING, Prefix="annika%2f..%2fbob/"),
    "list versions": lambda s3: s3.list_object_versions(Bucket=INCOMING),
    "list its own versions": lambda s3: s3.list_object_versions(Bucket=INCOMING, Prefix="annika/"),
    "list uploads": lambda s3: s3.list_multipart_uploads(Bucket=INCOMING),
    "list originals": lambda s3: s3.list_objects_v2(Bucket=ARCHIVE, Prefix="annika/"),
    "list what is public": lambda s3: s3.list_objects_v2(Bucket=PRESS, Prefix="annika/"),
    "read another's": lambda s3: s3.get_object(Bucket=INCOMING, Key="bob/r/b.jpg"),
    "head what is missing": lambda s3: s3.head_object(Bucket=INCOMING, Key="bob/r/missing.jpg"),
    "delete": lambda s3: s3.delete_object(**ANNAS),
    "change the access": lambda s3: s3.put_object_acl(**ANNAS, ACL="public-read"),
    "copy another bucket's": lambda s3: s3.copy_object(**ANNAS, CopySource=f"{ARCHIVE}/originals/o"),
    "copy its own": lambda s3: s3.copy_object(
        Bucket=INCOMING, Key="annika/r/c.jpg", CopySource=f"{INCOMING}/annika/r/a.jpg"
    ),
    "write another's": lambda s3: s3.put_object(Bucket=INCOMING, Key="bob/r/b.jpg", Body=b"x"),
    "write a longer name's": lambda s3: s3.put_object(Bucket=INCOMING, Key="annikabel/r/b.jpg", Body=b"x"),
    "write at the root": lambda s3: s3.put_object(Bucket=INCOMING, Key="b.jpg", Body=b"x"),
    "climb out": lambda s3: s3.put_object(Bucket=INCOMING, Key="annika/../bob/b.jpg", Body=b"x"),
    "climb out by backslash": lambda s3: s3.put_object(Bucket=INCOMING, Key="annika\\..\\bob\\b.jpg", Body=b"x"),
    "climb out by slashes": lambda s3: s3.put_object(Bucket=INCOMING, Key="annika//../bob/b.jpg", Body=b"x"),
    "begin another's parts": lambda s3: s3.create_multipart_upload(Bucket=INCOMING, Key="bob/r/b.jpg"),
    "write to archive": lambda s3: s3.put_object(Bucket=ARCHIVE, Key="annika/a.jpg", Body=b"x"),
    "write to press": lambda s3: s3.put_object(Bucket=PRESS, Key="annika/a.jpg", Body=b"x"),
    "read an original": lambda s3: s3.get_object(Bucket=ARCHIVE, Key="originals/o"),
    "end versioning": lambda s3: s3.put_bucket_versioning(
        Bucket=INCOMING, VersioningConfiguration={"Status": "Suspended"}
    ),
    "set a bucket's policy": lambda s3: s3.put_bucket_policy(Bucket=INCOMING, Policy="{}"),
    "delete another's": lambda s3: s3.delete_object(Bucket=INCOMING, Key="bob/r/b.jpg"),
    "tag an object": lambda s3: s3.put_object_tagging(**ANNAS, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}),
    "tag a bucket": lambda s3: s3.put_bucket_tagging(Bucket=INCOMING, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}),
    "set the CORS rules": lambda s3: s3.put_bucket_cors(
        Bucket=INCOMING, CORSConfiguration={"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}
    ),
    "delete the CORS rules": lambda s3: s3.delete_bucket_cors(Bucket=INCOMING),
    "read the policy": lambda s3: s3.get_bucket_policy(Bucket=INCOMING),
    "delete the policy": lambda s3: s3.delete_bucket_policy(Bucket=INCOMING),
    "set the life of objects": lambda s3: s3.put_bucket_lifecycle_configuration(
        Bucket=INCOMING,
        LifecycleConfiguration={"Rules": [{"Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]},
    ),
    "open a bucket": lambda s3: s3.put_bucket_acl(Bucket=INCOMING, ACL="public-read"),
    "list its own uploads": lambda s3: s3.list_multipart_uploads(Bucket=INCOMING, Prefix="annika/"),
    "make a bucket": lambda s3: s3.create_bucket(Bucket="annas"),
    "delete a bucket": lambda s3: s3.delete_bucket(Bucket=INCOMING),
}


@pytest.mark.parametrize("deed", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_all_else_is_refused(deed: Callable[[S3Client], Any], anna: S3Client) -> None:
    with pytest.raises(ClientError) as refused:
        deed(anna)
    assert refused.value.response["Error"]["Code"] in {"AccessDenied", "403", "InvalidRequest"}


def test_nothing_was_harmed_or_opened(anna: S3Client, operator: S3Client) -> None:
    anna.delete_objects(Bucket=INCOMING, Delete={"Objects": [{"Key": "annika/r/a.jpg"}]})  # answers 200 with errors
    anna.put_object(Bucket=INCOMING, Key="annika/r/open.jpg", Body=b"x", ACL="public-read")
    assert operator.get_object(**ANNAS)["Body"].read() == b"first"
    assert operator.get_object(Bucket=INCOMING, Key="bob/r/b.jpg")["Body"].read() == b"bob's"
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(f"{settings.S3_ENDPOINT}/{INCOMING}/annika/r/open.jpg")  # noqa: S310  (loopback)
    refused.value.close()


@pytest.mark.parametrize("code", ["AccessDenied", "SlowDown", "NotImplemented", "NoSuchKey"])
def test_a_store_that_answers_anything_else_than_unknown_has_the_key(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Store:
        def list_buckets(self) -> None:
            raise ClientError({"Error": {"Code": code}}, "ListBuckets")

    monkeypatch.setattr(upload_credentials, "s3", lambda _key, _secret: Store())
    monkeypatch.setattr(upload_credentials, "_TIMEOUT", -1.0)  # late before anything is asked
    assert create_upload_credential("busy").secret
    assert revoke_upload_credential("busy")


def test_a_new_key_ends_the_old_one() -> None:
    old, new = create_upload_credential("eve"), create_upload_credential("eve")
    with pytest.raises(ClientError, match="InvalidAccessKeyId"):
        s3_with(old).put_object(Bucket=INCOMING, Key="eve/r/a.jpg", Body=b"x")
    s3_with(new).put_object(Bucket=INCOMING, Key="eve/r/a.jpg", Body=b"x")
    revoke_upload_credential("eve")


def test_revoking_ends_also_the_keys_a_photographer_made() -> None:
    key = create_upload_credential("mallory")
    own = boto3.client(
        "iam",
        endpoint_url=settings.S3_ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret,
    ).create_access_key()["AccessKey"]
    assert revoke_upload_credential("mallory")
    for ended in (key, UploadCredential(own["AccessKeyId"], own["SecretAccessKey"])):
        with pytest.raises(ClientError, match="InvalidAccessKeyId"):
            s3_with(ended).put_object(Bucket=INCOMING, Key="mallory/r/a.jpg", Body=b"x")
    assert not revoke_upload_credential("mallory")


def test_a_slug_cannot_widen_the_policy() -> None:
    for slug in ("*", "a/../b", "", "an?a", "${aws:username}"):
        with pytest.raises(ValueError, match="slug"):
            create_upload_credential(slug)


def test_the_secret_stays_out_of_logs() -> None:
    assert "hush" not in repr(UploadCredential("id", "hush"))


@pytest.fixture(scope="module")
def without_iam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A SeaweedFS of its own that makes no keys."""
    data = tmp_path_factory.mktemp("without-iam")
    (data / "logs").mkdir()
    config = StackConfig.settle(data, port=None, settings={})
    service = prepare_seaweed(data, config, webhook=False)
    service.command = [word.replace("iam.readOnly=false", "iam.readOnly=true") for word in service.command]
    service.start()
    wait_until_ready([service])
    with override_settings(
        S3_ENDPOINT=config.environment()["BILDSTELLE_S3_ENDPOINT"],
        S3_ACCESS_KEY=config.secrets.s3_access_key,
        S3_SECRET_KEY=config.secrets.s3_secret_key,
    ):
        yield service
    service.stop()
    give_back(config.ports.model_dump().values())


@pytest.mark.parametrize("ask", [create_upload_credential, revoke_upload_credential])
def test_a_store_that_makes_no_keys_is_told_from_one_that_is_down(
    without_iam: Service, ask: Callable[[str], object]
) -> None:
    with pytest.raises(NoIam, match="set BILDSTELLE_S3_IAM=false"):
        ask("quentin")


ANSWERS = {
    "not implemented": (501, "<Error><Code>NotImplemented</Code></Error>"),
    "a HEAD's way": (501, ""),
    "no such method": (405, "<Error><Code>MethodNotAllowed</Code></Error>"),
    "no such place": (404, ""),
    "not for us": (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"),
    "a page of a proxy": (404, "<html>Not found<br></html>"),
}
BROKEN = {"overload": (503, "<Error><Code>SlowDown</Code></Error>"), "a proxy without its store": (502, "")}


@pytest.mark.parametrize("name", [*ANSWERS, *BROKEN])
def test_the_setting_is_named_where_it_helps(name: str, httpserver_answering: Callable[[int, str], str]) -> None:
    endpoint = httpserver_answering(*(ANSWERS | BROKEN)[name])
    with override_settings(S3_ENDPOINT=endpoint), pytest.raises(StoreDown) as caught:
        revoke_upload_credential("quentin")
    assert isinstance(caught.value, NoIam) == (name in ANSWERS)


@pytest.fixture
def httpserver_answering() -> Iterator[Callable[[int, str], str]]:
    """Starts a server that answers each POST with this status and body; returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, body: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
