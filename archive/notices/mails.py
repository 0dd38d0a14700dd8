"""The mail that tells somebody of a notice."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from archive.models import Notice
from archive.notices.choices import PHOTOGRAPHERS, choice_of, off_url
from archive.notices.words import Words, words_of


@dataclass(frozen=True)
class Mail:
    """One mail; `off` is the link that ends those of its kind."""

    subject: str
    text: str
    html: str
    off: str


def mail_for(notice: Notice, person: User) -> Mail:
    """The mail in the language that this person chose."""
    language = choice_of(person).language
    words = words_of(notice, language, own=notice.cause in PHOTOGRAPHERS)
    off = off_url(person, notice.cause)
    with translation.override(language):
        return Mail(words.subject, _text(words, off), _html(words, off, language), off)


def _text(words: Words, off: str) -> str:
    foot = f"{gettext('No more mails of this kind')}: {off}\n{gettext('All notices')}: {_choices()}"
    body = "\n".join(words.lines)
    return f"{words.subject}\n\n{body}\n\n{words.link}:\n{words.url}\n\n-- \n{settings.PUBLISHER}\n{foot}\n"


def _html(words: Words, off: str, language: str) -> str:
    return format_html(
        '<!doctype html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title></head>\n<body>\n'
        '<h1>{}</h1>\n{}\n<p><a href="{}">{}</a></p>\n<hr>\n'
        '<p>{} · <a href="{}">{}</a> · <a href="{}">{}</a></p>\n</body>\n</html>\n',
        language,
        words.subject,
        words.subject,
        format_html_join("\n", "<p>{}</p>", ((line,) for line in words.lines)),
        words.url,
        words.link,
        settings.PUBLISHER,
        off,
        gettext("No more mails of this kind"),
        _choices(),
        gettext("All notices"),
    )


def _choices() -> str:
    return f"{settings.PUBLIC_URL}{reverse('desk:notices')}"
