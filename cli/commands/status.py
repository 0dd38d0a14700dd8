"""`./bildstelle status`: photos by state, problems that need a person, how much work is due."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cli.support.connection import full_disk_of
from cli.support.lookup import find_release
from cli.support.options import AnyRelease, AsJson, Data
from cli.support.output import error_console, print_json, print_rows, say
from cli.support.reasons import attention, reason_of
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Photo, Release

_SLOW = "Photos are resized by Pillow, which takes longer: cykooz-resizer is missing; it has no wheel for Linux on ARM."

_OPEN = (
    "Photos are decoded in a process that is less locked in than it could be: this machine's kernel lacks {lacks}. "
    "A newer kernel, or a container's profile that allows it, mends that."
)


def status(
    release: AnyRelease = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Photos by state, what was refused or given up and why, and what waits for the workers."""
    if warning := full_disk_of(data):
        error_console().print(warning, markup=False, highlight=False, soft_wrap=True)
    with session(data, reads=True):
        from archive.models import Release
        from pipelines.imaging.resampler import IS_FAST, RESAMPLER
        from workers.develop.cell.kernel import this_kernel

        chosen = [find_release(release)] if release else list(Release.objects.all())
        batches, troubles = _batches(chosen), _troubles(chosen)
        queues, undelivered = _due_rows(), _undelivered()
        lacks = this_kernel().lacks
        if as_json:
            machine = {"resampler": RESAMPLER.name, "kernel_lacks": list(lacks)}
            print_json(
                {"batches": batches, "attention": troubles, "undelivered": undelivered, "queues": queues, **machine}
            )
            return
        print_rows([_for_people(row) for row in batches], empty="No photo was dropped yet.")
        print_rows(troubles, title="Needs attention", empty="Nothing was refused or given up.")
        if undelivered:
            print_rows(undelivered, title="Not delivered")
        say("Waiting for the workers: " + ", ".join(f"{queue} {length}" for queue, length in queues.items()))
        if not IS_FAST:
            say(_SLOW)
        if lacks:
            say(_OPEN.format(lacks=" and ".join(lacks)))


def _due_rows() -> dict[str, int]:
    """How many rows wait for each kind of worker, by the record: a message only says that there is work."""
    from workers.urgency import Queue, work_in

    return {str(queue): work_in(queue) for queue in Queue}


def _undelivered() -> list[dict[str, Any]]:
    """What could not be told so far: by kind, website and reason, whether it is tried again."""
    from django.db.models import Count, Q

    from archive.models import Delivery
    from archive.publishing.answers import sentence_of

    failed = Delivery.objects.filter(delivered_at=None).exclude(problem="").order_by()
    groups = failed.values("kind", "subscriber__name", "answer")
    return [
        {
            "kind": group["kind"],
            "to": group["subscriber__name"] or "",
            "why": sentence_of(group["answer"]) if group["answer"] else "It is disabled.",
            "tried_again": group["again"],
            "given_up": group["all"] - group["again"],
        }
        for group in groups.annotate(all=Count("pk"), again=Count("pk", filter=Q(due_at__isnull=False)))
    ]


def _batches(releases: list[Release]) -> list[dict[str, Any]]:
    """Release by release, how many photos of each batch are in which state."""
    from django.db.models import Count

    from archive.models import Batch, Photo

    states: defaultdict[int, dict[str, int]] = defaultdict(dict)
    counted = Photo.objects.filter(release__in=releases).order_by("state")
    for batch, state, count in counted.values_list("batch", "state").annotate(Count("pk")):
        states[batch][state] = count
    batches: defaultdict[int, list[Batch]] = defaultdict(list)
    for one in Batch.objects.filter(release__in=releases).select_related("photographer"):
        batches[one.release_id].append(one)
    return [
        {
            "release": release.slug,
            "is": release.state,
            "photographer": batch.photographer.slug if batch.photographer else None,
            "photos": states[batch.pk],
        }
        for release in releases
        for batch in batches[release.pk]
    ]


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    photos = row["photos"]
    return row | {
        "photographer": row["photographer"] or "unknown",
        "photos": sum(photos.values()),
        "states": ", ".join(f"{count} {state}" for state, count in photos.items()),
    }


def _troubles(releases: list[Release]) -> list[dict[str, Any]]:
    """Release by release: itself if it has a problem, then its photos and attachments that have one."""
    from archive.models import Attachment, Photo

    files: defaultdict[int, list[Photo | Attachment]] = defaultdict(list)
    for model in (Photo, Attachment):
        for file in model.objects.filter(release__in=releases).exclude(problem=""):
            files[file.release_id].append(file)
    rows: list[tuple[str, str, str, Photo | Attachment | Release]] = []
    for release in releases:
        if release.problem or release.awaits_confirmation:
            rows.append((release.slug, "", "", release))
        rows += [(release.slug, file.filename, file.pk, file) for file in files[release.pk]]
    return [
        {"release": slug, "photo": name, "id": photo_id, "is": attention(row), "why": reason_of(row)}
        for slug, name, photo_id, row in rows
    ]
