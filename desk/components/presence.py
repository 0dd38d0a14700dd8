"""The people who have a release open, as pages show them: initials and a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

_BETWEEN_WORDS = re.compile(r"[\s._+-]+")


def initials(name: str) -> str:
    """`AŁ` of `anna.łuk@example.org`: the first letters of the first and the last word."""
    words = [word for word in _BETWEEN_WORDS.split(name.partition("@")[0]) if word] or [name]
    return "".join(word[:1].upper() for word in dict.fromkeys((words[0], words[-1])))


def at_work(people: Sequence[str]) -> str:
    """`Anna and Ben are working on it now`; empty where nobody is."""
    if not people:
        return ""
    *others, last = people
    names = gettext("%(names)s and %(last)s") % {"names": ", ".join(others), "last": last} if others else last
    sentence = ngettext("%(names)s is working on it now", "%(names)s are working on it now", len(people))
    return sentence % {"names": names}
