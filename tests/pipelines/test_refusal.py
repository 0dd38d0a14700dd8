"""Refusals and warnings: stable keys, words that help."""

import pytest

from pipelines.refusal import REASONS, WARNINGS, Refusal, warning


def test_a_refusal_tells_its_key_and_what_was_found() -> None:
    refusal = Refusal("truncated", "no end marker")
    assert (refusal.key, refusal.detail, refusal.permanent) == ("truncated", "no end marker", True)
    assert (str(refusal), str(Refusal("empty"))) == ("truncated: no end marker", "empty")


def test_a_warning_carries_its_detail_behind_the_key() -> None:
    assert (warning("missing_glyph", "😀"), warning("grey_end")) == ("missing_glyph: 😀", "grey_end")


@pytest.mark.parametrize("make", [Refusal, warning])
def test_unknown_keys_are_a_bug_and_no_reason(make: type[Refusal]) -> None:
    with pytest.raises(ValueError, match="no such"):
        make("because")


def test_every_sentence_ends_and_every_key_is_a_word() -> None:
    assert not REASONS.keys() & WARNINGS.keys()
    for key, sentence in (*REASONS.items(), *WARNINGS.items()):
        assert key.replace("_", "").islower(), key
        assert sentence.endswith("."), key
