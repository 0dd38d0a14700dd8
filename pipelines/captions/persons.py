"""Persons as a sentence and back: `V.l.: Anna Muster, Bo Beispiel und Cem Can`.

Captions write the order in many ways, before the names or behind them, abbreviated or not, and names carry titles,
particles and initials. What is not sure to be a name is left out, since a person's name goes into public files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.captions.wording import (
    ABBREVIATIONS,
    AND,
    ARTICLES,
    LEAD,
    PARTICLES,
    PLACED,
    PLACED_FIRST,
    ROLES,
    WORDINGS,
    Wording,
)


def write_persons(persons: Sequence[str], language: str) -> str:
    """`V.l.: A, B und C`, in English `From left: A, B and C`; one person alone is no order; empty for none."""
    wording = _wording(language)
    names = [_spelled(name, wording) for name in persons]
    return f"{wording.lead} {join_names(names, language)}" if len(names) > 1 else "".join(names)


def join_names(names: Sequence[str], language: str) -> str:
    """`A, B und C`."""
    *first, last = names or [""]
    return f"{', '.join(first)} {_wording(language).last} {last}" if first else last


def find_persons(caption: str) -> list[str]:
    """The persons that a caption names from left to right, or with their places; empty where it names none so."""
    for line in caption.split("\n"):
        found = _in_order(line) or _placed(line)
        if found:
            return list(dict.fromkeys(found))
    return []


def put_persons(caption: str, persons: Sequence[str], language: str) -> str:
    """The caption with the sentence of these persons: in place of the one that it ends with, else behind its text."""
    lead = next((found for found in LEAD.finditer(caption) if _opens(caption, found)), None)
    rest = caption[: lead.start()].rstrip() if lead and _is_all(caption[lead.end() :]) else caption.rstrip()
    return f"{rest} {write_persons(persons, language)}".strip()


def _is_all(tail: str) -> bool:
    """Whether nothing but names follows, so that replacing them loses nothing."""
    names = _names(tail.lstrip(" :"))
    words = sum(len(name.split()) for name in names)
    ands = len(re.findall(r"(?<!\w)(?:und|sowie|and)(?!\w)", tail, re.IGNORECASE))
    return bool(names) and words + ands >= len(PLACED.sub("", tail).lstrip(" :").split())


def _wording(language: str) -> Wording:
    return WORDINGS.get(language.split("-", maxsplit=1)[0], WORDINGS["en"])


def _spelled(name: str, wording: Wording) -> str:
    for written, spelled in wording.spelled:
        name = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", spelled, name)
    return name


def _in_order(line: str) -> list[str]:
    """The names that a word such as `V.l.:` announces, or `(v.l.)` closes."""
    for lead in LEAD.finditer(line):
        inside = line[: lead.start()].rstrip().endswith("(")
        if inside and line[lead.end() :].lstrip().startswith(")"):
            after = line[lead.end() :].lstrip()[1:].lstrip()
            return _names_before(line[: lead.start()].rstrip()[:-1]) or _names(after)
        if _opens(line, lead):
            return _names(line[lead.end() :].lstrip(" :–-"))
    return []


def _opens(line: str, lead: re.Match[str]) -> bool:
    """Whether names follow these words: they stand at the beginning of something, or a colon comes."""
    before, after = line[: lead.start()].rstrip(), line[lead.end() :].lstrip()
    return after.startswith(":") or not before or before[-1] in ".!?:;,–-(|"


def _names(text: str) -> list[str]:
    """The names from the beginning of this text to the end of its sentence."""
    names: list[str] = []
    for part in AND.split(_outside_brackets(PLACED.sub("", _sentence(text)))):
        words = PLACED_FIRST.sub("", part.strip()).split()
        while words and words[0].lower() in ARTICLES:
            words = words[1:]
        name = " ".join(_leading(words))
        if not name:
            break
        if not ROLES.fullmatch(name):
            names.append(name)
        if len(name.split()) < len(words):
            break
    return names


def _names_before(text: str) -> list[str]:
    """The names up to the end of this text; the first begins where the words before it are no name's."""
    sentence = text[_last_end(text) :]
    parts = [PLACED_FIRST.sub("", part.strip()) for part in AND.split(PLACED.sub("", sentence))]
    names: list[str] = []
    for part in reversed(parts):
        words = part.split()
        name = " ".join(reversed(list(_trailing(words))))
        if not name:
            break
        names.insert(0, name)
        if len(name.split()) < len(words):
            break
    return [name for name in names if not ROLES.fullmatch(name)]


def _placed(line: str) -> list[str]:
    """Names that have their places in parentheses behind them."""
    names, start = [], 0
    for place in PLACED.finditer(line):
        before = AND.split(line[start : place.start()])[-1].split()
        name = " ".join(reversed(list(_trailing(before))))
        names += [name] if name else []
        start = place.end()
    return names


def _leading(words: Sequence[str]) -> Iterator[str]:
    """The words of a name that these words begin with, without particles at its end."""
    run: list[str] = []
    for word in words:
        if not _is_of_a_name(word):
            break
        run.append(word)
    while run and run[-1].lower() in PARTICLES:
        run.pop()
    return iter(word.rstrip(",:") for word in run)


def _trailing(words: Sequence[str]) -> Iterator[str]:
    """The words of a name that these words end with, from the last; its first word is no particle."""
    run: list[str] = []
    for word in reversed(words):
        if not _is_of_a_name(word):
            break
        run.append(word)
    while run and run[-1].lower() in PARTICLES:
        run.pop()
    return iter(run)


def _is_of_a_name(word: str) -> bool:
    letter = next((one for one in word if one.isalpha()), "")
    is_capital = bool(letter) and (letter.isupper() or letter.lower() == letter.upper())
    return is_capital or word.lower() in PARTICLES or word.lower() in ABBREVIATIONS or word.startswith("(")


def _sentence(text: str) -> str:
    """The text up to where its sentence ends."""
    for stop in re.finditer(r"[.!?](?=\s|$|[\"“”»)])|[|/]|\s[–-]\s", text):
        if not _is_abbreviated(text, stop.start()):
            return text[: stop.start()]
    return text


def _last_end(text: str) -> int:
    """Where the last sentence of the text begins."""
    ends = [stop.end() for stop in re.finditer(r"[.!?:](?=\s)", text) if not _is_abbreviated(text, stop.start())]
    return ends[-1] if ends else 0


def _is_abbreviated(text: str, at: int) -> bool:
    """Whether the full stop at this place belongs to an initial or an abbreviation."""
    if text[at] != ".":
        return False
    word = re.split(r"[\s(]", text[: at + 1])[-1]
    is_initial = bool(re.fullmatch(r"(?:[^\W\d_]\.)+(?:-[^\W\d_]\.)*", word))
    return is_initial or word.lower() in ABBREVIATIONS


def _outside_brackets(text: str) -> str:
    """The text up to a bracket that closes what was opened before it."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return text[:at]
    return text
