"""The child: parses strangers' files one after the other until it is spent."""

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
    DevelopedPhoto,
    DevelopJob,
    Failed,
    Inspected,
    InspectJob,
    Job,
    Refused,
    Reply,
    line,
)

# A photo is two jobs. A child's first two photos cost 80 ms more than later ones, because its memory is new.
MAX_JOBS = 64
# Freed memory is kept for the next file. After a very large file it would leave too little below the cap.
MAX_RESIDENT = 400 * 1024  # KiB, at the peak


def confine(memory: int) -> None:
    """Cap this process's address space, in bytes, and leave no core dump of somebody's photo."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(jobs: BinaryIO, replies: BinaryIO) -> None:
    """Answer jobs until the pipe ends or this child is spent: by `MAX_JOBS`, a large file or any failure."""
    for served, job in enumerate(jobs, start=1):
        answer = perform(JOB.validate_json(job))
        is_large = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MAX_RESIDENT
        spent = is_large or served >= MAX_JOBS or not isinstance(answer, Inspected | DevelopedPhoto)
        replies.write(line(Reply(answer=answer, spent=spent)))
        replies.flush()
        if spent:
            return


def perform(job: Job) -> Answer:
    """Do one job. Every failure is an answer, too."""
    try:
        return Inspected(inspection=_inspected(job)) if isinstance(job, InspectJob) else _developed(job)
    except Refusal as refusal:
        return Refused(key=refusal.key, detail=_clean(refusal.detail))
    except MemoryError as error:
        return Crashed(how="memory", detail=_clean(str(error)))
    except Exception as error:  # noqa: BLE001 - the host cannot see this process
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:  # a file that could not be mapped
            return Crashed(how="memory", detail=_clean(str(error)))
        return Failed(detail=_clean(f"{type(error).__name__}: {error}"))


def _inspected(job: InspectJob) -> Inspection:
    if job.metadata:
        return inspect(job.path, job.limits)
    unread = PhotoMetadata(warnings=(warning("metadata_unreadable"),))
    return Inspection(facts=read_facts(job.path, job.limits), metadata=unread)


def _developed(job: DevelopJob) -> DevelopedPhoto:
    return DevelopedPhoto(developed=develop(job.path, job.orders, job.out, job.limits))


def _clean(text: str) -> str:
    """A decoder's message as printable ASCII, for it may quote the file."""
    return text.encode("ascii", "backslashreplace").decode()[:300]


def fork_child(memory: int, prepare: Callable[[], None]) -> tuple[int, int, int]:
    """Fork a confined child that serves. Returns its pid, the descriptor for jobs and the descriptor for replies."""
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
        # The child must never return into the helper's code.
        os._exit(status)


def _silence() -> None:
    """Close stdin, and drop what decoders print: it may quote the file, and stdout carries the helper's answers."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
