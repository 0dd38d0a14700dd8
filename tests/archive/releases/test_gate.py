"""The gate: what blocks a publication, what is only said, and in which words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from archive.errors import GateClosed
from archive.models import Photo, Release
from archive.photos.decisions import approve
from archive.releases.gate import FINDINGS, Finding, GateReport, could_go, inspect_photo, inspect_release
from archive.releases.lifecycle import publish, unsorted
from archive.states import PhotoState, ReleaseState
from pipelines.metadata.reconciliation import Carrier, PhotoMetadata, SourcedValue
from tests.factories import APPROVER, make_attachment, make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    return make_release()


def going(release: Release, state: str = PhotoState.APPROVED, **fields: Any) -> Photo:
    """A photo that lacks nothing but what `fields` take from it."""
    return make_photo(release, state, **{"approved_revision": 1} | fields)


def named(findings: tuple[Finding, ...] | list[Finding]) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(finding.key, finding.photo.pk if finding.photo else None, finding.languages) for finding in findings]


def keys(photo: Photo) -> tuple[list[str], list[str]]:
    blockers, warnings = inspect_photo(photo)
    return [finding.key for finding in blockers], [finding.key for finding in warnings]


@pytest.mark.parametrize("state", [PhotoState.APPROVED, PhotoState.LIVE])
def test_a_release_that_lacks_nothing_passes_in_silence(release: Release, state: str) -> None:
    going(release, state)
    assert inspect_release(release) == GateReport((), ())
    assert inspect_release(release).is_open


def test_a_blocker_closes_the_gate_and_a_warning_does_not() -> None:
    assert not GateReport((Finding("no_title"),), ()).is_open
    assert GateReport((), (Finding("undecided"),)).is_open


def test_what_the_release_itself_lacks_comes_first(release: Release) -> None:
    release.titles = {}
    assert named(inspect_release(release).blockers) == [("no_title", None, ()), ("no_photos", None, ())]
    photo = going(release, captions={})
    assert named(inspect_release(release).blockers) == [("no_title", None, ()), ("no_caption", photo.pk, ())]


@pytest.mark.parametrize(
    ("texts", "states", "key"),
    [
        ({"de": "Text"}, [], "text_alone"),
        ({"de": "Text"}, [PhotoState.DECLINED, PhotoState.WITHDRAWN, PhotoState.REFUSED], "text_alone"),
        ({"de": "Text"}, [PhotoState.READY], "no_photos"),
        ({"de": "Text"}, [PhotoState.RECEIVED], "no_photos"),
        ({}, [], "no_photos"),
    ],
)
def test_a_text_alone_is_a_draft_unless_photos_wait(
    release: Release, texts: dict[str, str], states: list[str], key: str
) -> None:
    release.texts = texts
    for state in states:
        make_photo(release, state)
    report = inspect_release(release)
    assert key in {finding.key for finding in (report.warnings if key == "text_alone" else report.blockers)}
    assert report.is_open == (key == "text_alone")


@pytest.mark.parametrize("state", [ReleaseState.SCHEDULED, ReleaseState.LIVE])
def test_photos_that_come_later_hold_up_no_text_that_was_published_alone(release: Release, state: str) -> None:
    release.texts, release.state, release.approved_revision = {"de": "Text"}, state, release.revision
    make_photo(release, PhotoState.READY)
    report = inspect_release(release)
    assert report.is_open
    assert {finding.key for finding in report.warnings} == {"text_alone", "undecided"}


@pytest.mark.parametrize(
    ("state", "left_out"),
    [
        (PhotoState.RECEIVED, ["unfinished"]),
        (PhotoState.DEVELOPING, ["unfinished"]),
        (PhotoState.REFUSED, ["refused"]),
        (PhotoState.READY, ["undecided"]),
        (PhotoState.DECLINED, []),
        (PhotoState.WITHDRAWN, []),
    ],
)
def test_what_will_be_left_out_is_said_once_and_not_inspected(
    release: Release, state: str, left_out: list[str]
) -> None:
    going(release)
    photo = make_photo(release, state, captions={}, alt_texts={})
    report = inspect_release(release)
    assert named(report.warnings) == [(key, photo.pk, ()) for key in left_out]
    assert report.is_open


def test_a_credit_whose_letters_cannot_be_drawn_closes_the_gate(release: Release) -> None:
    photo = going(release, credit="©Stadt/ᠮᠣᠩᠭᠣᠯ")
    (finding,) = inspect_release(release).blockers
    assert (finding.key, finding.photo) == ("credit_not_drawable", photo)
    with override("en"):
        assert "no font has ᠮ ᠣ ᠩ ᠭ ᠯ. Please write the credit in Latin letters." in finding.text
    with override("de"):
        assert "Keine Schrift hat ᠮ ᠣ ᠩ ᠭ ᠯ. Bitte schreiben Sie ihn in lateinischen Buchstaben." in finding.text
    assert not could_go(photo)
    Photo.objects.filter(pk=photo.pk).update(credit="©Stadt/Mongol")
    assert inspect_release(release).is_open


@pytest.mark.parametrize("source", ["desk", "file", "creator", "account"])
def test_a_name_that_cannot_be_drawn_is_noticed_whichever_way_it_came(release: Release, source: str) -> None:
    name = "Mao ᠮᠣᠩ"
    told = SourcedValue[str](value=name, source="xmp")
    metadata = {"file": PhotoMetadata(credit=told), "creator": PhotoMetadata(creator=told)}.get(source)
    photographer = make_photographer(name) if source == "account" else None
    photo = make_photo(
        release, photographer=photographer, metadata=metadata, credit=f"©Stadt/{name}" if source == "desk" else ""
    )
    if source == "creator":
        photo.batch.photographer = None
    assert keys(photo)[0] == ["credit_not_drawable"]


def test_a_credit_that_is_not_drawn_may_have_any_letters(release: Release, settings: Settings) -> None:
    photo = going(release, credit="©Stadt/ᠮᠣᠩᠭᠣᠯ")
    profiles = tuple(one.model_copy(update={"watermark": "none"}) for one in settings.RECIPES.profiles)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": profiles})
    assert keys(photo) == ([], [])


def test_a_sign_that_is_missing_beside_a_name_lets_pass(release: Release) -> None:
    assert keys(going(release, credit="©Stadt/Li 😀")) == ([], [])
    assert keys(going(release, credit="©Stadt/😀")) == (["credit_not_drawable"], [])


def test_every_photo_that_goes_is_inspected(release: Release) -> None:
    photos = [going(release, captions={}, alt_texts={"de": "x"}) for _ in range(3)]
    report = inspect_release(release)
    assert named(report.blockers) == [("no_caption", photo.pk, ()) for photo in photos]
    assert named(report.warnings) == [("missing_alt_text", photo.pk, ("en",)) for photo in photos]


@pytest.mark.parametrize("state", [PhotoState.APPROVED, PhotoState.LIVE])
def test_an_approval_counts_for_what_was_approved(release: Release, state: str) -> None:
    assert keys(going(release, state, revision=2)) == (["approval_outdated"], [])
    assert keys(going(release, state, revision=2, approved_revision=2)) == ([], [])


def test_before_its_approval_a_photo_lacks_none(release: Release) -> None:
    assert keys(make_photo(release, PhotoState.READY)) == ([], [])


def test_an_alt_text_that_helps_nobody_is_warned_about_and_lets_pass(release: Release) -> None:
    captions = {"de": "Ein Fest", "en": "A feast in the yard of the licensing office"}
    photo = going(release, captions=captions, alt_texts={"de": "Foto von Anna", "en": captions["en"]})
    report = inspect_release(release)
    assert named(report.warnings) == [("alt_announces", photo.pk, ("de",)), ("alt_repeats", photo.pk, ("en",))]
    assert report.is_open
    assert could_go(photo)
    assert keys(going(release, captions=captions, alt_texts={"de": "Anna lacht", "en": "Anna laughs"})) == ([], [])


def test_a_photo_of_nobody_has_no_credit(release: Release) -> None:
    photo = going(release)
    photo.batch.photographer = None
    assert keys(photo) == (["no_credit"], [])


@pytest.mark.parametrize(
    ("captions", "alt_texts", "blockers", "warnings"),
    [
        ({"de": "x", "en": "x"}, {"de": "x", "en": "x"}, [], []),
        ({"de": "x"}, {"de": "x", "en": "x"}, [], [("missing_language", ("en",))]),
        ({"de": "", "en": "x"}, {"de": "x", "en": "x"}, [], [("missing_language", ("de",))]),
        ({"de": "x", "en": "x"}, {"en": "x"}, [], [("missing_alt_text", ("de",))]),
        ({"de": "x", "en": "x"}, {}, [], [("missing_alt_text", ("de", "en"))]),
        ({}, {"de": "x", "en": "x"}, [("no_caption", ())], []),
        ({"de": ""}, {}, [("no_caption", ())], [("missing_alt_text", ("de", "en"))]),
        ({"fr": "x"}, {"de": "x", "en": "x"}, [("no_caption", ())], []),
        ({"de": "x"}, {"de": "x"}, [], [("missing_language", ("en",)), ("missing_alt_text", ("en",))]),
    ],
)
def test_texts_are_asked_for_in_every_language(
    release: Release, captions: Any, alt_texts: Any, blockers: list[Any], warnings: list[Any]
) -> None:
    alt_texts = {code: text and f"not {text}" for code, text in alt_texts.items()}
    found = inspect_photo(going(release, captions=captions, alt_texts=alt_texts))
    assert [[(finding.key, finding.languages) for finding in kind] for kind in found] == [blockers, warnings]


@pytest.mark.parametrize(
    ("languages", "alt_text", "blockers", "warnings"),
    [
        (False, False, [], ["missing_language", "missing_alt_text"]),
        (True, False, ["missing_language"], ["missing_alt_text"]),
        (False, True, ["missing_alt_text"], ["missing_language"]),
        (True, True, ["missing_language", "missing_alt_text"], []),
    ],
)
def test_each_setting_makes_its_own_gap_a_blocker(
    settings: Settings, release: Release, languages: bool, alt_text: bool, blockers: list[str], warnings: list[str]
) -> None:
    settings.REQUIRE_EVERY_LANGUAGE, settings.REQUIRE_ALT_TEXT = languages, alt_text
    assert keys(going(release, captions={"de": "x"}, alt_texts={"de": "y"})) == (blockers, warnings)


def test_what_a_camera_wrote_is_no_caption_and_what_people_typed_is(release: Release) -> None:
    junk = SourcedValue[str](value="SONY DSC", source="exif")
    file = PhotoMetadata(caption=junk)
    assert keys(going(release, captions={"de": "SONY DSC"}, metadata=file))[0] == ["no_caption"]
    assert keys(going(release, captions={"de": "Canon"}, metadata=file))[0] == []
    assert keys(going(release, captions={"de": "SONY DSC"}))[0] == []
    assert keys(going(release, captions={"de": "SONY DSC", "en": "A feast"}, metadata=file))[0] == []


@pytest.mark.parametrize(("source", "blockers"), [("exif", ["no_caption"]), ("xmp", [])])
def test_a_code_that_is_a_word_is_no_caption_where_a_camera_wrote_it(
    release: Release, source: Carrier, blockers: list[str]
) -> None:
    file = PhotoMetadata(caption=SourcedValue[str](value="mono", source=source))
    assert keys(going(release, captions={"de": "mono"}, metadata=file))[0] == blockers


AI = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"


@pytest.mark.parametrize(
    ("demanded", "columns", "blockers"),
    [
        (True, {}, ["ai_unconfirmed"]),
        (False, {}, []),
        (True, {"source_confirmed": "yes"}, []),
        (True, {"digital_source_type": ""}, []),
        (True, {"digital_source_type": AI.replace("compositeWithT", "t")}, []),
    ],
)
def test_what_a_file_says_of_ai_may_have_to_be_confirmed(
    settings: Settings, release: Release, demanded: bool, columns: dict[str, str], blockers: list[str]
) -> None:
    settings.REQUIRE_AI_CONFIRMATION = demanded
    file = PhotoMetadata(digital_source_type=SourcedValue[str](value=AI, source="xmp"))
    assert keys(going(release, metadata=file, **{"digital_source_type": AI} | columns))[0] == blockers


def test_only_the_house_s_languages_count(settings: Settings, release: Release) -> None:
    settings.RELEASE_LANGUAGES = ("de",)
    assert keys(going(release, captions={"de": "x"}, alt_texts={"de": "y"})) == ([], [])
    settings.RELEASE_LANGUAGES = ("de", "en", "pl")
    _blockers, warnings = inspect_photo(going(release, captions={"en": "x"}))
    assert [(finding.key, finding.languages) for finding in warnings] == [
        ("missing_language", ("de", "pl")),
        ("missing_alt_text", ("pl",)),
    ]


def test_attachments_that_go_are_inspected_and_others_are_told_of(release: Release) -> None:
    make_attachment(release, "approved")
    bad = make_attachment(release, "approved", titles={"fr": "Plan"}, revision=2, photographer=make_photographer("?"))
    for state in ("ready", "received", "refused", "declined", "withdrawn"):
        make_attachment(release, state)
    report = inspect_release(release)
    gaps = ["attachment_no_title", "attachment_no_credit", "attachment_outdated"]
    found = [one for one in report.blockers if one.attachment]
    assert [(one.key, one.attachment) for one in found] == [(key, bad) for key in gaps]
    assert str(found[0]).startswith(bad.filename)
    told = [one.key for one in report.warnings if one.attachment]
    assert told == ["attachment_undecided", "attachment_unfinished", "attachment_refused"]


class TestCouldGo:
    def test_a_complete_photo_could_go_once_approved(self, release: Release) -> None:
        assert could_go(make_photo(release, PhotoState.READY))

    def test_a_warning_does_not_keep_it(self, release: Release) -> None:
        assert could_go(make_photo(release, PhotoState.READY, alt_texts={}))

    def test_a_blocker_does(self, release: Release) -> None:
        assert not could_go(make_photo(release, PhotoState.READY, captions={}))

    def test_a_stray_upload_cannot_go_anywhere(self) -> None:
        assert not could_go(make_photo(unsorted(), PhotoState.READY))


class TestSentences:
    def test_a_finding_names_its_photo_and_its_languages(self) -> None:
        photo = make_photo(filename="IMG_1.JPG")
        with override("en"):
            assert str(Finding("no_title")) == "The release has no title."
            finding = Finding("missing_language", photo, ("de", "en"))
            assert str(finding) == "IMG_1.JPG: The caption is missing in: German and English."
            assert finding.text == "The caption is missing in: German and English."

    @pytest.mark.parametrize("key", FINDINGS)
    def test_every_finding_has_a_sentence(self, key: str) -> None:
        assert Finding(key, languages=("de",)).text.endswith(".")


def test_codes_that_nobody_knew_are_warned_about() -> None:
    blockers, warnings = inspect_photo(make_photo(captions={"de": "=ob= lacht", "en": "{city}"}, persons=["=ob="]))
    assert blockers == []
    with override("en"):
        assert [warning.text for warning in warnings] == ["Nobody knows this code or variable: =ob=, {city}."]


def test_a_photo_whose_right_ends_before_it_goes_live_closes_the_gate(release: Release) -> None:
    ends = timezone.now() + timedelta(hours=1)
    photo = going(release, rights_end_at=ends)
    assert inspect_release(release).is_open
    with override("en"), pytest.raises(GateClosed, match="right to use it ends"):
        publish(release, APPROVER, ends)
    release.goes_live_at = ends
    assert named(inspect_release(release).blockers) == [("right_over", photo.pk, ())]


def test_what_nobody_may_show_any_more_is_not_approved(release: Release) -> None:
    photo = make_photo(release, rights_end_at=timezone.now())
    with override("en"):
        outcome = approve([photo.pk], APPROVER)
    assert "right to use it has ended" in outcome.failed[photo.pk]
