"""Without credentials no port of SeaweedFS gives an original or takes a write, and nobody lists `press`."""

from __future__ import annotations

import http.client
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import override_settings

from archive.store.buckets import Bucket
from archive.store.setup import prepare
from cli.stack import probes
from cli.stack.ports import GRPC_OFFSET, choose_port, give_back
from cli.stack.stack import Stack
from cli.stack.stack_config import ROOT
from tests.cli.stack.processes import wait_for

WEED = str(Path(sys.executable).with_name("weed"))
ORIGINAL = b"an original that nobody may see" * 100
READS = (
    *("/", "/archive", "/archive/originals/o", "/buckets/archive/originals/o", "/buckets/archive/originals/?pretty=y"),
    *("/incoming?list-type=2", "/incoming?versions", "/press", "/press?list-type=2", "/press?versions"),
    *("/press?uploads", "/press?policy", "/press?acl", "/?proxyChunkId=1,01", "/1,01", "/dir/status", "/vol/status"),
    *("/metrics", "/debug/pprof/"),
    *("/dir/assign", "/dir/lookup?fileId=1,01&read=yes", "/dir/lookup?volumeId=1", "/cluster/status", "/ui/index.html"),
    # These change things by GET.
    *("/col/delete?collection=archive", "/vol/grow?count=1&collection=evil", "/vol/vacuum?garbageThreshold=0"),
)  # fmt: skip
WRITES = (
    *("/archive/evil", "/incoming/evil", "/press/evil", "/archive/originals/o", "/buckets/press/evil", "/submit"),
    *("/buckets/archive/originals/o", "/1,01637037d6", "/col/delete?collection=archive", "/.tus/evil", "/evil"),
    *("/?Action=CreateUser&UserName=evil", "/?Action=CreateAccessKey&UserName=admin", "/archive?delete"),
)


@pytest.fixture(scope="module")
def stocked(backing: Stack) -> Iterator[Stack]:
    """The stack's store with the project's buckets and something in each; Django's settings point at it."""
    keys = ["S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY"]
    keys += ["BUCKET_INCOMING", "BUCKET_ARCHIVE", "BUCKET_PRESS"]
    with override_settings(**{key: backing.environment[f"BILDSTELLE_{key}"] for key in keys}):
        prepare()
        fill()
        yield backing


def fill() -> None:
    Bucket("archive").put("originals/o", ORIGINAL, "image/jpeg")
    Bucket("incoming").put("anna/r/o.jpg", ORIGINAL, "image/jpeg")
    Bucket("press").put("releases/index.json", b"{}", "application/json")


def listening(pid: int) -> set[tuple[str, int]]:
    """(address, port) of every TCP socket on which the process listens."""
    found, inodes = set(), set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # a connection may end while it is looked at
            inodes.add(str(descriptor.readlink()))
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes:
                address, port = fields[1].split(":")
                readable = socket.inet_ntoa(struct.pack("<I", int(address, 16))) if table == "tcp" else address
                found.add((readable, int(port, 16)))
    return found


ANONYMOUS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ANONYMOUS.check_hostname, ANONYMOUS.verify_mode = False, ssl.CERT_NONE


def ask(port: int, method: str, path: str, *, tls: ssl.SSLContext | None) -> tuple[int, bytes]:
    """Status and body of an answer without S3's credentials; status 0 when the port gives none."""
    connection: http.client.HTTPConnection
    if tls:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=tls)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, b"evil" if method in {"PUT", "POST"} else None)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def contents() -> list[tuple[str, str, str]]:
    return [
        (bucket, found.key, found.etag)
        for bucket in ("incoming", "archive", "press")
        for found in Bucket(bucket).versions()
    ]


def test_everything_listens_on_the_loopback_only(stocked: Stack) -> None:
    for service in ("seaweed", "valkey", "postgres"):
        found = listening(stocked.services[service].pid)
        assert found
        assert {address for address, _ in found} == {"127.0.0.1"}, service


def test_no_port_answers_a_stranger(stocked: Stack) -> None:
    before = contents()
    ports = {port for _, port in listening(stocked.services["seaweed"].pid)}
    assert len(ports) == 10
    deeds = [("GET", path) for path in READS] + [(m, path) for m in ("PUT", "POST", "DELETE") for path in WRITES]
    taken = [
        (port, method, path, status)
        for port in sorted(ports)
        for method, path in deeds
        for tls in (None, ANONYMOUS)
        for status, body in [ask(port, method, path, tls=tls)]
        if ORIGINAL[:31] in body or 200 <= status < 400
    ]
    assert taken == []
    assert contents() == before
    assert Bucket("archive").get("originals/o") == ORIGINAL


def test_the_public_reads_press_from_any_website_but_learns_no_names(stocked: Stack) -> None:
    port = stocked.config.ports.s3
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/press/releases/index.json", headers={"Origin": "https://city.example"})
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, b"{}")
    assert response.headers["Access-Control-Allow-Origin"] in {"*", "https://city.example"}
    connection.close()
    assert ask(port, "GET", "/press/none", tls=None)[0] in {403, 404}
    for path in ("/press", "/press/", "/press/releases/", "/press/?prefix=releases/"):
        assert b"index.json" not in ask(port, "GET", path, tls=None)[1]


def test_the_grpc_ports_want_our_certificate(stocked: Stack, tmp_path: Path) -> None:
    commands = "fs.ls /buckets/archive/originals\nfs.rm /buckets/archive/originals/gone\nfs.mkdir /buckets/press/evil\n"
    Bucket("archive").put("originals/gone", b"x", "image/jpeg")
    before = contents()
    # The shell looks for certificate and keys in its folder. Without them it knocks for ever: three seconds will do.
    assert "originals" not in weed_shell(stocked, commands, folder=tmp_path, patience=3)
    assert contents() == before
    assert "gone" in weed_shell(stocked, commands, folder=stocked.data / "seaweed", patience=60)
    assert "originals/gone" not in {key for _, key, _ in contents()}


def weed_shell(stack: Stack, commands: str, *, folder: Path, patience: float) -> str:
    """What SeaweedFS's own shell, which speaks gRPC, prints for the commands within `patience` seconds."""
    ports = stack.config.ports
    command = [
        WEED,
        "shell",
        f"-master=127.0.0.1:{ports.master}.{ports.master + GRPC_OFFSET}",
        f"-filer=127.0.0.1:{ports.filer}.{ports.filer + GRPC_OFFSET}",
    ]
    try:
        return subprocess.run(
            command,
            input=commands.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=patience,
            cwd=folder,
            env={"HOME": str(folder)},
        ).stdout.decode()
    except subprocess.TimeoutExpired as expired:
        return (expired.stdout or b"").decode()


def test_what_a_full_disk_left_of_an_index_hides_no_object(stocked: Stack) -> None:
    store, [index] = stocked.services["seaweed"], (stocked.data / "seaweed/volumes").glob("archive_*.idx")
    store.kill()
    entries = index.read_bytes()
    index.write_bytes(entries[:-1])  # a page's end is within an entry of 17 bytes
    index.with_suffix(".sdx").touch()  # left by a server that had not made it anew
    stocked.start_services(only=["seaweed"])
    assert Bucket("archive").get("originals/o") == ORIGINAL
    assert index.read_bytes() == entries
    assert not index.with_suffix(".sdx").exists()
    Bucket("archive").put("originals/later", ORIGINAL[::-1], "image/jpeg")
    assert Bucket("archive").get("originals/later") == ORIGINAL[::-1]
    assert index.stat().st_size > len(entries), "the volume takes objects again"


def test_a_store_whose_volumes_nobody_knows_yet_is_not_ready(stocked: Stack, tmp_path: Path) -> None:
    pair = stocked.data / "seaweed/seaweed.crt", stocked.data / "seaweed/seaweed.key"
    assert wait_for(lambda: probes.knows_volumes(stocked.config.ports.master, *pair))
    port = choose_port(None, taken=(), with_grpc=True)
    command = [WEED, "master", f"-mdir={tmp_path}", f"-port={port}", f"-port.grpc={port + GRPC_OFFSET}"]
    alone = subprocess.Popen(
        [*command, "-ip=127.0.0.1", "-telemetry=false"], cwd=stocked.data / "seaweed", stderr=subprocess.DEVNULL
    )
    try:
        assert wait_for(lambda: b"DataCenters" in topology(port, *pair))
        assert not probes.knows_volumes(port, *pair)
    finally:
        alone.kill()
        alone.wait()
        give_back([port])


def topology(master: int, certificate: Path, key: Path) -> bytes:
    """What the master says of its volume servers; empty while it says nothing."""
    ours = ssl.create_default_context(cafile=certificate)
    ours.load_cert_chain(certificate, key)
    return ask(master, "GET", "/dir/status", tls=ours)[1]


def test_an_index_that_cannot_be_made_anew_keeps_no_store_from_starting(tmp_path: Path) -> None:
    index = tmp_path / "archive_7.idx"
    index.write_bytes(bytes(20))  # and its volume is gone
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "deploy/start-seaweedfs"), str(tmp_path), "/bin/echo", "it", "runs"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "it runs\n"
    assert f"{index} could not be made anew" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["archive_7.idx"]
    assert index.read_bytes() == bytes(20)
