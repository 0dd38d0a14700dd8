"""The history reads as sentences."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.audit import MACHINE, Action, record
from archive.photos.decisions import approve
from archive.photos.editing import edit
from tests.factories import APPROVER, EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_history_reads_as_sentences(approver: Client) -> None:
    photo = make_photo(filename="LT (4).jpg")
    edit(photo.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    approve([photo.pk], APPROVER)
    html = approver.get(reverse("desk:history", args=(photo.release.slug,))).content.decode()
    assert "<strong>approver</strong> approved LT (4).jpg" in html
    assert "<strong>editor</strong> edited LT (4).jpg" in html
    assert "<del>Ein Fest</del> → <ins>Neu</ins>" in " ".join(html.split())


def test_history_says_which_version_went_out(approver: Client) -> None:
    release = make_release()
    record(Action.VERSION_LIVE, MACHINE, release_id=release.pk, after={"version": 3, "photos": 24})
    html = approver.get(reverse("desk:history", args=(release.slug,))).content.decode()
    assert "<strong>The desk itself</strong> put version 3 online" in html
    assert "version_live" not in html
