"""The helper: `python -m workers.develop.chamber.helper <memory cap in bytes> <parent's pid>`.

It reads jobs from stdin, a socket, and writes answers to stdout. It parses no stranger's bytes itself: it forks the
children that do, from a process that has one thread and has imported everything, and kills those that miss their
deadlines. What it reads itself is a child's answer, which it bounds and does not trust.

A deadline is in seconds of the child's own computing: on a busy machine, a file that needs little of it keeps its time.
By the clock a child has up to ten seconds more, for what only waits.
"""

import encodings.cp1252  # noqa: F401 - texts of metadata; a child should import nothing any more
import gc
import os
import select
import signal
import socket
import sys
import time

from PIL import Image
from pydantic import ValidationError

from pipelines.heif import is_heif
from pipelines.imaging.pixel_buffer import PIXEL_BUFFER
from pipelines.watermark.typeface import has_glyph
from workers.develop.cell.confinement import confine_helper
from workers.develop.chamber.channel import close_all, receive_job, send_job
from workers.develop.chamber.child import MAX_JOBS, UNCONFINED, fork_child
from workers.develop.chamber.messages import (
    JOB,
    MAX_ANSWER,
    Answer,
    Crashed,
    Done,
    Failed,
    Refused,
    Reply,
    ScanJob,
    line,
)
from workers.develop.chamber.parent_death import end_with_parent

STDIN = 0
_LONGER, _AT_MOST = 3, 10.0
"""By the clock, so many times a deadline may be added to it, and no more than so many seconds."""


class Child:
    """A forked child and the pipes to it."""

    def __init__(self, memory: int, nowhere: int, *, threads: bool) -> None:
        helper = os.getpid()
        self.pid, self._jobs, self._replies = fork_child(
            memory, nowhere, lambda: end_with_parent(helper), threads=threads
        )
        self.may_start_threads = threads
        self.served = 0

    def ask(self, job: bytes, descriptors: list[int], deadline: float) -> Reply:
        """The child's reply, or how it died. It is to be killed where its time is up."""
        self.served += 1
        begun = self._computed()
        until = time.monotonic() + deadline + min(_LONGER * deadline, _AT_MOST)
        self._send(job, descriptors, until - time.monotonic())
        reply = self._read_reply(begun + deadline, until)
        if reply is None:
            return Reply(answer=Crashed(how="deadline", detail=f"after {deadline:g} s"), spent=True)
        if not reply.endswith(b"\n"):
            return Reply(answer=self._died(reply), spent=True)
        try:
            return Reply.model_validate_json(reply)
        except ValidationError as error:
            return Reply(answer=Crashed(how="answer", detail=f"{error.error_count()} faults"), spent=True)

    def _computed(self) -> float:
        """The seconds of all its threads on a processor so far; elsewhere than on Linux, those of the clock."""
        if sys.platform != "linux":
            return time.monotonic()
        return time.clock_gettime(~self.pid << 3 | 2)  # MAKE_PROCESS_CPUCLOCK, CPUCLOCK_SCHED: clock_getcpuclockid(3)

    def _send(self, job: bytes, descriptors: list[int], patience: float) -> None:
        """A child that is dead or does not listen shows it by its reply."""
        self._jobs.settimeout(max(patience, 0.001))
        try:
            send_job(self._jobs, job, descriptors)
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            self._jobs.close()

    def _read_reply(self, enough: float, until: float) -> bytes | None:
        """A line, or the part of it that the child wrote before it died or that is too much.

        None when time is up: the child has computed for `enough` seconds in all, or `until` has come. Exits when the
        host is gone.
        """
        poll = select.poll()
        poll.register(self._replies, select.POLLIN)
        poll.register(STDIN, 0)
        reply = b""
        while (left := min(enough - self._computed(), until - time.monotonic())) > 0:
            ready = dict(poll.poll(left * 1000))
            if STDIN in ready:
                self.discard()
                sys.exit("the host is gone")
            if self._replies in ready:
                piece = os.read(self._replies, 1 << 16)
                reply += piece
                if not piece or piece.endswith(b"\n") or len(reply) > MAX_ANSWER:
                    return reply
        return None

    def _died(self, reply: bytes) -> Answer:
        """What a child left that ended without an answer, or that is still talking."""
        if len(reply) > MAX_ANSWER:
            return Crashed(how="answer", detail=f"more than {MAX_ANSWER} bytes")
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        if status == UNCONFINED:
            return Failed(detail="the child could not be confined")
        return Crashed(how="signal", detail=signal.Signals(-status).name if status < 0 else f"exit status {status}")

    def discard(self) -> None:
        """Kill the child and close its pipes."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self._jobs.close()
        os.close(self._replies)


class Helper:
    """Runs at most one child at a time."""

    def __init__(self, memory: int, nowhere: int) -> None:
        self._memory = memory
        self._nowhere = nowhere
        self._child: Child | None = None

    def answer(self, job: bytes, descriptors: list[int]) -> Answer:
        """The answer to a job.

        A child that served other files may fail because it has too little memory left, whatever the file; so the job is
        given to a new child.
        """
        order = JOB.validate_json(job)
        # libheif's HEVC decoder works in a thread.
        threads = not isinstance(order, ScanJob) and order.limits.heic and is_heif(os.pread(descriptors[0], 12, 0))
        reply, fresh = self._ask(job, descriptors, order.deadline, threads=threads)
        if _may_want_memory(reply.answer) and not fresh:
            reply, _ = self._ask(job, descriptors, order.deadline, threads=threads)
        return reply.answer

    def discard(self) -> None:
        """End the child and wait for it, so that its CPU time is counted as this process's."""
        child, self._child = self._child, None
        if child:
            child.discard()

    def _ask(self, job: bytes, descriptors: list[int], deadline: float, *, threads: bool) -> tuple[Reply, bool]:
        child = self._child_for(threads=threads)
        reply = child.ask(job, descriptors, deadline)
        # A child that a file has taken over would never call itself spent.
        if reply.spent or child.served >= MAX_JOBS or not isinstance(reply.answer, Done):
            self.discard()
        return reply, child.served == 1

    def _child_for(self, *, threads: bool) -> Child:
        """The child at hand, or a new one; only once a HEIC comes may a child start threads."""
        if self._child and threads and not self._child.may_start_threads:
            self.discard()
        self._child = self._child or Child(self._memory, self._nowhere, threads=threads)
        return self._child


def _may_want_memory(answer: Answer) -> bool:
    """Decoders that get no memory call the file damaged or truncated."""
    match answer:
        case Crashed(how=how):
            return how == "memory"
        case Refused(key=key):
            return key in ("broken", "truncated")
        case _:
            return isinstance(answer, Failed)


def main() -> None:
    """Serve until nobody sends jobs any more."""
    memory, parent = map(int, sys.argv[1:])
    end_with_parent(parent)
    # What is imported and read here is shared by every fork.
    Image.init()
    has_glyph("©")
    PIXEL_BUFFER.share_with_forks()
    nowhere = os.open(os.devnull, os.O_RDWR)
    with socket.socket(fileno=STDIN) as jobs:
        confine_helper()
        gc.freeze()
        helper = Helper(memory, nowhere)
        while True:
            job, descriptors = receive_job(jobs)
            if not job:
                break
            try:
                answer = helper.answer(job, descriptors)
            except OSError as error:  # no process or pipe to be had: it may pass
                answer = Failed(detail=f"{type(error).__name__}: {error}")
            close_all(descriptors)
            sys.stdout.buffer.write(line(answer))
            sys.stdout.buffer.flush()
        helper.discard()


if __name__ == "__main__":
    main()
