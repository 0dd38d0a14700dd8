"""The child: parses strangers' files one after the other until it is spent.

It opens no file. A job brings the photo's descriptor, which it may read, and a descriptor for each rendition to write.
"""

import errno
import os
import resource
import socket
from collections.abc import Callable
from typing import BinaryIO

from pipelines.attachment_check import check_bytes
from pipelines.attachments import QUICKTIME
from pipelines.imaging.darkroom import Developed, Inspection, develop_into, inspect, read_facts
from pipelines.imaging.pixel_buffer import MAX_BYTES
from pipelines.live_photos import is_live_part
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.metadata.packet import MAX_PACKET_BYTES
from pipelines.refusal import Refusal, warning
from pipelines.source import open_source
from pipelines.unpacking import list_entries, unpack_entry
from pipelines.watermark.logo import hold_logo
from workers.develop.cell.confinement import confine_child
from workers.develop.chamber.channel import close_all, receive_job
from workers.develop.chamber.messages import (
    JOB,
    Answer,
    Crashed,
    DevelopedPhoto,
    DevelopJob,
    Done,
    Failed,
    Inspected,
    InspectJob,
    Job,
    Listed,
    ListJob,
    Refused,
    Reply,
    ScanJob,
    Scanned,
    Unpacked,
    UnpackJob,
    line,
)

# A photo is two jobs. A child's first two photos cost 80 ms more than later ones, because its memory is new.
MAX_JOBS = 64
# Freed memory is kept for the next file. After a very large file it would leave too little below the cap.
MAX_RESIDENT = 400 * 1024  # KiB, at the peak


UNCONFINED = 71
"""The exit status of a child that could not lock itself in: it has seen no file."""


def serve(jobs: socket.socket, replies: BinaryIO) -> None:
    """Answer jobs until nobody sends any or this child is spent: by `MAX_JOBS`, a large file or any failure."""
    for served in range(1, MAX_JOBS + 1):
        job, descriptors = receive_job(jobs)
        if not job:
            return
        answer = perform(JOB.validate_json(job), descriptors)
        close_all(descriptors)
        is_large = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MAX_RESIDENT
        spent = is_large or served >= MAX_JOBS or not isinstance(answer, Done)
        replies.write(line(Reply(answer=answer, spent=spent)))
        replies.flush()
        if spent:
            return


def perform(job: Job, descriptors: list[int]) -> Answer:
    """Do one job. Every failure is an answer, too."""
    try:
        return _done(job, descriptors)
    except Refusal as refusal:
        return Refused(key=refusal.key, detail=_clean(refusal.detail))
    except MemoryError as error:
        return Crashed(how="memory", detail=_clean(str(error)))
    except Exception as error:  # noqa: BLE001 - the host cannot see this process
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:  # a file that could not be mapped
            return Crashed(how="memory", detail=_clean(str(error)))
        return Failed(detail=_clean(f"{type(error).__name__}: {error}"))


def _done(job: Job, descriptors: list[int]) -> Done:
    match job:
        case InspectJob():
            return Inspected(inspection=_inspected(job, *descriptors))
        case DevelopJob():
            return DevelopedPhoto(developed=_developed(job, descriptors))
        case ListJob():
            return Listed(entries=list_entries(descriptors[0]))
        case UnpackJob():
            return _unpacked(job, *descriptors)
        case ScanJob():
            check_bytes(descriptors[0], job.media_type)
            return Scanned(live=job.media_type == QUICKTIME and is_live_part(descriptors[0]))


def _inspected(job: InspectJob, photo: int, *sidecars: int) -> Inspection:
    if job.metadata:
        return inspect(photo, job.limits, [_whole(sidecar) for sidecar in sidecars])
    unread = PhotoMetadata(warnings=(warning("metadata_unreadable"),))
    return Inspection(facts=read_facts(photo, job.limits), metadata=unread)


def _unpacked(job: UnpackJob, archive: int, into: int) -> Unpacked:
    # A child before may have failed over this job and left something.
    os.ftruncate(into, 0)
    os.lseek(into, 0, os.SEEK_SET)
    with open(into, "wb", closefd=False) as file:
        unpack_entry(archive, job.entry.index, job.entry.size, file.write)
    return Unpacked()


def _whole(descriptor: int) -> bytes:
    with open_source(descriptor) as file:
        return file.read(MAX_PACKET_BYTES + 1)


def _developed(job: DevelopJob, descriptors: list[int]) -> Developed:
    photo, *others = descriptors
    files = dict(zip((order.filename for order in job.orders), others, strict=False))
    for logo, descriptor in zip(job.logos, others[len(job.orders) :], strict=True):
        with open_source(descriptor) as file:
            hold_logo(logo, file.read())

    def keep(name: str, data: bytes) -> str:
        # A child before may have failed over this job and left something.
        os.ftruncate(files[name], 0)
        os.lseek(files[name], 0, os.SEEK_SET)
        with open(files[name], "wb", closefd=False) as file:
            file.write(data)
        return ""  # the host computes the digest: it would not believe this one

    return develop_into(photo, job.orders, keep, job.limits)


def _clean(text: str) -> str:
    """A decoder's message as printable ASCII, for it may quote the file."""
    return text.encode("ascii", "backslashreplace").decode()[:300]


def fork_child(
    memory: int, nowhere: int, prepare: Callable[[], None], *, threads: bool
) -> tuple[int, socket.socket, int]:
    """Fork a confined child that serves. Returns its pid, the channel for jobs and the descriptor for replies.

    `nowhere` is an open descriptor of /dev/null.
    """
    jobs, job_end = socket.socketpair()
    replies, reply_end = os.pipe()
    if pid := os.fork():
        job_end.close()
        os.close(reply_end)
        return pid, jobs, replies
    status = UNCONFINED
    try:
        prepare()
        jobs.close()
        os.close(replies)
        _silence(nowhere)
        confine_child(memory, MAX_BYTES, threads=threads)
        status = 1
        with os.fdopen(reply_end, "wb") as sink:
            serve(job_end, sink)
        status = 0
    finally:
        # The child must never return into the helper's code.
        os._exit(status)


def _silence(nowhere: int) -> None:
    """Close stdin, and drop what decoders print: it may quote the file, and stdout carries the helper's answers."""
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
