"""The history reads as sentences."""

from __future__ import annotations

import csv

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from archive.audit import MACHINE, Action, record
from archive.photos.decisions import approve
from archive.photos.editing import edit
from tests.factories import APPROVER, EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_history_reads_as_sentences(approver: Client) -> None:
    photo = make_photo(filename="LT (4).jpg")
    edit(photo.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    approve([photo.pk], APPROVER)
    html = approver.get(reverse("desk:history", args=(photo.release.slug,))).content.decode()
    assert "<strong>approver</strong> approved LT (4).jpg" in html
    assert "<strong>editor</strong> edited LT (4).jpg" in html
    assert "<del>Ein Fest</del><ins>Neu</ins>" in html


def test_history_says_which_version_went_out(approver: Client) -> None:
    release = make_release()
    record(Action.VERSION_LIVE, MACHINE, release_id=release.pk, after={"version": 3, "photos": 24})
    html = approver.get(reverse("desk:history", args=(release.slug,))).content.decode()
    assert "<strong>The desk itself</strong> put version 3 online" in html
    assert "version_live" not in html


def test_it_is_filtered_by_kind_person_photo_and_day(approver: Client) -> None:
    release = make_release()
    first, second = make_photo(release, filename="eins.jpg"), make_photo(release, filename="zwei.jpg")
    edit(first.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    approve([second.pk], APPROVER)
    address = reverse("desk:history", args=(release.slug,))

    def shown(**asked: str) -> tuple[bool, bool]:
        html = approver.get(address, asked).content.decode()
        return "edited eins.jpg" in html, "approved zwei.jpg" in html

    assert shown() == (True, True)
    assert shown(kind="texts") == (True, False)
    assert shown(who="approver") == (False, True)
    assert shown(q="eins") == (True, False)
    assert shown(photo=second.pk) == (False, True)
    assert shown(since="2999-01-01") == (False, False)
    assert shown(since="nonsense", until="2999-01-01") == (True, True)


def test_as_a_table_its_cells_are_guarded(approver: Client) -> None:
    release = make_release()
    photo = make_photo(release, filename="=1+1.jpg")
    edit(photo.pk, {"captions.de": "=Formel"}, EDITOR, may_approve=False)
    answer = approver.get(reverse("desk:history", args=(release.slug,)), {"as": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert (rows[0]["who"], rows[0]["field"], rows[0]["before"]) == ("editor", "Caption (German)", "Ein Fest")
    assert not rows[0]["after"].startswith("=")
    assert not rows[0]["photo"].startswith("=")


def test_its_queries_do_not_grow(approver: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    release = make_release()
    for _ in range(12):
        approve([make_photo(release).pk], APPROVER)
    with django_assert_max_num_queries(15):
        html = approver.get(reverse("desk:history", args=(release.slug,))).content.decode()
    assert "approved 12 photos" in html
