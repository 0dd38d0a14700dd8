"""What host, helper and child say to each other: one JSON line a message."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from pipelines.imaging.darkroom import Developed, Inspection, RenditionOrder
from pipelines.recipes import Limits, Value

CrashKind = Literal["signal", "deadline", "memory"]


class InspectJob(Value):
    """Read a file's header and, unless its metadata brought a child down before, its metadata."""

    kind: Literal["inspect"] = "inspect"
    path: Path
    limits: Limits
    deadline: float
    metadata: bool = True


class DevelopJob(Value):
    """Make these renditions of a file in folder `out`."""

    kind: Literal["develop"] = "develop"
    path: Path
    orders: tuple[RenditionOrder, ...]
    out: Path
    limits: Limits
    deadline: float


class Inspected(Value):
    kind: Literal["inspected"] = "inspected"
    inspection: Inspection


class Printed(Value):
    kind: Literal["printed"] = "printed"
    developed: Developed


class Refused(Value):
    """The file is at fault."""

    kind: Literal["refused"] = "refused"
    key: str
    detail: str


class Crashed(Value):
    """The child died over the file, or had to be killed."""

    kind: Literal["crashed"] = "crashed"
    how: CrashKind
    detail: str


class Failed(Value):
    """Something else is at fault: a full disk, a missing file, a bug of ours."""

    kind: Literal["failed"] = "failed"
    detail: str


Job = Annotated[InspectJob | DevelopJob, Field(discriminator="kind")]
Answer = Annotated[Inspected | Printed | Refused | Crashed | Failed, Field(discriminator="kind")]


class Reply(Value):
    """A child's answer; `spent` when this child must not be given another file."""

    answer: Answer
    spent: bool


JOB: TypeAdapter[Job] = TypeAdapter(Job)
ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def line(message: Value) -> bytes:
    """A message as it travels."""
    return message.model_dump_json().encode() + b"\n"
