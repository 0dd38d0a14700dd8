"""The host's side of the chamber: starts the helper, sends it jobs and turns answers into values or errors."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from pipelines.imaging.darkroom import Developed, Inspection, RenditionFile
from pipelines.recipes import Limits, RenditionOrder
from pipelines.refusal import Refusal
from pipelines.unpacking import Entry
from workers.develop.chamber.answers import UnsoundAnswer, check_developed, check_entries, check_inspection, check_words
from workers.develop.chamber.channel import send_job
from workers.develop.chamber.messages import (
    ANSWER,
    MAX_ANSWER,
    Answer,
    Crashed,
    CrashKind,
    DevelopedPhoto,
    DevelopJob,
    Failed,
    Inspected,
    InspectJob,
    Job,
    Listed,
    ListJob,
    Refused,
    ScanJob,
    Scanned,
    Unpacked,
    UnpackJob,
    line,
)
from workers.develop.chamber.rendition_files import collect, collect_entry, rendition_files

ROOT = Path(__file__).resolve().parents[3]

# Keep freed memory between photos instead of handing it back: new pages cost 40-60 ms a photo (mallopt(3)).
KEEP_PAGES = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 34)}


class ChamberCrash(Exception):
    """The child died over this file (by a signal, at its deadline, for want of memory) or gave an unsound answer."""

    def __init__(self, kind: CrashKind, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind: CrashKind = kind
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class ChamberFailure(OSError):
    """The chamber could not work, and the file is not the cause: try again. `errno` says why if the kernel did."""


class Chamber:
    """One process's chamber. Its helper starts at the first use, and again after it died.

    It does one job at a time and is not safe for threads. Start it in a thread that lives as long as the process,
    because the kernel ends the helper with the thread that started it. `memory` caps a child's address space, in bytes.
    `deadline` is in seconds of a child's computing, to which the helper adds some by the clock; both together must be
    below Celery's soft time limit. Metadata has a deadline of its own, since a reader may stall.
    """

    HELPER = "workers.develop.chamber.helper"

    def __init__(self, memory: int = 1_500_000_000, deadline: float = 30.0, metadata_deadline: float = 3.0) -> None:
        self._memory = memory
        self._deadline = deadline
        self._metadata_deadline = metadata_deadline
        self._helper: subprocess.Popen[bytes] | None = None
        self._jobs: socket.socket | None = None

    def inspect(
        self,
        path: Path,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        sidecars: Sequence[Path] = (),
    ) -> Inspection:
        """`darkroom.inspect` in the chamber. Metadata that brings the child down is left unread."""
        job = InspectJob(limits=limits, deadline=self._metadata_deadline)
        with contextlib.ExitStack() as open_files:
            photo, *others = [open_files.enter_context(_opened(each)) for each in (path, *sidecars)]
            try:
                return self._inspected(job, photo, others)
            except ChamberCrash:
                unread = job.model_copy(update={"metadata": False, "deadline": self._deadline})
                return self._inspected(unread, photo, [])

    def develop(
        self,
        path: Path,
        orders: Sequence[RenditionOrder],
        out: Path,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> Developed:
        """`darkroom.develop` in the chamber; the host writes the files into `out`."""
        job = DevelopJob(orders=tuple(orders), limits=limits, deadline=self._deadline)
        with contextlib.ExitStack() as open_files:
            photo = open_files.enter_context(_opened(path))
            files = open_files.enter_context(rendition_files(len(orders)))
            logos = [open_files.enter_context(_opened(logo.path)) for logo in job.logos]
            answer = self._ask(job, [photo, *files, *logos])
            if not isinstance(answer, DevelopedPhoto):
                raise _error(answer)
            with self._judging():
                check_developed(answer.developed, orders)
                made = _collected(answer.developed, orders, files, out)
        return answer.developed.model_copy(update={"renditions": made})

    def list_entries(self, path: Path, limits: Limits) -> tuple[Entry, ...]:
        """`unpacking.list_entries` in the chamber."""
        with _opened(path) as archive:
            answer = self._ask(ListJob(limits=limits, deadline=self._deadline), [archive])
        if not isinstance(answer, Listed):
            raise _error(answer)
        with self._judging():
            check_entries(answer.entries, path.stat().st_size)
        return answer.entries

    def unpack(self, path: Path, entry: Entry, into: Path, limits: Limits) -> None:
        """`unpacking.unpack_entry` in the chamber; the host writes the file `into`."""
        job = UnpackJob(entry=entry, limits=limits, deadline=self._deadline)
        with _opened(path) as archive, rendition_files(1) as files:
            answer = self._ask(job, [archive, *files])
            if not isinstance(answer, Unpacked):
                raise _error(answer)
            with self._judging():
                try:
                    collect_entry(files[0], entry.size, into)
                except OSError as error:
                    raise ChamberFailure(error.errno, f"{type(error).__name__}: {error}") from error

    def scan(self, path: Path, media_type: str) -> bool:
        """`attachment_check.check_bytes` in the chamber; whether it is the moving part of a live photo.

        Raises Refusal and ChamberCrash.
        """
        with _opened(path) as file:
            answer = self._ask(ScanJob(media_type=media_type, deadline=self._metadata_deadline), [file])
        if not isinstance(answer, Scanned):
            raise _error(answer)
        return answer.live

    def _inspected(self, job: InspectJob, photo: int, sidecars: Sequence[int]) -> Inspection:
        answer = self._ask(job, [photo, *sidecars])
        if not isinstance(answer, Inspected):
            raise _error(answer)
        with self._judging():
            check_inspection(answer.inspection, os.fstat(photo).st_size)
        return answer.inspection

    def _understood(self, answer: bytes) -> Answer:
        """The answer in a line."""
        try:
            found = ANSWER.validate_json(answer)
        except ValidationError as error:
            self.close()
            raise ChamberCrash("answer", f"{error.error_count()} faults") from error
        with self._judging():
            check_words(found)
        return found

    @contextlib.contextmanager
    def _judging(self) -> Iterator[None]:
        """Whoever gives an unsound answer gets no other file."""
        try:
            yield
        except UnsoundAnswer as unsound:
            self.close()
            raise ChamberCrash("answer", str(unsound)) from unsound

    def _ask(self, job: Job, descriptors: list[int]) -> Answer:
        """The helper's answer. A helper that is found dead is replaced once; an interruption ends it and its child."""
        for _ in range(2):
            try:
                if answer := self._exchange(line(job), descriptors):
                    return self._understood(answer)
            except BaseException:
                # After a time limit or Ctrl-C the answer under way would be taken for the next job's.
                self.close()
                raise
            self.close()
        raise ChamberFailure("the chamber's helper does not stay alive")

    def _exchange(self, job: bytes, descriptors: list[int]) -> bytes:
        """The helper's line, empty when the helper is dead."""
        helper = self._running()
        if self._jobs is None or helper.stdout is None:
            raise ChamberFailure("the chamber's helper has no pipes")
        try:
            send_job(self._jobs, job, descriptors)
        except (BrokenPipeError, ConnectionResetError):
            return b""
        return helper.stdout.readline(MAX_ANSWER + 1)

    def _running(self) -> subprocess.Popen[bytes]:
        self._helper = self._helper or self._start_helper()
        return self._helper

    def _start_helper(self) -> subprocess.Popen[bytes]:
        """A helper without our credentials, in a session of its own so that Ctrl-C does not reach it."""
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        jobs, theirs = socket.socketpair()
        with theirs:
            helper = subprocess.Popen(
                [sys.executable, "-m", self.HELPER, str(self._memory), str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.PIPE,
                cwd=ROOT,
                env=environment | KEEP_PAGES | {"PYTHONPATH": str(ROOT)},
                start_new_session=True,
            )
        self._jobs = jobs
        return helper

    def open(self) -> None:
        """Start the helper now, without waiting, so that the first job need not."""
        self._running()

    def close(self, grace: float = 0.0) -> None:
        """End the helper and its child. The next job starts another.

        The helper gets `grace` seconds to end by itself, so that its child's CPU time is counted; then it is killed.
        """
        helper, self._helper = self._helper, None
        jobs, self._jobs = self._jobs, None
        if jobs:
            jobs.close()
        if helper is None:
            return
        with helper:
            try:
                if grace:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        helper.wait(grace)
            finally:
                helper.kill()
                helper.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    """A descriptor for reading this file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _collected(
    developed: Developed, orders: Sequence[RenditionOrder], files: list[int], out: Path
) -> tuple[RenditionFile, ...]:
    try:
        return collect(developed.renditions, orders, files, out)
    except OSError as error:
        raise ChamberFailure(error.errno, f"{type(error).__name__}: {error}") from error


def _error(answer: Answer) -> Exception:
    match answer:
        case Refused(key=key, detail=detail):
            return Refusal(key, detail)
        case Crashed(how=how, detail=detail):
            return ChamberCrash(how, detail)
        case Failed(detail=detail):
            return ChamberFailure(detail)
        case _:
            return ChamberCrash("answer", f"to another question: {answer.kind}")
