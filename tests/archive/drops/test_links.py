"""Drop links: made, limited, ended; nothing of them is in the record but their digest."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from archive.drops.links import NotLinked, Standing, find_link, link_url, make_link, revoke_link, standing_of
from archive.models import Decision, DropLink, Photographer
from archive.releases.lifecycle import unsorted
from tests.factories import EDITOR, make_photographer, make_release

pytestmark = pytest.mark.django_db
LIMITS = {"days": 3, "files": 10, "gigabytes": 1}


def test_a_link_is_found_by_its_token_alone() -> None:
    release = make_release()
    link, token = make_link(release, " Jörg  Żółw ", EDITOR, **LIMITS)
    assert find_link(token) == link
    assert link.photographer.name == "Jörg Żółw"
    assert (link.photographer.slug, link.photographer.account) == ("joerg-zolw", None)
    assert token not in str(vars(DropLink.objects.get()))
    assert link_url(token).endswith(f"/d/{token}/")
    assert [find_link(other) for other in ("", token[:-1], f"{token}a", "x.y", link.token_digest)] == [None] * 5
    [decision] = Decision.objects.filter(action="drop_link_made")
    assert (decision.release, decision.after) == (release, {"credited": "Jörg Żółw"})


def test_one_name_is_one_photographer() -> None:
    known = make_photographer("Michał Żółw")
    Photographer.objects.create(slug="anna-luk", name="Anna Other")
    links = [make_link(make_release(), name, EDITOR, **LIMITS)[0] for name in ("Michał Żółw", "Anna Łuk", "Anna Łuk")]
    assert links[0].photographer == known
    assert links[1].photographer == links[2].photographer
    assert links[1].photographer.slug == "anna-luk-2"


def test_a_link_ends_by_hand_by_time_and_with_its_release() -> None:
    link, _token = make_link(make_release(), "Anna", EDITOR, **LIMITS)
    assert standing_of(link) is Standing.OPEN
    assert revoke_link(link, EDITOR)
    assert not revoke_link(link, EDITOR)
    link.refresh_from_db()
    assert standing_of(link) is Standing.REVOKED
    assert Decision.objects.filter(action="drop_link_revoked").count() == 1

    past = timezone.now() - dt.timedelta(seconds=1)
    link.revoked_at, link.expires_at = None, past
    assert standing_of(link) is Standing.EXPIRED
    for closed in ({"state": "withdrawn"}, {"expires_at": past}):
        closed_link, _token = make_link(make_release(), "Anna", EDITOR, **LIMITS)
        for column, value in closed.items():
            setattr(closed_link.release, column, value)
        assert standing_of(closed_link) is Standing.CLOSED


@pytest.mark.parametrize(
    ("name", "limits", "words"),
    [
        (" ", {}, "as it is to be credited"),
        ("a\nb\x07", {}, "as it is to be credited"),
        ("x" * 121, {}, "as it is to be credited"),
        ("Anna", {"days": 0}, "1 to 60 days"),
        ("Anna", {"files": 2001}, "up to 2000 photos"),
        ("Anna", {"gigabytes": 101}, "100 GB"),
    ],
)
def test_what_makes_no_link(name: str, limits: dict[str, int], words: str) -> None:
    with override("en"), pytest.raises(NotLinked, match=words):
        make_link(make_release(), name, EDITOR, **LIMITS | limits)
    assert not Photographer.objects.exists()


def test_closed_releases_get_no_link() -> None:
    for release in (unsorted(), make_release(state="withdrawn")):
        with override("en"), pytest.raises(NotLinked, match="takes no photos"):
            make_link(release, "Anna", EDITOR, **LIMITS)
