"""The mail that asks somebody whether they want to be on the press list, or tells them that they are."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from archive.models import Reader
from archive.publishing.readers import confirm_url, unsubscribe_url


def question_for(reader: Reader) -> tuple[str, str]:
    """Subject and text, in the reader's language."""
    with translation.override(reader.language):
        about = {"publisher": settings.PUBLISHER}
        if reader.confirmed_at is None:
            text = gettext(
                "Somebody, probably you, asked that press releases of %(publisher)s be sent to this address.\n\n"
                "To receive them, open this page within seven days and confirm:\n%(url)s\n\n"
                "If that was not you, do nothing: the address is then forgotten."
            )
            subject = gettext("Please confirm: press releases of %(publisher)s") % about
            return subject, text % {**about, "url": confirm_url(reader)}
        text = gettext(
            "Somebody, probably you, asked for press releases of %(publisher)s at this address. "
            "It gets them already.\n\n"
            "To receive no more of them, open this page:\n%(url)s"
        )
        subject = gettext("You receive press releases of %(publisher)s") % about
        return subject, text % {**about, "url": unsubscribe_url(reader)}
