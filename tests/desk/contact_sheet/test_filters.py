"""The chips above the photos: a number for every kind, and what each of them shows."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_each_kind_has_its_number_and_those_of_none_are_hidden(approver: Client) -> None:
    release = make_release()
    for state in ("ready", "ready", "approved", "declined", "received", "developing"):
        make_photo(release, state, approved_revision=1, alt_texts={} if state == "approved" else {"de": "x", "en": "x"})
    html = approver.get(reverse("desk:release", args=(release.slug,))).content.decode()
    chip = re.compile(r'data-kinds="([^"]*)"[^>]*aria-pressed="\w+"\s*>.*?<b>(\d+)</b>', re.DOTALL)
    chips = dict(chip.findall(html))
    assert chips == {
        "": "6",
        "ready": "2",
        "approved": "1",
        "declined": "1",
        "received developing": "2",
        "gap": "1",
    }, "a chip without photos is hidden"
    assert html.count('<button type="button" class="chip') == 12, "they are there, for photos change meanwhile"
