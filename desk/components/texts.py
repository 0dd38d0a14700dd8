"""Texts in the reader's language first: what a title, a caption or an alt text is called on the desk."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language

from archive.models import Release


def for_reader(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, else the first one there is in the order of the release languages."""
    own = (get_language() or "").partition("-")[0]
    return next((texts[code] for code in (own, *settings.RELEASE_LANGUAGES) if texts.get(code)), "")


def title_of(release: Release) -> str:
    """A release as the desk calls it: by its title, else by its short name."""
    return for_reader(release.titles) or release.slug
