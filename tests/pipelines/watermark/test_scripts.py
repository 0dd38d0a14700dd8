"""Names in any script: drawn whole, in the right order, and noticed where no font has their letters."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from unicodedata import combining

import pytest
from PIL import Image, ImageChops, ImageFont

from pipelines.watermark import scripts
from pipelines.watermark.lettering import Lettering, line_width, text_mask
from pipelines.watermark.scripts import (
    FALLBACKS,
    TYPEFACE,
    fallback_digests,
    font_for,
    is_plain,
    missing_characters,
    missing_letters,
    set_runs,
)
from pipelines.watermark.typeface import FONT_FILE

NAMES = {
    "Armenian": "Արամ Խաչատրյան",
    "Georgian": "გიორგი ბერიძე",
    "Hebrew": "דוד כהן",
    "Arabic": "محمد الأحمد",
    "Persian": "علی\u200cرضا",
    "Devanagari": "प्रिया शर्मा",
    "Bengali": "রবীন্দ্রনাথ ঠাকুর",
    "Tamil": "சுப்ரமணியன்",
    "Thai": "สมชาย น้ำใจดี",
    "Ethiopic": "ሰላም ተስፋዬ",
    "Gurmukhi": "ਹਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Gujarati": "નરેન્દ્ર પટેલ",
    "Telugu": "వెంకటేష్",
    "Kannada": "ಕೃಷ್ಣ",
    "Malayalam": "മോഹൻലാൽ",
    "Sinhala": "කුමාර සංගක්කාර",
    "Khmer": "សុខ ចាន់",
    "Lao": "ສົມຊາຍ",
    "Burmese": "အောင်ဆန်း",
    "Korean": "김민수",
    "Chinese": "黃志強 李明",
    "Japanese": "田中ひろし カタカナ",
}


def drawn(line: str, em: int = 40) -> Image.Image:
    width = line_width(line, em)
    return text_mask(Lettering((line,), em, ()), (width + 4 * 12, 100), right=False)


@pytest.fixture
def no_shaping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without FriBiDi."""
    monkeypatch.setattr(scripts, "SHAPES", False)
    _forget()
    yield
    _forget()


def _forget() -> None:
    for cached in (font_for, missing_letters):
        cached.cache_clear()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_drawn_by_one_font_beside_the_typeface(name: str) -> None:
    credit = f"©Stadt/{name}"
    assert missing_characters(credit) == missing_letters(credit) == ()
    assert not is_plain(credit)
    first, *others = set_runs(credit)
    assert (first.font, first.text) == (TYPEFACE, "©Stadt/")
    assert "".join(run.text for run in others) == name
    assert len(fallback_digests(credit)) == 1
    ink = drawn(credit).getbbox()
    assert ink is not None
    assert ink[2] > line_width("©Stadt/", 40) + 40, "there are letters behind the slash"


@pytest.mark.parametrize("name", ["Michał Ożóg", "Ελένη", "Київ", "Eva Müller-Lüdenscheidt"])
def test_what_the_typeface_draws_needs_nothing_else(name: str) -> None:
    assert is_plain(f"©Stadt/{name}")
    assert fallback_digests(name) == []


@pytest.mark.parametrize("name", ["Ẹ\u0300kọ\u0301", "x\u0302avi", "ɔ\u0300kɔ\u0301"])
def test_marks_stand_over_their_letters(name: str) -> None:
    """Letters with marks for which Unicode has no single character, as in Yoruba and Ewe."""
    bare = "".join(letter for letter in name if not combining(letter))
    assert not is_plain(name)
    assert abs(line_width(name, 40) - line_width(bare, 40)) <= 1, "but for kerning"
    assert missing_letters(f"©Stadt/{name}") == ()
    assert fallback_digests(name) == []
    assert ImageChops.difference(drawn(name), drawn(bare)).getbbox() is not None


def test_right_to_left_stands_together_within_left_to_right() -> None:
    runs = set_runs("©Stadt/דוד כהן (dpa) محمد 12/Li")
    assert [(run.text, run.backwards) for run in runs] == [
        ("©Stadt/", False),
        ("דוד כהן", True),
        (" (dpa) ", False),
        ("12", True),
        ("محمد ", True),
        ("/Li", False),
    ]


def test_two_fonts_from_right_to_left_stand_in_that_order() -> None:
    assert [run.text for run in set_runs("דוד محمد")] == ["محمد", "דוד "]


def test_hebrew_is_drawn_from_right_to_left() -> None:
    alef, bet = (drawn(letter) for letter in "אב")
    both = drawn("אב")
    left = both.crop((12, 0, 12 + line_width("ב", 40), 100))
    assert ImageChops.difference(left, bet.crop((12, 0, 12 + line_width("ב", 40), 100))).getbbox() is None
    assert alef.getbbox() != bet.getbbox()


@pytest.mark.parametrize("word", ["محمد", "क्ष", "น้ำ"])
def test_letters_are_joined_and_stacked(word: str) -> None:
    (run,) = set_runs(word)
    shaped = run.font.at(40)
    unshaped = ImageFont.truetype(FONT_FILE.parent / run.font.name, 40, layout_engine=ImageFont.Layout.BASIC)
    assert bytes(shaped.getmask(word, direction="rtl" if run.backwards else None)) != bytes(unshaped.getmask(word))
    assert line_width(word, 40) == -int(-run.width(40) // 1)


def test_a_blank_stays_with_its_letter_and_a_sign_is_the_typeface_s_if_it_has_it() -> None:
    assert [(run.font.name, run.text) for run in set_runs("李 明、Li (김)")] == [
        ("DroidSansFallbackFull.ttf", "李 明、"),
        (TYPEFACE.name, "Li ("),
        ("GothicA1-SemiBold.ttf", "김"),
        (TYPEFACE.name, ")"),
    ]


@pytest.mark.parametrize(
    ("credit", "letters"),
    [
        ("©Stadt/ᠮᠣ Li", ("ᠮ", "ᠣ")),
        ("©Stadt/Li 😀", ()),
        ("©Stadt/😀", ("😀",)),
        ("©Stadt 😀/Li", ()),
        ("©Stadt/M\ufffdller", ("\ufffd",)),
        ("©Stadt/\ue000 Li", ("\ue000",)),
        ("©Stadt", ()),
    ],
)
def test_what_a_name_lacks_is_told_and_a_missing_sign_is_not(credit: str, letters: tuple[str, ...]) -> None:
    assert missing_letters(credit) == letters


@pytest.mark.usefixtures("no_shaping")
def test_letters_that_would_stand_apart_count_as_missing_where_nothing_joins_them() -> None:
    assert missing_letters("©Stadt/محمد")
    assert missing_letters("©Stadt/प्रिया")
    assert missing_letters("©Stadt/Արամ 李明 김민수 გიორგი") == ()


def test_the_fonts_are_those_whose_digests_are_in_the_keys() -> None:
    for font in FALLBACKS:
        assert font.digest == hashlib.sha256((FONT_FILE.parent / font.name).read_bytes()).hexdigest()
    assert fallback_digests("©Stadt/李 김") == [FALLBACKS[-2].digest, FALLBACKS[-1].digest]


def test_every_font_is_named_with_its_licence() -> None:
    told = (FONT_FILE.parent / "README.md").read_text("utf-8")
    files = [path.name for path in Path(FONT_FILE.parent).glob("*.ttf")]
    assert {font.name for font in (TYPEFACE, *FALLBACKS)} == set(files)
    assert [name for name in files if name not in told] == []
