"""The house is what the settings say."""

from pytest_django.fixtures import Settings

from archive import addresses
from archive.publishing.house import house


def test_it_is_composed_of_the_settings(settings: Settings) -> None:
    settings.PUBLISHER, settings.RELEASE_LANGUAGES = "Stadt Beispiel", ["pl", "de"]
    settings.TERMS_URL = "https://beispiel.example/nutzung"
    made = house()
    assert (made.publisher, made.languages, made.terms_url) == ("Stadt Beispiel", ("pl", "de"), settings.TERMS_URL)
    assert made.url(addresses.INDEX_KEY) == addresses.url_of(addresses.INDEX_KEY)
    assert made.gallery == addresses.url_of(addresses.gallery_key())
