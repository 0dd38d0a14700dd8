"""The vocabulary of source types, and what programs write about AI."""

import pytest

from pipelines.metadata.source_types import (
    AI_PROGRAMS,
    AI_TERMS,
    SOURCE_TYPES,
    TERMS,
    ai_credit,
    is_ai,
    read_source_type,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        ("https://cv.iptc.org/newscodes/digitalsourcetype/print/", "print"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalcapture", "digitalCapture"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/softwareImage", "softwareImage"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/ofTomorrow", "ofTomorrow"),
        ("http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", "trainedAlgorithmicMedia"),
        ("digitalCapture", "digitalCapture"),
        ("digsrctype:negativeFilm", "negativeFilm"),
        ("http://evil.example/digitalsourcetype/print", ""),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/<b>", ""),
        ("a photo", ""),
        ("", ""),
    ],
)
def test_a_source_type_is_one_of_the_vocabulary(text: str, expected: str) -> None:
    assert read_source_type(text) == (SOURCE_TYPES + expected if expected else "")


def test_ai_terms_are_terms() -> None:
    assert set(TERMS) >= AI_TERMS
    assert is_ai(SOURCE_TYPES + "trainedAlgorithmicMedia")
    assert not is_ai(SOURCE_TYPES + "digitalCapture")
    assert not is_ai("")


@pytest.mark.parametrize(
    ("credit", "term"),
    [
        ("Edited with Google AI", "compositeWithTrainedAlgorithmicMedia"),
        ("edited by Google AI ", "compositeWithTrainedAlgorithmicMedia"),
        ("Made with Google AI", "trainedAlgorithmicMedia"),
        ("Created with AI", "trainedAlgorithmicMedia"),
        ("AI-Generated with Google Photos", "trainedAlgorithmicMedia"),
        ("Apple Photos Clean Up", "compositeWithTrainedAlgorithmicMedia"),
        ("Made with love by Anna", ""),
        ("dpa/AI Weber", ""),
        ("Ai Weiwei", ""),
    ],
)
def test_programs_credit_ai(credit: str, term: str) -> None:
    assert ai_credit(credit) == (SOURCE_TYPES + term if term else "")


@pytest.mark.parametrize(
    ("program", "is_model"),
    [
        ("Adobe Firefly", True),
        ("Midjourney v6", True),
        ("OpenAI DALL·E 3", True),
        ("Stable Diffusion XL", True),
        ("Adobe Photoshop 25.1", False),
        ("Imagen Lightroom plug-in", False),
        ("darktable 4.6", False),
    ],
)
def test_programs_that_are_models(program: str, is_model: bool) -> None:
    assert bool(AI_PROGRAMS.search(program)) is is_model
