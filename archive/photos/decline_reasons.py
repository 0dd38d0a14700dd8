"""Why an editor declined a photo, in words for its photographer: Decisions beside that of the decline itself."""

from __future__ import annotations

from collections.abc import Iterable

from archive.audit import Action, Actor, record
from archive.models import Decision, Photo
from archive.states import PhotoState

MAX_REASON = 300


def explain_decline(photo: Photo, reason: str, by: Actor) -> bool:
    """Tell the photographer why; an empty reason takes an earlier one back. False for a photo that is not declined."""
    reason = " ".join(reason.split())[:MAX_REASON]
    told = reasons_of([photo]).get(photo.pk, "")
    if photo.state != PhotoState.DECLINED:
        return False
    if reason != told:
        after = {"reason": reason}
        record(
            Action.DECLINE_EXPLAINED,
            by,
            release_id=photo.release_id,
            photo=photo,
            before={"reason": told},
            after=after,
        )
    return True


def reasons_of(photos: Iterable[Photo]) -> dict[str, str]:
    """By id, the reasons of those photos that are declined and have one; who declines anew begins without."""
    declined = [photo.pk for photo in photos if photo.state == PhotoState.DECLINED]
    if not declined:
        return {}
    told = Decision.objects.filter(photo__in=declined, action__in=(Action.DECLINED, Action.DECLINE_EXPLAINED))
    found = {str(pk): after.get("reason", "") for pk, after in told.order_by("pk").values_list("photo_id", "after")}
    return {pk: reason for pk, reason in found.items() if reason}
