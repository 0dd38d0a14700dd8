"""The mail to the press list: headline, summary and three photos by link, as text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, Template

from pipelines.documents.ai_words import with_ai
from pipelines.documents.changes import notes_of
from pipelines.documents.house import House
from pipelines.documents.manifest import Manifest, Photo, Texts
from pipelines.documents.page_addresses import photo_page, release_page

MAX_PHOTOS = 3

_WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "read": "Pressemitteilung und Fotos",
        "photos": "Fotos",
        "download": "Foto ansehen und herunterladen",
        "contact": "Kontakt",
        "corrected": "Korrektur: {title}",
        "why": "Sie erhalten diese E-Mail, weil Sie den Presseverteiler von {publisher} abonniert haben.",
        "off": "Abbestellen",
    },
    "en": {
        "read": "Press release and photos",
        "photos": "Photos",
        "download": "See and download photo",
        "contact": "Contact",
        "corrected": "Correction: {title}",
        "why": "You receive this email because you are on the press list of {publisher}.",
        "off": "Unsubscribe",
    },
}

_HTML = """\
<!doctype html>
<html lang="{{ language }}">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<p>{{ publisher }}{% if number %} · {{ number }}{% endif %}</p>
<h1>{{ title }}</h1>
{% if note %}<p><strong>{{ note }}</strong></p>
{% endif %}
{% if subtitle %}<p><strong>{{ subtitle }}</strong></p>
{% endif %}
{% if summary %}<p>{{ summary }}</p>
{% endif %}
<p><a href="{{ page }}">{{ words.read }}</a></p>
{% if photos %}<h2>{{ words.photos }}</h2>
<ul>
{% for photo in photos %}<li>{{ photo.caption }}<br>{{ photo.credit }}<br>
<a href="{{ photo.url }}">{{ words.download }}</a></li>
{% endfor %}</ul>
{% endif %}
{% if contact %}<p>{{ words.contact }}: {{ contact }}</p>
{% endif %}
<hr>
<p>{{ why }} <a href="{{ off }}">{{ words.off }}</a></p>
</body>
</html>
"""


@dataclass(frozen=True)
class Letter:
    """What is mailed to one reader."""

    subject: str
    text: str
    html: str


def release_letter(manifest: Manifest, house: House, *, off: str, language: str, correction: bool = False) -> Letter:
    """A public version for a reader of this language.

    `off` is where this reader ends the letters. One about a `correction` says what its note says.
    """
    release, words = manifest.release, _WORDS.get(language, _WORDS["en"])
    title = _text(release.titles, language, manifest) or release.number or release.slug
    values = {
        "language": language,
        "title": title,
        "note": _text(notes_of(manifest), language, manifest) if correction else "",
        "publisher": manifest.publisher,
        "number": release.number,
        "subtitle": _text(release.subtitles, language, manifest),
        "summary": _text(release.summaries, language, manifest),
        "page": release_page(manifest, house, language),
        "photos": [_photo(photo, language, manifest, house) for photo in _leading(manifest)],
        "contact": ", ".join(filter(None, (release.contact.name, release.contact.mail, release.contact.phone))),
        "why": words["why"].format(publisher=manifest.publisher),
        "off": off,
        "words": words,
    }
    subject = words["corrected"].format(title=title) if correction else title
    return Letter(_one_line(subject), _plain(values), _template().render(values))


def _leading(manifest: Manifest) -> list[Photo]:
    """The hero first, then the others in their order."""
    hero = manifest.hero_photo
    others = [photo for photo in manifest.live_photos if hero is None or photo.id != hero.id]
    return [*([hero] if hero else []), *others][:MAX_PHOTOS]


def _photo(photo: Photo, language: str, manifest: Manifest, house: House) -> dict[str, str]:
    caption = with_ai(_text(photo.captions, language, manifest) or photo.download.filename, photo, language)
    return {"caption": caption, "credit": photo.credit, "url": photo_page(manifest, house, language, photo.id)}


def _text(texts: Texts, language: str, manifest: Manifest) -> str:
    """In the reader's language, else in the first of the house's that has it."""
    return next((text for code in (language, *manifest.languages) if (text := texts.get(code, "").strip())), "")


def _plain(values: Mapping[str, object]) -> str:
    return _text_template().render(values).strip() + "\n"


_TEXT = """\
{{ publisher }}{% if number %} · {{ number }}{% endif %}


{{ title }}
{% if note %}
{{ note }}
{% endif %}
{% if subtitle %}
{{ subtitle }}
{% endif %}
{% if summary %}
{{ summary }}
{% endif %}

{{ words.read }}: {{ page }}
{% if photos %}

{{ words.photos }}:
{% for photo in photos %}

{{ photo.caption }}
{{ photo.credit }}
{{ photo.url }}
{% endfor %}
{% endif %}
{% if contact %}

{{ words.contact }}: {{ contact }}
{% endif %}

--\x20
{{ why }}
{{ words.off }}: {{ off }}
"""


@lru_cache(maxsize=1)
def _template() -> Template:
    return Environment(autoescape=True, trim_blocks=True).from_string(_HTML)


@lru_cache(maxsize=1)
def _text_template() -> Template:
    plain = Environment(autoescape=False, trim_blocks=True)  # noqa: S701  (the text version is no markup)
    return plain.from_string(_TEXT)


def _one_line(text: str) -> str:
    """A subject is one line: what follows a break would be a header of its own."""
    return " ".join(text.split())
