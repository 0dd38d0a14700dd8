"""Many photos at once: what is mixed is said, and only ticked fields are written."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Photo
from archive.photos.editing import edit
from tests.factories import APPROVER, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_a_selection_says_what_is_mixed(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release, captions={"de": f"Nr. {n}", "en": "Same"}) for n in range(3)]
    html = editor.post(reverse("desk:bulk", args=(release.slug,)), {"ids": [p.pk for p in photos]}).content.decode()
    assert "mixed (3 values)" in html
    assert "Same</textarea>" in html
    assert "Stays as it is" in html
    no_stops = ('<input type="checkbox"', '<select class="mode"', 'class="native"')
    assert html.count('tabindex="-1"') == sum(map(html.count, no_stops))


def test_only_ticked_fields_are_written_and_failures_named(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(2)]
    refused = make_photo(release, "refused", problem="empty", original=None, filename="leer.jpg")
    values = {
        "ids": [p.pk for p in (*photos, refused)],
        "captions.de": "Für alle",
        "tick.captions.de": "on",
        "captions.en": "Not this",
    }
    html = editor.post(reverse("desk:bulk_save", args=(release.slug,)), values).content.decode()
    assert f'data-done="{photos[0].pk} {photos[1].pk}"' in html
    assert f'data-result="{refused.pk}"' in html
    assert "leer.jpg" in html
    assert all(p.captions == {"de": "Für alle", "en": "A feast"} for p in Photo.objects.exclude(pk=refused.pk))


def test_keywords_are_written_into_a_selection(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release, keywords=[f"Nr. {n}"]) for n in range(2)]
    values = {"ids": [p.pk for p in photos], "keywords": "Fest; Sommer", "tick.keywords": "on"}
    editor.post(reverse("desk:bulk_save", args=(release.slug,)), values)
    assert [p.keywords for p in release.photos.all()] == [["Fest", "Sommer"]] * 2


def test_a_preview_of_what_cannot_be_saved_is_short_or_refused(editor: Client) -> None:
    """A million codes that nobody knows would keep the desk busy for minutes."""
    photo = make_photo()
    address = reverse("desk:bulk_preview", args=(photo.release.slug,))
    codes = "".join(f"=c{n}= " for n in range(100_000))
    answer = editor.post(address, {"ids": photo.pk, "captions.de": codes, "tick.captions.de": "on"})
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    strange = {"ids": photo.pk, "digital_source_type": "x", "tick.digital_source_type": "on"}
    answer = editor.post(address, strange)
    assert (answer.status_code, answer.content) == (400, b"This is none of the values to choose from.")


def test_more_entries_than_a_public_file_holds_are_refused(editor: Client) -> None:
    photo = make_photo(persons=["Anna"])
    names = ";".join(f"N{n}" for n in range(120_000))
    values = {"ids": [photo.pk], "persons": names, "tick.persons": "on"}
    html = editor.post(reverse("desk:bulk_save", args=(photo.release.slug,)), values).content.decode()
    assert "There can be 100 entries at most." in html
    assert Photo.objects.get(pk=photo.pk).persons == ["Anna"]


def test_a_text_can_follow_those_that_are_there(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release, captions={"de": text}) for text in ("Eins.", "Zwei.")]
    values = {
        "ids": [p.pk for p in photos],
        "captions.de": "Am Abend.",
        "tick.captions.de": "on",
        "mode.captions.de": "append",
    }
    editor.post(reverse("desk:bulk_save", args=(release.slug,)), values)
    assert [p.captions["de"] for p in release.photos.order_by("filename")] == ["Eins. Am Abend.", "Zwei. Am Abend."]


def test_what_a_colleague_wrote_meanwhile_is_shown_beside_mine_and_what_was(editor: Client) -> None:
    photo = make_photo(captions={"de": "Vorher"})
    edit(photo.pk, {"captions.de": "Ihres"}, APPROVER, may_approve=False)
    values = {"ids": f"{photo.pk}:1", "captions.de": "Meins", "tick.captions.de": "on"}
    address = reverse("desk:bulk_save", args=(photo.release.slug,))
    html = editor.post(address, values).content.decode()
    assert [word in html for word in ("<dd>Ihres</dd>", "<dd>Meins</dd>", "<dd>Vorher</dd>", "approver")] == [True] * 4
    assert f'data-write-mine="{photo.pk}"' in html
    editor.post(address, values | {"ids": f"{photo.pk}:0"})
    assert Photo.objects.get(pk=photo.pk).captions == {"de": "Meins"}


def test_the_next_group_is_one_step_away_and_none_is_none(editor: Client) -> None:
    release = make_release()
    done, missing = make_photo(release), make_photo(release, captions={})
    address = reverse("desk:bulk_next", args=(release.slug,))
    assert f'data-single="{missing.pk}"' in editor.get(address, {"after": done.pk}).content.decode()
    assert editor.get(address, {"after": f"{done.pk} {missing.pk}"}).status_code == 204
