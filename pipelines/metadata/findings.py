"""What one carrier says about a photo, before `embedded` reconciles the carriers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.metadata.exposure import Exposure
from pipelines.metadata.languages import X_DEFAULT, read_tag
from pipelines.refusal import warning
from pipelines.text import MAX_LINE, MAX_TEXT, MAX_WORDS, clean_line, clean_text

MAX_READ = 2 * MAX_TEXT  # more than the desk takes, so that somebody can shorten it there
MAX_WORD = 100
_MAX_ODD_TAGS, _MAX_SPARE = 5, 3


@dataclass(frozen=True, slots=True)
class Findings:
    """The cleaned values of one carrier; an empty value is one that the carrier lacks.

    Texts per language are keyed by primary language ("de"), the one without language by `x-default`; `spare_captions`
    are further ones without a language, which is more than a photo has room for. `taken` and
    `digitised` are dates of `pipelines.metadata.dates`, each with its offset from UTC. `left_to_right` are those of the
    persons whose place in the stored picture is known. `license_end` is until when the photo may be used, as
    `read_end` gives it. `programs` made or changed the file; `ai_notes` are its own
    words about AI. `rating` is 1 to 5, or -1 for "rejected". `edited_at` is when the carrier itself was last edited,
    in ISO 8601. `remarks` are warnings for the desk.
    """

    creator: str = ""
    credit: str = ""
    copyright: str = ""
    captions: Mapping[str, str] = field(default_factory=dict)
    spare_captions: tuple[str, ...] = ()
    headline: str = ""
    title: str = ""
    alt_texts: Mapping[str, str] = field(default_factory=dict)
    extended_descriptions: Mapping[str, str] = field(default_factory=dict)
    usage_terms: str = ""
    taken: str = ""
    utc_offset: str = ""
    digitised: str = ""
    digitised_offset: str = ""
    city: str = ""
    country: str = ""
    country_code: str = ""
    sublocation: str = ""
    keywords: tuple[str, ...] = ()
    instructions: str = ""
    persons: tuple[str, ...] = ()
    left_to_right: tuple[str, ...] = ()
    web_statement: str = ""
    licensor_url: str = ""
    license_end: str = ""
    data_mining: str = ""
    digital_source_type: str = ""
    ai_system: str = ""
    ai_system_version: str = ""
    event: str = ""
    event_id: str = ""
    guid: str = ""
    camera_make: str = ""
    camera_model: str = ""
    lens: str = ""
    exposure: Exposure | None = None
    camera_serial: str = ""
    programs: tuple[str, ...] = ()
    ai_notes: tuple[str, ...] = ()
    orientation: int | None = None
    rating: int | None = None
    label: str = ""
    tagged: bool = False
    color_class: int | None = None
    edited_at: str = ""
    remarks: tuple[str, ...] = ()


def read_line(text: str) -> str:
    """A one-line field: cleaned, at most `MAX_LINE` characters."""
    return clean_line(text, MAX_LINE)


def read_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Keywords or names: cleaned, each once, in the file's order, at most `MAX_WORDS`."""
    words = (clean_line(text, MAX_WORD) for text in texts)
    return tuple(dict.fromkeys(word for word in words if word))[:MAX_WORDS]


def read_caption(text: str) -> str:
    """A running text: cleaned, at most `MAX_READ` characters."""
    return clean_text(text, MAX_READ)


def read_languages(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Texts by primary language; the first of "de-DE" and "de-AT" becomes "de".

    The text without a language stays only if it is none of the others: programs repeat one of them as `x-default`.
    """
    by_language: dict[str, str] = {}
    labelled: set[str] = set()
    # A tag that is as it should be goes before one that has to be understood.
    for tag, text in sorted(texts, key=lambda pair: not read_tag(pair[0])[1]):
        if kept := read_caption(text):
            language = read_tag(tag)[0]
            by_language.setdefault(language, kept)
            if language != X_DEFAULT:
                labelled.add(kept)
    if by_language.get(X_DEFAULT) in labelled:
        del by_language[X_DEFAULT]
    return by_language


def spare_texts(texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The texts without a language that `read_languages` has no room for, since it keeps one."""
    texts = list(texts)
    unlabelled = [text for tag, text in texts if read_tag(tag)[0] == X_DEFAULT]
    if len(unlabelled) < 2:
        return ()
    kept = read_languages(texts).values()
    read = dict.fromkeys(map(read_caption, unlabelled))
    return tuple(text for text in read if text and text not in kept)[:_MAX_SPARE]


def odd_tags(texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A remark for each language tag that is not as the standard has it, beside a text."""
    tags = dict.fromkeys(tag for tag, text in texts if text.strip() and not read_tag(tag)[1])
    return tuple(remark("odd_language", tag) for tag in list(tags)[:_MAX_ODD_TAGS])


def remark(key: str, detail: str = "") -> str:
    """A warning with a stranger's words as its detail, as far as they can be shown."""
    return warning(key, clean_line("".join(filter(str.isprintable, detail)), MAX_WORD))
