"""Several publishers at once: each a process that corrects a release and publishes it, again and again.

`python -m tests.journey.rival_publishers SLUG PUBLISHERS TIMES`, with a stack's environment. Exit status 1 when one
of them fails. They are forked from one process, so that what is loaded is loaded once, and race from the start.
"""

from __future__ import annotations

import os
import sys
import time
import traceback

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from archive.audit import Actor  # noqa: E402
from archive.models import Release  # noqa: E402
from archive.photos.editing import edit  # noqa: E402
from archive.releases import lifecycle as releases  # noqa: E402
from archive.releases.fields import release_fields  # noqa: E402
from workers import leases  # noqa: E402
from workers.publish.publish import publish  # noqa: E402

_CAPTION_EVERY = 5


def publish_again_and_again(slug: str, times: int) -> None:
    actor = Actor(f"publisher {os.getpid()}")
    for n in range(times):
        release = Release.objects.get(slug=slug)
        correct(release, f"{actor.name}, {n}", actor, caption=n % _CAPTION_EVERY == 0)
        releases.publish(release, actor)
        if taken := leases.take(Release.objects.filter(pk=release.pk)):
            publish(taken)
        time.sleep(0.05)


def correct(release: Release, words: str, actor: Actor, *, caption: bool) -> None:
    """Change the title or, with all files that it stands in, a caption."""
    if caption:
        edit(release.photos.all()[0].pk, {"captions.de": words}, actor, may_approve=True)
    else:
        releases.edit_release(release, release_fields(titles={"de": words}), actor, may_publish=True)


def fork(slug: str, times: int) -> int:
    """Start a publisher; nothing has opened a connection yet that it would share. Its process id."""
    if pid := os.fork():
        return pid
    status = 1
    try:
        publish_again_and_again(slug, times)
        status = 0
    except BaseException:  # noqa: BLE001  (whatever it is, it ends this process and nothing else)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main(slug: str, publishers: int, times: int) -> None:
    pids = [fork(slug, times) for _ in range(publishers)]
    statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    sys.exit(int(any(statuses)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
