"""Which key a path in the gateway stands for: never another's, never a closed release's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from archive.drops.folders import FolderClosed, is_temporary, key_of, own_name, set_today, shown_releases
from archive.errors import ArchiveError
from archive.models import Decision, GatewayLogin, Release
from archive.people.gateway_logins import make_login
from archive.releases.lifecycle import unsorted
from tests.factories import EDITOR, make_photographer, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def login() -> GatewayLogin:
    make_login(make_photographer(slug="anna"), EDITOR)
    return GatewayLogin.objects.select_related("photographer", "today").get()


def test_a_path_stands_for_a_key(login: GatewayLogin) -> None:
    fest, today = make_release(slug="fest"), timezone.localdate().isoformat()
    unsorted()
    paths = {
        "/fest/card 2/a.jpg": "anna/fest/card 2/a.jpg",
        "/fest": "anna/fest",
        "/": f"anna/{today}",
        "/a.jpg": f"anna/{today}/a.jpg",
        "/100CANON/a.jpg": f"anna/{today}/100CANON/a.jpg",
        "/_unsorted/a.jpg": f"anna/{today}/_unsorted/a.jpg",
        "/bob/fest/a.jpg": f"anna/{today}/bob/fest/a.jpg",
    }
    assert {path: key_of(login, path) for path in paths} == paths
    set_today(login, fest, EDITOR)
    login.refresh_from_db()
    assert key_of(login, "/100CANON/a.jpg") == "anna/fest/100CANON/a.jpg"
    assert key_of(login, "/") == "anna/fest"
    Release.objects.filter(pk=fest.pk).update(state="withdrawn")
    login.today.refresh_from_db()  # type: ignore[union-attr]  # just set
    assert key_of(login, "/a.jpg") == f"anna/{today}/a.jpg"
    with pytest.raises(FolderClosed, match="fest"):
        key_of(login, "/fest/a.jpg")


@pytest.mark.parametrize("path", ["/../bob/fest/a.jpg", "/fest/../../bob/a.jpg", "/..", "/./a.jpg", "/" + "x" * 1100])
def test_no_path_leads_out(login: GatewayLogin, path: str) -> None:
    make_release(slug="fest")
    with pytest.raises(ValueError, match=r"path|long"):
        key_of(login, path)


def test_folders_are_the_releases_that_take_photos() -> None:
    now, days = timezone.now(), dt.timedelta(days=1)
    make_release(slug="draft")
    make_release(slug="just-live", state="live", goes_live_at=now - days)
    make_release(slug="live-long", state="live", goes_live_at=now - 3 * days)
    make_release(slug="withdrawn", state="withdrawn")
    make_release(slug="over", expires_at=now)
    unsorted()
    assert {release.slug for release in shown_releases()} == {"draft", "just-live"}


def test_todays_release_takes_photos_and_is_told(login: GatewayLogin) -> None:
    fest = make_release()
    for release in (fest, fest, None):
        set_today(login, release, EDITOR)
        login.refresh_from_db()
    assert login.today is None
    [decision] = Decision.objects.filter(release=fest)
    assert decision.after == {"credited": login.photographer.name}
    for closed in (make_release(state="withdrawn"), unsorted()):
        with pytest.raises(ArchiveError, match="takes no photos"):
            set_today(login, closed, EDITOR)


@pytest.mark.parametrize(
    "name", ["a.jpg.filepart", "a.jpg.TMP", "a.jpg.part", ".in.a.jpg.", ".in.a.jpg", "a.jpg.partial"]
)
def test_temporary_names(name: str) -> None:
    assert (is_temporary(name), own_name(name)) == (True, "a.jpg")
    for final in ("a.jpg", "filepart.jpg", "~a.jpg", "tmp"):
        assert (is_temporary(final), own_name(final)) == (False, final)
