"""XML from templates."""

from __future__ import annotations

import datetime as dt

import pytest
from jinja2 import UndefinedError

from pipelines.documents.xml_templates import render_xml


def test_what_xml_cannot_hold_is_left_out() -> None:
    body = render_xml("sitemap_index.xml.j2", sitemaps=[("a\v\x1b\ufffeb\t🎉", dt.date(2026, 9, 1))])
    assert b"<loc>ab\t\xf0\x9f\x8e\x89</loc>" in body


def test_a_value_is_text_and_a_missing_one_a_fault() -> None:
    assert b"<loc>https://a.example/?a=1&amp;b=2</loc>" in render_xml(
        "sitemap_index.xml.j2", sitemaps=[("https://a.example/?a=1&b=2", dt.date(2026, 9, 1))]
    )
    with pytest.raises(UndefinedError):
        render_xml("sitemap_index.xml.j2")
