"""The terms under which photos are taken: one version holds, and each is accepted once, as a Decision."""

from __future__ import annotations

import pytest
from django.utils import timezone

from archive.audit import Actor
from archive.drops.doors import NotLetIn, let_in, own_door
from archive.errors import Overtaken
from archive.models import Decision, IntakeTerms
from archive.people.gateway_logins import make_login
from archive.people.photographers import renew_key
from archive.people.terms import (
    GRACE,
    NotAccepted,
    NotTerms,
    accept_terms,
    current_terms,
    lacking,
    may_begin,
    note_acceptance,
    terms_to_accept,
    write_terms,
)
from tests.factories import APPROVER, make_photographer

pytestmark = pytest.mark.django_db
TEXTS = {"de": "Nur eigene Fotos.", "en": "Own photos only."}
ANNA = Actor("anna")


def test_a_version_is_accepted_once() -> None:
    anna = make_photographer("Anna", slug="anna")
    assert terms_to_accept(anna) is None
    first = write_terms(TEXTS, APPROVER)
    assert first
    assert terms_to_accept(anna) == first
    for _time in range(2):
        accept_terms(anna, first.pk, ANNA)
    anna.refresh_from_db()
    assert terms_to_accept(anna) is None
    [accepted] = Decision.objects.filter(action="terms_accepted")
    assert (accepted.actor_name, accepted.after) == ("anna", {"terms": first.pk, "credited": "Anna"})
    second = write_terms(TEXTS | {"en": "Only your own."}, APPROVER)
    assert terms_to_accept(anna) == second
    with pytest.raises(Overtaken):
        accept_terms(anna, first.pk, ANNA)


def test_the_same_texts_are_no_new_version_and_none_end_the_terms() -> None:
    assert write_terms({}, APPROVER) is None
    assert write_terms(TEXTS, APPROVER)
    assert write_terms({code: f" {text}\r\n" for code, text in TEXTS.items()}, APPROVER) is None
    assert write_terms({"de": "", "en": " "}, APPROVER)
    assert current_terms() is None
    assert IntakeTerms.objects.count() == 2


@pytest.mark.parametrize("texts", [{"de": "Nur Deutsch"}, TEXTS | {"en": "x" * 20_001}])
def test_terms_are_whole(texts: dict[str, str]) -> None:
    with pytest.raises(NotTerms):
        write_terms(texts, APPROVER)
    assert not IntakeTerms.objects.exists()


def test_no_file_is_let_in_before_they_are_accepted() -> None:
    anna = make_photographer("Anna", slug="anna")
    door = own_door(anna, "fest")
    assert door
    terms = write_terms(TEXTS, APPROVER)
    assert terms
    with pytest.raises(NotLetIn):
        let_in(door, "a.jpg", 5, "a" * 64, "image/jpeg")
    accept_terms(anna, terms.pk, ANNA)
    anna.refresh_from_db()
    assert let_in(door, "a.jpg", 5, "a" * 64, "image/jpeg")


def test_access_is_given_to_those_who_accepted_and_cameras_have_two_weeks() -> None:
    anna = make_photographer("Anna", slug="anna")
    make_login(anna, APPROVER)
    terms = write_terms(TEXTS, APPROVER)
    assert terms
    assert may_begin(anna), "a version that was written a minute ago stops no camera at work"
    for give in (lambda: make_login(anna, APPROVER), lambda: renew_key(anna)):
        with pytest.raises(NotAccepted, match="Anna"):
            give()
    IntakeTerms.objects.update(created_at=timezone.now() - GRACE)
    assert not may_begin(anna)
    assert list(lacking()) == [anna]
    assert note_acceptance(anna, APPROVER)
    assert not note_acceptance(anna, APPROVER)
    anna.refresh_from_db()
    assert may_begin(anna)
    assert make_login(anna, APPROVER)
    assert not lacking()
