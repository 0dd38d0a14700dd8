"""`txt/{number}.txt`: the release as plain text, as a press office sends it by mail: for newsrooms that paste."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.documents.ai_words import ai_sentence
from pipelines.documents.manifest import Attachment, Manifest
from pipelines.documents.page_addresses import text_in
from pipelines.documents.plain_text import has_dateline, markdown_as_text

# Plain text: escaping would put `&amp;` into it. Pages with markup need an environment of their own.
_PAGES = Environment(
    loader=PackageLoader("pipelines.documents"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701  (plain text, see above)
)
_ENGLISH: Mapping[str, str] = {
    "press_release": "Press release",
    "photos": "Press photos",
    "invitation": "Invitation",
    "statement": "Statement",
    "background": "Background",
    "version": "Version",
    "correction": "Correction of",
    "pictures": "Photos",
    "attachments": "Videos and documents",
    "credit": "Photo:",
    "video": "Video:",
    "document": "Source:",
    "hero": "Hero photo",
    "terms": "Terms of use",
    "links": "Links",
    "contact": "Contact",
    "phone": "Phone:",
    "mail": "Email:",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "de": {
        "press_release": "Pressemitteilung",
        "photos": "Pressefotos",
        "invitation": "Einladung",
        "statement": "Stellungnahme",
        "background": "Hintergrund",
        "version": "Fassung",
        "correction": "Korrektur vom",
        "pictures": "Fotos",
        "attachments": "Videos und Dokumente",
        "credit": "Foto:",
        "video": "Video:",
        "document": "Quelle:",
        "hero": "Titelbild",
        "terms": "Nutzungsbedingungen",
        "links": "Links",
        "contact": "Kontakt",
        "phone": "Telefon:",
        "mail": "E-Mail:",
    },
}
_LOCALES: Mapping[str, str] = {"en": "en_GB"}
"""Languages whose dates are not written as babel's first guess has them."""


def text_version(manifest: Manifest) -> bytes:
    """A part per language, each with the captions and credits; UTF-8 with BOM, so that every editor shows `Michał`."""
    page = _PAGES.get_template("release.txt.j2")
    parts = [page.render(m=manifest, r=manifest.release, **_said(manifest, code)) for code in _languages(manifest)]
    return f"{'_' * 60}\n\n".join(parts).encode("utf-8-sig")


def with_dateline(text: str, dateline: str) -> str:
    """The text behind its dateline, unless its author wrote it there already."""
    return text if not dateline or not text or has_dateline(text, dateline) else f"{dateline} – {text}"


def _languages(manifest: Manifest) -> tuple[str, ...]:
    release = manifest.release
    told = tuple(code for code in manifest.languages if release.titles.get(code) or release.texts.get(code))
    return told or manifest.languages[:1]


def _said(manifest: Manifest, language: str) -> dict[str, object]:
    release = manifest.release
    words = _WORDS.get(language, _ENGLISH)

    def day(date: dt.date) -> str:
        return format_date(date, "long", locale=_locale(language))

    def title(attachment: Attachment) -> str:
        return text_in(attachment.titles, language) or attachment.filename

    return {
        "code": language,
        "words": words,
        "kind": words.get(release.kind, ""),
        "day": day,
        "headline": text_in(release.titles, language),
        "caption": lambda photo: text_in(photo.captions, language),
        "ai": lambda photo: ai_sentence(photo, language),
        "title": title,
        "summary": release.summaries.get(language, ""),
        "body": with_dateline(markdown_as_text(release.texts.get(language, "")), release.dateline),
        "terms": markdown_as_text(release.terms.get(language, "")),
        "notes": [one for one in release.corrections if one.notes.get(language)],
    }


def _locale(language: str) -> Locale | str:
    try:
        return Locale.parse(_LOCALES.get(language, language))
    except (UnknownLocaleError, ValueError):
        return _LOCALES["en"]
