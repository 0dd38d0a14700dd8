"""The host's side of the chamber: starts the helper, sends it jobs and turns answers into values or errors."""

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
    DevelopedPhoto,
    DevelopJob,
    Failed,
    Inspected,
    InspectJob,
    Job,
    Refused,
    line,
)

ROOT = Path(__file__).resolve().parents[3]

# Keep freed memory between photos instead of handing it back: new pages cost 40-60 ms a photo (mallopt(3)).
KEEP_PAGES = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 34)}


class ChamberCrash(Exception):
    """The child died over this file: by a signal, at its deadline or for want of memory."""

    def __init__(self, kind: CrashKind, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind: CrashKind = kind
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class ChamberFailure(OSError):
    """The chamber could not work, and the file is not the cause: try again."""


class Chamber:
    """One process's chamber. Its helper starts at the first use, and again after it died.

    It does one job at a time and is not safe for threads. Start it in a thread that lives as long as the process,
    because the kernel ends the helper with the thread that started it. `memory` caps a child's address space, in bytes.
    `deadline` is in seconds and must be below Celery's soft time limit; metadata has a deadline of its own, since a
    reader may stall.
    """

    def __init__(self, memory: int = 1_200_000_000, deadline: float = 30.0, metadata_deadline: float = 3.0) -> None:
        self._memory = memory
        self._deadline = deadline
        self._metadata_deadline = metadata_deadline
        self._helper: subprocess.Popen[bytes] | None = None

    def inspect(self, path: Path, limits: Limits = Limits()) -> Inspection:  # noqa: B008 - frozen
        """`darkroom.inspect` in the chamber. Metadata that brings the child down is left unread."""
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
        """`darkroom.develop` in the chamber, which writes its files into `out`."""
        job = DevelopJob(
            path=path.resolve(),
            orders=tuple(orders),
            out=out.resolve(),
            limits=limits,
            deadline=self._deadline,
        )
        answer = self._ask(job)
        if not isinstance(answer, DevelopedPhoto):
            raise _error(answer)
        return answer.developed

    def _inspected(self, job: InspectJob) -> Inspection:
        answer = self._ask(job)
        if not isinstance(answer, Inspected):
            raise _error(answer)
        return answer.inspection

    def _ask(self, job: Job) -> Answer:
        """The helper's answer. A helper that is found dead is replaced once; an interruption ends it and its child."""
        for _ in range(2):
            try:
                if answer := self._exchange(line(job)):
                    return ANSWER.validate_json(answer)
            except BaseException:
                # After a time limit or Ctrl-C the answer under way would be taken for the next job's.
                self.close()
                raise
            self.close()
        raise ChamberFailure("the chamber's helper does not stay alive")

    def _exchange(self, job: bytes) -> bytes:
        """The helper's line, empty when the helper is dead."""
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
        self._helper = self._helper or self._start_helper()
        return self._helper

    def _start_helper(self) -> subprocess.Popen[bytes]:
        """A helper without our credentials, in a session of its own so that Ctrl-C does not reach it."""
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
        """Start the helper now, without waiting, so that the first job need not."""
        self._running()

    def close(self, grace: float = 0.0) -> None:
        """End the helper and its child. The next job starts another.

        The helper gets `grace` seconds to end by itself, so that its child's CPU time is counted; then it is killed.
        """
        helper, self._helper = self._helper, None
        if helper is None:
            return
        # A job that the helper never read may still be in the buffer.
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
    """Close the helper's input and wait at most `grace` seconds for its end."""
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
