"""Whose a photo is where several people upload with one key: a private table of cameras' serial numbers tells it.

Serial numbers stay here and in what was read from originals. No public document and no audit holds one.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import Batch, Camera, Photo, Photographer
from archive.workflow import update_row
from pipelines.text import clean_line

MAX_SERIAL = 80


class NotACamera(ArchiveError):
    """What was entered cannot be a camera's serial number; the text says what to do, in the reader's language."""


def spell(serial: str) -> str:
    """A serial number as it is compared: cameras and programs differ in case, spaces and leading noughts."""
    return clean_line("".join(serial.split()), MAX_SERIAL + 1).upper().lstrip("0")


@transaction.atomic
def add_camera(serial: str, photographer: Photographer, by: Actor) -> Camera:
    """Note whose camera this is. Raises NotACamera."""
    spelt = spell(serial)
    if not spelt or len(spelt) > MAX_SERIAL:
        raise NotACamera(_("Enter the serial number that the camera's body or menu shows."))
    if other := Camera.objects.filter(serial=spelt).select_related("photographer").first():
        raise NotACamera(_("This camera is in the table already: %(name)s.") % {"name": other.photographer.name})
    camera = Camera.objects.create(serial=spelt, photographer=photographer)
    record(Action.CAMERA_ADDED, by, release_id=None, after={"credited": photographer.name})
    return camera


@transaction.atomic
def remove_camera(camera: Camera, by: Actor) -> None:
    """Forget whose camera this is. Photos that it gave their photographer keep them."""
    record(Action.CAMERA_REMOVED, by, release_id=None, after={"credited": camera.photographer.name})
    camera.delete()


@transaction.atomic
def set_shared(photographer: Photographer, by: Actor, *, shared: bool) -> None:
    """Note whether several people upload with this photographer's key."""
    if Photographer.objects.filter(pk=photographer.pk, is_shared=not shared).update(is_shared=shared):
        action = Action.KEY_SHARED if shared else Action.KEY_NOT_SHARED
        record(action, by, release_id=None, after={"credited": photographer.name})


@transaction.atomic
def give_to_owner(photo: Photo) -> bool:
    """Make a photo that came with a shared key its camera's owner's, in the same release; whether it became that.

    Needs its original, which may not be stored yet, and its batch's photographer. A camera that nobody knows changes
    nothing.
    """
    sender, original = photo.batch.photographer, photo.original
    serial = original.embedded.camera_serial if original else None
    if sender is None or not sender.is_shared or serial is None:
        return False
    owner = Photographer.objects.filter(cameras__serial=spell(serial.value)).first()
    if owner is None or owner == sender:
        return False
    batch, _new = Batch.objects.get_or_create(release=photo.release, photographer=owner)
    update_row(photo, batch=batch)
    Batch.objects.filter(pk=batch.pk).stir()
    return True
