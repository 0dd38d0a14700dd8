"""The sheet of one photo, and two people on it at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from archive.models import Photo
from archive.photos.decisions import approve
from archive.photos.editing import edit
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from tests.factories import APPROVER, make_photo, make_release

pytestmark = pytest.mark.django_db

KINDS = ("captions", "alt_texts", "headlines", "ext_descriptions")


def address(photo: Photo) -> str:
    return reverse("desk:sheet", args=(photo.pk,))


def posted(photo: Photo, **typed: str) -> dict[str, str]:
    """The sheet of `photo` as a browser sends it, with some fields typed into."""
    names = {f"{kind}__{code}" for kind in KINDS for code in ("de", "en")}
    seen = {name: getattr(photo, name.split("__")[0]).get(name.split("__")[1], "") for name in names}
    seen |= {"persons": "; ".join(photo.persons), "keywords": "; ".join(photo.keywords), "credit": photo.credit}
    values = seen | typed
    return {name.replace("__", "."): value for name, value in values.items()} | {
        f"base.{name.replace('__', '.')}": value for name, value in seen.items()
    }


def test_only_what_was_typed_is_written(editor: Client) -> None:
    photo = make_photo()
    answer = editor.post(address(photo), posted(photo, captions__de="V. l.: Anna,\r\nBen", persons="Anna; Ben"))
    assert answer.status_code == 200
    assert f'id="photo-{photo.pk}"' in answer.content.decode(), "its tile comes along"
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.captions, stored.persons) == ({"de": "V. l.: Anna,\nBen", "en": "A feast"}, ["Anna", "Ben"])
    assert (stored.alt_texts, stored.revision) == (photo.alt_texts, 2)
    decision = stored.decisions.get()
    assert set(decision.after) == {"captions.de", "persons"}


@pytest.mark.parametrize("field", ["persons", "keywords"])
@pytest.mark.parametrize("separator", ["; ", "\n"])
def test_more_entries_than_a_public_file_holds_are_refused(editor: Client, field: str, separator: str) -> None:
    photo = make_photo(persons=["Anna"], keywords=["Fest"])
    names = separator.join(f"N{n}" for n in range(120_000))
    answer = editor.post(address(photo), posted(photo, **{field: names}))
    assert "There can be 100 entries at most." in answer.content.decode()
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.persons, stored.keywords, stored.revision) == (["Anna"], ["Fest"], 1)


def test_save_turns_to_the_next_photo(editor: Client) -> None:
    release = make_release()
    first, second = make_photo(release), make_photo(release)
    html = editor.post(address(first), posted(first, captions__de="Neu") | {"next": second.pk}).content.decode()
    assert f'data-single="{second.pk}"' in html
    assert f'id="photo-{first.pk}"' in html


def test_colleagues_on_other_fields_do_not_disturb(editor: Client) -> None:
    photo = make_photo()
    form = posted(photo, captions__de="Meine")
    edit(photo.pk, {"captions.en": "Theirs"}, APPROVER, may_approve=True)
    assert editor.post(address(photo), form).status_code == 200
    assert Photo.objects.get(pk=photo.pk).captions == {"de": "Meine", "en": "Theirs"}


def test_a_conflict_shows_both_and_loses_nothing(editor: Client) -> None:
    photo = make_photo()
    form = posted(photo, captions__de="Meine Fassung", alt_texts__en="Mine too")
    edit(photo.pk, {"captions.de": "Andere Fassung"}, APPROVER, may_approve=True)
    answer = editor.post(address(photo), form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<dd data-theirs>Andere Fassung</dd>" in html
    assert "<dd data-mine>Meine Fassung</dd>" in html
    assert "<dd>Ein Fest</dd>" in html, "and what it was before both"
    assert "Meine Fassung</textarea>" in html
    assert "Mine too</textarea>" in html, "what is not in conflict stays typed as well"
    assert Photo.objects.get(pk=photo.pk).captions["de"] == "Andere Fassung"
    now_knowing = posted(Photo.objects.get(pk=photo.pk), captions__de="Meine Fassung")
    assert editor.post(address(photo), now_knowing).status_code == 200
    assert Photo.objects.get(pk=photo.pk).captions["de"] == "Meine Fassung"


def test_keywords_and_extended_descriptions_are_edited_as_all_else(editor: Client) -> None:
    photo = make_photo(keywords=["Fest", "Anna Muster"], ext_descriptions={"de": "Anna Muster lacht"})
    approve([photo.pk], APPROVER)
    html = editor.get(address(photo)).content.decode()
    assert re.search(r"Fest; Anna Muster · Anna Muster lacht</span>\s*</summary>", html), "seen without unfolding"
    assert "Fest; Anna Muster</textarea>" in html
    typed = posted(photo, keywords="\r\nFest; ", ext_descriptions__de="", ext_descriptions__en="A woman laughs")
    assert editor.post(address(photo), typed).status_code == 200
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.keywords, stored.ext_descriptions) == (["Fest"], {"en": "A woman laughs"})
    assert (stored.revision, stored.approval_is_current) == (2, False)
    decision = stored.decisions.get(action="edited")
    assert decision.before == {
        "keywords": ["Fest", "Anna Muster"],
        "ext_descriptions.de": "Anna Muster lacht",
        "ext_descriptions.en": "",
    }


def test_a_conflict_in_the_folded_part_unfolds_it(editor: Client) -> None:
    photo = make_photo(keywords=["Fest"], ext_descriptions={"de": "Eine Bühne"})
    form = posted(photo, keywords="Fest; Bühne", ext_descriptions__de="Eine Bühne am Abend")
    assert '<details class="more">' in editor.get(address(photo)).content.decode()
    edit(photo.pk, {"keywords": ["Sommer"], "ext_descriptions.de": "Am Fluss"}, APPROVER, may_approve=True)
    answer = editor.post(address(photo), form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert '<details class="more" open>' in html
    assert "<dd data-theirs>Sommer</dd>" in html
    assert "<dd data-theirs>Am Fluss</dd>" in html
    assert "Fest; Bühne</textarea>" in html
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.keywords, stored.ext_descriptions) == (["Sommer"], {"de": "Am Fluss"})


def test_too_long_a_text_from_a_file_can_be_shortened(editor: Client) -> None:
    photo = make_photo(captions={"de": "x" * 9000}, ext_descriptions={"de": "y" * 9000})
    assert (
        editor.post(address(photo), posted(photo, captions__de="Kurz", ext_descriptions__de="Auch")).status_code == 200
    )
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.captions, stored.ext_descriptions) == ({"de": "Kurz"}, {"de": "Auch"})


def test_an_approvers_edit_keeps_the_approval_and_an_editors_does_not(editor: Client, approver: Client) -> None:
    photo = make_photo()
    approve([photo.pk], APPROVER)
    approver.post(address(photo), posted(photo, captions__de="Eins"))
    assert Photo.objects.get(pk=photo.pk).approval_is_current
    editor.post(address(photo), posted(Photo.objects.get(pk=photo.pk), captions__de="Zwei"))
    assert not Photo.objects.get(pk=photo.pk).approval_is_current


def test_the_sheet_shows_what_the_file_says(editor: Client) -> None:
    photo = make_photo(metadata=PhotoMetadata(caption=SourcedValue(value="Aus der Kamera <b>", source="iim")))
    html = editor.get(address(photo)).content.decode()
    assert "Aus der Kamera &lt;b&gt;" in html
    assert "IIM" in html
    assert "4000 × 3000" in html


def test_too_long_a_text_is_refused_in_words(editor: Client) -> None:
    photo = make_photo()
    answer = editor.post(address(photo), posted(photo, credit="x" * 201))
    assert answer.status_code == 409
    assert "The text is too long." in answer.content.decode()
    assert "x" * 201 in answer.content.decode()


SAID_TWICE = PhotoMetadata.model_validate(
    {
        "caption": {"value": "ALT", "source": "xmp"},
        "alternatives": {
            "caption": [{"value": "NEU <b>", "source": "iim"}],
            "city": [{"value": "Bonn", "source": "iim"}],
        },
        "city": {"value": "Köln", "source": "xmp"},
        "rating": {"value": 3, "source": "xmp"},
        "tagged": {"value": True, "source": "iim"},
        "label": {"value": "Rot", "source": "xmp"},
        "color_class": {"value": 2, "source": "xmp"},
    }
)


def test_what_the_file_says_twice_is_shown_with_a_way_to_take_the_other(editor: Client) -> None:
    photo = make_photo(captions={"de": "ALT"}, metadata=SAID_TWICE)
    html = editor.get(address(photo)).content.decode()
    assert "The file says different things" in html
    assert "<span data-alternative>NEU &lt;b&gt;</span>" in html
    assert html.count('data-take="field-captions-de" data-save-taken') == 1, "the one in use needs no button"
    assert re.search(r"<dd>Bonn <span class=\"source\">IIM</span></dd>", html), "what no field holds is told"
    answer = editor.post(address(photo), posted(photo, captions__de="NEU <b>"))
    assert answer.content.decode().count("data-save-taken") == 1
    assert Photo.objects.get(pk=photo.pk).captions == {"de": "NEU <b>"}


def test_who_may_not_edit_reads_what_the_file_says_and_takes_nothing() -> None:
    reader = User.objects.create_user("reader")
    reader.user_permissions.add(Permission.objects.get(codename="view_release"))
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(reader)
    html = client.get(address(make_photo(captions={"de": "ALT"}, metadata=SAID_TWICE))).content.decode()
    assert "data-save-taken" not in html
    assert "★★★ · tagged · Rot · class 2" in html


@pytest.mark.parametrize(
    ("taken", "shown"),
    [
        ("1985", "1985"),
        ("1985-07", "Jul 1985"),
        ("1985-07-12", "12 Jul 1985"),
        ("1985-07-12T10:00", "12 Jul 1985, 10:00"),
        ("1985-07-12T10:00:05", "12 Jul 1985, 10:00"),
    ],
)
def test_a_date_shows_what_is_known(editor: Client, taken: str, shown: str) -> None:
    file = PhotoMetadata(date_taken=SourcedValue[str](value=taken, source="exif"))
    html = editor.get(address(make_photo(metadata=file))).content.decode()
    assert f'<dd>{shown} <span class="source">EXIF</span></dd>' in html


def test_a_source_type_is_chosen_and_told_in_words(editor: Client) -> None:
    photo = make_photo()
    ai = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    typed = {"digital_source_type": ai, "base.digital_source_type": ""}
    html = editor.post(address(photo), typed).content.decode()
    assert f'<option value="{ai}" selected>made by AI</option>' in html
    assert (
        editor.post(address(photo), typed | {"digital_source_type": "x", "base.digital_source_type": ai}).status_code
        == 409
    )
    assert Photo.objects.get(pk=photo.pk).digital_source_type == ai
    strange = make_photo(digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/ofTomorrow")
    assert "ofTomorrow" in editor.get(address(strange)).content.decode()


@pytest.mark.parametrize(
    ("state", "fields", "says"),
    [
        ("refused", {"problem": "empty", "original": None}, "The file is empty. Please upload it again."),
        ("withdrawn", {}, "It was withdrawn for good."),
    ],
)
def test_what_nobody_can_edit_has_no_form_that_fails(
    editor: Client, state: str, fields: dict[str, Any], says: str
) -> None:
    photo = make_photo(state=state, **fields)
    answer = editor.get(reverse("desk:sheet", args=(photo.pk,)))
    html = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert says in html
    assert "<form" not in html
    assert "<textarea" not in html
    assert ('data-action="retry"' in html) == (state == "refused")


def test_what_was_typed_into_a_photo_withdrawn_meanwhile_stays(editor: Client) -> None:
    photo = make_photo()
    typed = posted(photo, captions__de="Fast fertig")
    Photo.objects.filter(pk=photo.pk).update(state="withdrawn")
    answer = editor.post(address(photo), typed)
    assert answer.status_code == 409
    assert "Fast fertig</textarea>" in answer.content.decode()


def test_saving_can_go_on_to_the_next_group_without_a_caption(editor: Client) -> None:
    photo = make_photo(captions={})
    group = [make_photo(photo.release, captions={}) for _n in range(2)]
    form = posted(photo, captions__de="Da", captions__en="There") | {"next": "group"}
    html = editor.post(address(photo), form).content.decode()
    assert "Caption 2 photos" in html
    assert f'data-ids="{group[0].pk} {group[1].pk}"' in html
    assert f'id="photo-{photo.pk}"' in html, "the saved photo's tile comes with it"


def test_the_sheet_tells_what_comes_next(editor: Client) -> None:
    photo = make_photo()
    assert "what-next" not in editor.get(address(photo)).content.decode()
    for _n in range(2):
        make_photo(photo.release, captions={})
    assert "Next: 2 photos, 18:00" in editor.get(address(photo)).content.decode()
