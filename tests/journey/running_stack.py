"""A whole real stack for tests: used as people and the store use it, and checked from outside."""

from __future__ import annotations

import io
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import psycopg
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from PIL import Image

from cli.stack.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROOT = Path(__file__).resolve().parents[2]
SETTLED = {"ready", "refused", "approved", "live", "declined"}
TIMEOUT = 240  # seconds that a slow machine may take; bench/ measures how long things should take
_LONGEST_STEP = 20  # seconds, where others have the processor
_count = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class RunningStack:
    """A stack, with the actions of everybody who uses it and what they see."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.environment = stack.environment
        self.press_url = self.environment["BILDSTELLE_S3_PUBLIC_URL"]
        self._record: psycopg.Connection[Any] | None = None
        self._commands = subprocess.Popen(
            [sys.executable, "-m", "tests.journey.command_loop"],
            cwd=ROOT,
            env=_clean_environment() | self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.s3 = self.s3_client(
            self.environment["BILDSTELLE_S3_ACCESS_KEY"], self.environment["BILDSTELLE_S3_SECRET_KEY"]
        )

    def close(self) -> None:
        """End the process that runs commands, and the connection to the record."""
        self._commands.communicate()
        if self._record:
            self._record.close()

    # People

    def run(self, *words: str) -> Any:
        """Run an operator's command; return its JSON, else its text. Fails when the command does."""
        done = self._ask([*words, *self._where()])
        assert done["status"] == 0, f"{words}: {done['stdout']}{done['stderr']}"
        return json.loads(done["stdout"]) if "--json" in words else done["stdout"]

    def _where(self) -> list[str]:
        """The options by which a command finds the stack."""
        return ["--data", str(self.stack.data)]

    def _ask(self, words: list[str]) -> Any:
        assert self._commands.stdin
        assert self._commands.stdout
        self._commands.stdin.write(json.dumps(words) + "\n")
        self._commands.stdin.flush()
        told = json.loads(self._commands.stdout.readline())
        assert "crashed" not in told, told["crashed"]
        return told

    def make_release(self, **options: str) -> str:
        """Make a draft release; return its slug."""
        slug = f"fest-{next(_count)}-{int(time.time()) % 100000}"
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.run("release", "create", "--slug", slug, "--title", "de=Fest", "--title", "en=Feast", *words)
        return slug

    def make_photographer(self, name: str = "Michał Żółw") -> tuple[str, S3Client]:
        """Make a photographer; return the slug and an S3 client with the photographer's key."""
        slug = f"p{next(_count)}"
        given = self.run("photographer", "create", name, "--slug", slug, "--json")
        return slug, self.s3_client(given["access_key"], given["secret_key"])

    # The store

    def s3_client(self, access_key: str, secret_key: str) -> S3Client:
        return boto3.client(
            "s3",
            endpoint_url=self.environment["BILDSTELLE_S3_ENDPOINT"],
            region_name="us-east-1",
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(s3={"addressing_style": "path"}, retries={"mode": "standard", "max_attempts": 8}),
        )

    def drop(self, release: str, photographer: str, count: int, s3: S3Client | None = None) -> list[str]:
        """Upload `count` different photos, and wait for a store that is away; return their keys."""
        keys = [f"{photographer}/{release}/IMG_{n:04d}.JPG" for n in range(count)]
        for key in keys:
            _upload(s3 or self.s3, key, picture())
        return keys

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """A public file, without credentials."""
        return get(f"{self.press_url}/{path}", headers)

    def manifest(self, release: str) -> Any:
        return self.get(f"releases/{release}/manifest.json").json

    # The record, read from outside

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query returns, over a connection that is kept: a wait asks many times, and connecting costs more."""
        if self._record and not self._record.closed:
            try:
                return self._record.execute(sql.encode(), values).fetchall()
            except psycopg.OperationalError:  # restarted since
                self._record.close()
        self._record = psycopg.connect(self.environment["BILDSTELLE_DATABASE_URL"], autocommit=True)
        return self._record.execute(sql.encode(), values).fetchall()

    def states(self, release: str) -> Counter[str]:
        sql = "select p.state from archive_photo p join archive_release r on r.id = p.release_id where r.slug = %s"
        return Counter(state for (state,) in self.rows(sql, release))

    def wait_until_developed(self, release: str, count: int, seconds: float = TIMEOUT) -> Counter[str]:
        """Wait until the release has `count` photos and each is ready or refused; return their number by state."""

        def all_settled() -> bool:
            states = self.states(release)
            return states.total() == count and set(states) <= SETTLED

        self.wait(all_settled, seconds, lambda: f"{self.states(release)}, {count} expected")
        return self.states(release)

    def caption_all(self, release: str) -> None:
        """Import captions for every photo of a release from a captions file."""
        sql = "select p.id from archive_photo p join archive_release r on r.id = p.release_id where r.slug = %s"
        lines = [f'{photo},"Straße, Łódź",Street' for (photo,) in self.rows(sql, release)]
        table = self.stack.data / "captions.csv"
        table.write_text("\n".join(["photo id,caption_de,caption_en", *lines]), "utf-8")
        self.run("captions", "import", str(table), "--release", release)

    def wait_until_idle(self, release: str, seconds: float = TIMEOUT) -> None:
        """Wait until nothing of the release is due."""
        sql = """
            select slug, state, problem, problem_detail from archive_release where slug = %s and due_at is not null
            union all select p.filename, p.state, p.problem, p.problem_detail from archive_photo p
            join archive_release r on r.id = p.release_id where r.slug = %s and p.due_at is not null
        """
        due = [sql, release, release]
        self.wait(lambda: not self.rows(*due), seconds, lambda: str(self.rows(*due)[:5]))

    def wait_for_zips(self) -> None:
        """Wait for the ZIP file of every live release."""
        live = "select distinct r.slug from archive_release r join archive_photo p on p.release_id = r.id "
        for (slug,) in self.rows(live + "where r.state = 'live' and p.state = 'live'"):
            self.wait_for_zip(slug)

    def wait_for_zip(self, release: str) -> None:
        """Wait for the ZIP file of an idle release, and until the pages lead to it, as they do where it holds several
        photos: it is made after everything else, and no row says so.
        """
        folder = f"releases/{release}/"
        self.wait(lambda: any(key.endswith(".zip") for key in self.keys("press", folder)))
        if [photo["status"] for photo in self.manifest(release)["photos"]].count("live") > 1:
            for page in ("index.html", "en.html"):
                self.wait(lambda: self._leads_to_a_zip(folder + page))  # noqa: B023  (waited for here)

    def _leads_to_a_zip(self, page: str) -> bool:
        """Whether a page does, if it is there: a release may be in one language."""
        answer = self.get(page)
        return answer.status in (403, 404) or b'.zip"' in answer.body

    def wait(
        self, condition: Callable[[], bool], seconds: float = TIMEOUT, describe: Callable[[], str] = lambda: ""
    ) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds} s: {describe()}"
            self._revive()
            time.sleep(0.2)

    def _revive(self) -> None:
        """Restart what ended by itself, as `up` and Compose do: Celery gives up after some lost connections."""
        for service in self.stack.services.values():
            if service.wanted and not service.running:
                service.start()

    # Objects ≡ rows ≡ outputs

    def assert_everything_agrees(self, *, again: bool = False) -> dict[str, int]:
        """Compare every stored object with its row and every row with its object, byte for byte.

        What an earlier call has read and the listing shows unchanged is read once more only with `again`. A fault is
        what every later look finds, too, for as long as a process may need for a step: between two steps of a pass, a
        row or an object goes first.
        """
        audit: dict[str, Any] = self._ask(["audit the store", *(["again"] if again else [])])
        faults = set(audit.pop("faults"))
        deadline = time.monotonic() + _LONGEST_STEP
        while faults:
            assert time.monotonic() < deadline, faults
            time.sleep(3)
            audit = self._ask(["audit the store"])
            faults &= set(audit.pop("faults"))
        return audit


def _clean_environment() -> dict[str, str]:
    """This process's environment without the addresses of the test session's servers."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BILDSTELLE_", "DJANGO_"))}


def _upload(s3: S3Client, key: str, body: bytes) -> None:
    """Try until the store takes it, as a photographer does: botocore's own tries are over within seconds."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            s3.put_object(Bucket="incoming", Key=key, Body=body)
        except (BotoCoreError, ClientError) as error:
            refused = isinstance(error, ClientError) and error.response["ResponseMetadata"]["HTTPStatusCode"] < 500
            if refused or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def picture(size: tuple[int, int] = (900, 600), **options: Any) -> bytes:
    """A JPEG with bytes that no other has."""
    noise = Image.effect_noise((size[0] // 8, size[1] // 8), 80).resize(size)
    image = Image.merge(
        "RGB", (noise, Image.linear_gradient("L").resize(size), Image.radial_gradient("L").resize(size))
    )
    sink = io.BytesIO()
    image.save(sink, "JPEG", quality=85, comment=f"picture {next(_count)} {os.getpid()}".encode(), **options)
    return sink.getvalue()


def get(
    url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None, method: str | None = None
) -> Answer:
    """Send a request; return the response, also for an error status."""
    request = urllib.request.Request(url, body, dict(headers or {}), method=method)  # noqa: S310  (http, our own)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return Answer(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


@contextmanager
def run_stack(*, webhook: bool = True, environment: Mapping[str, str] | None = None) -> Iterator[RunningStack]:
    """Run a whole stack in its own folder during the block."""
    with (
        tempfile.TemporaryDirectory(prefix="bildstelle-journey-", ignore_cleanup_errors=True) as folder,
        Stack(Path(folder), webhook=webhook, environment=environment) as stack,
    ):
        running = RunningStack(stack)
        yield running
        running.close()
