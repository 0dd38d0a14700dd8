"""Attachments at the command line."""

from __future__ import annotations

import pytest

from tests.cli.command_runner import fail, run, run_json
from tests.factories import make_attachment, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_an_attachment_is_titled_approved_declined_and_withdrawn() -> None:
    release = make_release(state="live")
    film, photo = make_attachment(release, filename="Gang.mp4", titles={}), make_photo(release)
    words = ("edit", release.slug, "Gang.mp4", "--title", "de=Rundgang", "--credit", "Amt", "--poster", photo.filename)
    assert "edited" in run("attachment", *words)
    assert "approved" in run("attachment", "approve", release.slug, film.pk)
    [row] = run_json("attachment", "list", release.slug)
    assert (row["id"], row["state"], row["titles"], row["credit"]) == (film.pk, "approved", "Rundgang", "Amt")
    film.refresh_from_db()
    assert film.poster == photo
    assert "withdrawn" in run("attachment", "withdraw", release.slug, film.pk, "--yes")
    assert "Not possible" in fail("attachment", "decline", release.slug, film.pk)
    assert "declined" in run("attachment", "decline", release.slug, make_attachment(release).pk)


def test_wrong_names_are_told() -> None:
    release = make_release()
    twins = [make_attachment(release, filename="Plan.pdf") for _ in range(2)]
    assert all(twin.pk in fail("attachment", "approve", release.slug, "Plan.pdf") for twin in twins)
    assert "No attachment of this release is named none.pdf" in fail("attachment", "approve", release.slug, "none.pdf")
