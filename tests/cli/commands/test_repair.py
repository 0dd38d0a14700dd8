"""What the operator does by hand when something was missed."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from archive.audit import OPERATOR
from archive.models import Photo
from archive.releases import lifecycle
from archive.states import PhotoState
from archive.store.buckets import incoming
from pipelines.documents.site import Site
from tests.cli.command_runner import misuse, run, run_json
from tests.factories import make_photo, make_photographer, make_release
from tests.workers.publish.many_photos import approved_release
from tests.workers.stages import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def test_a_sweep_finds_what_no_event_told() -> None:
    release, _anna = make_release(), make_photographer(slug="anna")
    incoming().put(f"anna/{release.slug}/A.JPG", b"x", "image/jpeg")
    assert {row["repair"]: row["count"] for row in run_json("sweep")}["received"] == 1
    assert {row["repair"]: row["count"] for row in run_json("sweep")}["received"] == 0
    assert release.photos.get().filename == "A.JPG"


def test_pages_are_rewritten_once_after_a_change(settings: Settings) -> None:
    release = approved_release(1)
    lifecycle.publish(release, OPERATOR)
    publish(release.pk)
    settings.SITE = Site(name="Anderswo")
    assert "1 live releases looked at. Of 1 something was written again." in run("rewrite")
    assert "Of 0 something was written again." in run("rewrite")


def test_photos_are_developed_again_live_ones_only_when_asked() -> None:
    release = make_release()
    ready, live = make_photo(release), make_photo(release, PhotoState.LIVE)
    other = make_photo()
    assert "again: 1." in run("develop", release.slug, "--again")
    assert set(Photo.objects.exclude(due_at=None)) == {ready}
    assert "again: 2." in run("develop", release.slug, "--again", "--live")
    assert set(Photo.objects.exclude(due_at=None)) == {ready, live}
    assert "again: 2." in run("develop", "--again")
    assert set(Photo.objects.exclude(due_at=None)) == {ready, live, other}
    assert "give --again" in misuse("develop", release.slug)
