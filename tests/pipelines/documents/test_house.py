"""The house's addresses."""

from tests.pipelines.documents.press_house import house


def test_a_key_has_its_public_address() -> None:
    made = house(base_url="https://press.example/press")
    assert made.url(made.keys.manifest_key("fest")) == "https://press.example/press/releases/fest/manifest.json"
