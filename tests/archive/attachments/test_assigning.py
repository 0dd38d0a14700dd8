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
