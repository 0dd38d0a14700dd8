"""Nobody sees more than their role: every address of the desk, tried by those it is not for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.translation import override

from archive.errors import ArchiveError
from archive.models import Photo, Photographer, Release
from archive.photos.taking_over import take_over
from archive.releases.fields import RESERVED, release_fields
from archive.releases.lifecycle import create_release, edit_release, unsorted
from desk.urls import urlpatterns
from tests.factories import APPROVER, make_attachment, make_photo, make_photographer, make_release, make_subscriber

OPEN = {"healthz", "readyz", "language", "theme", "press_mail", "press_mail_confirm", "press_mail_off"} | {
    *("preview_link", "preview_link_picture", "preview_asset")
}
OPEN |= {"drop_door", "drop_door_send", "drop_door_accept", "notices_off"}
OWN = {"queue", "search", "notices", "drop_files", "drop_choose", "drop_folder", "drop_send", "terms_accept"}
"""Pages that show a photographer their own photos."""
pytestmark = pytest.mark.django_db


def addresses(release: Release) -> dict[str, str]:
    """A real address for every pattern of the desk, so that a 404 is a refusal and no typing error."""
    photo = make_photo(release, photographer=make_photographer("Ben Grün"))
    values = {"slug": release.slug, "photo_id": photo.pk, "profile": "800w", "batch_id": photo.batch_id}
    values |= {"attachment_id": make_attachment(release, photographer=make_photographer("Ben Grün")).pk}
    values |= {"pk": make_subscriber().pk, "token": "stray", "edge": 480, "name": "none.css"}
    named = {pattern.name: pattern for pattern in urlpatterns if isinstance(pattern, URLPattern) and pattern.name}
    return {
        name: reverse(f"desk:{name}", kwargs={key: values[key] for key in pattern.pattern.converters})
        for name, pattern in named.items()
    }


def test_strangers_are_sent_to_the_sign_in_page(stranger: Client) -> None:
    for name, address in addresses(make_release()).items():
        for answer in (stranger.get(address), stranger.post(address)):
            if name not in OPEN:
                assert answer.status_code == 302, (name, answer.status_code)
                assert answer["Location"].startswith("/sign-in/")


def test_photographers_see_nothing_of_others(annas_browser: Client) -> None:
    release = make_release(titles={"de": "Geheimsache"})
    for name, address in addresses(release).items():
        if name in OPEN:
            continue
        for answer in (annas_browser.get(address), annas_browser.post(address)):
            assert name in OWN or answer.status_code in (404, 405), (name, answer.status_code)
            assert "Geheimsache" not in answer.content.decode(), name


def test_photographers_see_their_own_drops(annas_browser: Client, anna: Photographer) -> None:
    release = make_release(titles={"de": "Stadtfest"})
    photo = make_photo(release, photographer=anna, filename="LT (4).jpg")
    make_photo(release, "refused", photographer=anna, filename="kaputt.jpg", problem="truncated", original=None)
    make_photo(release, photographer=make_photographer("Ben Grün"), filename="bens.jpg")
    assert release.slug in annas_browser.get("/").content.decode()
    page = annas_browser.get(reverse("desk:drop", args=(photo.batch_id,))).content.decode()
    assert "LT (4).jpg" in page
    assert "Please upload it again from the card." in page
    assert "bens.jpg" not in page


@pytest.mark.parametrize(
    ("release_state", "photo_state", "told"),
    [("draft", "ready", False), ("scheduled", "declined", False), ("draft", "approved", True), ("live", "ready", True)],
)
def test_photographers_read_a_title_once_it_is_public_or_their_photo_is_approved(
    annas_browser: Client, anna: Photographer, release_state: str, photo_state: str, told: bool
) -> None:
    """A guessed folder name must not tell what the press office is about to announce."""
    release = make_release(titles={"de": "Geheimsache"}, slug="sache", date=dt.date(2031, 5, 17), state=release_state)
    photo = make_photo(release, photo_state, photographer=anna)
    make_photo(release, "approved", photographer=make_photographer("Ben Grün"))
    for address in ("/", reverse("desk:drop", args=(photo.batch_id,))):
        page = annas_browser.get(address).content.decode()
        assert ("Geheimsache" in page) is told, address
        assert "2031" not in page or told
        assert "sache" in page


def test_photographers_learn_no_name_that_only_the_press_office_gave(annas_browser: Client, anna: Photographer) -> None:
    """A photo taken over brings its photographer a drop in a release that nobody has announced."""
    secret = make_release(slug="rathaus-brennt")
    photo = make_photo(make_release(slug="stadtfest"), photographer=anna)
    _outcome, [made] = take_over([photo.pk], secret, APPROVER)
    taken = Photo.objects.get(pk=made)
    addresses = ["/", reverse("desk:drop", args=(taken.batch_id,)), f"/search/?q={photo.filename}"]
    for address in addresses:
        page = annas_browser.get(address).content.decode()
        assert "rathaus-brennt" not in page, address
    assert "stadtfest" in annas_browser.get("/").content.decode()
    Release.objects.filter(pk=secret.pk).update(state="live")
    assert all(annas_browser.get(address).status_code == 200 for address in addresses)


def test_no_release_takes_the_address_of_a_page() -> None:
    paths = (str(pattern.pattern).split("/") for pattern in urlpatterns)
    assert {path[1] for path in paths if path[0] == "releases" and not path[1].startswith("<")} == RESERVED
    with override("en"), pytest.raises(ArchiveError, match="choose another slug"):
        create_release(release_fields(slug="new"), APPROVER)
    with override("en"), pytest.raises(ArchiveError, match="choose another slug"):
        edit_release(make_release(), release_fields(slug="suggestions"), APPROVER, may_publish=True)


def test_a_fragment_never_takes_the_page_away(stranger: Client) -> None:
    answer = stranger.get(reverse("desk:changes", args=(make_release().slug,)), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert "HX-Redirect" not in answer


def test_editors_may_not_decide_or_publish(editor: Client) -> None:
    photo = make_photo()
    address = reverse("desk:act", args=(photo.release.slug,))
    for action in ("approve", "decline", "restore", "withdraw"):
        assert editor.post(address, {"action": action, "ids": [photo.pk]}).status_code == 403
    assert editor.get(reverse("desk:publishing", args=(photo.release.slug,))).status_code == 403
    photo.refresh_from_db()
    assert photo.state == "ready"


def test_unsorted_is_neither_edited_nor_published(approver: Client) -> None:
    unsorted()
    assert approver.get(reverse("desk:release_edit", args=("_unsorted",))).status_code == 404
    assert approver.post(reverse("desk:publishing", args=("_unsorted",)), {"verb": "publish"}).status_code == 404
    assert approver.get(reverse("desk:release", args=("_unsorted",))).status_code == 200


def test_every_answer_carries_the_policy(approver: Client) -> None:
    for address in ("/", "/healthz", "/nowhere/", reverse("desk:release", args=(make_release().slug,))):
        assert approver.get(address)["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_admin_works_under_the_policy(admin: Client) -> None:
    page = admin.get("/admin/").content.decode()
    assert "<style" not in page
    assert " onclick=" not in page
    assert admin.get("/admin/")["Content-Security-Policy"]


def test_sign_out_is_a_post(approver: Client) -> None:
    assert approver.get("/sign-out/").status_code == 405
    assert approver.post("/sign-out/")["Location"] == "/sign-in/"
    assert approver.get("/").status_code == 302


def test_theme_and_language_are_remembered(stranger: Client) -> None:
    assert stranger.post("/theme/", {"theme": "dark", "next": "//evil.example/"})["Location"] == "/"
    assert 'data-theme="dark"' in stranger.get("/sign-in/").content.decode()
    stranger.post("/language/", {"language": "de", "next": "/sign-in/"})
    assert "Anmelden" in stranger.get("/sign-in/").content.decode()
    assert stranger.post("/theme/", {"theme": "<script>"}).status_code == 400
