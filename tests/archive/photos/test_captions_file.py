"""A captions file goes through the same edit as a person's: whole or not at all, and only what differs."""

from __future__ import annotations

import dataclasses

import pytest

from archive.errors import ArchiveError
from archive.models import Decision, HumanUrl, Photo
from archive.photos.captions_file import Edited, export_release, import_captions
from archive.states import PhotoState
from pipelines.documents.captions_file import CaptionErrors, TableFormat
from pipelines.metadata.findings import MAX_READ
from tests.factories import EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db

HEAD = "photo id,filename,order,caption_de,caption_en,alt_de,alt_en,credit\n"


def at_rest(photo: Photo) -> Photo:
    return Photo.objects.get(pk=photo.pk)


def brought_in(photo: Photo, data: str, **options: bool) -> list[Edited]:
    return import_captions(photo.release, data.encode(), EDITOR, **{"may_approve": False} | options)


def test_the_photos_go_out_in_their_order_with_all_their_texts() -> None:
    release = make_release()
    second = make_photo(release, position=2, credit="©Stadt", filename="B.JPG", public_name="fest.jpg")
    first = make_photo(release, position=1, captions={"en": "x"}, alt_texts={}, filename="A.JPG")
    for state in (PhotoState.REFUSED, PhotoState.WITHDRAWN):
        make_photo(release, state)
    lines = export_release(release).decode("utf-8-sig").splitlines()
    assert lines == [
        HEAD.strip() + ",public_name",
        f"{first.pk},A.JPG,1,,x,,,,",
        f"{second.pk},B.JPG,2,Ein Fest,A feast,Menschen,People,©Stadt,fest.jpg",
    ]


def test_a_public_file_name_comes_in_until_it_is_part_of_an_address() -> None:
    photo = make_photo(filename="LT4.JPG")
    data = f"photo id,public_name\n{photo.pk},rathaus.jpg\n"
    assert [one.field for one in brought_in(photo, data)] == ["public_name"]
    assert at_rest(photo).public_name == "rathaus.jpg"
    HumanUrl.objects.create(photo=photo, path="pressebilder/2609/rathaus.jpg", folded="pressebilder/2609/rathaus.jpg")
    with pytest.raises(ArchiveError, match=r"LT4\.JPG: .*Dateiname ist Teil öffentlicher Adressen"):
        brought_in(photo, data.replace("rathaus", "anders"))
    assert brought_in(photo, data) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_went_out_changes_nothing(kind: TableFormat) -> None:
    photo = make_photo(position=3, captions={"de": "=1;-2\n+3", "en": "Oberb\ufffdrger #NAME?"})
    assert import_captions(photo.release, export_release(photo.release, kind), EDITOR, may_approve=False) == []
    assert (at_rest(photo).revision, Decision.objects.count()) == (1, 0)


def test_every_column_is_taken_over_and_told() -> None:
    photo = make_photo(captions={"de": "alt"}, alt_texts={}, filename="A.JPG")
    edited = brought_in(photo, HEAD + f"{photo.pk},,7,neu,,Menge,,©Stadt\n")
    assert [(one.photo, one.field, one.before, one.after) for one in edited] == [
        (photo, "captions.de", "alt", "neu"),
        (photo, "alt_texts.de", "", "Menge"),
        (photo, "credit", "", "©Stadt"),
        (photo, "position", None, 7),
    ]
    stored = at_rest(photo)
    assert (stored.captions, stored.alt_texts) == ({"de": "neu"}, {"de": "Menge"})
    assert (stored.credit, stored.position, stored.revision, stored.edited_by) == ("©Stadt", 7, 2, "editor")


def test_a_text_from_the_photographers_file_that_is_longer_than_the_desk_takes_stops_no_import() -> None:
    photo, other = make_photo(captions={"de": "x" * MAX_READ}), make_photo()
    Photo.objects.filter(pk=other.pk).update(release=photo.release)
    exported = export_release(photo.release).decode("utf-8-sig")
    edited = brought_in(photo, exported.replace("Ein Fest", "neu"))
    assert [(one.photo, one.field) for one in edited] == [(other, "captions.de")]
    with pytest.raises(ArchiveError, match=photo.filename):
        brought_in(photo, exported.replace("xxxx,", "xxxy,"))


@pytest.mark.parametrize("text", ["aaa", "zzz", ""])
def test_a_text_that_differs_is_taken_whatever_it_is(text: str) -> None:
    photo = make_photo(captions={"de": "mmm"})
    brought_in(photo, f"photo id,caption_de\n{photo.pk},{text}\n")
    assert at_rest(photo).captions.get("de", "") == text


def test_a_column_that_is_not_there_is_left_alone() -> None:
    photo = make_photo(credit="©Stadt", position=4)
    brought_in(photo, f"photo id,caption_de\n{photo.pk},neu\n")
    stored = at_rest(photo)
    assert (stored.captions, stored.alt_texts) == ({"de": "neu", "en": "A feast"}, photo.alt_texts)
    assert (stored.credit, stored.position) == ("©Stadt", 4)


def test_an_empty_credit_empties_it_and_an_empty_order_keeps_it() -> None:
    photo = make_photo(credit="©Stadt", position=4)
    brought_in(photo, f"photo id,order,credit\n{photo.pk},,\n")
    assert (at_rest(photo).credit, at_rest(photo).position) == ("", 4)


def test_a_trial_keeps_nothing() -> None:
    photo = make_photo(captions={"de": "alt"})
    edited = brought_in(photo, f"photo id,caption_de\n{photo.pk},neu\n", dry_run=True)
    assert [(one.before, one.after) for one in edited] == [("alt", "neu")]
    assert (at_rest(photo).captions, Decision.objects.count()) == ({"de": "alt"}, 0)


def test_one_photo_that_cannot_be_edited_and_nothing_is() -> None:
    photo = make_photo()
    withdrawn = make_photo(photo.release, PhotoState.WITHDRAWN, filename="W.JPG")
    with pytest.raises(ArchiveError, match=r"^W\.JPG: "):
        brought_in(photo, f"photo id,caption_de\n{photo.pk},neu\n{withdrawn.pk},neu\n")
    assert at_rest(photo).captions == photo.captions


def test_one_wrong_cell_and_nothing_is_taken() -> None:
    photo = make_photo()
    with pytest.raises(CaptionErrors):
        brought_in(photo, f"photo id,caption_de\n{photo.pk},neu\nnobody,neu\n")
    assert at_rest(photo).captions == photo.captions


@pytest.mark.parametrize("may_approve", [True, False])
def test_an_approval_is_carried_along_by_those_who_may(may_approve: bool) -> None:
    photo = make_photo(state=PhotoState.APPROVED, approved_revision=1)
    brought_in(photo, f"photo id,caption_de\n{photo.pk},neu\n", may_approve=may_approve)
    assert at_rest(photo).approval_is_current is may_approve


def test_what_was_edited_is_a_value() -> None:
    one = Edited(make_photo(), "credit", "", "©Stadt")
    assert dataclasses.replace(one, before="x") != one
