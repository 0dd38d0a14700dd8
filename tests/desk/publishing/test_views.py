"""The dialog that publishes: what is missing, now or later, taken back, withdrawn."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from archive.models import Attachment, Photo, Publication, Release
from desk.components.times import zone_name
from tests.archive.publishing.public_release import published
from tests.factories import approve_all, make_attachment, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_the_gate_names_each_photo_and_keeps_the_button_shut(approver: Client) -> None:
    release = make_release()
    photo = make_photo(release, captions={}, filename="ohne.jpg")
    address = reverse("desk:publishing", args=(release.slug,))
    approve_all(release)
    html = approver.get(address).content.decode()
    assert f'data-goto="{photo.pk}" data-field="captions.de"' in " ".join(html.split())
    assert "Go to the first gap" in html
    assert 'value="publish"' not in html, "a button that does nothing"
    assert "There is no caption in any language." in html
    answer = approver.post(address, {"verb": "publish", "when": "now"})
    assert answer.status_code == 409
    assert Release.objects.get().state == "draft"


def test_the_dialog_tells_of_attachments_their_gaps_and_their_changes(approver: Client) -> None:
    release, _photos = published(1)
    address = reverse("desk:publishing", args=(release.slug,))
    plan = make_attachment(release, "approved", titles={}, filename="Plan.pdf")
    html = " ".join(approver.get(address).content.decode().split())
    assert "The attachment has no title in any language." in html
    assert f'<a class="button primary" href="#attachment-{plan.pk}" data-close-dialog>' in html
    assert "Videos and documents: Plan.pdf" in html
    assert f'<a href="#attachment-{plan.pk}" data-close-dialog>Plan.pdf</a> new' in html
    Attachment.objects.update(titles={"de": "Plan"})
    assert 'value="publish"' in approver.get(address).content.decode()


def test_publish_now_schedule_and_take_back(approver: Client) -> None:
    release = make_release()
    make_photo(release)
    approve_all(release)
    address = reverse("desk:publishing", args=(release.slug,))
    assert "Publish 1 photo now" in approver.get(address).content.decode()
    missing = approver.post(address, {"verb": "publish", "when": "later"})
    assert (missing.status_code, "Choose a day and a time." in missing.content.decode()) == (422, True)
    later = timezone.localtime() + dt.timedelta(days=1)
    answer = approver.post(address, {"verb": "publish", "when": "later", "at": later.strftime("%Y-%m-%dT18:00")})
    assert "The release is scheduled." in answer.content.decode()
    assert (answer["HX-Retarget"], "dialog-done" in answer["HX-Trigger"]) == ("#inbox", True)
    release.refresh_from_db()
    assert release.goes_live_at is not None
    assert (release.state, timezone.localtime(release.goes_live_at).hour) == ("scheduled", 18)
    assert "tomorrow, " in approver.get(address).content.decode()
    dialog = re.sub("<[^>]+>", "", approver.get(address).content.decode())
    assert "Schedule 1 photo for tomorrow, 18:00" in " ".join(dialog.split())
    typed = approver.get(reverse("desk:moment"), {"at": later.strftime("%Y-%m-%dT09:00")}).content.decode()
    assert re.search(r'id="schedule-for" hx-swap-oob="true">\s*for tomorrow, 09:00\s*<', typed), (
        "typed, the button says it, too"
    )
    assert re.search(r", 18:00 CES?T", approver.get(address).content.decode()), "the time stands there with its zone"
    approver.post(address, {"verb": "unschedule"})
    assert Release.objects.get().state == "draft"
    begun = approver.post(address, {"verb": "publish", "when": "now"})
    assert "data-toast" not in begun.content.decode(), "the dialog says how far it is"
    assert "publishing/progress/?after=0" in begun["HX-Trigger"], "the dialog goes on with the progress"
    release.refresh_from_db()
    assert release.due_at is not None
    assert release.due_at <= timezone.now()
    for page in ("/", reverse("desk:release", args=(release.slug,))):
        assert "is being published" in approver.get(page).content.decode(), "not: in 0 minutes"


def test_a_past_time_asks_back_and_one_click_publishes_now(approver: Client) -> None:
    release = make_release()
    make_photo(release)
    approve_all(release)
    address = reverse("desk:publishing", args=(release.slug,))
    past = {"when": "later", "at": "2020-11-23T18:00", "revision": "1"}
    answer = approver.post(address, {"verb": "publish", **past})
    html = answer.content.decode()
    assert (answer.status_code, Release.objects.get().state) == (422, "draft")
    assert "2020-11-23 18:00 is in the past." in html
    assert "Publish now instead?" in html
    assert "publishing/progress/" in approver.post(address, {"verb": "publish_now", **past})["HX-Trigger"]
    assert Release.objects.get().state == "scheduled"


@pytest.mark.parametrize("at", ["2037-03-29T02:30", "2037-10-25T02:30"])
def test_a_time_that_the_clocks_skip_or_repeat_is_refused(approver: Client, at: str) -> None:
    release = make_release()
    make_photo(release)
    approve_all(release)
    answer = approver.post(
        reverse("desk:publishing", args=(release.slug,)), {"verb": "publish", "when": "later", "at": at}
    )
    assert (answer.status_code, Release.objects.get().state) == (422, "draft")
    assert "because the clocks go" in answer.content.decode()


def test_a_correction_takes_no_time(approver: Client) -> None:
    release = make_release(state="live")
    make_photo(release, "live")
    approve_all(release)
    later = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%dT18:00")
    answer = approver.post(
        reverse("desk:publishing", args=(release.slug,)), {"verb": "publish", "when": "later", "at": later}
    )
    assert answer.status_code == 409
    assert "A correction goes out at once" in answer.content.decode()
    assert not Release.objects.get().correction_asked


def test_who_publishes_has_seen_the_release_as_it_stands(approver: Client) -> None:
    release = make_release(revision=2)
    make_photo(release)
    approve_all(release)
    address = reverse("desk:publishing", args=(release.slug,))
    answer = approver.post(address, {"verb": "publish", "when": "now", "revision": "1"})
    assert "It was changed while you looked at it; look again." in answer.content.decode()
    assert Release.objects.get().state == "draft"
    approver.post(address, {"verb": "publish", "when": "now", "revision": "2"})
    assert Release.objects.get().state == "scheduled"


def test_withdraw_and_reopen(approver: Client) -> None:
    release = make_release(state="live")
    photo = make_photo(release, "live")
    address = reverse("desk:publishing", args=(release.slug,))
    assert "Withdraw the release" in approver.get(address).content.decode()
    asked = approver.get(reverse("desk:withdrawing", args=(release.slug,))).content.decode()
    assert "Withdraw the release and 1 photo" in " ".join(asked.split())
    assert f"releases/{release.slug}/manifest.json" in asked
    approver.post(address, {"verb": "withdraw"})
    assert (Release.objects.get().state, Photo.objects.get(pk=photo.pk).state) == ("withdrawn", "approved")
    busy = approver.post(address, {"verb": "reopen"})
    assert busy.status_code == 409, "its files are not gone yet"
    Release.objects.update(due_at=None)
    approver.post(address, {"verb": "reopen"})
    assert Release.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("problem", "parked", "told"),
    [
        ("gate_closed", False, "Once that is put right, it goes live by itself."),
        ("waiting_for_files", False, "files are finished: a.jpg."),
        ("store_down", False, "retry automatically within two minutes"),
        ("store_down", True, "Nobody tries any more."),
    ],
)
def test_what_holds_a_release_up_is_said_and_can_be_helped(
    approver: Client, problem: str, parked: bool, told: str
) -> None:
    due = None if parked else timezone.now() + dt.timedelta(minutes=1)
    release = make_release(state="scheduled", problem=problem, problem_detail="a.jpg", due_at=due, attempts=9)
    stuck = make_photo(release, "approved", problem="store_down", due_at=None)
    html = approver.get(reverse("desk:release", args=(release.slug,))).content.decode()
    assert told in html
    assert "Try now" in html
    address = reverse("desk:publishing", args=(release.slug,))
    assert "It is being tried again." in approver.post(address, {"verb": "retry"}).content.decode()
    release.refresh_from_db()
    stuck.refresh_from_db()
    assert (release.problem, release.attempts, stuck.problem) == ("", 0, "")
    assert release.due_at is not None
    assert stuck.due_at is not None
    assert "There is nothing to try again." in approver.post(address, {"verb": "retry"}).content.decode()


def test_what_goes_out_stands_in_its_order_with_what_stays_inside(approver: Client) -> None:
    release = make_release()
    names = [make_photo(release, filename=f"{name}.jpg").filename for name in "ab"]
    approve_all(release)
    make_photo(release, "declined", filename="nein.jpg")
    make_photo(release, "ready", filename="offen.jpg", captions={})
    html = " ".join(approver.get(reverse("desk:publishing", args=(release.slug,))).content.decode().split())
    assert "2 photos will be public" in html
    shown = [html.index(f'title="{name}:') for name in names]
    assert shown == sorted(shown)
    assert 'title="nein.jpg' not in html
    assert "1 declined photo stays internal." in html
    assert "1 photo is still to be reviewed and stays internal, too." in html


def test_a_text_alone_is_said_to_go_out_without_photos(approver: Client) -> None:
    words = {"titles": {"de": "Haushalt"}, "texts": {"de": "**Kein** Kredit"}}
    release = make_release(**words, goes_live_at=timezone.now() + dt.timedelta(days=1))
    html = " ".join(approver.get(reverse("desk:publishing", args=(release.slug,))).content.decode().split())
    for said in ("Without photos", "The release goes out without photos.", ">Publish now<", ">Schedule <span"):
        assert said in html
    assert "0 photos" not in html
    assert "<h4>Haushalt</h4> <p>Kein Kredit</p>" in html
    assert "Fill in" not in html, "there is nothing to be filled in"


def test_without_photos_and_text_the_dialog_leads_to_the_photos(approver: Client) -> None:
    release = make_release(texts={})
    html = " ".join(approver.get(reverse("desk:publishing", args=(release.slug,))).content.decode().split())
    assert "No photo is approved yet." in html
    assert "data-close-dialog>To the photos<" in html
    assert "Fill in" not in html
    Release.objects.filter(pk=release.pk).update(titles={})
    html = " ".join(approver.get(reverse("desk:publishing", args=(release.slug,))).content.decode().split())
    assert f'href="{reverse("desk:release_edit", args=(release.slug,))}"> Go to the first gap' in html


def test_progress_of_a_text_alone_tells_of_no_files(approver: Client) -> None:
    release = make_release(texts={"de": "Text"}, state="scheduled", goes_live_at=timezone.now())
    address = reverse("desk:publishing_progress", args=(release.slug,)) + "?after=0"
    html = approver.get(address).content.decode()
    assert 'class="is-now"' in html
    assert not {"Photos copied", "Captions and credit written into the files"} & set(map(str.strip, html.split("\n")))
    version = Publication.objects.create(release=release, n=1, document="{}", sha256="0" * 64)
    Publication.objects.filter(pk=version.pk).update(state="live", live_at=timezone.now(), projected_at=timezone.now())
    html = " ".join(approver.get(address).content.decode().split())
    assert "> Version 1 <" in html
    assert "captions.csv" not in html
    assert "0 photos" not in html


def test_the_dialog_names_the_zone_once_and_advises_on_alt_texts(approver: Client) -> None:
    release = make_release()
    make_photo(release, captions={"de": "Ein Fest"}, alt_texts={"de": "Foto von Anna", "en": "People"})
    approve_all(release)
    html = " ".join(approver.get(reverse("desk:publishing", args=(release.slug,))).content.decode().split())
    zone = zone_name(None)
    assert html.count(zone) == 1
    assert f"All times are {zone}." in html
    assert "The alt text says that it is a picture" in html
    assert 'data-field="alt_texts.de"' in html
    assert 'value="publish"' in html, "it blocks nothing"
    assert "Nothing stands in the way." in html
    assert "Nothing is missing." not in html


def test_progress_goes_step_by_step_to_the_links(approver: Client) -> None:
    release = make_release(state="scheduled", due_at=timezone.now(), goes_live_at=timezone.now())
    photo = make_photo(release)
    approve_all(release)
    address = reverse("desk:publishing_progress", args=(release.slug,)) + "?after=0"
    assert "1 of 1" in approver.get(address).content.decode(), "sealed"
    version = Publication.objects.create(release=release, n=1, document="{}", sha256="0" * 64, copied=2)
    html = approver.get(address).content.decode()
    assert ("2 of 6" in html, "Photos copied" in html, 'hx-trigger="load delay:1s"' in html) == (True, True, True)
    Photo.objects.filter(pk=photo.pk).update(state="live")
    Publication.objects.filter(pk=version.pk).update(state="live", live_at=timezone.now(), projected_at=timezone.now())
    html = approver.get(address).content.decode()
    assert ("Online since" in html, "1 photo, version 1" in " ".join(html.split())) == (True, True)
    assert html.index(f"/releases/{release.slug}/index.html") < html.index(f"/releases/{release.slug}/manifest.json")
    assert "hx-trigger" not in html


def test_a_correction_shows_the_words_that_changed(approver: Client) -> None:
    release, [photo, _other] = published()
    Photo.objects.filter(pk=photo.pk).update(captions={"de": "Ein großes Fest", "en": "A feast"})
    Release.objects.filter(pk=release.pk).update(titles={"de": "Anderer Titel"})
    html = " ".join(approver.get(reverse("desk:publishing", args=(release.slug,))).content.decode().split())
    assert "Changed since version 1" in html
    assert "Caption (German)" in html
    assert "<ins>großes </ins>" in html or "<ins> großes</ins>" in html
    assert "Title (German)" in html


def test_only_what_is_public_can_be_withdrawn_and_by_its_name(approver: Client) -> None:
    release = make_release(state="live")
    live, other = make_photo(release, "live", filename="DSC_4010.JPG"), make_photo(release, "approved")
    address = reverse("desk:withdrawing", args=(release.slug,))
    html = approver.get(address, {"ids": [live.pk, other.pk]}).content.decode()
    assert "Withdraw DSC_4010.JPG for good?" in html
    assert f'value="{live.pk}:' in html
    assert other.filename not in html
    assert approver.get(address, {"ids": [other.pk]}).status_code == 404
    draft = make_release()
    assert approver.get(reverse("desk:withdrawing", args=(draft.slug,))).status_code == 404


def test_with_four_eyes_it_is_said_before_who_can(approver: Client, admin: Client, settings: Settings) -> None:
    settings.FOUR_EYES = True
    release = make_release(edited_by="approver")
    make_photo(release)
    approve_all(release)
    address = reverse("desk:publishing", args=(release.slug,))
    html = " ".join(approver.get(address).content.decode().split())
    assert "you changed the release last, so somebody else must publish it. These can: admin." in html
    assert 'value="publish"' not in html
    theirs = admin.get(address).content.decode()
    assert ("Four eyes" in theirs, 'value="publish"' in theirs) == (False, True)
