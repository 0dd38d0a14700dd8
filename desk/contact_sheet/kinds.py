"""What a tile's actions and filters go by: columns of the photo's row alone, so that it costs little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import cached_property
from django.utils.translation import gettext

from archive.states import GOING, PhotoState
from desk.components.labels import state_label

if TYPE_CHECKING:
    from archive.models import Photo


class Kinds:
    """A photo as keys and buttons see it; its subclasses draw it."""

    photo: Photo
    badges: tuple[str, ...]
    barred: bool
    """With four eyes: the reader changed it last, so somebody else must approve it."""

    @property
    def has_gaps(self) -> bool:
        """Whether the gate finds anything missing."""
        return False

    @cached_property
    def icon(self) -> str:
        return "parked" if self.photo.parked and self.photo.state != PhotoState.REFUSED else self.photo.state

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return state_label(self.icon)

    @cached_property
    def kinds(self) -> str:
        """State, badges, `parked`, `stuck`, `gap`; `outdated` since its approval.

        `barred` ones await an approval that is not the reader's to give.
        """
        photo = self.photo
        extra = {
            "parked": self.icon == "parked",
            "stuck": photo.stuck,
            "outdated": self._is_outdated,
            "gap": self.has_gaps,
            "barred": bool(self.bar),
        }
        return " ".join([photo.state, *self.badges, *(kind for kind, applies in extra.items() if applies)])

    @property
    def _is_outdated(self) -> bool:
        return self.photo.state in GOING and not self.photo.approval_is_current

    @property
    def bar(self) -> str:
        """Why the reader cannot approve what is to be approved; empty where they can."""
        awaits_approval = self.photo.state == PhotoState.READY or self._is_outdated
        barred = self.barred and awaits_approval
        return gettext("You changed it last; somebody else must approve it.") if barred else ""
