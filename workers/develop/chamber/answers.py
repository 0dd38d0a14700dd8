"""What an answer must be before the host believes it: a file may have taken over the child that gives it.

Pixels and words are the child's to choose: whoever made the file could have put them there. But they must be what the
record can hold, and a rendition what was ordered.
"""

from collections.abc import Iterable, Iterator

from pipelines.imaging.darkroom import Developed, Inspection, RenditionFile
from pipelines.metadata.findings import MAX_READ
from pipelines.recipes import MAX_SIDE, Format, RenditionOrder
from pipelines.refusal import REASONS, WARNINGS
from pipelines.unpacking import MAX_ENTRIES as MAX_FILES
from pipelines.unpacking import MAX_ENTRY, MAX_UNPACKED, Entry
from workers.develop.chamber.messages import Answer, Done, Refused

MAX_WARNINGS, MAX_WARNING, MAX_DETAIL = 50, 500, 4000
MAX_ENTRIES = 1000  # in a list of the metadata, and of languages
MAX_PICTURE_SIDE = 65_500

# The first bytes that tell a browser what a file is: offset and value.
MAGIC: dict[Format, tuple[int, bytes]] = {
    "jpeg": (0, b"\xff\xd8\xff"),
    "webp": (8, b"WEBP"),
    "avif": (4, b"ftypavif"),
}


class UnsoundAnswer(ValueError):
    """The child's answer is none that a sound child gives; the message says why."""


def check_inspection(inspection: Inspection, size: int) -> None:
    """Raise UnsoundAnswer unless the record can hold this; `size` is the file's, in bytes."""
    facts = inspection.facts
    if facts.bytes != size or not all(1 <= side <= MAX_PICTURE_SIDE for side in (facts.width, facts.height)):
        raise UnsoundAnswer("sizes that no file of this length has")
    if not (1 <= facts.orientation <= 8 and 0 <= facts.bit_depth <= 64 and 0 <= facts.frames <= 1_000_000):
        raise UnsoundAnswer("facts out of their range")
    _check_warnings((*inspection.warnings, *inspection.metadata.warnings))
    _check_texts(inspection.model_dump())


def check_developed(developed: Developed, orders: Iterable[RenditionOrder]) -> None:
    """Raise UnsoundAnswer unless these are the renditions that were ordered, in their order."""
    _check_warnings(developed.warnings)
    if [_identity(file) for file in developed.renditions] != [_expected(order) for order in orders]:
        raise UnsoundAnswer("other renditions than were ordered")
    for file, order in zip(developed.renditions, orders, strict=True):
        if not all(1 <= side <= MAX_SIDE[order.profile.format] for side in (file.width, file.height)):
            raise UnsoundAnswer(f"{order.profile.name}: {file.width} x {file.height}")


def check_entries(entries: tuple[Entry, ...], size: int) -> None:
    """Raise UnsoundAnswer unless a ZIP file that we take, of `size` bytes, may hold these."""
    places = {entry.index for entry in entries}
    if not 0 < len(entries) == len(places) or not places <= set(range(MAX_FILES)):
        raise UnsoundAnswer("entries that no directory has")
    if not all(0 <= entry.size <= MAX_ENTRY for entry in entries) or sum(e.size for e in entries) > MAX_UNPACKED:
        raise UnsoundAnswer("entries beyond the limits")
    if not all(0 <= entry.start < entry.end for entry in entries) or sum(e.end - e.start for e in entries) > size:
        raise UnsoundAnswer("entries in no place of the file")


def check_words(answer: Answer) -> None:
    """Raise UnsoundAnswer unless a refusal's reason is one that we give, and the record can hold the detail."""
    if isinstance(answer, Refused) and answer.key not in REASONS:
        raise UnsoundAnswer("a reason that is none of ours")
    detail = "" if isinstance(answer, Done) else answer.detail
    if len(detail) > MAX_DETAIL or "\0" in detail:
        raise UnsoundAnswer("a detail that the record cannot hold")


def is_of_format(data: bytes, kind: Format) -> bool:
    """Whether a file begins as this format does."""
    at, magic = MAGIC[kind]
    return data[at : at + len(magic)] == magic


def _identity(file: RenditionFile) -> tuple[str, ...]:
    return file.profile, file.digest, file.filename, file.media_type


def _expected(order: RenditionOrder) -> tuple[str, ...]:
    return order.profile.name, order.digest, order.filename, order.profile.media_type


def _check_warnings(warnings: tuple[str, ...]) -> None:
    if len(warnings) > MAX_WARNINGS or any(len(each) > MAX_WARNING or not each.isprintable() for each in warnings):
        raise UnsoundAnswer("warnings that the desk cannot show")
    if not {each.partition(":")[0] for each in warnings} <= set(WARNINGS):
        raise UnsoundAnswer("a warning that is none of ours")


def _check_texts(value: object) -> None:
    for text in _texts(value):
        if len(text) > MAX_READ or "\0" in text:
            raise UnsoundAnswer("a text that the record cannot hold")


def _texts(value: object) -> Iterator[str]:
    """All texts in a value, of values and of keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        if len(value) > MAX_ENTRIES:
            raise UnsoundAnswer("more entries than any photo has")
        for each in (*value.keys(), *value.values()) if isinstance(value, dict) else value:
            yield from _texts(each)
