"""Stray attachments get a release."""

from __future__ import annotations

import pytest

from archive.attachments.assigning import assign_attachment
from archive.errors import ArchiveError
from archive.models import Attachment, Decision
from archive.releases.lifecycle import unsorted
from tests.factories import EDITOR, make_attachment, make_photographer, make_release

pytestmark = pytest.mark.django_db


def test_a_stray_attachment_moves_and_the_same_bytes_join() -> None:
    release, anna = make_release(), make_photographer("Anna")
    stray, twin = make_attachment(unsorted()), make_attachment(release)
    assign_attachment(stray.pk, release, anna, EDITOR)
    stray.refresh_from_db()
    assert (stray.release, stray.batch.photographer) == (release, anna)
    assert Decision.objects.get().after["release"] == release.slug
    again = make_attachment(unsorted(), sha256=twin.sha256)
    assign_attachment(again.pk, release, None, EDITOR)
    assert set(Attachment.objects.values_list("pk", flat=True)) == {stray.pk, twin.pk}
    with pytest.raises(ArchiveError):
        assign_attachment(twin.pk, make_release(), None, EDITOR)


def test_what_was_approved_where_nothing_is_published_from_is_to_be_approved_anew() -> None:
    stray = make_attachment(unsorted(), "approved")
    assign_attachment(stray.pk, make_release(), make_photographer("Somebody else"), EDITOR)
    stray.refresh_from_db()
    assert (stray.state, stray.approved_revision) == ("ready", None)
