"""Versions and addresses as rows: one number, one in the making, one owner of an address."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from archive.models import HumanUrl, Publication
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_versions_cannot_overtake_each_other() -> None:
    release = make_release()
    Publication.objects.create(release=release, n=1, document="{}", sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(release=release, n=2, document="{}", sha256="0" * 64)
    Publication.objects.create(release=make_release(), n=1, document="{}", sha256="0" * 64)
    release.publications.update(state="live")
    Publication.objects.create(release=release, n=2, document="{}", sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(release=release, n=1, document="{}", sha256="0" * 64, state="abandoned")
    assert [publication.n for publication in release.publications.all()] == [1, 2]


def test_an_address_outlives_its_photo_and_is_nobody_elses() -> None:
    photo = make_photo()
    HumanUrl.objects.create(photo=photo, path="pressebilder/2609/Fest.JPG", folded="pressebilder/2609/fest.jpg")
    photo.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        HumanUrl.objects.create(
            photo=make_photo(), path="pressebilder/2609/fest.jpg", folded="pressebilder/2609/fest.jpg"
        )
    assert HumanUrl.objects.get().photo is None
