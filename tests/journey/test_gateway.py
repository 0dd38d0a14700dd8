"""The gateway, used by the programs that photographers use: lftp, curl and OpenSSH's sftp."""

from __future__ import annotations

import ftplib
import os
import shlex
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko
import pytest
from cryptography import x509

from cli.stack.ports import choose_port
from cli.stack.probes import is_listening
from config.environment import ROOT
from tests.journey.running_stack import TIMEOUT, RunningStack, picture
from tests.system_programs import find_program

pytestmark = pytest.mark.journey
CAMERAS = 10
PATIENCE = 60  # seconds that any answer may take


@dataclass(frozen=True)
class Photographer:
    """Somebody with a login."""

    slug: str
    password: str

    @property
    def user(self) -> str:
        return f"{self.slug}:{self.password}"


class Gateway:
    """The gateway as a process beside the stack, and the programs that send to it."""

    def __init__(self, running: RunningStack, folder: Path) -> None:
        self.running, self.folder = running, folder
        self.ftp, self.sftp = choose_port(None, ()), choose_port(None, ())
        self._process: subprocess.Popen[bytes] | None = None
        self.log = folder / "log"
        self.slugs: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the process."""
        ours = {"BILDSTELLE_FTP_PORT": str(self.ftp), "BILDSTELLE_SFTP_PORT": str(self.sftp)}
        ours |= {"BILDSTELLE_GATEWAY_FOLDER": str(self.folder / "gateway"), "PYTHONPATH": str(ROOT)}
        return {**os.environ, **self.running.environment, **ours}

    def start(self) -> None:
        """Start the process and wait until it listens."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "workers.gateway"]
            self._process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self.running.wait(lambda: is_listening(self.ftp) and is_listening(self.sftp), describe=self.log.read_text)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process
        self._process.kill()
        self._process.wait()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """As on a machine that is busy with something else."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def add(self, name: str) -> Photographer:
        slug, _s3 = self.running.make_photographer(name)
        self.slugs.append(slug)
        given = self.running.run("gateway", "login", slug, "--json")
        return Photographer(given["login"], given["password"])

    def has_settled(self) -> bool:
        """Whether everything that was sent is in the record, and nothing is due."""
        sent = {key for slug in self.slugs for key in self.running.keys("incoming", f"{slug}/")}
        received = {key for (key,) in self.running.rows("select key from archive_receipt")}
        return sent <= received and not self.running.rows("select 1 from archive_photo where due_at is not null")

    def stored(self, whose: Photographer) -> list[str]:
        """The keys of a photographer's uploads, below their folder."""
        return [key.removeprefix(f"{whose.slug}/") for key in self.running.keys("incoming", f"{whose.slug}/")]

    def lftp(self, whose: Photographer, script: str) -> subprocess.CompletedProcess[str]:
        # It asks for TLS by itself, and refuses to send the password without.
        settings = "set ssl:verify-certificate no; set ftp:ssl-force yes; set net:max-retries 1; set net:timeout 60"
        login = f"open -u {whose.slug},{whose.password} ftp://127.0.0.1:{self.ftp}"
        return _run([str(find_program("lftp")), "--norc", "-c", f"{settings}; {login}; {script}"])

    def pasted(self, whose: Photographer, release: str, folder: Path) -> None:
        """Run lftp and curl as docs/photographers.md shows it, the certificate taken out as docs/operations.md does."""
        for program in ("lftp", "curl"):
            find_program(program)
        page = (ROOT / "docs/photographers.md").read_text("utf-8")
        lines = [line for line in page.splitlines() if line.startswith(("lftp ", "curl --ssl-reqd "))]
        assert len(lines) == 2
        code = "\n".join([f"openssl x509 -in {self.folder}/gateway/ftp.pem -out ftp.crt", *lines])
        code = code.replace("SERVER:2121", f"127.0.0.1:{self.ftp}").replace("stadtfest", release)
        code = code.replace("-u david", f"-u {whose.slug},{whose.password}").replace(
            "--user david", f"--user {whose.user}"
        )
        done = subprocess.run(
            ["/bin/sh", "-euc", code], cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
        assert done.returncode == 0, done

    def curl(self, whose: Photographer, path: str, *options: str) -> list[str]:
        """The words of a command that sends by FTP with TLS."""
        url = f"ftp://127.0.0.1:{self.ftp}{path}"
        return [str(find_program("curl")), "-sS", "--ssl-reqd", "-k", "--user", whose.user, *options, url]

    def sftp_words(self, *options: str) -> list[str]:
        trusting = ["-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null", "-oLogLevel=ERROR"]
        only = ["-oPubkeyAuthentication=no", "-oPreferredAuthentications=password", "-oNumberOfPasswordPrompts=1"]
        return [str(find_program("sftp")), *trusting, *only, *options, f"-P{self.sftp}"]

    def asking(self, whose: Photographer) -> dict[str, str]:
        """The environment in which OpenSSH gets the password from a program."""
        script = self.folder / f"password-{whose.slug}"
        script.write_text(f"#!/bin/sh\necho {shlex.quote(whose.password)}\n", "utf-8")
        script.chmod(0o700)
        return {**os.environ, "SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none"}

    def sftp_run(self, whose: Photographer, *commands: str) -> subprocess.CompletedProcess[str]:
        """Run a batch; a command that begins with `-` may fail."""
        # Not -b, which forbids asking for a password.
        words = [*self.sftp_words(), f"{whose.slug}@127.0.0.1"]
        return _run(words, environment=self.asking(whose), text="\n".join((*commands, "bye\n")))

    @contextmanager
    def sftp_client(self, whose: Photographer) -> Iterator[paramiko.SFTPClient]:
        """A program that opens files otherwise than OpenSSH does."""
        with paramiko.Transport(("127.0.0.1", self.sftp)) as transport:
            transport.banner_timeout = transport.auth_timeout = PATIENCE
            transport.connect(username=whose.slug, password=whose.password)
            client = paramiko.SFTPClient.from_transport(transport)
            assert client
            yield client


def _run(
    words: list[str], environment: dict[str, str] | None = None, text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, env=environment, input=text, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


@pytest.fixture(scope="module")
def gateway(running: RunningStack) -> Iterator[Gateway]:
    with tempfile.TemporaryDirectory(prefix="bildstelle-gateway-") as folder:
        gateway = Gateway(running, Path(folder))
        gateway.start()
        yield gateway
        gateway.kill()
        running.wait(gateway.has_settled)  # others compare the whole stack


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A memory card: two photos, and what a program leaves beside them."""
    card = tmp_path / "card"
    card.mkdir()
    for n in (1, 2):
        (card / f"IMG_{n}.JPG").write_bytes(picture((480, 320)))
    (card / "IMG_3.JPG.filepart").write_bytes(picture((480, 320)))
    return card


def test_photos_come_by_ftp_and_sftp(running: RunningStack, gateway: Gateway, card: Path) -> None:
    release, anna = running.make_release(), gateway.add("Anna Łuk")
    running.run("gateway", "today", anna.slug, release)
    (card.parent / "IMG_1.JPG").write_bytes(picture((480, 320)))
    gateway.pasted(anna, release, card.parent)
    sent = gateway.lftp(anna, f"cls -1 /{release}/card")
    names = ("IMG_1.JPG", "IMG_2.JPG", "IMG_3.JPG.filepart")
    assert sent.stdout.split() == [f"/{release}/card/{name}" for name in names]
    photo = card / "IMG_4.JPG"
    photo.write_bytes(picture((480, 320)))
    done = _run(gateway.curl(anna, "/DCIM/100/IMG_4.JPG", "-T", str(photo), "--ftp-create-dirs"))
    assert done.returncode == 0, done
    (card / "IMG_5.JPG").write_bytes(picture((480, 320)))
    done = gateway.sftp_run(
        anna,
        f"cd {release}",
        f"put {card}/IMG_5.JPG IMG_5.JPG.tmp",
        "rename IMG_5.JPG.tmp IMG_5.JPG",
        "ls -1",
    )
    assert "IMG_5.JPG" in done.stdout.splitlines(), done
    with gateway.sftp_client(anna) as client, client.open(f"{release}/IMG_6.JPG", "x+") as file:
        file.write(picture((480, 320)))
    wanted = {"card/IMG_1.JPG", "card/IMG_2.JPG", "IMG_1.JPG", "DCIM/100/IMG_4.JPG", "IMG_5.JPG", "IMG_6.JPG"}
    assert set(gateway.stored(anna)) == {f"{release}/{name}" for name in wanted}
    assert running.wait_until_developed(release, 6) == {"ready": 6}


def test_its_certificate_is_for_where_cameras_call_and_a_taken_port_is_named(gateway: Gateway, tmp_path: Path) -> None:
    own = {"BILDSTELLE_GATEWAY_FOLDER": str(tmp_path / "gateway"), "BILDSTELLE_FTP_ADDRESS": "localhost"}
    second = _run([sys.executable, "-m", "workers.gateway"], environment=gateway.environment | own)
    assert second.returncode == 1
    assert f"another program has port {gateway.ftp} already" in second.stderr
    certificate = x509.load_pem_x509_certificate((tmp_path / "gateway/ftp.pem").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_what_is_there_is_neither_read_nor_changed(running: RunningStack, gateway: Gateway, card: Path) -> None:
    release, anna, bob = running.make_release(), gateway.add("Anna"), gateway.add("Bob")
    photo, other = card / "IMG_1.JPG", card / "IMG_2.JPG"
    assert _run(gateway.curl(bob, f"/{release}/IMG_1.JPG", "-T", str(photo))).returncode == 0
    key = f"{bob.slug}/{release}/IMG_1.JPG"
    for command in (
        f"get {release}/IMG_1.JPG -o {card}/stolen",
        f"rm {release}/IMG_1.JPG",
        f"mv {release}/IMG_1.JPG {release}/IMG_9.JPG",
        f"rmdir {release}",
    ):
        assert gateway.lftp(bob, command).returncode != 0, command
    told = gateway.sftp_run(
        bob, f"cd {release}", f"get IMG_1.JPG {card}/stolen", "rm IMG_1.JPG", "rename IMG_1.JPG IMG_9.JPG", "ls -1"
    )
    assert told.stderr.lower().count("permission denied") >= 3, told
    assert not (card / "stolen").exists()
    # Anna tries Bob's folder by every way there is; whatever arrives is her own.
    for path in (f"/../{bob.slug}/{release}/a.jpg", f"/{bob.slug}/{release}/b.jpg", f"//{bob.slug}//c.jpg"):
        _run(gateway.curl(anna, path, "-T", str(other), "--path-as-is", "--ftp-create-dirs"))
    gateway.sftp_run(anna, f"put {other} /../{bob.slug}/{release}/d.jpg", f"put {other} ../../{bob.slug}/e.jpg")
    listing = gateway.lftp(anna, f"cls -1 /{bob.slug}/{release}/; cls -1 /../{bob.slug}/{release}/")
    assert "IMG_1" not in listing.stdout
    # The same name once more is a second photo; the first one stays.
    assert _run(gateway.curl(bob, f"/{release}/IMG_1.JPG", "-T", str(other))).returncode == 0
    found = running.s3.list_object_versions(Bucket="incoming", Prefix=f"{bob.slug}/")["Versions"]
    assert {(one["Key"], one["Size"]) for one in found} == {(key, file.stat().st_size) for file in (photo, other)}
    assert all(name.endswith(("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg")) for name in gateway.stored(anna))
    assert running.wait_until_developed(release, 2) == {"ready": 2}


def test_ten_cameras_at_once(running: RunningStack, gateway: Gateway, tmp_path: Path) -> None:
    release, anna = running.make_release(), gateway.add("Anna")
    files = [tmp_path / f"IMG_{n}.JPG" for n in range(CAMERAS)]
    for file in files:
        file.write_bytes(picture((240, 160)) + os.urandom(1 << 20))
    senders = [
        subprocess.Popen(gateway.curl(anna, f"/{release}/", "-T", str(file), "--limit-rate", "1M")) for file in files
    ]
    assert [sender.wait(TIMEOUT) for sender in senders] == [0] * CAMERAS
    assert sorted(gateway.stored(anna)) == [f"{release}/{file.name}" for file in files]


def test_one_address_does_not_take_all_places(gateway: Gateway) -> None:
    for port, answer in ((gateway.ftp, b"421 Too many"), (gateway.sftp, b"")):
        with ExitStack() as open_ones:
            clients = [
                open_ones.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)) for _n in range(41)
            ]
            assert clients[0].recv(3) in (b"220", b"SSH")
            assert clients[-1].recv(12) == answer
        # They get their places back: nobody who comes next is turned away.
        gateway.running.wait(lambda: is_welcome(port))  # noqa: B023  (waited for here)


def is_welcome(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
        return client.recv(3) in (b"220", b"SSH")


def test_nothing_half_arrives(gateway: Gateway, running: RunningStack, tmp_path: Path) -> None:
    release, anna = running.make_release(), gateway.add("Anna")
    # A voice memo, since a picture's own end would tell.
    memo = tmp_path / "memo.wav"
    memo.write_bytes(os.urandom(3 << 20))
    slowly = ("-T", str(memo), "--limit-rate", "200k")
    by_ftp = gateway.curl(anna, f"/{release}/ftp.wav", *slowly)
    by_sftp = [*gateway.sftp_words("-l800"), f"{anna.slug}@127.0.0.1"]

    def begin() -> list[subprocess.Popen[str]]:
        quiet: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        ftp = subprocess.Popen(by_ftp, text=True, **quiet)
        sftp = subprocess.Popen(by_sftp, env=gateway.asking(anna), text=True, **quiet)
        assert sftp.stdin
        sftp.stdin.write(f"put {memo} {release}/sftp.wav\n")
        sftp.stdin.flush()
        time.sleep(2)
        assert ftp.poll() is None
        assert sftp.poll() is None
        return [ftp, sftp]

    # Programs that are killed, which closes their connections as at a file's end.
    for sender in begin():
        sender.send_signal(signal.SIGKILL)
        sender.communicate()
    time.sleep(1)
    # The gateway that is killed.
    (tmp_path / "a.jpg").write_bytes(picture((480, 320)))
    gateway.sftp_run(anna, f"put {tmp_path / 'a.jpg'} {release}/a.jpg.filepart")
    senders = begin()
    gateway.kill()
    for sender in senders:
        sender.communicate(timeout=TIMEOUT)
    assert senders[0].returncode, "the sender learns of it"
    assert list((gateway.folder / "gateway/spool").iterdir()) == []
    gateway.start()
    assert gateway.stored(anna) == []
    # What was whole and acknowledged under a temporary name still waits for its own.
    gateway.sftp_run(anna, f"rename {release}/a.jpg.filepart {release}/a.jpg")
    # Once more, whole.
    assert _run(gateway.curl(anna, f"/{release}/ftp.wav", "-T", str(memo))).returncode == 0
    assert gateway.stored(anna) == [f"{release}/a.jpg", f"{release}/ftp.wav"]


def test_the_end_of_the_data_is_not_yet_that_of_the_file(gateway: Gateway, running: RunningStack) -> None:
    release, anna = running.make_release(), gateway.add("Anna")
    running.run("gateway", "plain", anna.slug)

    def sign_in(encoding: str = "utf-8") -> ftplib.FTP:
        client = ftplib.FTP(encoding=encoding)  # noqa: S321  (what is tested)
        client.connect("127.0.0.1", gateway.ftp, timeout=PATIENCE)
        client.login(anna.slug, anna.password)
        client.cwd(release)
        return client

    def send(client: ftplib.FTP, name: str) -> socket.socket:
        data = client.transfercmd(f"STOR {name}")
        data.sendall(b"\r\n" * 50_000)
        return data

    client = sign_in()
    data = send(client, "called-off.wav")
    assert client.sock
    with gateway.paused():  # it waits for a quarter of a second, which may be over before we say more
        data.close()
        client.sock.sendall(b"ABOR\r\n", socket.MSG_OOB)
    with pytest.raises(ftplib.error_temp, match="426"):
        client.getresp()
    assert client.getresp().startswith("226 ABOR")
    with send(client, "reset.wav") as data:
        data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with pytest.raises(ftplib.error_temp, match="426 The connection broke"):
        client.getresp()
    place = client.makepasv()
    client.sendcmd("STOR early.wav")
    with gateway.paused(), socket.create_connection(place) as data:  # broken before it is taken
        data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with pytest.raises(ftplib.error_temp, match="426 The connection broke"):
        client.getresp()
    for command in ("APPE there.wav", "RETR there.wav", "DELE there.wav", "RMD .", "SITE CHMOD 600 there.wav"):
        with pytest.raises(ftplib.error_perm, match="550"):
            client.sendcmd(command)
    data = send(client, "gone.wav")
    with gateway.paused():
        data.close()
        client.close()
    with sign_in("cp1252") as client:
        client.voidcmd("TYPE A")
        send(client, "Straße.wav").close()
        assert client.getresp().startswith("226")
    assert gateway.stored(anna) == [f"{release}/Straße.wav"]
    whole = running.s3.head_object(Bucket="incoming", Key=f"{anna.slug}/{release}/Straße.wav")
    assert whole["ContentLength"] == 100_000, "ASCII changes nothing"


def test_a_password_goes_over_no_plain_line_and_into_no_log(
    gateway: Gateway, running: RunningStack, card: Path
) -> None:
    release, anna = running.make_release(), gateway.add("Anna")
    plainly = [str(find_program("curl")), "-sSv", "--user", anna.user, "-T", str(card / "IMG_1.JPG")]
    plainly.append(f"ftp://127.0.0.1:{gateway.ftp}/{release}/")
    told = _run(plainly)
    assert told.returncode != 0
    assert "> PASS" not in told.stderr, "TLS is asked for before the password"
    with socket.create_connection(("127.0.0.1", gateway.ftp), PATIENCE) as line:
        line.recv(100)
        line.sendall(b"AUTH TLS\r\nSYST\r\n")
        line.recv(100)
        with ssl._create_unverified_context().wrap_socket(line) as hidden:  # noqa: S323  (a certificate of its own)
            hidden.sendall(b"NOOP\r\n")
            assert hidden.recv(100).startswith(b"200 "), "what came before TLS is not answered within"
    running.run("gateway", "plain", anna.slug)
    assert _run(plainly).returncode == 0
    assert gateway.stored(anna) == [f"{release}/IMG_1.JPG"]
    wrong = Photographer(anna.slug, "a-wrong-password")
    assert _run(gateway.curl(wrong, "/")).returncode == 67  # login denied
    assert "ermission denied" in gateway.sftp_run(wrong, "ls").stderr
    running.run("gateway", "end", anna.slug)
    assert _run(plainly).returncode != 0
    log = gateway.log.read_text("utf-8")
    assert "gateway_wrong_password" in log
    assert "gateway_took" in log
    assert anna.password not in log
    assert wrong.password not in log
