"""The helper: `python -m workers.develop.chamber.helper <memory cap in bytes> <parent's pid>`.

It reads jobs from stdin and writes answers to stdout. It parses no stranger's bytes itself: it forks the children that
do, from a process that has one thread and has imported everything, and kills those that miss their deadlines.
"""

import contextlib
import gc
import os
import select
import signal
import sys
import time

from PIL import Image

from pipelines.imaging.pixel_buffer import PIXEL_BUFFER
from pipelines.watermark.typeface import has_glyph
from workers.develop.chamber.child import fork_child
from workers.develop.chamber.messages import JOB, Answer, Crashed, Failed, Refused, Reply, line
from workers.develop.chamber.parent_death import end_with_parent

STDIN = 0


class Child:
    """A forked child and the pipes to it."""

    def __init__(self, memory: int) -> None:
        helper = os.getpid()
        self.pid, self._jobs, self._replies = fork_child(memory, lambda: end_with_parent(helper))
        self.fresh = True

    def ask(self, job: bytes, deadline: float) -> Reply:
        """The child's reply, or how it died. After `deadline` seconds it is killed."""
        self.fresh = False
        with contextlib.suppress(BrokenPipeError):
            os.write(self._jobs, job)
        reply = self._read_reply(time.monotonic() + deadline)
        if reply is None:
            return Reply(answer=Crashed(how="deadline", detail=f"after {deadline:g} s"), spent=True)
        if not reply.endswith(b"\n"):
            return Reply(answer=Crashed(how="signal", detail=self._exit_reason()), spent=True)
        return Reply.model_validate_json(reply)

    def _read_reply(self, until: float) -> bytes | None:
        """A line, or the part of it that the child wrote before it died. None when time is up.

        Exits when the host is gone.
        """
        poll = select.poll()
        poll.register(self._replies, select.POLLIN)
        poll.register(STDIN, 0)
        reply = b""
        while (left := until - time.monotonic()) > 0:
            ready = dict(poll.poll(left * 1000))
            if STDIN in ready:
                self.discard()
                sys.exit("the host is gone")
            if self._replies in ready:
                piece = os.read(self._replies, 1 << 16)
                reply += piece
                if not piece or piece.endswith(b"\n"):
                    return reply
        return None

    def _exit_reason(self) -> str:
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def discard(self) -> None:
        """Kill the child and close its pipes."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._jobs)
        os.close(self._replies)


class Helper:
    """Runs at most one child at a time."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._child: Child | None = None

    def answer(self, job: bytes) -> Answer:
        """The answer to a job.

        A child that served other files may fail because it has too little memory left, whatever the file; so the job is
        given to a new child.
        """
        deadline = JOB.validate_json(job).deadline
        reply, fresh = self._ask(job, deadline)
        if _may_want_memory(reply.answer) and not fresh:
            reply, _ = self._ask(job, deadline)
        return reply.answer

    def discard(self) -> None:
        """End the child and wait for it, so that its CPU time is counted as this process's."""
        child, self._child = self._child, None
        if child:
            child.discard()

    def _ask(self, job: bytes, deadline: float) -> tuple[Reply, bool]:
        child = self._child = self._child or Child(self._memory)
        fresh = child.fresh
        reply = child.ask(job, deadline)
        if reply.spent:
            self.discard()
        return reply, fresh


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
    """Serve until stdin ends."""
    memory, parent = map(int, sys.argv[1:])
    end_with_parent(parent)
    # What is imported and read here is shared by every fork.
    Image.init()
    has_glyph("©")
    PIXEL_BUFFER.share_with_forks()
    gc.freeze()
    helper = Helper(memory)
    for job in sys.stdin.buffer:
        try:
            answer = helper.answer(job)
        except OSError as error:  # no process or pipe to be had: it may pass
            answer = Failed(detail=f"{type(error).__name__}: {error}")
        sys.stdout.buffer.write(line(answer))
        sys.stdout.buffer.flush()
    helper.discard()


if __name__ == "__main__":
    main()
