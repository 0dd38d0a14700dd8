"""What keeps a photo, an attachment or a release from its next step: stable keys, and the sentences that people read.

A refusal's keys and sentences are those of `pipelines.refusal`. The desk shows a sentence in the reader's language, the
command line in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from archive.models import Attachment, Photo, Release
from archive.states import PhotoState
from pipelines.refusal import REASONS


class Problem(StrEnum):
    """Keys in the column `problem`, beside those of a refusal. They are stored: add new ones, but never change one."""

    STORE_DOWN = "store_down"
    RECORD_DOWN = "record_down"
    OUT_OF_MEMORY = "out_of_memory"
    TOOK_TOO_LONG = "took_too_long"
    DISK_TROUBLE = "disk_trouble"
    DISK_FULL = "disk_full"
    UNEXPECTED = "unexpected"
    KEEPS_STOPPING = "keeps_stopping"
    KEEPS_CRASHING = "keeps_crashing"
    NOT_SEALABLE = "not_sealable"
    UPLOAD_MISSING = "upload_missing"
    AWAITS_PHOTO = "awaits_photo"
    GATE_CLOSED = "gate_closed"
    WAITING_FOR_FILES = "waiting_for_files"
    NOT_DELIVERED = "not_delivered"
    SUBSCRIBER_DISABLED = "subscriber_disabled"


FAULTS: Mapping[str, str] = {
    Problem.STORE_DOWN: gettext_noop("The file store does not answer."),
    Problem.RECORD_DOWN: gettext_noop("The database did not answer."),
    Problem.OUT_OF_MEMORY: gettext_noop("There was not enough memory."),
    Problem.TOOK_TOO_LONG: gettext_noop("It took too long."),
    Problem.UNEXPECTED: gettext_noop("Something unexpected happened; the workers' log says what."),
    Problem.KEEPS_STOPPING: gettext_noop("The workers were stopped in the middle of it, again and again."),
    Problem.DISK_TROUBLE: gettext_noop("Files could not be written."),
    Problem.NOT_DELIVERED: gettext_noop("A website, mail server or cache did not take it."),
}
"""What may pass by itself. Each sentence is the cause alone."""

WAITS: Mapping[str, str] = {
    Problem.DISK_FULL: gettext_noop(
        "A disk is full. Nothing is lost. Your operator must make room; it then goes on by itself."
    ),
    Problem.AWAITS_PHOTO: gettext_noop(
        "This film is the moving part of a phone's live photo. It waits for the photo of its name for an hour; "
        "if none comes, it becomes a video by itself."
    ),
    Problem.GATE_CLOSED: gettext_noop(
        "It is time, but something is missing. Once that is put right, it goes live by itself."
    ),
    Problem.WAITING_FOR_FILES: gettext_noop(
        "It goes live by itself as soon as these photos' files are finished: %(photos)s."
    ),
}
"""What a release or photo waits for. Each sentence says what comes next, too."""

PERMANENT: Mapping[str, str] = {
    **REASONS,
    Problem.UPLOAD_MISSING: gettext_noop(
        "The file is not in the store: it was deleted there, or never arrived. "
        "Please have it uploaded again; decline this entry to clear it away."
    ),
    Problem.SUBSCRIBER_DISABLED: gettext_noop(
        "This website is not told any more. Enable it again, and send what it missed."
    ),
    Problem.NOT_SEALABLE: gettext_noop("Its texts could not be written into its files. Ask your operator."),
}
"""What no further try changes. Each sentence says what a person can do."""

PARKED = gettext_noop("It failed several times, so nobody tries any more. Try again, or ask your operator.")
NEXT_BY_ITSELF = gettext_noop("We'll retry automatically within two minutes; nothing public is half-done.")
NEXT_BY_YOU = gettext_noop("Nobody tries any more. Try again; if that fails too, ask your operator.")


class Standing(StrEnum):
    """How a row with a problem stands."""

    REFUSED = "refused"
    PARKED = "parked"
    WAITING = "waiting"


def standing_of(row: Photo | Attachment | Release) -> Standing | None:
    """None for a row without a problem."""
    if not row.problem:
        return None
    if row.state == PhotoState.REFUSED:
        return Standing.REFUSED
    return Standing.PARKED if row.parked else Standing.WAITING


def cause_of(row: Photo | Attachment | Release) -> str:
    """Why a row stands where it does, in the reader's language; an unknown key as it is, empty for no problem."""
    sentence = PERMANENT.get(row.problem) or FAULTS.get(row.problem) or WAITS.get(row.problem)
    return gettext(sentence) % {"photos": row.problem_detail} if sentence else row.problem
