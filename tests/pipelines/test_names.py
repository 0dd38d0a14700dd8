"""Public names, human paths and slugs."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.names import (
    MAX_NAME_BYTES,
    SLUG,
    human_path,
    public_name,
    slugify,
    sort_name,
    stem_of,
    validate_path_template,
    with_suffix,
)

TEMPLATE = "pressebilder/{taken:%y%m}/{name}"
SAFE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.[A-Za-z]{3,4}")
TAKEN = dt.date(2019, 9, 1)
ANY_TEXT = st.text(st.characters(codec=None), max_size=400)  # lone surrogates included


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("190901-LT-PK2.JPG", "190901-LT-PK2.JPG"),
        ("LT (4).jpg", "LT__4_.jpg"),
        ("Bürgermeister Groß.jpeg", "Buergermeister_Gross.jpeg"),
        ("Bu\u0308rger.jpg", "Buerger.jpg"),
        ("Michał Łódź.heic", "Michal_Lodz.jpg"),
        ("_DSC0001.NEF.tif", "_DSC0001.NEF.jpg"),
        ("Київ.JPEG", "____.JPEG"),
        ("1. Bürgermeister", "1._Buergermeister.jpg"),
        ("../../etc/passwd", "_._etc_passwd.jpg"),
        (".jpg", "photo.jpg"),
        ("..", "photo.jpg"),
        ("", "photo.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "a__Set-Cookie__x.jpg"),
        ("\u202egpj.exe", "_gpj.exe.jpg"),
        ("Besuch 12.05.2024", "Besuch_12.05.2024.jpg"),
        ("Besuch 12.05.2024.JPG", "Besuch_12.05.2024.JPG"),
        ("Dr. Maier", "Dr._Maier.jpg"),
        ("Fest v1.2", "Fest_v1.2.jpg"),
        ("_DSC0001.NEF", "_DSC0001.jpg"),
        ("Plakat.v2.HIF", "Plakat.v2.jpg"),
        ("jpg", "jpg.jpg"),
    ],
)
def test_public_name_keeps_what_ascii_can(filename: str, name: str) -> None:
    assert public_name(filename) == name


@given(ANY_TEXT)
def test_any_file_name_gives_a_safe_one(filename: str) -> None:
    name = public_name(filename)
    assert SAFE_NAME.fullmatch(name)
    assert ".." not in name
    assert len(name) <= MAX_NAME_BYTES
    assert public_name(name) == name


@given(ANY_TEXT, st.integers(2, 10_000))
def test_a_suffix_keeps_path_and_extension_and_length(filename: str, n: int) -> None:
    path = human_path(TEMPLATE, TAKEN, public_name(filename))
    folder, _, name = with_suffix(path, n).rpartition("/")
    assert folder == "pressebilder/1909"
    assert SAFE_NAME.fullmatch(name)
    assert stem_of(name).endswith(f"-{n}")
    assert name.rpartition(".")[2] == path.rpartition(".")[2]
    assert len(name) <= MAX_NAME_BYTES


def test_only_a_known_extension_is_cut_off() -> None:
    names = ("a.b.JPG", "a.b.cr3", "Besuch 12.05.2024", "Dr. Maier", ".jpg", "")
    assert [stem_of(name) for name in names] == ["a.b", "a.b", "Besuch 12.05.2024", "Dr. Maier", "", ""]
    assert with_suffix("pressebilder/Besuch_12.05.2024.jpg", 2) == "pressebilder/Besuch_12.05.2024-2.jpg"


def test_suffixes_tell_paths_of_one_name_apart() -> None:
    path = "pressebilder/1909/a.JPG"
    assert [with_suffix(path, n) for n in (1, 2, 3)] == [
        path,
        "pressebilder/1909/a-2.JPG",
        "pressebilder/1909/a-3.JPG",
    ]
    with pytest.raises(ValueError, match="numbered from 1"):
        with_suffix(path, 0)


def test_human_path_takes_year_and_month_of_the_photo() -> None:
    assert human_path(TEMPLATE, TAKEN, "190901-LT-PK2.JPG") == ("pressebilder/1909/190901-LT-PK2.JPG")
    assert human_path("bilder/{taken:%Y-%m}/{taken:%d}/{name}", TAKEN, "a.jpg") == "bilder/2019-09/01/a.jpg"


@pytest.mark.parametrize(
    "template",
    [
        "",
        "{name}",
        "/bilder/{name}",
        "bilder//{name}",
        "bilder/../{name}",
        "bilder/.x/{name}",
        "bilder/{name}/x",
        "bilder/{name}-{name}",
        "bilder/{name!r}",
        "bilder/{name:>9}",
        "bilder/{name.__class__}/{name}",
        "bilder/{taken}/{name}",
        "bilder/{taken:%A}/{name}",
        "bilder/{taken:../}/{name}",
        "bilder/{taken.__class__}/{name}",
        "bilder/{0}/{name}",
        "bilder/{photographer}/{name}",
        "bilder/{{x}}/{name}",
        "bilder ä/{name}",
        "bilder/{taken:%Y/{name}",
        "photos/{name}",
        "releases/{taken:%Y}/{name}",
    ],
)
def test_unsafe_path_templates_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"template|folder|\{name\}|\{taken\}"):
        validate_path_template(template)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Bürgerfest 2026!", "buergerfest-2026"),
        ("20190901-318_07", "20190901-318_07"),
        ("Straße & Plätze", "strasse-plaetze"),
        ("Міський день", "untitled"),
        ("_unsorted", "unsorted"),
        ("", "untitled"),
    ],
)
def test_slugs_are_german_aware(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(ANY_TEXT)
def test_any_title_gives_a_slug(text: str) -> None:
    slug = slugify(text)
    assert SLUG.fullmatch(slug)
    assert slug == slugify(slug) == slug.lower()


def test_names_sort_as_people_count() -> None:
    names = ["öb.jpg", "dsc_10.JPG", "ÄB_1.jpg", "DSC_10000.JPG", "DSC_0010b.jpg", "DSC_9.jpg"]
    in_order = ["ÄB_1.jpg", "DSC_9.jpg", "dsc_10.JPG", "DSC_0010b.jpg", "DSC_10000.JPG", "öb.jpg"]
    assert sorted(names, key=sort_name) == in_order
