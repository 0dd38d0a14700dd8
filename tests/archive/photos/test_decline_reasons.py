"""What an editor says about a declined photo, and what its photographer reads."""

from __future__ import annotations

import pytest

from archive.models import Photo
from archive.photos.decisions import decline, restore
from archive.photos.decline_reasons import explain_decline, reasons_of
from tests.factories import APPROVER, make_photo

pytestmark = pytest.mark.django_db


def test_a_reason_is_of_one_decline() -> None:
    photo = make_photo()
    assert not explain_decline(photo, "eyes closed", APPROVER)
    decline([photo.pk], APPROVER)
    photo.refresh_from_db()
    assert reasons_of([photo]) == {}
    assert explain_decline(photo, "  eyes \n closed ", APPROVER)
    assert explain_decline(photo, "eyes closed", APPROVER)
    assert reasons_of([photo]) == {photo.pk: "eyes closed"}
    assert photo.decisions.filter(action="decline_explained").count() == 1
    restore([photo.pk], APPROVER)
    assert reasons_of([Photo.objects.get()]) == {}
    decline([photo.pk], APPROVER)
    assert reasons_of([photo]) == {}


def test_an_empty_reason_takes_it_back() -> None:
    photo = make_photo(state="declined")
    explain_decline(photo, "eyes closed", APPROVER)
    explain_decline(photo, "", APPROVER)
    assert reasons_of([photo]) == {}
