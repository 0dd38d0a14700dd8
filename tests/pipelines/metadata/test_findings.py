"""Values of any carrier, cleaned: languages and lists of words."""

from pipelines.metadata.findings import odd_tags, read_languages, read_words, spare_texts


def test_languages_are_told_by_their_primary_tag() -> None:
    tagged = [("x-default", "d"), ("de-DE", "a"), ("de-AT", "b"), ("", "c"), ("<x>", "e"), ("en", " ")]
    assert read_languages(tagged) == {"x-default": "d", "de": "a"}


def test_a_tag_as_it_should_be_goes_before_one_that_has_to_be_understood() -> None:
    assert read_languages([("de_DE", "a"), ("c", "x"), ("de", "b"), ("x-default", "y")]) == {
        "de": "b",
        "x-default": "y",
    }


def test_the_default_stays_only_if_it_is_none_of_the_others() -> None:
    assert read_languages([("x-default", "a"), ("de-DE", "b"), ("de-AT", "a")]) == {"de": "b"}
    assert read_languages([("x-default", "a"), ("en", "b")]) == {"x-default": "a", "en": "b"}
    assert read_languages([("c", "a"), ("en", "a")]) == {"en": "a"}


def test_further_texts_without_a_language_are_spare() -> None:
    tagged = [("x-default", "a"), ("c", "b"), ("x-none", "a"), ("zz", "de"), ("de", "de"), ("de-AT", "f"), ("", " ")]
    assert spare_texts(tagged) == ("b",)
    assert len(spare_texts([("c", str(number)) for number in range(20)])) == 3


def test_odd_tags_are_remarked_once_and_only_beside_a_text() -> None:
    tagged = [("x-default", "a"), ("de-AT", "b"), ("de_DE", "c"), ("de_DE", "d"), ("c\u200b", "e"), ("german", " ")]
    assert odd_tags(tagged) == ("odd_language: de_DE", "odd_language: c")
    assert len(odd_tags([(f"language{n}", "a") for n in range(100)])) == 5


def test_words_are_cut_to_their_limits_and_each_stands_once() -> None:
    assert read_words(["x" * 101, " b ", "", "b"]) == ("x" * 100, "b")
    assert len(read_words([str(number) for number in range(200)])) == 100
