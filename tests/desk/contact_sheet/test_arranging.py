"""Order, hero and stacks by the desk's own requests, and what its page is told of them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Burst, Photo, Release
from archive.states import PhotoState
from tests.archive.photos.test_bursts import Drop
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    release = make_release()
    for name in "abcd":
        make_photo(release, filename=name)
    return release


def arrange(client: Client, release: Release, action: str, names: str = "", **posted: str) -> str:
    """The answer's text."""
    found = dict(release.photos.values_list("filename", "pk"))
    for key in ("before",):
        if key in posted:
            posted[key] = found[posted[key]]
    values: dict[str, Any] = {"action": action, "ids": [f"{found[name]}:1" for name in names], **posted}
    return client.post(reverse("desk:arrange", args=(release.slug,)), values).content.decode()


def told(page: str) -> dict[str, str]:
    """What the page's script is told, by attribute."""
    piece = re.search(r'<data id="arrangement"(.*?)></data>', page, re.DOTALL)
    assert piece
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', piece[1])}


def order(release: Release) -> str:
    return "".join(release.photos.values_list("filename", flat=True))


def test_photos_are_moved_before_another_to_the_end_and_to_a_place(approver: Client, release: Release) -> None:
    page = arrange(approver, release, "move", "cd", before="a")
    assert order(release) == "cdab"
    assert told(page)["value"] == "manual"
    assert told(page)["data-photos"].split() == list(release.photos.values_list("pk", flat=True))
    arrange(approver, release, "move", "c")
    assert order(release) == "dabc"
    arrange(approver, release, "move", "b", to="1")
    assert order(release) == "bdac"


def test_an_act_is_undone_by_its_name(approver: Client, release: Release) -> None:
    arrange(approver, release, "move", "d", before="a", act="one")
    arrange(approver, release, "order", order="name", act="two")
    for act in ("two", "one", "one"):
        undone = {"action": "undo", "undoes": act, "act": f"not {act}"}
        answer = approver.post(reverse("desk:act", args=(release.slug,)), undone)
        assert "It is as it was before." in answer.content.decode()
    release.refresh_from_db()
    assert (order(release), release.photo_order) == ("abcd", "time")


def test_undo_is_offered_of_what_changed_and_to_who_may_undo(
    approver: Client, editor: Client, release: Release
) -> None:
    assert "data-undo-act" not in arrange(approver, release, "order", order="time", act="same")
    assert "data-undo-act" not in arrange(approver, release, "hero", act="none")
    assert 'data-undo-act="other"' in arrange(approver, release, "order", order="name", act="other")
    assert "data-undo-act" not in arrange(editor, release, "order", order="arrival", act="may not")


def test_what_is_posted_twice_is_done_once_and_never_by_another_account(approver: Client, release: Release) -> None:
    arrange(approver, release, "move", "d", before="a", act="one")
    arrange(approver, release, "move", "c", before="a", act="two")
    assert "moved" not in arrange(approver, release, "move", "d", before="a", act="one")
    assert order(release) == "dcab"
    assert arrange(approver, release, "order", order="name", account="0") == ""
    assert order(release) == "dcab"


def test_the_page_is_told_the_hero_and_who_chose_it(approver: Client, release: Release) -> None:
    Photo.objects.update(state=PhotoState.APPROVED)
    sheet = reverse("desk:release", args=(release.slug,))
    ids = dict(release.photos.values_list("filename", "pk"))
    assert told(approver.get(sheet).content.decode())["data-hero"] == ids["a"]
    page = arrange(approver, release, "hero", "c")
    assert told(page)["data-hero"] == ids["c"]
    assert " data-chosen" in page
    assert " data-chosen" not in arrange(approver, release, "hero")


@pytest.mark.parametrize(
    ("action", "posted"),
    [("order", {"order": "size"}), ("move", {"to": "-1"}), ("dismiss", {"burst": "x"})],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    approver: Client, release: Release, action: str, posted: dict[str, str]
) -> None:
    assert "data-toast" in arrange(approver, release, action, "a", **posted)
    release.refresh_from_db()
    assert (order(release), release.revision) == ("abcd", 1)


def test_who_may_not_edit_the_release_arranges_nothing(approver: Client, client: Client, release: Release) -> None:
    assert approver.post(reverse("desk:arrange", args=(release.slug,)), {"action": "x"}).status_code == 404
    assert client.post(reverse("desk:arrange", args=(release.slug,)), {"action": "move"}).status_code in (302, 403)


def test_stacks_are_told_and_dismissed(approver: Client) -> None:
    drop = Drop()
    drop.series(1, 3)
    sheet = reverse("desk:release", args=(drop.release.slug,))
    (stack,) = json.loads(told(approver.get(sheet).content.decode())["data-stacks"])
    assert (stack["kind"], stack["seconds"], len(stack["photos"]), len(stack["declinable"])) == ("series", 4, 3, 2)
    assert stack["proposed"] in stack["photos"]
    page = arrange(approver, drop.release, "dismiss", burst=str(stack["id"]))
    assert told(page)["data-stacks"] == "[]"
    assert Burst.objects.get().dismissed
    Burst.objects.update(dismissed=False)
    page = arrange(approver, drop.release, "dismiss", burst=str(stack["id"]), act="one")
    assert 'data-undo-act="one"' in page
    undone = {"action": "undo", "undoes": "one", "act": "not one"}
    page = approver.post(reverse("desk:act", args=(drop.release.slug,)), undone).content.decode()
    assert len(json.loads(told(page)["data-stacks"])) == 1


def test_another_order_by_somebody_else_reaches_an_open_page(approver: Client, release: Release) -> None:
    page = approver.get(reverse("desk:release", args=(release.slug,))).content.decode()
    token = re.search(r'<data id="changes" value="([^"]+)"', page)
    assert token
    changes = reverse("desk:changes", args=(release.slug,))
    assert approver.get(changes, {"since": token[1]}).status_code == 204
    arrange(approver, release, "move", "d", before="a")
    answer = approver.get(changes, {"since": token[1]}).content.decode()
    assert told(answer)["data-photos"].split()[0] == release.photos.get(filename="d").pk
