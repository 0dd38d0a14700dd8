"""What texts say of a picture in which AI had a part."""

from __future__ import annotations

import pytest

from pipelines.documents.ai_words import ai_label, ai_sentence, with_ai
from pipelines.documents.manifest import Ai
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.documents.press_manifest import photo


@pytest.mark.parametrize(
    ("term", "german", "english"),
    [
        ("trainedAlgorithmicMedia", "Mit KI erzeugtes Bild", "Picture made by AI"),
        ("compositeWithTrainedAlgorithmicMedia", "Mit KI bearbeitetes Bild", "Picture edited with AI"),
        ("compositeSynthetic", "Bild mit Teilen, die mit KI erzeugt sind", "Picture with parts made by AI"),
        ("digitalCapture", "", ""),
    ],
)
def test_the_source_type_says_it_in_versions_that_have_nothing_else(term: str, german: str, english: str) -> None:
    made = photo(digital_source_type=f"{SOURCE_TYPES}{term}")
    assert (ai_sentence(made, "de"), ai_sentence(made, "en"), ai_sentence(made, "pl")) == (german, english, english)


def test_the_record_says_it_where_the_source_type_does_not() -> None:
    assert [ai_label(Ai(made=made, confirmed=True)) for made in ("wholly", "partly")] == ["ai_made", "ai_edited"]


def test_a_text_has_it_behind_it() -> None:
    made = photo(ai=Ai(made="wholly", confirmed=True))
    assert with_ai("©Stadt/Anna", made, "de") == "©Stadt/Anna (Mit KI erzeugtes Bild)"
    assert with_ai("", made, "en") == "(Picture made by AI)"
    assert with_ai("©Stadt/Anna", photo(), "de") == "©Stadt/Anna"
