"""The messages between host, helper and child: each is one line of JSON."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from pipelines.frozen import Frozen
from pipelines.imaging.darkroom import Developed, Inspection, RenditionOrder
from pipelines.recipes import Limits

CrashKind = Literal["signal", "deadline", "memory"]


class InspectJob(Frozen):
    """Read a file's header, and its metadata unless that brought a child down before."""

    kind: Literal["inspect"] = "inspect"
    path: Path
    limits: Limits
    deadline: float
    metadata: bool = True


class DevelopJob(Frozen):
    """Make these renditions of a file, in the folder `out`."""

    kind: Literal["develop"] = "develop"
    path: Path
    orders: tuple[RenditionOrder, ...]
    out: Path
    limits: Limits
    deadline: float


class Inspected(Frozen):
    kind: Literal["inspected"] = "inspected"
    inspection: Inspection


class DevelopedPhoto(Frozen):
    kind: Literal["developed"] = "developed"
    developed: Developed


class Refused(Frozen):
    """The file is at fault."""

    kind: Literal["refused"] = "refused"
    key: str
    detail: str


class Crashed(Frozen):
    """The child died over the file, or had to be killed."""

    kind: Literal["crashed"] = "crashed"
    how: CrashKind
    detail: str


class Failed(Frozen):
    """Something else is at fault: a full disk, a missing file, a bug of ours."""

    kind: Literal["failed"] = "failed"
    detail: str


Job = Annotated[InspectJob | DevelopJob, Field(discriminator="kind")]
Answer = Annotated[Inspected | DevelopedPhoto | Refused | Crashed | Failed, Field(discriminator="kind")]


class Reply(Frozen):
    """A child's answer. A child that is `spent` ends and gets no other file."""

    answer: Answer
    spent: bool


JOB: TypeAdapter[Job] = TypeAdapter(Job)
ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def line(message: Frozen) -> bytes:
    """The bytes of a message on the pipe."""
    return message.model_dump_json().encode() + b"\n"
