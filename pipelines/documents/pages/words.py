"""The words of the pages in one language, and numbers, sizes, dates and times as its readers write them."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from pipelines.metadata.dates import DAY, MONTH, YEAR, as_day

_FALLBACK = "en"
_KILO = 1000
_NBSP = "\u00a0"


class Words:
    """Labels by name (`words["skip"]`), filled (`words("photo", n=24)`), by number (`words.count("photos", 3)`)."""

    def __init__(self, language: str, zone: str, own: Mapping[str, str] | None = None) -> None:
        """`own` are a theme's words for this language; they go before ours."""
        self.language = language
        self._spoken = spoken = {**_carried(language), **(own or {})}
        self.locale = spoken.get("locale", language)
        self._labels = {**_carried(_FALLBACK), **spoken}
        self._zone = ZoneInfo(zone)
        self._locale = _locale(self.locale)
        self.rtl = self._locale.text_direction == "rtl"

    def __getitem__(self, name: str) -> str:
        return self._labels[name]

    def __call__(self, name: str, /, **values: object) -> str:
        """A label with its gaps filled; numbers are written as the language does."""
        return self._labels[name].format_map({key: self._written(value) for key, value in values.items()})

    def has(self, name: str) -> bool:
        """Whether there is such a label."""
        return name in self._labels

    def count(self, name: str, n: int, /, **values: object) -> str:
        """The label's form for this number."""
        form = f"{name}_{self._locale.plural_form(n)}"
        known = self._spoken if name in self._spoken else self._labels
        return self(form if form in known else name, n=n, **values)

    def number(self, value: int) -> str:
        """4032 is `4.032` in German."""
        return str(format_decimal(value, locale=self._locale))

    def size(self, octets: int) -> str:
        """A file's size as people compare it: `2,9 MB`, `412 KB`."""
        if octets < _KILO**2:
            return f"{self.number(max(1, round(octets / _KILO)))}{_NBSP}KB"
        megabytes = octets / _KILO**2
        shown = round(megabytes, 1) if megabytes < 10 else round(megabytes)
        return f"{format_decimal(shown, format='#,##0.#', locale=self._locale)}{_NBSP}MB"

    def pixels(self, width: int, height: int) -> str:
        """`4.032 × 3.024`, the width first also where one reads from the right."""
        pixels = f"{self.number(width)}{_NBSP}×{_NBSP}{self.number(height)}"
        return f"\u2066{pixels}\u2069" if self.rtl else pixels

    def date(self, day: dt.date, form: str = "date") -> str:
        """A day by one of the patterns `date`, `date_full`, `date_row`, `month_year`."""
        return str(format_date(day, self._labels[form], locale=self._locale))

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A moment on the house's clock."""
        return moment.astimezone(self._zone)

    def day_of(self, moment: dt.datetime) -> str:
        """The day of a moment where the house stands."""
        return self.date(self.local(moment).date())

    def moment(self, moment: dt.datetime) -> str:
        """Day and time, the minutes only where they are not full: `13. September 2026, 18 Uhr`."""
        return self._at(self.local(moment))

    def taken(self, taken: str) -> str:
        """A camera's date as far as it is known: `1985`, `Juli 1985`, `12. Juli 1985, 9.12 Uhr`."""
        known = taken[:DAY]
        day = as_day(known, YEAR)
        if day is None or len(known) == YEAR:
            return known
        if len(known) == MONTH:
            return self.date(day, "month_year")
        return self._at(dt.datetime.fromisoformat(taken)) if len(taken) > DAY else self.date(day)

    def month(self, number: int) -> str:
        """The name of a month, as it stands alone."""
        return str(self._locale.months["stand-alone"]["wide"][number])

    def language_name(self, code: str) -> str:
        """A language in this one: `Englisch`."""
        return str(self._locale.languages.get(code, code))

    def own_name(self, code: str) -> str:
        """A language as those who speak it call it: `English`."""
        name = _locale(code).languages.get(code, code)
        return str(name[:1].upper() + name[1:])

    def languages(self, codes: Sequence[str]) -> str:
        """`Deutsch und Englisch`."""
        names = [self.language_name(code) for code in codes]
        if len(names) < 2:
            return "".join(names)
        return self("language_and", first=", ".join(names[:-1]), last=names[-1])

    def _at(self, moment: dt.datetime) -> str:
        form = "time" if moment.minute else "time_hour"
        time = format_time(moment.replace(tzinfo=None), self._labels[form], locale=self._locale)
        return self("at", date=self.date(moment.date()), time=time)

    def _written(self, value: object) -> str:
        return self.number(value) if isinstance(value, int) else str(value)


def labels_of(text: str) -> dict[str, str]:
    """The labels of a TOML file; ValueError, its message in plain words, for one that is none."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from error
    unknown = sorted(name for name in table if not name.startswith("source_") and not _known(name))
    if unknown:
        raise ValueError(f"no such label: {', '.join(unknown)}")
    if odd := sorted(name for name, value in table.items() if not isinstance(value, str)):
        raise ValueError(f"not a text: {', '.join(odd)}")
    return table


def _known(name: str) -> bool:
    """Ours, or a plural form of ours, such as `photos_few`."""
    return name in _carried(_FALLBACK) or name.rpartition("_")[0] in _carried(_FALLBACK)


@lru_cache
def _carried(language: str) -> Mapping[str, str]:
    """The labels that we bring along; empty for a language we do not speak."""
    file = files(__package__) / "labels" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8")) if language.isalnum() and file.is_file() else {}


@lru_cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return Locale(_FALLBACK)
