"""The helper: `python -m workers.develop.chamber.helper <memory cap in bytes> <parent's pid>`.

Reads jobs from stdin and writes answers to stdout. It parses no stranger's byte itself; it forks the children
that do, from a process with everything imported and a single thread, and holds them to their deadlines.
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
from workers.develop.chamber.child import forked
from workers.develop.chamber.messages import JOB, Answer, Crashed, Failed, Refused, Reply, line
from workers.develop.chamber.parentage import die_with

STDIN = 0


class Child:
    """A forked child and the pipes to it."""

    def __init__(self, memory: int) -> None:
        helper = os.getpid()
        self.pid, self._jobs, self._replies = forked(memory, lambda: die_with(helper))
        self.fresh = True

    def ask(self, job: bytes, deadline: float) -> Reply:
        """The child's reply, or how it died; after `deadline` seconds it is killed."""
        self.fresh = False
        with contextlib.suppress(BrokenPipeError):
            os.write(self._jobs, job)
        reply = self._heard(time.monotonic() + deadline)
        if reply is None:
            return Reply(answer=Crashed(how="deadline", detail=f"after {deadline:g} s"), spent=True)
        if not reply.endswith(b"\n"):
            return Reply(answer=Crashed(how="signal", detail=self._last_words()), spent=True)
        return Reply.model_validate_json(reply)

    def _heard(self, until: float) -> bytes | None:
        """A line, or what came of it before the child died; None when time is up. Ends with the host."""
        ears = select.poll()
        ears.register(self._replies, select.POLLIN)
        ears.register(STDIN, 0)
        heard = b""
        while (left := until - time.monotonic()) > 0:
            ready = dict(ears.poll(left * 1000))
            if STDIN in ready:
                self.discard()
                sys.exit("the host is gone")
            if self._replies in ready:
                piece = os.read(self._replies, 1 << 16)
                heard += piece
                if not piece or piece.endswith(b"\n"):
                    return heard
        return None

    def _last_words(self) -> str:
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def discard(self) -> None:
        """Kill the child, whatever it does, and let nothing of it remain."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._jobs)
        os.close(self._replies)


class Helper:
    """Keeps at most one child at work."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._child: Child | None = None

    def answer(self, job: bytes) -> Answer:
        """What comes of a job. What a child finds wrong with its second file or a later one is no proof when its
        memory may be behind that, filled by those before: the file gets a fresh one.
        """
        deadline = JOB.validate_json(job).deadline
        reply, fresh = self._asked(job, deadline)
        if _may_want_memory(reply.answer) and not fresh:
            reply, _ = self._asked(job, deadline)
        return reply.answer

    def discard(self) -> None:
        """Let no child remain, and its CPU time be counted as this process's: only what was waited for is."""
        child, self._child = self._child, None
        if child:
            child.discard()

    def _asked(self, job: bytes, deadline: float) -> tuple[Reply, bool]:
        child = self._child = self._child or Child(self._memory)
        fresh = child.fresh
        reply = child.ask(job, deadline)
        if reply.spent:
            self.discard()
        return reply, fresh


def _may_want_memory(answer: Answer) -> bool:
    """Decoders that get no memory call the file damaged, or cut short."""
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
    die_with(parent)
    # Imported and read once, shared by every fork.
    Image.init()
    has_glyph("©")
    PIXEL_BUFFER.share_with_forks()
    gc.freeze()
    helper = Helper(memory)
    for job in sys.stdin.buffer:
        try:
            answer = helper.answer(job)
        except OSError as error:  # no process, no pipe: for now
            answer = Failed(detail=f"{type(error).__name__}: {error}")
        sys.stdout.buffer.write(line(answer))
        sys.stdout.buffer.flush()
    helper.discard()


if __name__ == "__main__":
    main()
