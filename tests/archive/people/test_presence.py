"""Who has a release open."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from archive.models import Presence, Release
from archive.people.presence import GONE_AFTER, NOTED_EVERY, attend, forget_gone, people_at, with_people
from tests.factories import make_release

SECOND = dt.timedelta(seconds=1)


def people(*names: str) -> list[User]:
    return [User.objects.create(username=name) for name in names]


def seen(release: Release, reader: User) -> tuple[str, ...]:
    """Whom `reader` sees at the release."""
    read_along = people_at(with_people(Release.objects.all(), reader).get(pk=release.pk), reader)
    assert read_along == people_at(release, reader)
    return read_along


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """What it is now, to be put forward."""
    moments = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: moments[0])
    return moments


@pytest.mark.django_db
def test_each_sees_the_others_and_not_themselves() -> None:
    release, elsewhere = make_release(), make_release()
    anna, ben, carla = people("anna", "ben", "carla")
    attend(release, ben)
    attend(release, anna)
    attend(elsewhere, carla)
    assert seen(release, ben) == ("anna",)
    assert seen(release, carla) == ("anna", "ben")
    assert seen(elsewhere, carla) == ()


@pytest.mark.django_db
def test_whoever_left_is_gone_a_minute_later_and_their_row_with_the_next_sweep(clock: list[dt.datetime]) -> None:
    release = make_release()
    anna, ben = people("anna", "ben")
    attend(release, anna)
    clock[0] += GONE_AFTER - SECOND
    assert seen(release, ben) == ("anna",)
    clock[0] += SECOND
    assert seen(release, ben) == ()
    attend(release, ben)
    forget_gone()
    assert [row.user_id for row in Presence.objects.all()] == [ben.pk]


@pytest.mark.django_db
def test_a_poll_writes_only_now_and_then(
    django_assert_num_queries: DjangoAssertNumQueries, clock: list[dt.datetime]
) -> None:
    [anna] = people("anna")
    attend(make_release(), anna)
    release = with_people(Release.objects.all(), anna).get()
    with django_assert_num_queries(0):
        attend(release, anna)
    clock[0] += NOTED_EVERY
    attend(with_people(Release.objects.all(), anna).get(), anna)
    assert Presence.objects.get().seen_at == clock[0]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_person_are_one_presence() -> None:
    release = make_release()
    [anna] = people("anna")

    def open_page() -> None:
        attend(release, anna)
        connection.close()

    tabs = [threading.Thread(target=open_page) for _n in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert Presence.objects.count() == 1
