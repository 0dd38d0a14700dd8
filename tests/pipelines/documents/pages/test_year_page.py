"""A year's page: all of its releases, month by month."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipelines.documents.listing import Withdrawn
from pipelines.documents.manifest import Correction
from pipelines.documents.pages.year_page import year_page
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, release


def test_months_come_latest_first_with_their_releases() -> None:
    days = [dt.date(2026, 9, 13), dt.date(2026, 9, 1), dt.date(2026, 3, 5), dt.date(2025, 12, 31)]
    told = listing(
        *(manifest(text=release(slug=f"r{n}", titles={"de": f"Titel {n}"}, date=day)) for n, day in enumerate(days))
    )
    html = year_page(told, house(), 2026, "de").decode()
    assert re.findall(r'<section class="month split" id="m(\d+)">', html) == ["9", "3"]
    assert re.findall(r">(Titel \d)<", html) == ["Titel 0", "Titel 1", "Titel 2"]
    assert "September<small>2 Mitteilungen, 2 Fotos</small>" in html
    assert '<time datetime="2026-09-13">So 13.9.</time>' in html
    assert '<a href="../2025/index.html"><b>2025</b></a>' in html
    assert 'data-years="../../search/2026.json"' in html


def test_a_withdrawn_release_keeps_its_line_and_its_number() -> None:
    at = dt.datetime(2026, 9, 9, 9, tzinfo=dt.UTC)
    gone = (Withdrawn("a", at, "236_02", dt.date(2026, 9, 7)), Withdrawn("b", at, "1", dt.date(2025, 1, 1)))
    told = replace(listing(manifest()), all_withdrawn=gone)
    html = year_page(told, house(), 2026, "de").decode()
    assert html.count("zurückgezogen") == 1
    assert "Mitteilung 236_02 wurde am 9.\u00a0September 2026 zurückgezogen." in html
    assert "September<small>1 Mitteilung, 1 Foto</small>" in html


def test_a_correction_is_told_in_the_list() -> None:
    correction = Correction(version=2, at=dt.datetime(2026, 9, 2, tzinfo=dt.UTC), fields=("texts",))
    corrected = release(corrections=(correction,))
    html = year_page(listing(manifest(text=corrected)), house(), 2026, "en").decode()
    assert "20260901-1, 1 photo, German and English, corrected" in html
