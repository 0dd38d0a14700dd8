"""What a notice says, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.attachments.wording import say_files
from archive.drops.batches import own_batches
from archive.models import Cause, Notice, Release
from archive.problems import cause_of


@dataclass(frozen=True)
class Words:
    """A notice as a mail has it; the subject alone is its line on the desk."""

    subject: str
    lines: tuple[str, ...]
    link: str
    url: str


def words_of(notice: Notice, language: str, *, own: bool = False) -> Words:
    """The notice in this language; `own` as its photographer gets it. Loads its release, batch and photographer."""
    with translation.override(language):
        if own:
            return _own_words(notice)
        subject, lines = _SAID[Cause(notice.cause)](notice)
        desk = _url("desk:release", notice.release.slug)
        return Words(_one_line(subject), tuple(lines), _("Open it on the desk"), desk)


def _rested(notice: Notice) -> tuple[str, Iterator[str]]:
    what = say_files(notice.facts["photos"], notice.facts.get("attachments", 0))
    about = {"who": _who(notice), "what": what, "release": title_for(notice.release)}
    return _("%(who)s sent %(what)s: %(release)s") % about, _of_batch(notice.facts)


def _of_batch(facts: Mapping[str, Any]) -> Iterator[str]:
    yield _("Nothing more has arrived for two minutes.")
    refused = facts["refused"]
    if refused:
        yield ngettext("%(n)d file was refused.", "%(n)d files were refused.", refused) % {"n": refused}
    else:
        yield _("No file was refused.")
    if waiting := facts.get("under_way"):
        yield ngettext("%(n)d file is not ready yet.", "%(n)d files are not ready yet.", waiting) % {"n": waiting}


def _needed(notice: Notice) -> tuple[str, Iterator[str]]:
    facts, about = notice.facts, {"release": title_for(notice.release), "who": _who(notice)}
    if n := facts.get("unsorted"):
        subject = ngettext("%(n)d file has no release: %(who)s", "%(n)d files have no release: %(who)s", n)
        return subject % {"n": n, **about}, iter([_("Their folder names no release. Assign them to one.")])
    if n := facts.get("stopped"):
        subject = ngettext("%(n)d file has stopped: %(release)s", "%(n)d files have stopped: %(release)s", n)
        words = _("Several tries failed, so nobody tries any more. Try again, or ask your operator.")
        return subject % {"n": n, **about}, iter([words])
    subject = _("Please confirm a changed release: %(release)s") % about
    words = _("It was changed after publishing was asked for. Nothing of it goes out before somebody confirms it.")
    return subject, iter([words])


def _at_risk(notice: Notice) -> tuple[str, Iterator[str]]:
    at = parse_datetime(notice.facts["at"]) or timezone.now()
    about = {"time": date_format(timezone.localtime(at), "H:i"), "release": title_for(notice.release)}
    return _("Cannot go live at %(time)s: %(release)s") % about, _of_gate(notice.facts)


def _failed(notice: Notice) -> tuple[str, Iterator[str]]:
    def lines() -> Iterator[str]:
        yield cause_of(Release(problem=notice.facts["problem"], problem_detail=notice.facts.get("detail", "")))
        if notice.facts.get("missing"):
            yield from _of_gate(notice.facts)
        else:
            yield _("We go on trying. The desk shows how it stands.")

    return _("Not published yet: %(release)s") % {"release": title_for(notice.release)}, lines()


def _of_gate(facts: Mapping[str, Any]) -> Iterator[str]:
    yield _("Before publishing, this is missing:")
    own = (translation.get_language() or "").partition("-")[0]
    yield from (f"– {line}" for line in facts.get("missing", {}).get(own, []))
    if more := facts.get("more"):
        yield ngettext("– and %(n)d more", "– and %(n)d more", more) % {"n": more}


def _reviewed(notice: Notice) -> tuple[str, Iterator[str]]:
    about = {"release": title_for(notice.release), "who": _who(notice)}
    return _("What %(who)s sent was reviewed: %(release)s") % about, _of_review(notice.facts)


def _of_review(facts: Mapping[str, Any]) -> Iterator[str]:
    if n := facts.get("taken"):
        yield ngettext("%(n)d file was approved.", "%(n)d files were approved.", n) % {"n": n}
    if n := facts.get("declined"):
        yield ngettext("%(n)d file was declined.", "%(n)d files were declined.", n) % {"n": n}
    if n := facts.get("refused"):
        yield ngettext("%(n)d file was refused.", "%(n)d files were refused.", n) % {"n": n}


def _own_words(notice: Notice) -> Words:
    """For the photographer: the release's title once they may read it; until then its folder, which they typed."""
    name = title_for(notice.release) if _is_told(notice) else notice.release.slug
    lines = [*_of_review(notice.facts), _("Your page tells what became of each file, and why.")]
    subject = _("What you sent was reviewed: %(release)s") % {"release": name}
    return Words(_one_line(subject), tuple(lines), _("See your files"), _url("desk:drop", notice.batch_id))


def _is_told(notice: Notice) -> bool:
    """Whether the photographer may read the title. A batch that comes from `own_batches` says so itself."""
    batch = notice.batch
    if batch is None or batch.photographer is None or batch.photographer.account is None:
        return False
    known = batch if hasattr(batch, "is_told") else own_batches(batch.photographer.account).filter(pk=batch.pk).first()
    return known is not None and bool(getattr(known, "is_told", False))


def _one_line(text: str) -> str:
    """A subject is one line: what follows a break would be a header of its own."""
    return " ".join(text.split())


def _who(notice: Notice) -> str:
    batch = notice.batch
    return batch.photographer.name if batch and batch.photographer else _("somebody unknown")


def title_for(release: Release) -> str:
    """A release's title in the active language, else in any, else its short name."""
    own = (translation.get_language() or "").partition("-")[0]
    return release.titles.get(own) or release.title or release.slug


def _url(name: str, key: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[key])}"


_SAID: Mapping[Cause, Callable[[Notice], tuple[str, Iterator[str]]]] = {
    Cause.BATCH_RESTED: _rested,
    Cause.PERSON_NEEDED: _needed,
    Cause.EMBARGO_AT_RISK: _at_risk,
    Cause.PUBLICATION_FAILED: _failed,
    Cause.BATCH_REVIEWED: _reviewed,
}
