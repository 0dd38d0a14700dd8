"""Language tags as programs write them."""

import pytest

from pipelines.metadata.languages import X_DEFAULT, read_tag


@pytest.mark.parametrize(
    ("tag", "language", "is_proper"),
    [
        ("de", "de", True),
        ("DE", "de", True),
        ("de-AT", "de", True),
        ("zh-Hant-TW", "zh", True),
        ("gsw", "gsw", True),
        ("ger", "de", True),
        ("deu", "de", True),
        ("", X_DEFAULT, True),
        ("x-default", X_DEFAULT, True),
        ("X-Default", X_DEFAULT, True),
        ("de_DE", "de", False),
        ("en_US", "en", False),
        ("de_DE.UTF-8", "de", False),
        ("de_DE@euro", "de", False),
        ("de-DE;q=0.8", "de", False),
        ("de-", "de", False),
        ("en\u2013US", "en", False),
        ("iw", "he", True),
        ("C.UTF-8", X_DEFAULT, False),
        ("german", "de", False),
        ("Deutsch", "de", False),
        ("English (UK)", "en", False),
        ("français", "fr", False),
        ("c", X_DEFAULT, False),
        ("C", X_DEFAULT, False),
        ("x-none", X_DEFAULT, False),
        ("none", X_DEFAULT, False),
        ("zz", X_DEFAULT, False),
        ("mul", X_DEFAULT, False),
        ("klingon", X_DEFAULT, False),
        ("<>", X_DEFAULT, False),
    ],
)
def test_a_tag_is_a_language_or_none(tag: str, language: str, is_proper: bool) -> None:
    assert read_tag(tag) == (language, is_proper)
