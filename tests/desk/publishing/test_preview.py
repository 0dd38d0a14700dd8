"""The preview says what the next version will, to eyes inside alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import HumanUrl, Publication
from tests.factories import approve_all, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_it_shows_what_would_go_out_now_and_leaves_no_trace(approver: Client, stranger: Client) -> None:
    release = make_release(
        titles={"de": "Fest", "en": "Feast"}, texts={"de": "Rund **4.000** Gäste <script>", "en": "Some guests"}
    )
    photo = make_photo(release, filename="Bürger.JPG")
    approve_all(release)
    make_photo(release, "declined", captions={"de": "Bleibt intern"})
    address = reverse("desk:preview", args=(release.slug,))
    answer = approver.get(address)
    html = answer.content.decode()
    for told in ("<h1>Fest</h1>", "<strong>4.000</strong>", "&lt;script&gt;", "Ein Fest", "Buerger.JPG", photo.pk):
        assert told in html, told
    assert "Bleibt intern" not in html
    assert "<h1>Feast</h1>" in approver.get(address, {"language": "en"}).content.decode()
    assert answer["Content-Security-Policy"].startswith("sandbox ")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert not HumanUrl.objects.exists()
    assert not Publication.objects.exists()
    assert stranger.get(address).status_code == 302


@pytest.mark.parametrize(
    ("form", "kind", "told"), [("text", "text/plain", "Fest"), ("manifest", "application/json", '"version": 1')]
)
def test_the_other_forms_are_those_that_will_be_public(approver: Client, form: str, kind: str, told: str) -> None:
    release = make_release(titles={"de": "Fest"})
    make_photo(release)
    approve_all(release)
    answer = approver.get(reverse("desk:preview", args=(release.slug,)), {"as": form})
    assert (answer["Content-Type"].split(";")[0], told in answer.content.decode()) == (kind, True)


def test_what_cannot_go_out_is_counted(approver: Client) -> None:
    release = make_release()
    photo = make_photo(release)
    approve_all(release)
    assert photo.original
    photo.original.renditions.all().delete()
    assert "1 photo is missing here" in approver.get(reverse("desk:preview", args=(release.slug,))).content.decode()
