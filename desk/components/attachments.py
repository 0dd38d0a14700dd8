"""Attachments as the desk shows them: a card each, below the photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from archive.attachments.credit import attachment_credit
from archive.attachments.editing import NOT_EDITABLE
from archive.four_eyes import is_barred
from archive.models import Attachment, Rendition
from archive.releases.gate import inspect_attachment
from archive.states import ATTACHMENTS_GOING, AttachmentState
from desk.components.labels import problem_of, state_label
from desk.components.pictures import find_renditions, tile_profiles
from desk.components.texts import for_reader
from pipelines.attachments import KINDS

_INSPECTED = ATTACHMENTS_GOING | {AttachmentState.READY}


@dataclass(frozen=True)
class AttachmentCard:
    """One attachment; `poster` is the address of its photo's small picture, `barred` says that four eyes need others.

    Needs its batch's photographer loaded.
    """

    attachment: Attachment
    poster: str = ""
    barred: bool = False

    @property
    def icon(self) -> str:
        """The symbol of its state."""
        return "parked" if self.attachment.parked and self.attachment.state == AttachmentState.RECEIVED else self.state

    @property
    def state(self) -> str:
        return self.attachment.state

    @property
    def label(self) -> str:
        """Its state in the reader's language."""
        return state_label(self.icon)

    @property
    def title(self) -> str:
        return for_reader(self.attachment.titles) or self.attachment.filename

    @property
    def kind(self) -> str:
        return KINDS.get(self.attachment.media_type, self.attachment.media_type)

    @property
    def megabytes(self) -> float:
        """Its size, as limits are told; 0 until it is known."""
        return max(0.1, self.attachment.bytes / 1_000_000) if self.attachment.bytes else 0

    @property
    def credit(self) -> str:
        return attachment_credit(self.attachment)

    @property
    def problem(self) -> str:
        """Why it was refused or parked, and what to do."""
        return problem_of(self.attachment)

    @property
    def gaps(self) -> list[str]:
        """What the gate finds missing, but for an approval that nobody has given yet."""
        if self.state not in _INSPECTED:
            return []
        found = inspect_attachment(self.attachment)
        is_new = self.state == AttachmentState.READY
        return [one.text for one in found if not (is_new and one.key == "attachment_outdated")]

    @property
    def is_editable(self) -> bool:
        return self.state not in NOT_EDITABLE

    @property
    def may_be_approved(self) -> bool:
        """Whether an approval is what it lacks, and its release can be published at all."""
        waits = self.state in _INSPECTED and not self.attachment.approval_is_current
        return waits and not self.attachment.release.is_unsorted

    @property
    def may_be_declined(self) -> bool:
        stuck = self.state == AttachmentState.RECEIVED and bool(self.attachment.problem)
        return stuck or self.state in (AttachmentState.READY, AttachmentState.APPROVED, AttachmentState.REFUSED)

    @property
    def may_be_retried(self) -> bool:
        return self.state == AttachmentState.REFUSED or self.attachment.parked


def make_cards(attachments: Iterable[Attachment], reader: str = "") -> list[AttachmentCard]:
    """Cards for attachments with batch, photographer and poster loaded; one query more where one has a poster."""
    attachments = list(attachments)
    posters = {one.poster.pk: one.poster for one in attachments if one.poster}
    found = find_renditions(posters.values(), tile_profiles()) if posters else {}
    pictures = {pk: next(iter(renditions.values()), None) for pk, renditions in found.items()}
    return [
        AttachmentCard(one, _address(one.poster_id, pictures.get(one.poster_id or "")), is_barred(one, reader))
        for one in attachments
    ]


def _address(photo_id: str | None, picture: Rendition | None) -> str:
    return f"{reverse('desk:image', args=(photo_id, picture.profile))}?v={picture.sha256[:16]}" if picture else ""
