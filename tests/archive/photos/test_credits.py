"""Who is credited: the desk's word before the file's, the file's before the template's."""

from __future__ import annotations

import pytest

from archive.models import Photo
from archive.photos.credits import creator_of, credit_of
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from tests.factories import make_photo, make_photographer

pytestmark = pytest.mark.django_db


def test_the_credit_line_comes_from_desk_then_file_then_template() -> None:
    photographer = make_photographer("David Müller")
    photo = make_photo(photographer=photographer)
    assert _credit(photo) == ("©Landeshauptstadt Beispielstadt/David Müller", "template")
    in_file = PhotoMetadata(credit=SourcedValue(value="©dpa/Jörg", source="iim"))
    photo = make_photo(photographer=photographer, metadata=in_file)
    assert _credit(photo) == ("©dpa/Jörg", "file")
    photo.credit = "©Stadt"
    assert _credit(photo) == ("©Stadt", "desk")


def test_without_a_name_there_is_no_credit() -> None:
    photo = make_photo()
    photo.batch.photographer = None
    assert credit_of(photo) is None
    named = make_photo(metadata=PhotoMetadata(creator=SourcedValue(value="Anna", source="exif")))
    named.batch.photographer = None
    assert _credit(named) == ("©Landeshauptstadt Beispielstadt/Anna", "template")


@pytest.mark.parametrize("source", ["file", "account"])
def test_a_creator_and_the_credit_made_of_it_agree_on_the_bare_name(source: str) -> None:
    written = "© 2024 Eva Mu\u0308ller\u2011Lu\u0308den\u00adscheidt"
    if source == "file":
        photo = make_photo(metadata=PhotoMetadata(creator=SourcedValue(value=written, source="xmp")))
        photo.batch.photographer = None
    else:
        photo = make_photo(photographer=make_photographer(written))
    name = "Eva Müller-Lüdenscheidt"
    assert (creator_of(photo), _credit(photo)[0]) == (name, f"©Landeshauptstadt Beispielstadt/{name}")


def test_a_creator_who_is_only_a_sign_is_nobody() -> None:
    photo = make_photo(metadata=PhotoMetadata(creator=SourcedValue(value="© 2024", source="exif")))
    photo.batch.photographer = None
    assert (creator_of(photo), credit_of(photo)) == (None, None)


@pytest.mark.parametrize("words", ["-", "Picasa", "unknown", "Edited with Google AI", "© Picasa", "Canon EOS 5D"])
def test_a_program_s_words_credit_nobody(words: str) -> None:
    """Photos that were taken in before still have them in their record."""
    field = SourcedValue[str](value=words, source="xmp")
    photo = make_photo(photographer=make_photographer("Anna"), metadata=PhotoMetadata(creator=field, credit=field))
    assert _credit(photo) == ("©Landeshauptstadt Beispielstadt/Anna", "template")
    photo.batch.photographer = None
    assert (creator_of(photo), credit_of(photo)) == (None, None)
    photo.credit = words
    assert _credit(photo)[1] == "desk"


def _credit(photo: Photo) -> tuple[str, str]:
    credit = credit_of(photo)
    assert credit is not None
    return credit.text, credit.source


def test_before_a_photo_has_its_original_the_photographer_is_known() -> None:
    photo = make_photo(photographer=make_photographer("David Müller"))
    photo.original = None
    assert _credit(photo) == ("©Landeshauptstadt Beispielstadt/David Müller", "template")
    assert creator_of(photo) == "David Müller"
    photo.batch.photographer = None
    assert (creator_of(photo), credit_of(photo)) == (None, None)


def test_the_uploader_is_proved_and_the_file_only_says_so() -> None:
    in_file = PhotoMetadata(creator=SourcedValue[str](value="Anna", source="exif"))
    photo = make_photo(photographer=make_photographer("David Müller"), metadata=in_file)
    assert creator_of(photo) == "David Müller"
    photo.batch.photographer = None
    assert creator_of(photo) == "Anna"
