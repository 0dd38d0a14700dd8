"""The credit line and who decides it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.credit import (
    MAX_CREDIT,
    Credit,
    Source,
    creator_name,
    credit_line,
    resolve_credit,
    validate_template,
)
from pipelines.text import plain_line

TEMPLATE = "©{publisher}/{creator}"
CITY = "Landeshauptstadt Beispielstadt"
NAMES = st.text(st.characters(exclude_characters="©"), max_size=60)


def test_the_default_line() -> None:
    assert credit_line(TEMPLATE, CITY, "Vorname Nachname") == f"©{CITY}/Vorname Nachname"


def test_the_desk_beats_the_file_beats_the_template() -> None:
    assert resolve_credit("©Desk", "©File", TEMPLATE, CITY, "A") == Credit("©Desk", "desk")
    assert resolve_credit(" \n", "©File", TEMPLATE, CITY, "A") == Credit("©File", "file")
    assert resolve_credit("", "\x00 ", TEMPLATE, CITY, "A") == Credit(f"©{CITY}/A", "template")


@pytest.mark.parametrize("creator", [None, "", "  ", "\x00\u202e"])
def test_without_a_creator_the_template_names_nobody(creator: str | None) -> None:
    assert resolve_credit("", None, TEMPLATE, CITY, creator) is None
    assert resolve_credit("", None, "©{publisher}", CITY, creator) == Credit(f"©{CITY}", "template")


@pytest.mark.parametrize(
    "written",
    [
        "© Max Beispiel",
        "2024 © Max Beispiel",
        "By Max Beispiel",
        "by: Max Beispiel",
        "Foto/Max Beispiel",
        "Foto - Max Beispiel",
        "Fotocredit: Max Beispiel",
        "Bildnachweis: Max Beispiel",
        "Quelle: Max Beispiel",
        "Picture by Max Beispiel",
        "Crédit photo : Max Beispiel",
        "Photographe : Max Beispiel",
        "Copyrighted: Max Beispiel",
        "Фото: Max Beispiel",
        "摄影：Max Beispiel",
        "©Max Beispiel",
        "(c) 2024 Max Beispiel",
        "(C)2019-2024 by Max Beispiel",
        "Copyright Max Beispiel",
        "Copyright: Max Beispiel",
        "Copyright © 2024, Max Beispiel",
        "Foto: Max Beispiel",
        "FOTO:Max Beispiel",
        "Photo: © Max Beispiel",
        "Photo by Max Beispiel",
        "Photographed by Max Beispiel",
        "Image © Max Beispiel",
        "Bildquelle: Max Beispiel",
        "Aufnahme: Max Beispiel",
        "&copy; Max Beispiel",
        "&#169; 2024 Max Beispiel",
        "Â© Max Beispiel",
        "[c] Max Beispiel",
        "(©) Max Beispiel",
        "Photo credit: Max Beispiel",
        "Foto © Max Beispiel",
        "Fotograf: Max Beispiel",
        "Max Beispiel (c) 2024",
        "Max Beispiel ©",
        "© 2024 Max Beispiel. All rights reserved.",
        "Max Beispiel (c) 2024. All rights reserved",
        "Max Beispiel - Alle Rechte vorbehalten",
        "\u200bMax\u00a0Bei\u00adspiel\ufe0f",
    ],
)
def test_a_creator_is_a_name_without_the_sign_it_was_written_with(written: str) -> None:
    assert creator_name(written) == "Max Beispiel"
    assert resolve_credit("", None, TEMPLATE, CITY, written) == Credit(f"©{CITY}/Max Beispiel", "template")


@pytest.mark.parametrize(
    "name",
    [
        "Photo Müller",
        "Fotohaus Kirsch",
        "Credit Suisse",
        "Copyrighted Ltd",
        "Bild & Ton GmbH",
        "Images by Anna",
        "By the Sea Photography",
        "von der Leyen",
        "C. Meyer",
        "Bildhauer Max",
        "Max/dpa",
    ],
)
def test_a_name_that_only_begins_alike_stays_whole(name: str) -> None:
    assert creator_name(name) == name


def test_each_of_several_creators_loses_the_sign() -> None:
    assert creator_name("© Max, © 2024 Moritz; Foto: Eva & (c) Ina/© dpa") == "Max, Moritz; Eva & Ina/dpa"


@pytest.mark.parametrize("written", ["©", "© 2024", "(c)", "-", "Copyright", "Foto: ", "\u200b"])
def test_a_sign_without_a_name_names_nobody(written: str) -> None:
    assert creator_name(written) == ""
    assert resolve_credit("", None, TEMPLATE, CITY, written) is None


def test_a_publisher_with_a_sign_of_its_own_gets_no_second_one() -> None:
    assert resolve_credit("", None, TEMPLATE, "© Stadt", "A") == Credit("©Stadt/A", "template")
    assert resolve_credit("", None, "{publisher}: {creator}", "© Stadt", "A") == Credit("© Stadt: A", "template")


@pytest.mark.parametrize("source", ["desk", "file", "template"])
def test_every_way_to_a_credit_gives_the_same_letters(source: Source) -> None:
    name = "Eva\u202fMu\u0308ller\u2011Lu\u0308den\u00adscheidt\u2060"
    line = f"\ufeff©Stadt/{name}"
    ways: dict[Source, tuple[str, str | None]] = {"desk": (line, None), "file": ("", line), "template": ("", None)}
    credit = resolve_credit(*ways[source], TEMPLATE, "Stadt", name)
    assert credit == Credit("©Stadt/Eva Müller-Lüdenscheidt", source)


@pytest.mark.parametrize(
    "template",
    [
        "",
        " ",
        "{creator.__class__}",
        "{creator.__init__.__globals__}",
        "{creator[0]}",
        "{creator!r}",
        "{creator:>999999999}",
        "{0}",
        "{}",
        "{photographer}",
        "{creator",
        "creator}",
        "{publisher:{creator}}",
    ],
)
def test_other_templates_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match="credit template"):
        validate_template(template)
    with pytest.raises(ValueError, match="credit template"):
        credit_line(template, CITY, "A")


@given(NAMES, NAMES)
def test_names_are_never_templates(publisher: str, creator: str) -> None:
    line = credit_line(TEMPLATE, publisher, creator)
    assert line == plain_line(f"©{publisher}/{creator}", MAX_CREDIT)


@given(st.sampled_from(["{creator.__class__}", "{publisher}", "{0}", "{", "}}", "{{", "%s"]), NAMES)
def test_format_attacks_in_names_stay_text(attack: str, name: str) -> None:
    assert attack in credit_line(TEMPLATE, "Stadt", attack + name)


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_a_resolved_credit_is_one_storable_line(desk: str, creator: str) -> None:
    credit = resolve_credit(desk, None, TEMPLATE, CITY, creator)
    if credit:
        assert credit.text
        assert len(credit.text) <= MAX_CREDIT
        assert not {"\n", "\x00"} & set(credit.text)
        assert credit.text.encode()
