"""Rewriting a release while somebody publishes or withdraws it: nobody is written over, and nothing comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Publication, Release
from archive.releases import lifecycle as releases
from archive.store.buckets import Bucket, press
from pipelines.documents.site import Site
from tests.workers.publish.many_photos import approved_release
from tests.workers.stages import publish
from workers.publish import rewriting
from workers.publish.rewriting import rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


@pytest.fixture
def live(settings: Settings) -> Release:
    """A photo is public, on pages that look different by now."""
    made = approved_release(1)
    releases.publish(made, OPERATOR)
    publish(made.pk)
    settings.SITE = Site(name="Anderswo")
    return Release.objects.get(pk=made.pk)


def meanwhile(monkeypatch: pytest.MonkeyPatch, verb: str, act: Callable[[], Any]) -> None:
    """Do something once, right before the rewriter's next call of this verb."""
    real, acts = getattr(Bucket, verb), [act]

    def call(bucket: Bucket, *args: Any, **kwargs: Any) -> Any:
        if acts:
            acts.pop()()
        return real(bucket, *args, **kwargs)

    monkeypatch.setattr(Bucket, verb, call)


def correct(release: Release) -> None:
    """What a publisher does, seen from outside: the record names a newer version, and its page is written."""
    last = Publication.objects.get(release=release)
    Publication.objects.create(
        release=release, n=2, state=last.state, document=last.document, sha256="0" * 64, entry={}, live_at=last.live_at
    )
    press().put(f"{addresses.release_folder(release.slug)}index.html", b"version 2", "text/html")


def test_a_version_that_came_before_the_read_is_not_written_over(
    live: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = live.publications.get()
    meanwhile(monkeypatch, "objects", lambda: correct(live))
    assert rewrite(live, publication) == 0
    assert press().get(f"{addresses.release_folder(live.slug)}index.html") == b"version 2"


def test_a_version_that_comes_after_the_record_was_asked_is_not_written_over(
    live: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = live.publications.get()

    def ask(release: Release) -> Publication:
        correct(live)
        return publication

    monkeypatch.setattr(rewriting, "last_live", ask)
    assert rewrite(live, publication) > 0
    assert press().get(f"{addresses.release_folder(live.slug)}index.html") == b"version 2"


def test_what_was_withdrawn_meanwhile_does_not_come_back(live: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"{addresses.release_folder(live.slug)}index.html"
    meanwhile(monkeypatch, "put_if", lambda: press().delete(page))
    rewrite(live, live.publications.get())
    assert not press().head(page)
