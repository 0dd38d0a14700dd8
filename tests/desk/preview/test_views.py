"""The preview shows what the next version will say, to eyes inside alone, and its pictures say that it is one."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageStat

from archive.models import HumanUrl, Publication, Release
from archive.publishing.house import house
from archive.store.buckets import archive
from desk.preview.pages import stamp_for
from tests.factories import approve_all, make_photo, make_release

pytestmark = pytest.mark.django_db


def address(release: Release) -> str:
    return reverse("desk:preview", args=(release.slug,))


def test_it_shows_what_would_go_out_now_and_leaves_no_trace(approver: Client, stranger: Client) -> None:
    release = make_release(
        titles={"de": "Fest", "en": "Feast"}, texts={"de": "Rund **4.000** Gäste <script>", "en": "Some guests"}
    )
    photo = make_photo(release)
    approve_all(release)
    declined = make_photo(release, "declined", captions={"de": "Bleibt intern"})
    answer = approver.get(address(release))
    html = answer.content.decode()
    for told in (">Fest</h1>", "<strong>4.000</strong>", "&lt;script&gt;", "Ein Fest", photo.pk):
        assert told in html, told
    assert "Bleibt intern" not in html
    assert declined.pk not in html
    assert ">Feast</h1>" in approver.get(address(release), {"language": "en"}).content.decode()
    assert not HumanUrl.objects.exists()
    assert not Publication.objects.exists()
    assert stranger.get(address(release)).status_code == 302


def test_nothing_of_it_is_kept_found_framed_or_asked_for_elsewhere(approver: Client) -> None:
    release = make_release(links=[{"label": "Programm", "url": "https://stadt.example/x"}])
    make_photo(release)
    approve_all(release)
    answer = approver.get(address(release))
    html = answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert (answer["Referrer-Policy"], answer["X-Frame-Options"]) == ("no-referrer", "DENY")
    assert "noindex" in answer["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in html
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src 'self'; style-src 'self'")
    assert "script-src" not in policy
    assert "<script" not in html
    loaded = re.findall(r'(?:src|srcset)="([^"]+)"|<link[^>]+href="([^"]+)"', html)
    assert loaded
    assert not [one for pair in loaded for one in pair if settings.S3_PUBLIC_URL in one or "://" in one]
    assert not re.search(rf"{re.escape(settings.S3_PUBLIC_URL)}/(photos|releases|pressebilder)", html)
    assert "Bildstelle</strong>" not in html, "no signed-in chrome"


def test_what_it_loads_comes_from_the_desk(stranger: Client, approver: Client) -> None:
    release = make_release()
    html = approver.get(address(release)).content.decode()
    names = re.findall(r'<link rel="stylesheet" href="[./]*preview-assets/([^"]+)"', html)
    assert len(names) == 3
    for name in names:
        assert stranger.get(reverse("desk:preview_asset", args=[name]))["Content-Type"] == "text/css; charset=utf-8"
    assert stranger.get(reverse("desk:preview_asset", args=["nothing.css"])).status_code == 404


def test_an_embargo_is_told_until_it_is_over(approver: Client) -> None:
    at = timezone.now() + dt.timedelta(hours=1)
    release = make_release(state="scheduled", goes_live_at=at)
    assert "Sperrfrist bis" in approver.get(address(release)).content.decode()
    assert stamp_for(release, "Kurier", "de")[0].startswith("SPERRFRIST ")
    assert stamp_for(release, "Kurier", "en") == (f"EMBARGO {_told(at, 'en')}", "Preview for Kurier")
    release.goes_live_at = timezone.now()
    release.save()
    assert "Noch nicht veröffentlicht" in approver.get(address(release)).content.decode()


def _told(at: dt.datetime, language: str) -> str:
    from pipelines.documents.pages.rendering import words_of

    return words_of(house(), language).moment(at)


@pytest.mark.usefixtures("buckets")
def test_a_picture_is_small_stamped_and_its_readers_alone(approver: Client, stranger: Client) -> None:
    release = make_release()
    photo = make_photo(release)
    approve_all(release)
    sink = io.BytesIO()
    Image.new("RGB", (1600, 1067), (90, 90, 90)).save(sink, "JPEG")
    assert photo.original
    for rendition in photo.original.renditions.all():
        archive().put(rendition.key, sink.getvalue(), "image/jpeg")
    picture = reverse("desk:preview_picture", args=(release.slug, photo.pk, 480))
    answer = approver.get(picture)
    opened = Image.open(io.BytesIO(answer.content))
    assert (opened.size, opened.format, answer["Cache-Control"]) == ((480, 320), "JPEG", "private, no-store")
    ((low, high),) = ImageStat.Stat(opened.convert("L")).extrema
    assert high - low > 80, "the stamp is in the pixels"
    assert "exif" not in opened.info
    other = approver.get(reverse("desk:preview_picture", args=(release.slug, photo.pk, 481)))
    assert (other.status_code, stranger.get(picture).status_code) == (404, 302)
    photo.state = "declined"
    photo.save()
    assert approver.get(picture).status_code == 404, "also one that was made before"


@pytest.mark.parametrize(
    ("form", "kind", "told"), [("text", "text/plain", "Fest"), ("manifest", "application/json", '"version": 1')]
)
def test_the_other_forms_are_those_that_will_be_public(approver: Client, form: str, kind: str, told: str) -> None:
    release = make_release(titles={"de": "Fest"})
    make_photo(release)
    approve_all(release)
    answer = approver.get(address(release), {"as": form})
    assert (answer["Content-Type"].split(";")[0], told in answer.content.decode()) == (kind, True)


def test_what_cannot_go_out_is_counted(approver: Client) -> None:
    release = make_release()
    photo = make_photo(release)
    approve_all(release)
    assert photo.original
    photo.original.renditions.all().delete()
    assert "1 photo is missing here" in approver.get(address(release)).content.decode()
