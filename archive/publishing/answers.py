"""How a delivery ended: stable keys, and the sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext, gettext_noop

TIMEOUT: Final = "timeout"
NO_NAME: Final = "no_name"
PRIVATE: Final = "private"
NO_CONNECTION: Final = "no_connection"
NO_TRUST: Final = "no_trust"
NO_HTTP: Final = "no_http"
REDIRECT: Final = "redirect"
GONE: Final = "gone"
MAIL_DOWN: Final = "mail_down"
MAIL_REFUSED: Final = "mail_refused"
STATUS: Final = "status "
"""What the key of an HTTP status begins with."""

SENTENCES: Mapping[str, str] = {
    TIMEOUT: gettext_noop("It did not answer in time."),
    NO_NAME: gettext_noop("There is no server of that name."),
    PRIVATE: gettext_noop(
        "The name leads to a private address. Your operator can allow your own network: BILDSTELLE_WEBHOOK_NETWORKS."
    ),
    NO_CONNECTION: gettext_noop("It takes no connection."),
    NO_TRUST: gettext_noop("Its certificate is not valid."),
    NO_HTTP: gettext_noop("What answers there is no web server."),
    REDIRECT: gettext_noop("It redirects elsewhere. Redirects are not followed: enter the new address."),
    GONE: gettext_noop("It answered 410: it wants no more of this."),
    MAIL_DOWN: gettext_noop("The mail server does not take mail now."),
    MAIL_REFUSED: gettext_noop("The mail server refused this address."),
}


def status_answer(status: int) -> str:
    """The key of an HTTP status."""
    return f"{STATUS}{status}"


def sentence_of(answer: str) -> str:
    """The sentence for a key, in the reader's language; an unknown key as it is."""
    if answer.startswith(STATUS):
        return gettext("It answered %(status)s.") % {"status": answer.removeprefix(STATUS)}
    known = SENTENCES.get(answer)
    return gettext(known) if known else answer
