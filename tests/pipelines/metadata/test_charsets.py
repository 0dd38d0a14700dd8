"""Character sets: declared, proved by UTF-8, or told by the letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metadata.charsets import common_charset, declared_charset, decode


@pytest.mark.parametrize(
    ("escapes", "charset"),
    [
        (b"\x1b%G", "utf-8"),
        (b"\x1b%/I", "utf-8"),
        (b"\x1b-A", "cp1252"),
        (b"\x1b.A", "cp1252"),
        (b"\x1b(B\x1b-B", "iso8859_2"),
        (b"\x1b/b", "iso8859_15"),
        (b"\x1b-L", "iso8859_5"),
        (b"\x1b-_", "iso8859_14"),
        (b"\x1b-z", None),
        (b"\x1b(B", None),
        (b"", None),
    ],
)
def test_a_set_is_declared_by_iso_2022(escapes: bytes, charset: str | None) -> None:
    assert declared_charset(escapes) == charset


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Żółw", "iso8859_2"),
        ("Ελένη", "iso8859_7"),
        ("Киев", "iso8859_5"),
        ("Şişli", "iso8859_9"),
        ("Œuvre", "iso8859_15"),
    ],
)
def test_a_declared_iso_8859_counts(text: str, charset: str) -> None:
    assert decode(text.encode(charset), charset) == text


@pytest.mark.parametrize("declared", ["cp1252", "iso8859_2", "iso8859_5"])
def test_utf_8_counts_against_another_set_that_is_declared(declared: str) -> None:
    assert decode("Łódź, Köln, Київ".encode(), declared) == "Łódź, Köln, Київ"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_by_its_mark(encoding: str) -> None:
    assert decode("\ufeffBrücke".encode(encoding) + b"\0\0") == "Brücke"


def test_what_is_cut_counts_for_utf_8_where_that_is_declared() -> None:
    raw = "Landeshauptstadt Bonn/Jürgen".encode()[:24]
    assert common_charset([raw], "utf-8") == "utf-8"
    assert common_charset([raw]) != "utf-8"
    assert decode("Fest am Rhein 😀".encode()[:-1]) == "Fest am Rhein "


@pytest.mark.parametrize("charset", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "text",
    ["– Rathaus –", "Rathaus — Markt", "Köln – Bonn", "Anno 1985–1990", "Martín", "Víctor", "l’été", "It’s open"],
)
def test_dashes_and_apostrophes_tell_the_set(text: str, charset: str) -> None:
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize("text", ["Praha – Žižkov", "Škoda", "žena", "Tomáš", "Lukáš", "Café…"])
def test_letters_that_only_cp1252_has_are_told(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_utf_8_that_is_declared_but_wrong_does_not_count() -> None:
    assert decode("Jörg Groß".encode("cp1252"), "utf-8") == "Jörg Groß"


@pytest.mark.parametrize("text", ["Jörg Müller", "Michał Żółw", "Ελένη", "東京 東京", "Fest 😀 für alle 😀"])
def test_a_cut_last_character_is_dropped(text: str) -> None:
    raw = text.encode()
    for end in range(len(raw) - 4, len(raw)):
        assert text.startswith(decode(raw[:end], None, "utf-8"))
        assert len(decode(raw[:end], None, "utf-8").encode()) >= end - 3


def test_a_cut_only_character_is_dropped_where_utf_8_is_expected() -> None:
    raw = "Landeshauptstadt Bonn/Jürgen".encode()[:24]
    assert raw.endswith(b"J\xc3")
    assert decode(raw, None, "utf-8") == "Landeshauptstadt Bonn/J"
    assert decode(raw, "utf-8") == "Landeshauptstadt Bonn/J"


def test_the_last_letter_of_another_set_is_kept() -> None:
    assert decode("Café".encode("cp1252")) == "Café"
    assert decode("Spaß".encode("cp1252")) == "Spaß"


def test_a_character_cut_inside_a_text_costs_itself() -> None:
    assert decode("Jörg M".encode() + b"\xc3" + " und Käthe Bürger".encode()) == "Jörg M und Käthe Bürger"


def test_ends_of_zeros_are_no_text() -> None:
    assert decode(b"Fest\0\0") == "Fest"
    assert decode("Käthe".encode() + b"\0") == "Käthe"


WORDS = {
    "German": """
        Köln München Düsseldorf Straße Groß Müller Jäger Bürgermeister eröffnet Brücke Schüler Öffnung Übergabe
        Ärzte Österreich Grüße Fußgänger Häuser Bäume Größe Käthe Jörg Günther Weiß Lübeck Nürnberg Gebäude für über
        grün schön Tür Hähnchen Mädchen fröhlich Schloß Spaß Völker Möbel träumt Geräusch Läufer Löwe Vögel Füße
        Süden Mühle Köhler Schäfer Krüger Ölgemälde Überfall Änderung äußern öffentlich übrig
    """,
    "French": """
        été école élève théâtre août Noël naïve français garçon forêt fenêtre hôtel château maître île où là déjà
        très père frère événement République Élysée À cœur sœur réunion préfecture Hélène François Benoît Jérôme Zoé
        Chloé Anaïs Loïc Raphaël Besançon Orléans Nîmes Béziers coût goût sûr brûlé pièce siècle créé aîné gâteau
        âge
    """,
    "Scandinavian": """
        Malmö Göteborg Örebro Åsa Björn Sørensen Kjær Århus København Tromsø Bodø Ålesund Håkon Märta Östersund
        Växjö Jönköping Lindström Sjögren Åkerström Bjørn Jørgensen Øystein Ærø smörgås lördag måndag år på både älg
        ö ånger æble økonomi Færøerne Mäkinen Hämäläinen Järvinen Pääkkönen Työ
    """,
    "Spanish": """
        España señor niño mañana José María García Martínez Peña ¿Dónde? ¡Olé! corazón canción año avión Iñaki Núñez
        Álvarez Ángel Íñigo Óscar Último
    """,
    "Portuguese": """
        São João Conceição ação não avó avô Brasília Goiânia Luís Inês Antônio Irmã mãe pão
    """,
    "Polish": """
        Kraków Łódź Józef góra źródło Mikołaj
    """,
    "Czech": """
        Tomáš Dušan Miloš Žižek Košice škoda Škoda žena Anežka Božena Lukáš Šárka Jiří
    """,
}
# How many of the words that the set can write are read aright, each for itself. Polish and Czech can hardly be written
# in either: of what they have beyond Western letters, cp1252 has `ó š ž`, MacRoman `ó`.
ACCURACY = {
    ("German", "cp1252"): (56, 56),
    ("German", "mac_roman"): (56, 56),
    ("French", "cp1252"): (52, 52),
    ("French", "mac_roman"): (52, 52),
    ("Scandinavian", "cp1252"): (41, 41),
    ("Scandinavian", "mac_roman"): (41, 41),
    ("Spanish", "cp1252"): (22, 22),
    ("Spanish", "mac_roman"): (22, 22),
    ("Portuguese", "cp1252"): (15, 15),
    ("Portuguese", "mac_roman"): (13, 15),
    ("Polish", "cp1252"): (3, 3),
    ("Polish", "mac_roman"): (3, 3),
    ("Czech", "cp1252"): (11, 12),
}


def _read_aright(language: str, charset: str) -> tuple[int, int]:
    """How many words are read aright, and how many there are."""
    words = []
    for word in WORDS[language].split():
        try:
            words.append((word, word.encode(charset)))
        except UnicodeEncodeError:
            continue
    telling = [(word, raw) for word, raw in words if not raw.isascii()]
    return sum(decode(raw) == word for word, raw in telling), len(telling)


@pytest.mark.parametrize(("language", "charset"), ACCURACY)
def test_a_single_word_tells_its_set(language: str, charset: str) -> None:
    assert _read_aright(language, charset) == ACCURACY[language, charset]


SENTENCES = {
    "German": "„Grüß Gott“, sagte Jörg Weiß – die Überraschung wäre größer gewesen: 20 € für 5 °C…",
    "French": "« L’été », dit François, « c’est l’œuvre d’un maître » – à Besançon.",
    "Swedish": "Borgmästaren Åsa Sjögren öppnar bron på lördag: ”Äntligen!”",
    "Danish": "Ærø: Sørensen åbner broen – »på lørdag«",
    "Spanish": "¿Dónde está José María García? «En Córdoba», dijo la señora Núñez.",
    "Portuguese": "São João não é só para irmãs – «a canção» em Brasília",
    "Rights": "© Müller & Söhne™",
}


@pytest.mark.parametrize("charset", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_set(language: str, charset: str) -> None:
    assert decode(SENTENCES[language].encode(charset)) == SENTENCES[language]


def test_a_text_that_does_not_tell_follows_those_beside_it() -> None:
    assert common_charset([b"Fest", "Düsseldorf".encode("mac_roman"), b"Bonn"]) == "mac_roman"
    assert common_charset(["Düsseldorf".encode(), "Köln".encode(), "Düren".encode("cp1252")]) == "utf-8"
    assert common_charset([b"Bonn"]) is None
    singles = (bytes((byte,)) for byte in range(0x80, 0x100))
    either = next(raw for raw in singles if decode(raw, None, "mac_roman") != decode(raw))
    assert decode(either, None, "mac_roman") == either.decode("mac_roman")
    assert decode(either, None, "cp1252") == either.decode("cp1252")


@given(st.binary(max_size=60), st.sampled_from([None, "utf-8", "iso8859_2", "iso8859_6"]))
def test_any_bytes_are_a_text(raw: bytes, declared: str | None) -> None:
    decode(raw, declared, common_charset([raw])).encode()


@given(st.text(max_size=60))
def test_utf_8_comes_back(text: str) -> None:
    assert decode(text.encode()) == text.rstrip("\0")
