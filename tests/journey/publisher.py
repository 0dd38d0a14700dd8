"""One of several publishers at once: asks for a version of a release and makes it, again and again.

`python -m tests.journey.publisher SLUG TIMES`, with a stack's environment.
"""

from __future__ import annotations

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from archive.audit import Actor  # noqa: E402
from archive.models import Release  # noqa: E402
from archive.releases import lifecycle as releases  # noqa: E402
from archive.releases.fields import release_fields  # noqa: E402
from workers.publish.publish import publish  # noqa: E402


def main(slug: str, times: int) -> None:
    actor = Actor(f"publisher {os.getpid()}")
    for n in range(times):
        release = Release.objects.get(slug=slug)
        fields = release_fields(titles={"de": f"{actor.name}, {n}"})
        releases.edit_release(release, fields, actor)
        releases.publish(release, actor)
        publish(release.pk)
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
