"""The child: parses strangers' files, one after the other, until it is spent."""

import errno
import os
import resource
from collections.abc import Callable
from typing import BinaryIO

from pipelines.imaging.darkroom import Inspection, develop, inspect, read_facts
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.refusal import Refusal, warning
from workers.develop.chamber.messages import (
    JOB,
    Answer,
    Crashed,
    DevelopJob,
    Failed,
    Inspected,
    InspectJob,
    Job,
    Printed,
    Refused,
    Reply,
    line,
)

# Two jobs are a photo. A child's first two photos cost 80 ms more than the next: all its memory is fresh then.
MOST_JOBS = 64
# Freed pixels are kept for the next file; after a very large one they would crowd the memory cap.
HEAVY = 400 * 1024  # KiB of peak resident memory


def confine(memory: int) -> None:
    """Cap this process's address space, in bytes, and leave no core dump of somebody's photo."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(jobs: BinaryIO, replies: BinaryIO) -> None:
    """Answer jobs until the pipe ends or this child is spent: `MOST_JOBS`, a large file, or any failure."""
    for served, job in enumerate(jobs, start=1):
        answer = perform(JOB.validate_json(job))
        heavy = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > HEAVY
        spent = heavy or served >= MOST_JOBS or not isinstance(answer, Inspected | Printed)
        replies.write(line(Reply(answer=answer, spent=spent)))
        replies.flush()
        if spent:
            return


def perform(job: Job) -> Answer:
    """Do one job; whatever it ends in is an answer."""
    try:
        return Inspected(inspection=_inspected(job)) if isinstance(job, InspectJob) else _printed(job)
    except Refusal as refusal:
        return Refused(key=refusal.key, detail=_clean(refusal.detail))
    except MemoryError as error:
        return Crashed(how="memory", detail=_clean(str(error)))
    except Exception as error:  # noqa: BLE001 - the host must hear of it; it cannot see this process
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:  # a file that could not be mapped
            return Crashed(how="memory", detail=_clean(str(error)))
        return Failed(detail=_clean(f"{type(error).__name__}: {error}"))


def _inspected(job: InspectJob) -> Inspection:
    if job.metadata:
        return inspect(job.path, job.limits)
    unread = PhotoMetadata(warnings=(warning("metadata_unreadable"),))
    return Inspection(facts=read_facts(job.path, job.limits), metadata=unread)


def _printed(job: DevelopJob) -> Printed:
    return Printed(developed=develop(job.path, job.orders, job.out, job.limits))


def _clean(text: str) -> str:
    """A decoder's words as one printable line: they may quote the file."""
    return text.encode("ascii", "backslashreplace").decode()[:300]


def forked(memory: int, prepare: Callable[[], None]) -> tuple[int, int, int]:
    """Fork a confined child that serves; its pid and the descriptors to write jobs to and read replies from."""
    job_end, jobs = os.pipe()
    replies, reply_end = os.pipe()
    if pid := os.fork():
        os.close(job_end)
        os.close(reply_end)
        return pid, jobs, replies
    status = 1
    try:
        prepare()
        os.close(jobs)
        os.close(replies)
        _silence()
        confine(memory)
        with os.fdopen(job_end, "rb") as source, os.fdopen(reply_end, "wb") as sink:
            serve(source, sink)
        status = 0
    finally:
        # Never back into the helper's own code.
        os._exit(status)


def _silence() -> None:
    """No input, and decoders' chatter to nowhere: it quotes the file, and stdout is the helper's voice."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
