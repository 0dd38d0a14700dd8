"""The table of a photo's fields: what each takes, how it is cleaned, and what the photographer's file fills in."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from archive.errors import ArchiveError
from archive.photos.fields import (
    DRAWN,
    FRAMING,
    PHOTO_FIELDS,
    TYPED,
    clean_value,
    field_value,
    first_values,
    photo_field,
    public_values,
    refuse_oversized,
    sealed_only,
    sealed_values,
)
from pipelines.documents.manifest import Photo as PublicPhoto
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from pipelines.sealing.fields import SealedFields
from tests.factories import make_photo

pytestmark = pytest.mark.django_db


def text(value: str) -> SourcedValue[str]:
    return SourcedValue[str](value=value, source="xmp")


def words(*value: str) -> SourcedValue[tuple[str, ...]]:
    return SourcedValue[tuple[str, ...]](value=value, source="iim")


class TestTable:
    def test_every_field_is_a_column_and_known_by_its_names(self) -> None:
        photo = make_photo()
        for field in PHOTO_FIELDS:
            for name in field.names:
                assert photo_field(name) is field
                field_value(photo, name)

    @pytest.mark.parametrize("name", ["captions", "captions.xx", "captions.", "persons.de", "state", ""])
    def test_nothing_else_is_a_field(self, name: str) -> None:
        with pytest.raises(ArchiveError):
            photo_field(name)

    def test_what_asks_for_other_pixels(self) -> None:
        assert {"credit", "crop", "focal_point"} == DRAWN
        assert {field.name for field in FRAMING} == {"crop", "focal_point"}
        assert {field.name for field in TYPED} & {"crop", "focal_point", "position"} == set()

    def test_what_is_public_or_sealed_has_its_place_there(self) -> None:
        photo = make_photo()
        assert set(public_values(photo)) <= set(PublicPhoto.model_fields)
        assert set(sealed_values(photo)) <= set(SealedFields.model_fields)


class TestCleaning:
    @pytest.mark.parametrize(
        ("name", "typed", "kept"),
        [
            ("captions.de", " a\r\nb\x00 \n", "a\nb"),
            ("captions.de", "V. l.:\vAnna\x1b, Zoe\u0308", "V. l.:\nAnna, Zoë"),
            ("credit", " ©Stadt ", "©Stadt"),
            ("credit", "©Stadt/\vAnna", "©Stadt/ Anna"),
            ("persons", "Anna; ;Michał\nOlena;", ["Anna", "Michał", "Olena"]),
            ("persons", ["Anna ", "", "a;b"], ["Anna", "a;b"]),
            ("keywords", "\x00;x\x00\x1f", ["x"]),
            ("position", "", None),
            ("position", None, None),
            ("position", "7", 7),
            ("position", 0, 0),
            ("crop", "0.1 0.2 0.5 0.5", [0.1, 0.2, 0.5, 0.5]),
            ("crop", "", None),
            ("focal_point", [0.5, 0.25], [0.5, 0.25]),
        ],
    )
    def test_what_is_typed_is_kept_like_this(self, name: str, typed: Any, kept: Any) -> None:
        assert clean_value(name, typed) == kept

    @pytest.mark.parametrize(("name", "typed"), [("crop", "0 0 2 2"), ("focal_point", "0.1 0.2 0.5 0.5")])
    def test_what_lies_outside_the_picture_is_refused(self, name: str, typed: str) -> None:
        with pytest.raises(ArchiveError):
            clean_value(name, typed)


class TestLimits:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("captions.de", "x" * 5_000),
            ("credit", "x" * 200),
            ("persons", ["x" * 500] * 100),
            ("position", 999_999),
            ("crop", [0.1, 0.1, 0.5, 0.5]),
            ("crop", None),
        ],
    )
    def test_what_just_fits_is_taken(self, name: str, value: Any) -> None:
        refuse_oversized(name, value)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("captions.de", "x" * 5_001),
            ("credit", "x" * 201),
            ("persons", ["x" * 501]),
            ("persons", ["Anna", "x" * 501]),
            ("keywords", ["x"] * 101),
        ],
    )
    def test_what_just_does_not_is_refused(self, name: str, value: Any) -> None:
        with pytest.raises(ArchiveError):
            refuse_oversized(name, value)


class TestFirstValues:
    def test_the_file_fills_what_the_desk_has_not_said(self) -> None:
        photo = make_photo(captions={}, alt_texts={"de": "vom Desk"})
        embedded = PhotoMetadata(
            captions={"de": "Fest", "en-GB": "Feast", "fr": "Fête"},
            caption=text("x"),
            alt_text=text("aus der Datei"),
            headline=text("Am Abend"),
            persons=words("Anna; Michał", " Anna"),
            keywords=words("Fest"),
        )
        assert first_values(photo, embedded) == {
            "captions": {"de": "Fest", "en": "Feast"},
            "headlines": {"de": "Am Abend"},
            "persons": ["Anna", "Michał"],
            "keywords": ["Fest"],
        }

    def test_a_text_without_a_language_is_the_leading_one_s(self, settings: Settings) -> None:
        photo, embedded = make_photo(captions={}), PhotoMetadata(captions={"fr": "Fête"}, caption=text("Fest"))
        assert first_values(photo, embedded)["captions"] == {"de": "Fest"}
        settings.RELEASE_LANGUAGES = ("en", "de")
        assert first_values(photo, embedded)["captions"] == {"en": "Fest"}

    @pytest.mark.parametrize(
        ("labelled", "caption", "source", "filled"),
        [
            ({"en": "Feast"}, "Fest", "xmp", {"de": "Fest", "en": "Feast"}),
            ({"de": "Fest"}, "Feast", "xmp", {"de": "Fest", "en": "Feast"}),
            ({"de": "Fest", "en": "Feast"}, "Fête", "xmp", {"de": "Fest", "en": "Feast"}),
            ({"en": "Feast"}, "Feast", "xmp", {"en": "Feast"}),
            ({"fr": "Fête"}, "Fête", "xmp", {"de": "Fête"}),
            ({"en": "Feast"}, "Fest", "iim", {"de": "Fest", "en": "Feast"}),
            # It may be what was said before of the German caption.
            ({"de": "Fest"}, "Ein Fest", "iim", {"de": "Fest"}),
        ],
    )
    def test_a_text_without_a_language_fills_the_first_that_has_none(
        self, labelled: dict[str, str], caption: str, source: str, filled: dict[str, str]
    ) -> None:
        read = SourcedValue[str].model_validate({"value": caption, "source": source})
        assert (
            first_values(make_photo(captions={}), PhotoMetadata(captions=labelled, caption=read))["captions"] == filled
        )

    def test_extended_descriptions_may_have_no_language(self) -> None:
        embedded = PhotoMetadata(extended_descriptions={"x-default": "Drei Menschen"})
        assert first_values(make_photo(), embedded) == {"ext_descriptions": {"de": "Drei Menschen"}}

    def test_a_silent_file_fills_nothing(self) -> None:
        assert first_values(make_photo(captions={}, alt_texts={}), PhotoMetadata()) == {}


class TestOutgoing:
    def test_the_manifest_has_values_and_not_columns(self) -> None:
        photo = make_photo(persons=["Anna"], crop=[0.1, 0.1, 0.5, 0.5], focal_point=[0.2, 0.3], keywords=["Fest"])
        assert public_values(photo) == {
            "captions": photo.captions,
            "alt_texts": photo.alt_texts,
            "headlines": {},
            "persons": ("Anna",),
            "keywords": ("Fest",),
            "ext_descriptions": {},
            "digital_source_type": "",
            "focal_point": (0.2, 0.3),
            "crop": (0.1, 0.1, 0.5, 0.5),
        }

    def test_the_files_say_what_the_manifest_does(self) -> None:
        photo = make_photo(persons=["Anna"], keywords=["Fest"], ext_descriptions={"de": "Drei"})
        sealed = sealed_values(photo)
        assert sealed == {
            "captions": photo.captions,
            "alt_texts": photo.alt_texts,
            "headlines": {},
            "persons": ("Anna",),
            "keywords": ("Fest",),
            "extended_descriptions": {"de": "Drei"},
            "digital_source_type": "",
        }
        assert sealed_only(SealedFields(**sealed)) == {}
