"""The production shape, running: health, the journey through the proxy, and what the proxy refuses."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
import psycopg
import pytest
import redis
from botocore.config import Config
from botocore.exceptions import ClientError
from PIL import Image
from playwright.sync_api import Error, expect
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.deploy.deployment import Deployment
from tests.desk.browser import chromium
from tests.journey.running_stack import TIMEOUT
from tests.page_checks import stopped_clock
from tests.sqs_server import SqsServer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def ask(url: str, method: str, path: str, **headers: str) -> tuple[int, bytes]:
    """Status and body of an answer; the path goes out as it is written here."""
    connection = http.client.HTTPConnection(str(urlsplit(url).netloc), timeout=60)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def operate(deployment: Deployment, *words: str) -> Any:
    """`docker compose exec desk ./bildstelle ...`: its JSON, else its text."""
    told = deployment.run("desk", ["./bildstelle", *words])
    return json.loads(told) if "--json" in words else told


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.3)
    return True


def photo() -> bytes:
    """A JPEG that brings its caption along."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E] = "Ein Fest"  # ImageDescription
    Image.effect_noise((1200, 800), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def states(deployment: Deployment) -> dict[str, int]:
    """Photos by state, as the record has them."""
    url = (deployment.folder / "desk/secrets/bildstelle_database_url").read_text("utf-8")
    with psycopg.connect(url) as connection:
        return dict(connection.execute("select state, count(*) from archive_photo group by state").fetchall())


@pytest.fixture(scope="module")
def desk_url(deployment: Deployment) -> str:
    return deployment.variables["BILDSTELLE_PUBLIC_URL"]


@pytest.fixture(scope="module")
def uploads_url(deployment: Deployment) -> str:
    return deployment.variables["BILDSTELLE_S3_UPLOAD_URL"]


@pytest.fixture(scope="module")
def uploader(deployment: Deployment) -> tuple[S3Client, str]:
    """A photographer's own key as they were given it, and their folder in the upload bucket."""
    key = operate(deployment, "photographer", "create", "Michał Żółw", "--json")
    client = boto3.client(
        "s3",
        endpoint_url=key["endpoint"],
        region_name=key["region"],
        aws_access_key_id=key["access_key"],
        aws_secret_access_key=key["secret_key"],
        config=Config(s3={"addressing_style": "path"}),
    )
    return client, key["photographer"]


@pytest.fixture(scope="module")
def manifest_path(deployment: Deployment, uploader: tuple[S3Client, str]) -> str:
    """A photo went in through the proxy, by the store's event alone, and out as a release; the path of its manifest."""
    s3, folder = uploader
    operate(deployment, "release", "create", "--slug", "fest", "--title", "de=Fest", "--json")
    s3.put_object(Bucket="incoming", Key=f"{folder}/fest/Über uns (1).jpg", Body=photo())
    listed = s3.list_objects_v2(Bucket="incoming", Prefix=f"{folder}/")["Contents"]
    assert [found["Key"] for found in listed] == [f"{folder}/fest/Über uns (1).jpg"]
    assert wait_for(lambda: states(deployment) == {"ready": 1}, TIMEOUT), states(deployment)
    operate(deployment, "approve", "fest", "--all")
    urls = operate(deployment, "publish", "fest", "--wait", "--json")["urls"]
    return str(urlsplit(urls["manifest"]).path)


def test_every_service_is_healthy_by_its_own_check(deployment: Deployment) -> None:
    assert set(deployment.services) == set(deployment.file["services"]) - {"prepare"}
    assert [name for name in deployment.services if deployment.is_unhealthy(name)] == []


def test_the_first_accounts_are_told_once(deployment: Deployment) -> None:
    assert [account[0] for account in json.loads(deployment.prepared)] == ["admin", "press", "editor"]
    again = deployment.run("prepare", deployment.file["services"]["prepare"]["command"])
    assert json.loads(again) == []


def test_health_checks_notice(deployment: Deployment) -> None:
    """A check that always passes would be worth nothing."""
    for name, touched in (("beat", "beat*"), ("queue", "bildstelle-queue")):
        with deployment.halted(name):  # else it may touch its file before the check looks
            files = list((deployment.folder / name / "tmp").glob(touched))
            assert files
            for path in files:
                os.utime(path, (0, 0))
            assert not deployment.is_healthy(name)
            for path in files:
                os.utime(path)
    password = deployment.folder / "valkey/secrets/valkey_password"
    right = password.read_text("utf-8")
    password.write_text("wrong", "utf-8")
    assert not deployment.is_healthy("valkey")
    password.write_text(right, "utf-8")


def test_the_desk_answers_through_the_proxy(desk_url: str) -> None:
    assert ask(desk_url, "GET", "/healthz") == (200, b"ok\n")
    status, page = ask(desk_url, "GET", "/sign-in/")
    assert (status, b"csrfmiddlewaretoken" in page) == (200, True)


def test_a_dropped_photo_becomes_public_through_the_proxy(desk_url: str, manifest_path: str) -> None:
    status, body = ask(desk_url, "GET", manifest_path)
    assert status == 200
    hrefs = re.findall(rf'"{re.escape(desk_url)}(/press/photos/[^"]+)"', body.decode())
    assert len(hrefs) >= 6
    for href in hrefs:
        assert ask(desk_url, "GET", href)[0] == 200
    assert ask(desk_url, "HEAD", hrefs[0])[0] == 200


def test_a_browser_copies_searches_and_downloads_on_the_public_pages_alone(desk_url: str, manifest_path: str) -> None:
    """They come from the desk's address, and are strangers to it all the same."""
    page_url = f"{desk_url}{manifest_path.removesuffix('manifest.json')}index.html"
    complaints: list[str] = []
    with chromium() as browser:
        context = browser.new_context(permissions=["clipboard-write", "clipboard-read"])
        context.add_cookies([{"name": "sessionid", "value": "secret", "url": desk_url}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(page_url)
        with stopped_clock(page):
            page.locator("figure button").first.click()
            expect(page.locator("figure button.done").first).to_be_visible()
        with page.expect_download() as download:
            page.locator("figure a[download]").first.click()
        assert Path(download.value.path()).read_bytes().startswith(b"\xff\xd8")
        page.goto(f"{desk_url}/press/index.html")
        page.get_by_role("searchbox").fill("Fest")
        expect(page.locator(".hits a")).to_have_text(["Fest"])
        assert complaints == []
        with pytest.raises(Error, match="sandboxed"):
            page.evaluate("document.cookie")
        assert page.evaluate("fetch('/sign-in/').then(() => 'read', () => 'refused')") == "refused"


def test_people_find_their_way_from_an_address_that_is_wrong(desk_url: str, manifest_path: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        wrong = page.goto(f"{desk_url}{manifest_path.removesuffix('manifest.json')}gone/index.html")
        assert wrong
        assert wrong.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_css("font-weight", "700")
        page.get_by_role("link", name="Zum Medienportal").click()
        expect(page).to_have_url(f"{desk_url}/press/index.html")
        page.goto(f"{desk_url}/press/")
        expect(page).to_have_url(f"{desk_url}/press/index.html")
    assert ask(desk_url, "GET", f"{manifest_path}.gone") == ask(desk_url, "GET", "/press/gone")


def test_events_are_fetched_from_a_queue(sqs: SqsServer, queue: str, deployment: Deployment) -> None:
    assert deployment.services["queue"].pid
    sqs.send(queue, json.dumps({"Records": []}))
    assert wait_for(lambda: not sqs.left(queue), TIMEOUT)


def test_websites_may_fetch_the_manifest(desk_url: str, manifest_path: str) -> None:
    connection = http.client.HTTPConnection(str(urlsplit(desk_url).netloc), timeout=60)
    connection.request("GET", manifest_path, headers={"Origin": "https://city.example"})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.headers.get_all("Access-Control-Allow-Origin") in (["*"], ["https://city.example"])


@pytest.mark.parametrize("path", ["/events/s3", "//events/s3", "/%65vents/s3", "/./events/s3", "/x/../events/s3"])
def test_nobody_outside_reaches_the_event_receiver(path: str, deployment: Deployment, desk_url: str) -> None:
    token = (deployment.folder / "made/bildstelle_events_token").read_text("utf-8")
    assert ask(desk_url, "POST", path, Authorization=f"Bearer {token}")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/press/?list-type=2", "/press/?versions", "/press/?prefix=releases/", "/press/releases/"),
        *("/press/?uploads", "/press/?policy", "/press/?location", "/press/../incoming/?list-type=2"),
        *("/press/..%2fincoming/?list-type=2", "/press/%2e%2e/archive/?list-type=2", "/incoming/", "/archive/"),
    ],
)
def test_nobody_lists(path: str, desk_url: str, manifest_path: str) -> None:
    status, body = ask(desk_url, "GET", path)
    assert status in {400, 403, 404}, body
    assert b"<Key>" not in body
    assert b"manifest.json" not in body


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_the_public_address_only_reads(method: str, desk_url: str, manifest_path: str) -> None:
    assert ask(desk_url, method, manifest_path)[0] == 405
    assert ask(desk_url, "GET", manifest_path)[0] == 200


def test_credentials_count_for_nothing_below_press(deployment: Deployment, desk_url: str, manifest_path: str) -> None:
    """The operator's own signed request for a listing is read as a stranger's."""
    s3 = operators_client(deployment, desk_url)
    with pytest.raises(ClientError) as refused:
        s3.list_objects_v2(Bucket="press")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}


def test_the_upload_address_takes_uploads_alone(
    deployment: Deployment, uploads_url: str, uploader: tuple[S3Client, str], manifest_path: str
) -> None:
    s3, folder = uploader
    with pytest.raises(ClientError):
        s3.put_object(Bucket="incoming", Key=f"somebody-else/{folder}/a.jpg", Body=b"x")
    operators = operators_client(deployment, uploads_url)
    for bucket in ("incoming", "archive", "press"):
        with pytest.raises(ClientError, match="403"):
            operators.list_objects_v2(Bucket=bucket)
    for path in ("/", "/?Action=CreateUser&UserName=evil", "/incoming/../archive/x", "/incoming/..%2farchive/x"):
        assert ask(uploads_url, "POST", path)[0] == 403
    assert ask(uploads_url, "GET", "/incoming/?list-type=2")[0] == 403


def test_large_files_go_up_in_parts(uploader: tuple[S3Client, str], deployment: Deployment) -> None:
    s3, folder = uploader
    where: dict[str, Any] = {"Bucket": "incoming", "Key": f"{folder}/none/large.tif"}
    upload = s3.create_multipart_upload(**where)["UploadId"]
    part = s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=bytes(5 << 20))
    parts: Any = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload=parts)


def test_seaweedfs_grpc_wants_our_certificate(deployment: Deployment) -> None:
    """The one port beside S3 that leaves the container."""
    anonymous = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anonymous.check_hostname, anonymous.verify_mode = False, ssl.CERT_NONE
    anonymous.set_alpn_protocols(["h2"])
    with (
        socket.create_connection(("127.0.0.1", deployment.ports["18333"]), 60) as plain,
        pytest.raises(ssl.SSLError, match="certificate"),
        anonymous.wrap_socket(plain) as tls,
    ):
        tls.recv(1)  # where TLS 1.3 tells it


def test_the_broker_keeps_what_it_was_told(deployment: Deployment) -> None:
    url = (deployment.folder / "desk/secrets/bildstelle_broker_url").read_text("utf-8")
    wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "save": ""}
    with redis.Redis.from_url(url, decode_responses=True) as client:
        assert {name: client.config_get(name)[name] for name in wanted} == wanted
    once = Retry(NoBackoff(), 0)
    with redis.Redis(port=deployment.ports["6379"], retry=once) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_secrets_are_on_no_command_line(deployment: Deployment) -> None:
    secrets = [path.read_text("utf-8").strip() for path in (deployment.folder / "made").glob("*[!.][a-z_]")]
    lines = [Path(f"/proc/{service.pid}/cmdline").read_text("utf-8") for service in deployment.services.values()]
    assert [secret for secret in secrets for line in lines if secret in line] == []


def operators_client(deployment: Deployment, endpoint: str) -> S3Client:
    access, secret = (
        (deployment.folder / f"made/bildstelle_s3_{name}_key").read_text("utf-8") for name in ("access", "secret")
    )
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=access,
        aws_secret_access_key=secret,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )
