"""Which of XMP and IIM was edited last, and what that means field by field."""

import hashlib
from typing import Any

import pytest

from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.edits import IIM_BYTES, drop_outdated, is_iim_newer
from pipelines.metadata.findings import Findings
from pipelines.metadata.reconciliation import Carrier
from tests.pipelines.metadata.makers import data_sets

BLOCK = data_sets((2, 120, b"new"))


def only(name: str, value: str) -> Findings:
    values: dict[str, Any] = {name: value}
    return Findings(**values)


def _md5(block: bytes) -> bytes:
    return hashlib.md5(block, usedforsecurity=False).digest()


@pytest.mark.parametrize(
    ("digest", "newer"),
    [
        (_md5(BLOCK), False),
        (_md5(b"before"), True),
        (bytes(16), False),
        (b"", False),
    ],
)
def test_a_digest_that_differs_says_that_iim_is_newer(digest: bytes, newer: bool) -> None:
    assert is_iim_newer(Blocks(iim=(BLOCK,), digest=digest)) is newer


def test_padding_is_no_edit() -> None:
    assert not is_iim_newer(Blocks(iim=(BLOCK + b"\0\0",), digest=_md5(BLOCK)))


def test_a_block_in_parts_is_compared_whole_and_by_its_first() -> None:
    assert not is_iim_newer(Blocks(iim=(BLOCK, BLOCK), digest=_md5(BLOCK)))
    assert not is_iim_newer(Blocks(iim=(BLOCK, BLOCK), digest=_md5(BLOCK * 2)))


def test_without_iim_nothing_is_newer() -> None:
    assert not is_iim_newer(Blocks(digest=_md5(b"before")))


def test_only_fields_that_both_have_and_that_differ_are_dropped() -> None:
    xmp = Findings(credit="dpa", city="Köln", headline="H", keywords=("a", "b"), event="E")
    iim = Findings(credit="dpa", city="Bonn", title="T", keywords=("a", "c"))
    found = drop_outdated({"xmp": xmp, "iim": iim})
    kept = found["xmp"]
    assert (kept.credit, kept.city, kept.headline, kept.keywords, kept.event) == ("dpa", "", "H", (), "E")
    assert found["iim"] == iim
    assert kept.remarks == ("iim_newer: IIM: “Bonn”; XMP: “Köln”", "iim_newer: IIM: “a, c”; XMP: “a, b”")


@pytest.mark.parametrize("name", sorted(set(IIM_BYTES) - {"captions", "keywords"}))
def test_a_text_that_was_cut_is_no_edit(name: str) -> None:
    limit = IIM_BYTES[name]
    long = "ü" * limit
    for end in (limit // 2, limit):  # the limit counts bytes, of which ü has two in UTF-8 and one in cp1252
        found = drop_outdated({"xmp": only(name, long), "iim": only(name, long[:end])})
        assert getattr(found["xmp"], name) == long
    if limit > 8:
        shortened = drop_outdated({"xmp": only(name, long), "iim": only(name, long[: limit // 2 - 2])})
        assert getattr(shortened["xmp"], name) == ""


@pytest.mark.parametrize(
    ("xmp", "iim", "edited"),
    [
        ("Michał Żółw", "Micha? ?ó?w", False),
        ("Max", "Ma?", True),
        ("Max?", "Max", True),
        ("Anna Katharina von Hohenstein-Waldburg, Bert", "Anna Katharina von Hohenstein-Wa, Bert", False),
        ("Anna Katharina von Hohenstein-Waldburg, Bert", "Anna Katharina von Hohenstein-Wa, Cem", True),
        ("Michał Żółw", "Michal Zólw", False),
        ("Brücke", "Brucke", True),
        ("Anna; Bert", "Anna, Bert", False),
        ("Zwei  Blanks\nund Zeilen", "Zwei Blanks und Zeilen", False),
        ("Anna, Bert", "Anna", True),
        ("Anna", "Anna, Bert", True),
    ],
)
def test_what_iim_cannot_say_is_no_edit(xmp: str, iim: str, edited: bool) -> None:
    found = drop_outdated({"xmp": Findings(creator=xmp), "iim": Findings(creator=iim)})
    assert bool(found["xmp"].remarks) is edited


def test_the_order_of_keywords_is_no_edit() -> None:
    found = drop_outdated({"xmp": Findings(keywords=("b", "a")), "iim": Findings(keywords=("a", "b"))})
    assert found["xmp"].remarks == ()


def test_what_a_program_wrote_into_iim_is_no_edit() -> None:
    iim = Findings(captions={"x-default": "OLYMPUS DIGITAL CAMERA"}, credit="Picasa")
    xmp = Findings(captions={"x-default": "Die Brücke"}, credit="dpa")
    assert drop_outdated({"xmp": xmp, "iim": iim})["xmp"] == xmp


@pytest.mark.parametrize(
    ("xmp", "iim", "edited"),
    [
        ("1985", "1990-01-01", True),
        ("1985", "1985-07-12", False),
        ("2019-09-01T18:05:06", "2019-09-01", False),
        ("2019-09-01T18:05:06", "2019-09-01T16:05:06", False),
        ("2019-09-01T18:05:06", "2019-09-02", True),
        ("", "2019-09-02", False),
        ("1985", "", False),
    ],
)
def test_another_day_is_an_edit(xmp: str, iim: str, edited: bool) -> None:
    found = drop_outdated({"xmp": Findings(taken=xmp), "iim": Findings(taken=iim)})
    assert found["xmp"].taken == ("" if edited else xmp)


def test_captions_are_compared_by_the_one_that_iim_can_hold() -> None:
    xmp = Findings(captions={"x-default": "alt", "de": "alt", "en": "old"})
    kept = drop_outdated({"xmp": xmp, "iim": Findings(captions={"x-default": "neu"})})["xmp"]
    assert kept.captions == {"en": "old"}
    same = drop_outdated({"xmp": xmp, "iim": Findings(captions={"x-default": "alt"})})["xmp"]
    assert same == xmp


def test_a_remark_is_one_printable_line() -> None:
    found = drop_outdated({"xmp": Findings(city="a\u00a0b\nc"), "iim": Findings(city="x" * 200)})
    (remark,) = found["xmp"].remarks
    assert remark.isprintable()
    assert len(remark) < 200
    assert "…" in remark


@pytest.mark.parametrize("carrier", ["xmp", "iim"])
def test_one_carrier_alone_stays_as_it_is(carrier: Carrier) -> None:
    assert drop_outdated({carrier: Findings(city="Bonn")}) == {carrier: Findings(city="Bonn")}
