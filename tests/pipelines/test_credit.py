"""The credit line and who decides it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.credit import (
    MAX_CREDIT,
    Credit,
    credit_line,
    resolve_credit,
    validate_template,
)
from pipelines.text import clean_line

TEMPLATE = "©{publisher}/{creator}"
CITY = "Landeshauptstadt Beispielstadt"
NAMES = st.text(max_size=60)


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
    assert line == clean_line(f"©{publisher}/{creator}", MAX_CREDIT)


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
