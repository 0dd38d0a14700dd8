"""Where a photo comes from: the IPTC's digital source types in plain words, and which of them a person must confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from archive.models import Photo
from pipelines.metadata.reconciliation import PhotoMetadata
from pipelines.metadata.source_types import RETIRED, SOURCE_TYPES, is_ai

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_LABELS: dict[str, StrPromise] = {
    "digitalCapture": _("photo from a camera"),
    "computationalCapture": _("photo computed by the device from several exposures"),
    "negativeFilm": _("scanned from a negative"),
    "positiveFilm": _("scanned from a slide"),
    "print": _("scanned from a print"),
    "humanEdits": _("photo edited by a person, without AI"),
    "algorithmicallyEnhanced": _("enhanced by software, nothing added by AI"),
    "compositeCapture": _("composed of several photos"),
    "compositeWithTrainedAlgorithmicMedia": _("edited with generative AI"),
    "trainedAlgorithmicMedia": _("made by AI"),
    "compositeSynthetic": _("composed, with parts made by AI"),
    "composite": _("composed of several elements"),
    "digitalCreation": _("made by a person on a computer"),
    "algorithmicMedia": _("made by an algorithm without AI"),
    "dataDrivenMedia": _("made from data"),
    "screenCapture": _("screenshot"),
    "virtualRecording": _("recording of a virtual event"),
}
CHOICES: tuple[tuple[str, StrPromise], ...] = tuple((SOURCE_TYPES + term, label) for term, label in _LABELS.items())
CONFIRMED: tuple[tuple[str, StrPromise], ...] = (("yes", _("yes, by a person")),)


def source_type_of(file: PhotoMetadata) -> str:
    """The file's source type as its URI; a retired term becomes the one that took its place."""
    uri = file.digital_source_type.value if file.digital_source_type else ""
    term = uri.removeprefix(SOURCE_TYPES)
    return SOURCE_TYPES + RETIRED[term] if term in RETIRED else uri


def awaits_confirmation(photo: Photo) -> bool:
    """Whether the source type tells of AI on the word of the file alone: nobody has confirmed or changed it."""
    if not is_ai(photo.digital_source_type) or photo.source_confirmed or photo.original is None:
        return False
    return photo.digital_source_type == source_type_of(photo.embedded)
