"""Links to a preview: whose address cannot be guessed or made from a copy of the record, and when one is over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from archive.errors import ArchiveError
from archive.models import PreviewLink
from archive.publishing import preview_links
from archive.publishing.preview_links import count_open, find_link, link_path, make_link, revoke_link, suggested_end
from tests.factories import EDITOR, make_release

pytestmark = pytest.mark.django_db


def made(max_opens: int = 3) -> PreviewLink:
    return make_link(make_release(), "Kurier", timezone.now() + dt.timedelta(hours=1), max_opens, EDITOR)


def token(link: PreviewLink) -> str:
    return link_path(link).strip("/").rpartition("/")[2]


def test_its_address_is_the_same_each_time_and_needs_row_and_secret(settings: Settings) -> None:
    link = made()
    assert find_link(token(link)) == link
    assert len(token(link).partition(".")[2]) >= 43, "256 bits of signature"
    given = token(link)
    settings.SECRET_KEY = "another house's secret, long enough to be one"
    assert find_link(given) is None
    link.delete()
    assert find_link(token(link)) is None


def test_two_at_the_last_opening_are_one() -> None:
    link = made(max_opens=1)
    again = PreviewLink.objects.get(pk=link.pk)
    assert (count_open(link), count_open(again)) == (True, False)
    assert (link.opens, PreviewLink.objects.get().opens) == (1, 1)


def test_a_revoked_one_counts_nothing_and_is_revoked_once() -> None:
    link = made()
    for _again in range(2):
        revoke_link(link, EDITOR)
    assert not count_open(link)
    assert link.release.decisions.filter(action="preview_link_revoked").count() == 1


def test_it_holds_until_the_embargo_ends_or_for_a_week() -> None:
    at = timezone.now() + dt.timedelta(days=3)
    assert suggested_end(make_release(goes_live_at=at)) == at
    assert suggested_end(make_release(goes_live_at=timezone.now())) > timezone.now() + dt.timedelta(days=6)


def test_a_release_has_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_links, "MAX_LINKS", 1)
    link = made()
    with override("en"), pytest.raises(ArchiveError, match="1 open links already"):
        make_link(link.release, "Other", link.until, 1, EDITOR)
    revoke_link(link, EDITOR)
    make_link(link.release, "Other", link.until, 1, EDITOR)
