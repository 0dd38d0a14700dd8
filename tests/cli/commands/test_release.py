"""Releases by options and by YAML."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archive.models import Release
from archive.states import PhotoState, ReleaseState
from tests.cli.command_runner import fail, misuse, run, run_json
from tests.factories import make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db

WHOLE = """
slug: lange-nacht
number: 20190901
date: 2019-09-01
dateline: Düsseldorf
titles:
  de: Lange Nacht
  en: Long night
texts: {de: "**Michał** kam"}
contact: {name: Käthe Groß, mail: presse@example.org, phone: 0211 555}
links:
  - {label: Programm, url: https://example.org/programm}
terms: {de: honorarfrei}
goes_live_at: 2126-12-24 18:00
expires_at: 2127-01-31T00:00:00+00:00
"""


def test_every_field_comes_from_yaml(tmp_path: Path) -> None:
    file = tmp_path / "release.yaml"
    file.write_text(WHOLE, "utf-8")
    assert "lange-nacht" in run("release", "create", str(file))
    release = Release.objects.get(slug="lange-nacht")
    assert release.number == "20190901"
    assert release.date == dt.date(2019, 9, 1)
    assert release.titles == {"de": "Lange Nacht", "en": "Long night"}
    assert release.texts == {"de": "**Michał** kam"}
    assert release.contact == {"name": "Käthe Groß", "mail": "presse@example.org", "phone": "0211 555"}
    assert release.links == [{"label": "Programm", "url": "https://example.org/programm"}]
    assert release.terms == {"de": "honorarfrei"}
    assert release.goes_live_at == dt.datetime(2126, 12, 24, 17, tzinfo=dt.UTC)  # 18:00 in Berlin
    assert release.expires_at == dt.datetime(2127, 1, 31, tzinfo=dt.UTC)


def test_every_field_comes_from_options(tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("Über *alles*", "utf-8")
    words = ["--slug", "fest", "--number", "n-1", "--date", "2026-09-01", "--dateline", "Köln"]
    words += ["--title", "de=A=B", "--title", "en=Feast", "--subtitle", "de=U", "--summary", "de=K"]
    words += ["--text", f"de=@{text}", "--terms", "en=free", "--contact-mail", "a@example.org"]
    words += ["--link", "https://example.org/?a=b", "--link", "Karte=https://example.org/karte"]
    words += ["--goes-live-at", "2126-12-24T18:00+01:00", "--expires-at", "2127-01-01 00:00"]
    row = run_json("release", "create", *words)
    assert row == {
        "slug": "fest",
        "number": "n-1",
        "date": "2026-09-01",
        "state": "draft",
        "goes_live_at": "2126-12-24 18:00",
        "title": "A=B",
    }
    release = Release.objects.get(slug="fest")
    assert release.texts == {"de": "Über *alles*"}
    assert release.contact["mail"] == "a@example.org"
    assert [link["url"] for link in release.links] == ["https://example.org/?a=b", "https://example.org/karte"]
    assert release.links[1]["label"] == "Karte"


def test_an_option_changes_one_language_and_leaves_the_rest() -> None:
    release = make_release(titles={"de": "Alt", "en": "Old"}, contact={"name": "K", "mail": "", "phone": "1"})
    run("release", "edit", release.slug, "--title", "en=New", "--contact-phone", "2")
    release.refresh_from_db()
    assert release.titles == {"de": "Alt", "en": "New"}
    assert release.contact == {"name": "K", "mail": "", "phone": "2"}
    assert "Nothing differs" in run("release", "edit", release.number, "--title", "en=New")


def test_an_embargo_is_ended_by_an_empty_time(tmp_path: Path) -> None:
    release = make_release(goes_live_at=dt.datetime(2026, 12, 24, tzinfo=dt.UTC))
    file = tmp_path / "edit.yaml"
    file.write_text("goes_live_at:\n", "utf-8")
    run("release", "edit", release.slug, str(file))
    release.refresh_from_db()
    assert release.goes_live_at is None


def test_order_and_hero_are_set_and_shown(tmp_path: Path) -> None:
    release = make_release()
    photos = [make_photo(release, filename=name) for name in ("a.jpg", "b.jpg")]
    run("release", "edit", release.slug, "--order", "name", "--hero", "b.jpg")
    release.refresh_from_db()
    assert (release.photo_order, release.hero_id) == ("name", photos[1].pk)
    shown = run_json("release", "show", release.slug)["release"]
    assert (shown["order"], shown["hero"]) == ("name", "b.jpg")
    file = tmp_path / "edit.yaml"
    file.write_text(f"order: arrival\nhero: {photos[0].pk}\ntitles: {{de: Neu}}\n", "utf-8")
    run("release", "edit", release.slug, str(file), "--hero", "")
    release.refresh_from_db()
    assert (release.photo_order, release.hero_id, release.title) == ("arrival", None, "Neu")
    assert "choose one of: time, name" in fail("release", "edit", release.slug, "--title", "de=X", "--order", "size")
    assert "No photo of this release is named c.jpg" in fail("release", "edit", release.slug, "--hero", "c.jpg")
    assert Release.objects.get().title == "Neu"
    assert run_json("release", "create", "--title", "de=Fest", "--order", "name")["slug"]
    assert Release.objects.filter(photo_order="name").count() == 1


@pytest.mark.parametrize(
    ("yaml", "complaint"),
    [
        ("titles: {fr: Fête}", "titles: unknown language fr; this desk has de, en"),
        ("slug: Lange Nacht", "slug: Only small letters"),
        ("number: a/b", "number: Only letters, digits"),
        ("contact: {mail: nobody}", "contact.mail: Enter a valid email address."),
        ("links: [{label: x, url: nowhere}]", "links.0.url: "),
        ("subject: Fest", "subject: "),
        ("date: morgen", "date: Not a day: morgen. Write it as 2026-11-23."),
        ("goes_live_at: bald", "goes_live_at: Not a time: bald. Write it as 2026-11-23 18:00"),
        ("- just a list", "must hold fields"),
        ("titles: {de: [", "cannot be read"),
    ],
)
def test_wrong_yaml_is_named_by_field(yaml: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml, "utf-8")
    assert complaint in fail("release", "create", str(file))
    assert not Release.objects.exists()


def test_wrong_options_are_complained_about() -> None:
    assert "write a language before the text, such as de=Fest" in fail("release", "create", "--title", "Fest")
    assert "does not exist" in misuse("release", "create", "there-is-no-such.yaml")
    release = make_release()
    assert "has" in fail("release", "create", "--slug", release.slug)
    assert "There is no release fest-0" in fail("release", "show", "fest-0")


def test_list_and_show_tell_what_there_is() -> None:
    assert "No release yet" in run("release", "list")
    release = make_release(titles={"de": "Fest [bold]"}, links=[{"label": "L", "url": "https://example.org/"}])
    anna = make_photographer(slug="anna")
    photo = make_photo(release, PhotoState.APPROVED, photographer=anna, captions={}, approved_revision=1)
    [row] = run_json("release", "list")
    assert (row["slug"], row["photos"], row["state"]) == (release.slug, 1, ReleaseState.DRAFT)
    shown = run_json("release", "show", release.number)
    assert shown["release"]["titles"] == {"de": "Fest [bold]"}
    assert shown["batches"] == [{"photographer": "anna", "photos": 1, "states": "1 approved"}]
    assert {"weight": "blocks", "photo": photo.filename, "finding": "There is no caption in any language."} in shown[
        "gate"
    ]
    assert shown["urls"] == {}
    told = run("release", "show", release.slug)
    assert "Fest [bold]" in told
    assert "It was never public." in told
