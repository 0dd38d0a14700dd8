"""The pass that rewrites: everything public follows a change of the pages' look, once."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Publication, Release
from archive.releases import lifecycle as releases
from archive.store.buckets import press
from pipelines.documents.site import Site
from tests.workers.publish.many_photos import approved_release
from tests.workers.stages import publish
from workers.upkeep import rewriting
from workers.upkeep.repairs import Repairs
from workers.upkeep.rewriting import Progress, run_slice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]

OTHER = Site(name="Anderswo")


@pytest.fixture
def live() -> Release:
    """Two photos are public."""
    made = approved_release(2)
    releases.publish(made, OPERATOR)
    publish(made.pk)
    return Release.objects.get(pk=made.pk)


def public() -> dict[str, str]:
    """What is stored under each key, by ETag."""
    return {stored.key: stored.etag for stored in press().objects()}


def run() -> Progress:
    return run_slice(time.monotonic() + 60)


def test_all_pages_follow_a_change_and_the_second_run_writes_nothing(live: Release, settings: Settings) -> None:
    before = public()
    assert run().repairs.restored == 0
    assert public() == before, "nothing has changed"
    settings.SITE = OTHER
    assert run().repairs.restored == 1
    after = public()
    changed = {key for key in after if after[key] != before.get(key)}
    assert {key for key in after if key.endswith(".html")} <= changed
    assert not [key for key in changed if key.endswith(("manifest.json", ".jpg", ".JPG", "captions.csv"))]
    assert b"Anderswo" in press().get(f"{addresses.release_folder(live.slug)}index.html")
    done = run()
    assert (done.repairs.restored, done.looked_at, done.releases, done.ended) == (0, 1, 1, True)
    assert public() == after


def test_an_interrupted_run_goes_on_unless_the_look_has_changed_again(
    live: Release, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    real = rewriting._rewritten

    def look_at(pk: int) -> Repairs:
        looked_at.append(pk)
        return real(pk)

    monkeypatch.setattr(rewriting, "_rewritten", look_at)
    settings.SITE = OTHER
    assert [run_slice(0).looked_at for _step in range(2)] == [0, 1]
    settings.SITE = replace(OTHER, name="Nirgendwo")
    while not run_slice(0).ended:
        pass
    assert looked_at == [live.pk, live.pk]
    assert b"Nirgendwo" in press().get(f"{addresses.release_folder(live.slug)}index.html")


def test_a_release_that_cannot_be_read_keeps_no_other_waiting(live: Release) -> None:
    Publication.objects.filter(release=live).update(document="{}")
    done = run()
    assert (done.repairs.broken, done.ended) == ((live.slug,), True)
