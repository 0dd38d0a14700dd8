"""The messages between host, helper and child: each is one line of JSON.

A job travels with descriptors: first the file's, open for reading; then, if renditions are ordered, a file for each,
and the file of each logo that their watermarks show; of an inspection, the XMP files beside the photo; of an unpacking,
the file for the entry.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from pipelines.frozen import Frozen
from pipelines.imaging.darkroom import Developed, Inspection
from pipelines.recipes import Limits, RenditionOrder
from pipelines.unpacking import Entry
from pipelines.watermark.logo import Logo

CrashKind = Literal["signal", "deadline", "memory", "answer"]

# The largest answer: a hundred captions and keywords of their full length. A hostile child may say more.
MAX_ANSWER = 8 * 2**20


class InspectJob(Frozen):
    """Read a file's header, and its metadata unless that brought a child down before."""

    kind: Literal["inspect"] = "inspect"
    limits: Limits
    deadline: float
    metadata: bool = True


class DevelopJob(Frozen):
    """Make these renditions of a file."""

    kind: Literal["develop"] = "develop"
    orders: tuple[RenditionOrder, ...]
    limits: Limits
    deadline: float

    @property
    def logos(self) -> tuple[Logo, ...]:
        """Each logo once, in the order of their descriptors."""
        logos = (order.profile.style.logo for order in self.orders if order.profile.watermark != "none")
        return tuple(dict.fromkeys(logo for logo in logos if logo))


class ListJob(Frozen):
    """Say what is in a ZIP file."""

    kind: Literal["list"] = "list"
    limits: Limits
    deadline: float


class UnpackJob(Frozen):
    """Write one entry of a ZIP file into the second descriptor."""

    kind: Literal["unpack"] = "unpack"
    entry: Entry
    limits: Limits
    deadline: float


class ScanJob(Frozen):
    """Look whether a file is of this media type, which its name claims, and whole."""

    kind: Literal["scan"] = "scan"
    media_type: str
    deadline: float


class Inspected(Frozen):
    kind: Literal["inspected"] = "inspected"
    inspection: Inspection


class DevelopedPhoto(Frozen):
    kind: Literal["developed"] = "developed"
    developed: Developed


class Listed(Frozen):
    kind: Literal["listed"] = "listed"
    entries: tuple[Entry, ...]


class Unpacked(Frozen):
    kind: Literal["unpacked"] = "unpacked"


class Scanned(Frozen):
    """The file is what its name claims; `live` if it is the moving part of a live photo."""

    kind: Literal["scanned"] = "scanned"
    live: bool = False


class Refused(Frozen):
    """The file is at fault."""

    kind: Literal["refused"] = "refused"
    key: str
    detail: str


class Crashed(Frozen):
    """The child died over the file, had to be killed, or gave an answer that no sound child gives."""

    kind: Literal["crashed"] = "crashed"
    how: CrashKind
    detail: str


class Failed(Frozen):
    """Something else is at fault: a full disk, a missing file, a bug of ours."""

    kind: Literal["failed"] = "failed"
    detail: str


Done = Inspected | DevelopedPhoto | Listed | Unpacked | Scanned
"""The answers of a child that did its job."""
Job = Annotated[InspectJob | DevelopJob | ListJob | UnpackJob | ScanJob, Field(discriminator="kind")]
Answer = Annotated[Done | Refused | Crashed | Failed, Field(discriminator="kind")]


class Reply(Frozen):
    """A child's answer. A child that is `spent` ends and gets no other file."""

    answer: Answer
    spent: bool


JOB: TypeAdapter[Job] = TypeAdapter(Job)
ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def line(message: Frozen) -> bytes:
    """The bytes of a message on the pipe."""
    return message.model_dump_json().encode() + b"\n"
