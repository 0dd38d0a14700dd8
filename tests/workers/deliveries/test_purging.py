"""Caches in front of the press bucket: a real nginx forgets what changed, and nothing else."""

from __future__ import annotations

import getpass
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django.fixtures import Settings

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Delivery
from archive.photos import decisions
from archive.publishing.deliveries import purge
from archive.releases import lifecycle
from archive.store.buckets import press
from archive.store.changes import take_changes
from cli.stack.ports import choose_port, give_back
from pipelines.documents.manifest import Manifest
from tests.factories import make_release
from tests.journey.running_stack import picture
from tests.system_programs import find_program
from tests.workers.deliveries.world import Website
from tests.workers.stages import Upload, approved, publish
from workers.deliveries import purging
from workers.deliveries.send import send_due

pytestmark = pytest.mark.django_db

# As docs/operations.md has it: Debian's nginx has no PURGE of its own, so it fetches the address anew.
CONFIGURATION = """\
daemon off;
user {user};
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/temp;
  proxy_cache_path {folder}/cache keys_zone=press:1m;
  proxy_cache press;
  proxy_cache_key $uri;
  proxy_ignore_headers Cache-Control Expires;
  proxy_cache_valid 200 404 1h;
  add_header X-Cache $upstream_cache_status;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      error_page 418 = @purge;
      if ($request_method = PURGE) {{ return 418; }}
      proxy_pass {origin};
    }}
    location @purge {{
      allow 127.0.0.1;
      deny all;
      proxy_cache off;
      proxy_method GET;
      proxy_ignore_client_abort on;
      proxy_pass http://127.0.0.1:{anew};
    }}
  }}
  server {{
    listen 127.0.0.1:{anew};
    location / {{
      proxy_cache_bypass 1;
      proxy_pass {origin};
    }}
  }}
}}
"""


class Cache:
    """What readers get through it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def get(self, key: str) -> tuple[int, bytes, str]:
        """Status, body, and whether it came out of the cache."""
        try:
            with urllib.request.urlopen(f"{self.url}/{django_settings.BUCKET_PRESS}/{key}") as answer:  # noqa: S310
                return answer.status, answer.read(), answer.headers["X-Cache"]
        except urllib.error.HTTPError as error:
            with error:
                return error.code, b"", error.headers["X-Cache"] or ""


@pytest.fixture
def cache(tmp_path: Path, settings: Settings) -> Iterator[Cache]:
    """nginx between readers and the store, which keeps everything for an hour."""
    port, anew = choose_port(None, taken=()), choose_port(None, taken=())
    origin = settings.S3_ENDPOINT
    settings.S3_PUBLIC_URL = f"{origin}/{settings.BUCKET_PRESS}"
    names = {"folder": tmp_path, "port": port, "anew": anew, "origin": origin, "user": getpass.getuser()}
    text = CONFIGURATION.format(**names)
    (tmp_path / "nginx.conf").write_text(text, "utf-8")
    server = subprocess.Popen([find_program("nginx"), "-p", tmp_path, "-c", tmp_path / "nginx.conf"])
    try:
        _wait_for(port)
        settings.CDN_PURGE_URLS = [f"http://127.0.0.1:{port}"]
        yield Cache(port)
    finally:
        server.terminate()
        server.wait()
        give_back([port, anew])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not start")


def test_readers_behind_a_cache_see_every_version_at_once(cache: Cache, upload: Upload) -> None:
    take_changes()
    release = make_release()
    kept, gone = (approved(upload(picture((600, 400 + n)), release, f"IMG_{n}.JPG")) for n in range(2))
    lifecycle.publish(release, OPERATOR)
    publish(release.pk)
    send_due()
    manifest = addresses.manifest_key(release.slug)
    first = json.loads(cache.get(manifest)[1])
    files = {photo["id"]: addresses.key_of(photo["download"]["href"], _read(first)) for photo in first["photos"]}
    for key in (*files.values(), addresses.captions_key(release.slug)):
        assert cache.get(key)[0] == 200
    assert cache.get(manifest)[2] == "HIT"

    decisions.withdraw_photos([gone.pk], OPERATOR)
    publish(release.pk)
    assert json.loads(cache.get(manifest)[1])["version"] == 1, "the cache does what it is told"
    send_due()
    assert json.loads(cache.get(manifest)[1])["version"] > 1
    captions = addresses.captions_key(release.slug)
    assert cache.get(captions)[1] == press().get(captions)
    assert gone.filename not in press().get(captions).decode("utf-8-sig")
    assert cache.get(files[gone.pk])[0] == 404
    assert cache.get(files[kept.pk])[2] == "HIT", "a file whose address names its content never changes"
    assert not Delivery.objects.exists()


def _read(document: dict[str, object]) -> Manifest:
    return Manifest.model_validate(document)


def test_a_generic_hook_gets_the_addresses_and_failures_are_tried_again(site: Website, settings: Settings) -> None:
    settings.CDN_WEBHOOK_URL, settings.CDN_TOKEN = f"{site.url}/purge", "secret"
    settings.CDN_PURGE_URLS = ["http://127.0.0.1:1"]
    purge({"releases/index.json", "a.html"})
    send_due()
    [(_method, _path, headers, body)] = site.requests
    assert json.loads(body) == {"urls": [addresses.url_of("a.html"), addresses.url_of("releases/index.json")]}
    assert headers["authorization"] == "Bearer secret"
    row = Delivery.objects.get()
    assert (row.answer, row.attempts) == ("no_connection", 1)
    assert row.due_at
    settings.CDN_PURGE_URLS = []
    Delivery.objects.update(due_at=row.created_at)
    send_due()
    assert not Delivery.objects.exists()


def test_purges_go_out_side_by_side(site: Website, settings: Settings) -> None:
    site.slow, site.enough = True, 3
    settings.CDN_PURGE_URLS = [site.url]
    for n in range(3):
        purge({f"{n}.html"})
    send_due()
    assert not Delivery.objects.exists()


def test_a_cache_has_one_time_for_all_its_connections(
    site: Website, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(connection: HTTPConnection, _cache: str, _url: str) -> str:
        time.sleep(0.1)
        connection.close()
        return ""

    monkeypatch.setattr(purging, "_purge_one", slowly)
    monkeypatch.setattr(purging, "_SECONDS", 0.25)
    settings.CDN_PURGE_URLS = [site.url]
    purge({f"{n}.html" for n in range(5)})
    send_due()
    assert Delivery.objects.get().answer == "timeout"


def test_no_cache_no_rows(settings: Settings) -> None:
    purge({"a.html"})
    assert not Delivery.objects.exists()
