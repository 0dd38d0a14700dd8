"""How deliveries ended, in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from archive.publishing import answers


@pytest.mark.parametrize("key", answers.SENTENCES)
def test_every_key_has_a_sentence_in_german_too(key: str) -> None:
    with translation.override("de"):
        german = answers.sentence_of(key)
    with translation.override("en"):
        assert german not in {key, answers.sentence_of(key)}


def test_a_status_is_said_and_an_unknown_key_left_as_it_is() -> None:
    with translation.override("en"):
        assert answers.sentence_of(answers.status_answer(503)) == "It answered 503."
        assert answers.sentence_of("something new") == "something new"
