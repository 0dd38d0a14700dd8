"""The host's side of the chamber: start the helper, send a job, turn its answer into a value or an error."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.imaging.darkroom import Developed, Inspection, RenditionOrder
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from workers.develop.chamber.messages import (
    ANSWER,
    Answer,
    Crashed,
    CrashKind,
    DevelopJob,
    Failed,
    Inspected,
    InspectJob,
    Job,
    Printed,
    Refused,
    line,
)

ROOT = Path(__file__).resolve().parents[3]

# Keep freed memory instead of handing it back between photos: fresh pages cost 40-60 ms a photo (mallopt(3)).
KEEP_PAGES = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 34)}


class ChamberCrash(Exception):
    """The child died over this file: by a signal, at its deadline, or for want of memory."""

    def __init__(self, kind: CrashKind, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind: CrashKind = kind
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class ChamberFailure(OSError):
    """The chamber could not work, through no fault of the file's: try again."""


class Chamber:
    """One process's chamber, its helper started at first use and again after it died.

    Not for threads: one job at a time. Start it in the thread that lives longest, for the kernel ends the
    helper with the thread that started it. `memory` caps a child's address space in bytes; `deadline` is in
    seconds and belongs below Celery's soft time limit; metadata has its own, since a reader may stall.
    """

    def __init__(self, memory: int = 1_200_000_000, deadline: float = 30.0, metadata_deadline: float = 3.0) -> None:
        self._memory = memory
        self._deadline = deadline
        self._metadata_deadline = metadata_deadline
        self._helper: subprocess.Popen[bytes] | None = None

    def inspect(self, path: Path, limits: Limits = Limits()) -> Inspection:  # noqa: B008 - frozen
        """`darkroom.inspect` in the chamber; a file whose metadata brings the child down is read without."""
        job = InspectJob(path=path.resolve(), limits=limits, deadline=self._metadata_deadline)
        try:
            return self._inspected(job)
        except ChamberCrash:
            return self._inspected(job.model_copy(update={"metadata": False, "deadline": self._deadline}))

    def develop(
        self,
        path: Path,
        orders: Sequence[RenditionOrder],
        out: Path,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> Developed:
        """`darkroom.develop` in the chamber; the files lie in `out`."""
        job = DevelopJob(
            path=path.resolve(),
            orders=tuple(orders),
            out=out.resolve(),
            limits=limits,
            deadline=self._deadline,
        )
        answer = self._asked(job)
        if not isinstance(answer, Printed):
            raise _error(answer)
        return answer.developed

    def _inspected(self, job: InspectJob) -> Inspection:
        answer = self._asked(job)
        if not isinstance(answer, Inspected):
            raise _error(answer)
        return answer.inspection

    def _asked(self, job: Job) -> Answer:
        """The helper's answer; a helper found dead is replaced once. Interrupted, it takes its child with it."""
        for _ in range(2):
            try:
                if answer := self._exchanged(line(job)):
                    return ANSWER.validate_json(answer)
            except BaseException:
                # A time limit, Ctrl-C: the answer under way would be taken for the next job's.
                self.close()
                raise
            self.close()
        raise ChamberFailure("the chamber's helper does not stay alive")

    def _exchanged(self, job: bytes) -> bytes:
        """The helper's line; empty when it is dead."""
        helper = self._running()
        if helper.stdin is None or helper.stdout is None:
            raise ChamberFailure("the chamber's helper has no pipes")
        try:
            helper.stdin.write(job)
            helper.stdin.flush()
        except BrokenPipeError:
            return b""
        return helper.stdout.readline()

    def _running(self) -> subprocess.Popen[bytes]:
        self._helper = self._helper or self._started()
        return self._helper

    def _started(self) -> subprocess.Popen[bytes]:
        """A helper that knows none of our credentials, in a session of its own so that Ctrl-C leaves it to us."""
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return subprocess.Popen(
            [sys.executable, "-m", "workers.develop.chamber.helper", str(self._memory), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment | KEEP_PAGES | {"PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )

    def open(self) -> None:
        """Start the helper now, not waiting for it, so that the first job finds it imported."""
        self._running()

    def close(self, grace: float = 0.0) -> None:
        """End the helper and its child; the next job starts another.

        For `grace` seconds it may end by itself, so that its child's CPU time is not lost to accounting; then, or
        at once for none, it is killed.
        """
        helper, self._helper = self._helper, None
        if helper is None:
            return
        # A job it never read may still be in the buffer.
        with contextlib.suppress(BrokenPipeError), helper:
            try:
                if grace:
                    _let_end(helper, grace)
            finally:
                helper.kill()
                helper.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _let_end(helper: subprocess.Popen[bytes], grace: float) -> None:
    """End the helper's input and wait for it, `grace` seconds at most."""
    if helper.stdin:
        helper.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        helper.wait(grace)


def _error(answer: Answer) -> Exception:
    match answer:
        case Refused(key=key, detail=detail):
            return Refusal(key, detail)
        case Crashed(how=how, detail=detail):
            return ChamberCrash(how, detail)
        case Failed(detail=detail):
            return ChamberFailure(detail)
        case _:
            return ChamberFailure(f"an answer to another question: {answer.kind}")
