"""A photographer's batches as far as they may know of them."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from archive.audit import Action
from archive.models import Batch, Decision, DropLink, Photo
from archive.states import ReleaseState


def own_batches(user: User) -> QuerySet[Batch]:
    """The batches of the photographer who has this account; `is_told` says whether they may read the release's title.

    Anybody with a key can upload into a folder whose name they guess. So a batch shows that name only, until the
    release is public, one of the batch's photos was approved for it, or an editor made its photographer a drop link. A
    batch of photos that the press office took over is not there before: its photographer never heard of that name.
    """
    photos = Photo.objects.filter(batch=OuterRef("pk")).order_by()
    invited = DropLink.objects.filter(release=OuterRef("release"), photographer=OuterRef("photographer"))
    is_told = Q(release__state=ReleaseState.LIVE) | Exists(photos.going()) | Exists(invited)
    own = Batch.objects.filter(photographer__account=user).select_related("release", "photographer")
    told = own.annotate(is_told=ExpressionWrapper(is_told, output_field=BooleanField()))
    return told.filter(Q(is_told=True) | ~Exists(photos) | Exists(photos.exclude(taken_over())))


def taken_over() -> Exists:
    """Whether a photo came from another release, by the press office's hand."""
    return Exists(Decision.objects.filter(photo=OuterRef("pk"), action=Action.TAKEN_OVER).order_by())
