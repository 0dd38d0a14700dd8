"""What the record says into a public file: every field of the table, each from the row or setting it belongs to."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings as house
from pytest_django import Settings

from archive.models import Photo, PressFile, Rendition
from archive.photos.fields import first_values
from archive.photos.press_files import current_press_files, sealed_fields, wanted_press_files
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from pipelines.sealing.seal import SealedFields
from tests.factories import approve_all, make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


def text(value: str) -> SourcedValue[str]:
    return SourcedValue[str](value=value, source="xmp")


IN_FILE = PhotoMetadata(
    extended_descriptions={"de": "Anna Muster auf einer Bühne"},
    date_taken=SourcedValue[str](value="2026-09-01T18:00:00", source="exif"),
    utc_offset="+02:00",
    city=text("Düsseldorf"),
    country=text("Deutschland"),
    country_code=text("DEU"),
    sublocation=text("Rathaus"),
    keywords=SourcedValue[tuple[str, ...]](value=("Anna Muster",), source="iim"),
    instructions=text("Bitte nicht an die Konkurrenz"),
    usage_terms=text("Nur gegen Honorar"),
    web_statement=text("https://somebody.example"),
    licensor_url=text("https://somebody.example"),
    data_mining=text("http://ns.useplus.org/ldf/vocab/DMI-ALLOWED"),
    guid=text("somebody-s"),
    event=text("Hochzeit"),
    digital_source_type=text("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"),
    camera_make=text("Canon"),
    camera_model=text("EOS R5"),
    lens=text("RF 24-70mm"),
)


@pytest.fixture
def photo() -> Photo:
    release = make_release(titles={"de": "Sommerfest", "en": "Summer party"}, number="20260901-318_07", slug="fest")
    return make_photo(
        release,
        photographer=make_photographer("Michał Żółw"),
        metadata=IN_FILE,
        headlines={"de": "Am Abend"},
        persons=["Олена"],
        keywords=["Fest"],
        ext_descriptions={"de": "Drei Menschen auf einer Bühne"},
    )


def test_a_whole_record_fills_every_field(photo: Photo) -> None:
    photo.digital_source_type = first_values(photo, IN_FILE)["digital_source_type"]
    fields = sealed_fields(photo)
    empty = [name for name in SealedFields.model_fields if not getattr(fields, name)]
    assert empty == []


def test_each_field_is_told_by_whom_it_belongs_to(photo: Photo) -> None:
    fields = sealed_fields(photo)
    assert fields.creator == "Michał Żółw"
    assert fields.credit == fields.copyright == "©Landeshauptstadt Beispielstadt/Michał Żółw"
    assert (fields.captions, fields.alt_texts, fields.persons) == (photo.captions, photo.alt_texts, ("Олена",))
    assert fields.headlines == {"de": "Am Abend"}
    assert fields.events == {"de": "Sommerfest", "en": "Summer party"}
    assert fields.event_id == "20260901-318_07"
    assert fields.usage_terms == house.TERMS
    assert fields.extended_descriptions == {"de": "Drei Menschen auf einer Bühne"}
    assert (fields.city, fields.keywords, fields.lens) == ("Düsseldorf", ("Fest",), "RF 24-70mm")


def test_rights_are_the_house_s_and_never_the_file_s(photo: Photo) -> None:
    fields = sealed_fields(photo)
    assert fields.web_statement == fields.licensor_url == f"{house.S3_PUBLIC_URL}/txt/20260901-318_07.txt"
    assert fields.data_mining == "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING"
    assert fields.instructions == " ".join(house.TERMS["de"].split())


def test_a_house_with_pages_of_its_own_names_them(photo: Photo, settings: Settings) -> None:
    settings.TERMS_URL, settings.LICENSOR_URL = "https://stadt.example/terms", "https://stadt.example/rights"
    settings.INSTRUCTIONS = "Belegexemplar erbeten"
    fields = sealed_fields(photo)
    assert fields.web_statement == "https://stadt.example/terms"
    assert fields.licensor_url == "https://stadt.example/rights"
    assert fields.instructions == "Belegexemplar erbeten"


def test_the_release_s_terms_and_title_stand_in(photo: Photo) -> None:
    photo.headlines = {}
    photo.release.terms = {"en": "Editorial use **only**: [terms](https://stadt.example/terms)"}
    fields = sealed_fields(photo)
    assert fields.headlines == fields.events
    assert fields.usage_terms == {"en": "Editorial use only: terms (https://stadt.example/terms)"}
    assert fields.instructions == fields.usage_terms["en"]


def test_words_the_desk_took_out_do_not_come_back_from_the_file(photo: Photo) -> None:
    photo.keywords, photo.ext_descriptions, photo.captions, photo.persons = [], {}, {}, []
    fields = sealed_fields(photo)
    assert (fields.keywords, fields.extended_descriptions, fields.captions, fields.persons) == ((), {}, {}, ())


def test_a_guid_is_the_photo_s_for_ever(photo: Photo, settings: Settings) -> None:
    guid = sealed_fields(photo).guid
    settings.S3_PUBLIC_URL = "https://moved.example"
    assert sealed_fields(photo).guid == guid != sealed_fields(make_photo()).guid
    assert uuid.UUID(guid).version == 5


def test_without_a_rendition_nothing_is_wanted_yet(photo: Photo) -> None:
    wanted = wanted_press_files(photo)
    assert [want.profile for want in wanted] == list(house.RECIPES.profiles)
    assert {want.rendition for want in wanted} == set(photo.original.renditions.all()) if photo.original else False
    wanted[0].rendition.delete()
    with pytest.raises(LookupError, match=wanted[0].profile.name):
        wanted_press_files(photo)
    assert current_press_files(photo) is None


def test_the_current_files_are_those_of_every_profile_and_of_this_very_seal(photo: Photo) -> None:
    assert current_press_files(photo) is None
    approve_all(photo.release)
    photo = Photo.objects.get(pk=photo.pk)
    files = current_press_files(photo)
    assert files == {file.profile: file for file in photo.press_files.all()}
    assert set(files or {}) == {profile.name for profile in house.RECIPES.profiles}
    photo.captions = {"de": "anders"}
    assert current_press_files(photo) is None
    photo.refresh_from_db()
    PressFile.objects.filter(photo=photo, profile=house.RECIPES.download.name).delete()
    assert current_press_files(photo) is None


def test_what_is_sealed_stays_current_while_a_rendition_is_made_anew(photo: Photo) -> None:
    approve_all(photo.release)
    Rendition.objects.filter(original=photo.original).delete()
    found = Photo.objects.get(pk=photo.pk)
    assert set(current_press_files(found) or {}) == {profile.name for profile in house.RECIPES.profiles}


def test_the_house_s_first_language_is_the_default() -> None:
    assert sealed_fields(make_photo()).default_language == "de"
