"""The metadata of a press file: an allow-list. Nothing else is ever written into a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

from PIL.ExifTags import Base
from pydantic import AfterValidator

from pipelines.frozen import Frozen
from pipelines.metadata.dates import PartialDate
from pipelines.sealing.tags import DataSet, Tags, Xmp
from pipelines.text import MAX_LINE, MAX_TEXT, MAX_WORDS, clean_line, clean_text

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_OFFSET = re.compile(r"[+-]\d\d:\d\d|")


@lru_cache(maxsize=4096)  # photos of a release share most of their lines
def _line(text: str) -> str:
    return clean_line(text, MAX_LINE)


def _languages(texts: dict[str, str]) -> dict[str, str]:
    unknown = [language for language in texts if not _LANGUAGE.fullmatch(language)]
    if unknown:
        raise ValueError(f"not a language tag: {unknown[0]!r}")
    cleaned = {language: clean_text(texts[language], MAX_TEXT) for language in sorted(texts)}
    return {language: text for language, text in cleaned.items() if text}


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_line, words))))[:MAX_WORDS]


def _offset(text: str) -> str:
    if not _OFFSET.fullmatch(text):
        raise ValueError(f"a UTC offset looks like +02:00, not {text!r}")
    return text


Line = Annotated[str, AfterValidator(_line)]
Texts = Annotated[dict[str, str], AfterValidator(_languages)]
Words = Annotated[tuple[str, ...], AfterValidator(_words)]


class SealedFields(Frozen):
    """A photo's public metadata, taken from the record, each with its tags; empty fields are left out of the file.

    Texts per language are keyed by BCP 47 tag ("de"); readers that know one language only get `default_language`.
    `data_mining` and `digital_source_type` are full vocabulary URIs, `country_code` is ISO 3166-1 alpha-3, `date_taken`
    is the camera's local time as far as it is known, `utc_offset` is such as "+02:00". Property ids: IPTC
    TechReference.
    """

    default_language: str = "de"
    creator: Annotated[Line, Tags("dc:creator", Xmp.SEQ, DataSet(80, 32), Base.Artist)] = ""
    credit: Annotated[Line, Tags("photoshop:Credit", iim=DataSet(110, 32))] = ""
    copyright: Annotated[Line, Tags("dc:rights", Xmp.NEUTRAL, DataSet(116, 128), Base.Copyright)] = ""
    captions: Annotated[Texts, Tags("dc:description", Xmp.LANGUAGES, DataSet(120, 2000), Base.ImageDescription)] = {}
    headlines: Annotated[Texts, Tags("photoshop:Headline", iim=DataSet(105, 256))] = {}
    title: Annotated[Line, Tags("dc:title", Xmp.NEUTRAL, DataSet(5, 64))] = ""
    alt_texts: Annotated[Texts, Tags("Iptc4xmpCore:AltTextAccessibility", Xmp.LANGUAGES)] = {}
    extended_descriptions: Annotated[Texts, Tags("Iptc4xmpCore:ExtDescrAccessibility", Xmp.LANGUAGES)] = {}
    persons: Annotated[Words, Tags("Iptc4xmpExt:PersonInImage", Xmp.BAG)] = ()
    usage_terms: Annotated[Texts, Tags("xmpRights:UsageTerms", Xmp.LANGUAGES)] = {}
    web_statement: Annotated[Line, Tags("xmpRights:WebStatement")] = ""
    licensor_url: Annotated[Line, Tags("plus:Licensor", Xmp.LICENSOR)] = ""
    data_mining: Annotated[Line, Tags("plus:DataMining")] = ""
    digital_source_type: Annotated[Line, Tags("Iptc4xmpExt:DigitalSourceType")] = ""
    date_taken: Annotated[PartialDate | None, Tags("photoshop:DateCreated", Xmp.DATE)] = None
    utc_offset: Annotated[str, AfterValidator(_offset)] = ""
    city: Annotated[Line, Tags("photoshop:City", iim=DataSet(90, 32))] = ""
    country: Annotated[Line, Tags("photoshop:Country", iim=DataSet(101, 64))] = ""
    country_code: Annotated[Line, Tags("Iptc4xmpCore:CountryCode", iim=DataSet(100, 3, exact=True))] = ""
    sublocation: Annotated[Line, Tags("Iptc4xmpCore:Location", iim=DataSet(92, 32))] = ""
    keywords: Annotated[Words, Tags("dc:subject", Xmp.BAG, DataSet(25, 64))] = ()
    instructions: Annotated[Line, Tags("photoshop:Instructions", iim=DataSet(40, 256))] = ""
    events: Annotated[Texts, Tags("Iptc4xmpExt:Event", Xmp.LANGUAGES)] = {}
    event_id: Annotated[Line, Tags("Iptc4xmpExt:EventId", Xmp.BAG)] = ""
    guid: Annotated[Line, Tags("Iptc4xmpExt:DigImageGUID")] = ""
    camera_make: Annotated[Line, Tags(exif=Base.Make)] = ""
    camera_model: Annotated[Line, Tags(exif=Base.Model)] = ""
    lens: Annotated[Line, Tags(exif=Base.LensModel)] = ""

    def shortened(self, share: int) -> SealedFields:
        """The same fields, with texts and lists cut to one `share`-th of their limits."""
        texts, words = MAX_TEXT // share, MAX_WORDS // share
        cut = {name: _shorter(getattr(self, name), texts, words) for name in type(self).model_fields}
        return self.model_copy(update=cut)

    def default_text(self, texts: dict[str, str]) -> str:
        """The text for readers that know one language only: the default one, else the first by tag."""
        return texts.get(self.default_language) or next(iter(texts.values()), "")


def _shorter(value: object, texts: int, words: int) -> object:
    match value:
        case dict():
            return {language: text[:texts].rstrip() for language, text in value.items()}
        case tuple():
            return value[:words]
    return value


TAGS: Mapping[str, Tags] = {
    name: tags for name, field in SealedFields.model_fields.items() for tags in field.metadata if isinstance(tags, Tags)
}
"""The tags by field, in the order in which XMP holds them."""
