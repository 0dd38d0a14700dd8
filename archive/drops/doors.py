"""A door: one photographer's folder for one release, with or without a link, and what may go through it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.drops.links import Standing, is_open, standing_of
from archive.errors import ArchiveError
from archive.models import Attachment, DropFile, DropLink, Photo, Photographer, Receipt, Release
from archive.people.attempts import count_attempt
from archive.people.terms import terms_to_accept
from archive.store.browser_uploads import IN_PARTS_ABOVE, begin_parts
from pipelines.companions import KINDS, bare_key, may_be_live
from pipelines.keys import SHA256, upload_key
from pipelines.refusal import REASONS
from pipelines.upload_kinds import Kind, Verdict, judge_upload, kind_of

_AN_HOUR = dt.timedelta(hours=1)
_FILES_AN_HOUR = 6000
_FOLDER = re.compile(r"[A-Za-z0-9_-]{1,80}")


class NotLetIn(ArchiveError):
    """This file is not taken; the text says why and what to do, in the reader's language."""


@dataclass(frozen=True)
class Door:
    """Where photos go: the folder `folder` of a photographer, which may or may not be a release's."""

    photographer: Photographer
    folder: str
    release: Release | None
    link: DropLink | None = None

    @property
    def prefix(self) -> str:
        """What every key begins with."""
        return f"{self.photographer.slug}/{self.folder}/"

    @property
    def takes_photos(self) -> bool:
        """Whether it is open. A folder of no release is: such photos wait among the unsorted."""
        if self.link:
            return standing_of(self.link) is Standing.OPEN
        return self.release is None or is_open(self.release)


def own_door(photographer: Photographer, folder: str) -> Door | None:
    """The door of somebody with an account; None where no release can have this folder."""
    if not _FOLDER.fullmatch(folder) or folder.startswith("_"):
        return None
    return Door(photographer, folder, Release.objects.filter(slug=folder).first())


def link_door(link: DropLink) -> Door:
    """The door that a link opens. Needs its release and photographer loaded."""
    return Door(link.photographer, link.release.slug, link.release, link)


def judge(path: str, size: int, media_type: str) -> Verdict:
    """What becomes of a file, as far as its name and size tell."""
    limits, most = settings.RECIPES.limits, settings.MAX_ATTACHMENT_BYTES
    return judge_upload(path, size, media_type, max_bytes=limits.bytes, heic=limits.heic, max_attachment=most)


def alone(door: Door, paths: Collection[str]) -> set[str]:
    """The raw files that have no photo beside them: neither among these files, which are about to come, nor there."""
    photos = {bare_key(path) for path in paths if kind_of(path, 1) is Kind.PHOTO}
    lonely = {path for path in paths if kind_of(path, 1) is Kind.RAW and bare_key(path) not in photos}
    if lonely:
        there = Receipt.objects.filter(key__startswith=door.prefix, photo__batch__photographer=door.photographer)
        photos = {bare_key(key.removeprefix(door.prefix)) for key in there.values_list("key", flat=True)}
    return {path for path in lonely if bare_key(path) not in photos}


def say_no_zip(door: Door, path: str) -> str:
    """What is told of a ZIP file through a link: nobody knows how many photos are in it, and the link has a limit."""
    if door.link and kind_of(path, 1) is Kind.ARCHIVE:
        return _("This link takes no ZIP files. Please unpack it and choose the photos.")
    return ""


def is_known(door: Door, sha256: str, path: str = "") -> bool:
    """Whether these bytes went through this door before, or are the photographer's photo or attachment of the release.

    What the store lost may come again. What lies beside photos is known by its name as well: two photos may have XMP
    files that are the same.
    """
    if kind_of(path, 1) in KINDS:
        return DropFile.objects.filter(
            photographer=door.photographer, sha256=sha256, sent_at__isnull=False, key=f"{door.prefix}{path}"
        ).exists()
    own = Photo.objects.filter(batch__photographer=door.photographer, original__sha256=sha256)
    attached = Attachment.objects.filter(batch__photographer=door.photographer, sha256=sha256)
    if door.release and any(found.filter(release=door.release).exists() for found in (own, attached)):
        return True
    files = DropFile.objects.filter(photographer=door.photographer, sha256=sha256, sent_at__isnull=False)
    sent = set(files.filter(key__startswith=door.prefix).values_list("key", flat=True))
    lost = Receipt.objects.filter(key__in=sent, missing_at__isnull=False).values_list("key", flat=True)
    return bool(sent - set(lost))


def let_in(door: Door, path: str, size: int, sha256: str, media_type: str) -> DropFile:
    """Let a browser send one file, and note it. A file that was let in before is the same row. Raises NotLetIn."""
    verdict = judge(path, size, media_type)
    if not door.takes_photos:
        raise NotLetIn(_("This release takes no more photos. Please ask the press office."))
    if words := say_no_zip(door, path):
        raise NotLetIn(words)
    if terms_to_accept(door.link or door.photographer):
        raise NotLetIn(_("Please load this page again and accept the terms first."))
    if not verdict.media_type:
        reason = REASONS[verdict.refusal] if verdict.refusal else REASONS["not_a_photo"]
        raise NotLetIn(_(reason))
    if not SHA256.fullmatch(sha256):
        raise NotLetIn(_("The file could not be read. Please choose it again."))
    if count_attempt(f"drop {door.prefix}", _AN_HOUR).count > _FILES_AN_HOUR:
        raise NotLetIn(_("Too many files within an hour. Please go on later."))
    try:
        key = upload_key(door.photographer.slug, door.folder, path)
    except ValueError:
        raise NotLetIn(_("The file's name is too long or odd. Please rename it and choose it again.")) from None
    return _note(door, key, size, sha256, verdict.media_type)


@transaction.atomic
def _note(door: Door, key: str, size: int, sha256: str, media_type: str) -> DropFile:
    if door.link:
        # The sums below must hold for two browsers with one link, too.
        DropLink.objects.select_for_update().get(pk=door.link.pk)
    file, new = DropFile.objects.get_or_create(
        link=door.link,
        key=key,
        sha256=sha256,
        defaults={"photographer": door.photographer, "size": size, "media_type": media_type},
    )
    if file.size != size:
        raise NotLetIn(_("The file could not be read. Please choose it again."))
    if new and door.link:
        refuse_beyond(door.link)
    return file


def refuse_beyond(link: DropLink) -> None:
    """Raise NotLetIn where the link has more than its limits.

    The same bytes under two names are one photo, but are stored twice. What lies beside photos counts by its size
    alone. Needs the link locked.
    """
    if _count_photos(link.files.all())[link.pk] > link.max_files:
        raise NotLetIn(_used_up(link))
    if sum(link.files.values_list("size", flat=True)) > link.max_bytes:
        raise NotLetIn(_("This link takes no more data. Ask the press office for another link."))


def say_used_up(link: DropLink) -> str:
    """What is told of a link once all photos that it takes are there; nothing before."""
    return _used_up(link) if count_arrived(link.files.all())[link.pk] >= link.max_files else ""


def count_arrived(files: QuerySet[DropFile]) -> Counter[int]:
    """How many photos of these files have arrived, by link; one query."""
    return _count_photos(files.filter(sent_at__isnull=False))


def _count_photos(files: QuerySet[DropFile]) -> Counter[int]:
    """By link; the same bytes under two names are one photo, and so are a photo and its film of a moment."""
    found = files.values_list("link", "key", "sha256", "size")
    counted = [file for file in found if kind_of(file[1], file[3]) not in KINDS]
    still = {(link, bare_key(key)) for link, key, _sha256, size in counted if kind_of(key, size) is Kind.PHOTO}
    photos = [file for file in counted if not (may_be_live(file[1]) and (file[0], bare_key(file[1])) in still)]
    # Of what goes up in parts, the store checks no digest: each name may have bytes of its own.
    different = {(link, sha256, key if size > IN_PARTS_ABOVE else "") for link, key, sha256, size in photos}
    return Counter(link for link, _sha256, _key in different)


def _used_up(link: DropLink) -> str:
    said = ngettext(
        "This link takes %(n)d photo, and it is there. Ask the press office for another link.",
        "This link takes %(n)d photos, and they are there. Ask the press office for another link.",
        link.max_files,
    )
    return said % {"n": link.max_files}


def begin(file: DropFile) -> bool:
    """Begin an upload in parts where the file is large; False where it goes in one form. Raises StoreError."""
    if file.size <= IN_PARTS_ABOVE:
        return False
    if not file.upload_id:
        DropFile.objects.filter(pk=file.pk).update(upload_id=begin_parts(file.key, file.media_type))
        file.refresh_from_db()
    return True


def find_file(door: Door, pk: int) -> DropFile | None:
    """A file that this door let in."""
    found = DropFile.objects.filter(pk=pk, photographer=door.photographer, link=door.link)
    return found.filter(key__startswith=door.prefix).first()


def note_sent(file: DropFile) -> None:
    """The browser says that the store took the file."""
    DropFile.objects.filter(pk=file.pk, sent_at=None).update(sent_at=timezone.now(), upload_id="")


def forget_parts(file: DropFile) -> None:
    """The upload in parts is gone from the store: the next try begins anew."""
    DropFile.objects.filter(pk=file.pk).update(upload_id="")
