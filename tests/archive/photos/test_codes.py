"""What is written about a photo holds the office's texts and the photo's own values, in the language of the field."""

from __future__ import annotations

import pytest

from archive.models import TextCode
from archive.photos.codes import CodeBook, store_codes, variables_of, writer
from pipelines.captions.codes import CodeRow
from pipelines.metadata.embedded import PhotoMetadata
from tests.factories import make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db

FILE = PhotoMetadata.model_validate({"city": {"value": "Musterstadt", "source": "iim"}})


def test_codes_and_variables_in_the_language_of_the_field() -> None:
    TextCode.objects.create(code="OB", texts={"de": ["Oberbürgermeisterin Groß", "OB Groß"], "en": ["Lord Mayor Groß"]})
    photo = make_photo(metadata=FILE, persons=["Anna", "Bo"], release=make_release(titles={"de": "Fest"}))
    write = writer()
    said = "=ob= am {date} in {city} ({Stadt})"
    assert write(photo, "captions.de", said) == (
        "Oberbürgermeisterin Groß am 1. September 2026 in Musterstadt (Musterstadt)"
    )
    assert write(photo, "captions.en", "=ob= on {date}") == "Lord Mayor Groß on 1 September 2026"
    assert write(photo, "persons", "=ob#2=; Bo") == "OB Groß; Bo"
    assert write(photo, "alt_texts.en", "{fromleft}") == "From left: Anna and Bo"
    assert write(photo, "public_name", "a.jpg") == "a.jpg"
    assert CodeBook().resolve(photo, "captions.en", "=ob#2= {title}").unknown == ("=ob#2=", "{title}")


def test_a_text_that_is_too_long_for_its_field_is_not_made_longer() -> None:
    TextCode.objects.create(code="ob", texts={"de": ["Oberbürgermeisterin"]})
    photo = make_photo()
    assert writer()(photo, "captions.de", "=ob= " * 1_001) == "=ob= " * 1_001
    assert "=ob=" not in writer()(photo, "persons", "=ob=; " * 1_001), "a list holds more"


def test_the_variables_of_a_photo_without_a_time_or_place() -> None:
    photo = make_photo(photographer=make_photographer("Jörg"))
    assert photo.original
    photo.original.taken = ""
    values = variables_of(photo, "de")
    assert (values["date"], values["datum"]) == ("1. September 2026", "1. September 2026"), "the release's"
    assert (values["time"], values["city"], values["fotograf"]) == ("", "", "Jörg")


def test_texts_without_signs_ask_nothing(django_assert_num_queries: pytest.FixtureRequest) -> None:
    photo = make_photo()
    with django_assert_num_queries(0):  # type: ignore[operator]  # its type is pytest-django's own
        assert writer()(photo, "captions.de", "Ein Fest") == "Ein Fest"


def test_a_list_is_stored_for_one_language_and_keeps_the_others() -> None:
    assert store_codes([CodeRow("ob", ("A", "B")), CodeRow("ref", ("R",))], "de") == 2
    assert store_codes([CodeRow("OB", ("Mayor",)), CodeRow("ref", ("R",))], "en") == 2
    assert store_codes([CodeRow("ob", ("A", "B"))], "de") == 0
    assert {one.code: one.texts for one in TextCode.objects.all()} == {
        "ob": {"de": ["A", "B"], "en": ["Mayor"]},
        "ref": {"de": ["R"], "en": ["R"]},
    }
