"""What browsers posted, beside what they were let send: the store does not know a link's limits.

A signed form holds for one content, but the parts of a large file hold for its size alone, and not every store looks
at a form's digest. So what comes under a key beyond what was let in counts against the link that let it in.
"""

from __future__ import annotations

from django.db import transaction

from archive.drops.doors import NotLetIn, refuse_beyond
from archive.models import Batch, DropFile, DropLink, Receipt

LINK_USED_UP, NAME_USED_UP = "link_used_up", "name_used_up"
BEYOND = (LINK_USED_UP, NAME_USED_UP)
"""Why an upload is left unread, as keys of `pipelines.refusal`. The sweep deletes such uploads in time."""
MOST_CONTENTS = 100
"""So many different files of one name are taken in; no camera comes near it in one folder."""


def why_beyond(receipt: Receipt, batch: Batch) -> str:
    """Why a new content under this key is not taken; empty for what is."""
    same_key = Receipt.objects.filter(bucket=receipt.bucket, key=receipt.key).order_by()
    contents = set(same_key.values_list("etag", "size").distinct()[: MOST_CONTENTS + 1])
    if len(contents) > MOST_CONTENTS:
        return NAME_USED_UP
    if len(contents) == 1 or batch.photographer is None:
        return ""
    let_in = DropFile.objects.filter(photographer=batch.photographer, key=receipt.key, size=receipt.size)
    files = list(let_in.select_related("link").order_by("pk"))
    link = next((file.link for file in reversed(files) if file.link), None)
    taken = same_key.filter(size=receipt.size)
    taken = taken.exclude(photo__problem__in=BEYOND).exclude(attachment__problem__in=BEYOND)
    posted = {*taken.values_list("etag", flat=True).distinct(), receipt.etag}
    if link is None or len(posted) <= len(files) or _count_posted(link, receipt, files[-1].media_type):
        return ""
    return LINK_USED_UP


def _count_posted(link: DropLink, receipt: Receipt, media_type: str) -> bool:
    """Note what nobody was let send as if it had been; False where the link takes no more."""
    digest = {"sha256": f"etag {receipt.etag}"[:64]}
    columns = {"photographer": link.photographer, "size": receipt.size, "media_type": media_type}
    try:
        with transaction.atomic():
            DropLink.objects.select_for_update().get(pk=link.pk)
            DropFile.objects.get_or_create(link=link, key=receipt.key, **digest, defaults=columns)
            refuse_beyond(link)
    except NotLetIn:
        return False
    return True
