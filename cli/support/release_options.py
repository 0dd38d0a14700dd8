"""Reading a release's fields from YAML and options; the archive's rules check them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.support.errors import CommandError
from cli.support.lookup import find_photos
from cli.support.moments import read_moment

if TYPE_CHECKING:
    from pydantic import ValidationError

    from archive.models import Release
    from archive.releases.fields import ReleaseFields

ARRANGEMENT = ("order", "hero")
"""What is said of the photos of a release, beside its own fields."""
_NOTHING = {"", "~", "null"}


def read_fields(options: Mapping[str, Any], file: Path | None = None, standing: Release | None = None) -> ReleaseFields:
    """Read the fields of `file`; options override them.

    A field in the file replaces the whole field of the `standing` release; an option for one language or one part of
    the contact keeps the others. Raises CommandError that names each wrong field.
    """
    from pydantic import ValidationError

    from archive.releases.fields import CONTACT, PER_LANGUAGE, SINGLE, release_fields

    raw = {name: value for name, value in _read_yaml(file).items() if name not in ARRANGEMENT} if file else {}
    raw |= {field.name: options[field.name] for field in SINGLE if options.get(field.name) is not None}
    for name in (field.name for field in PER_LANGUAGE):
        if pairs := options.get(name):
            raw[name] = {**_standing(raw, standing, name), **read_languages(name, pairs)}
    contact = {part: options[f"contact_{part}"] for part in CONTACT if options.get(f"contact_{part}") is not None}
    if contact:
        raw["contact"] = {**_standing(raw, standing, "contact"), **contact}
    if options.get("links"):
        raw["links"] = [_link(text) for text in options["links"]]
    try:
        return release_fields(**_with_times(raw))
    except ValidationError as error:
        raise CommandError(_complaints(error)) from error


def read_arrangement(options: Mapping[str, Any], file: Path | None = None) -> dict[str, str]:
    """How the photos stand, `order` and `hero` as they were given; options override the file."""
    given = _read_yaml(file) if file else {}
    given |= {name: options[name] for name in ARRANGEMENT if options.get(name) is not None}
    texts = {name: str(given[name]).strip() for name in ARRANGEMENT if name in given}
    return {name: "" if text.lower() in _NOTHING else text for name, text in texts.items()}


def arrange_photos(release: Release, arrangement: Mapping[str, str]) -> Release:
    """Have the photos stand as `read_arrangement` says. Raises CommandError where no photo is meant by the hero."""
    from archive.audit import OPERATOR
    from archive.releases.order import arrange

    hero = arrangement.get("hero")
    if hero:
        hero = find_photos(release, [hero])[0].pk
    return arrange(release, OPERATOR, may_publish=True, order=arrangement.get("order"), hero=hero)


def _read_yaml(file: Path) -> dict[str, Any]:
    import yaml

    try:
        # Scalars stay text: `no` is a language code, 20190901 a release number, and 18:00 is no sexagesimal number.
        raw = yaml.BaseLoader(file.read_text("utf-8")).get_single_data()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    if not isinstance(raw, dict):
        raise CommandError(f"{file} must hold fields and their values, such as titles: with de: below it.")
    return raw


def _standing(raw: Mapping[str, Any], standing: Release | None, name: str) -> dict[str, Any]:
    found = raw[name] if name in raw else getattr(standing, name, None)
    return dict(found) if isinstance(found, Mapping) else {}


def read_languages(name: str, pairs: Sequence[str]) -> dict[str, str]:
    """Parse `de=TEXT` and `de=@FILE`. Raises CommandError for what has no language."""
    texts = {}
    for pair in pairs:
        code, equals, text = pair.partition("=")
        if not equals:
            raise CommandError(f"{name}: write a language before the text, such as de={pair}")
        texts[code.strip()] = _text_of(text)
    return texts


def _text_of(text: str) -> str:
    """The text itself, or for `@NAME` the content of that file."""
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{text[1:]} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _link(text: str) -> dict[str, str]:
    """Parse `https://…` or `LABEL=https://…`."""
    label, equals, url = text.partition("=")
    return {"label": label.strip(), "url": url.strip()} if equals and "://" not in label else {"url": text}


def _with_times(raw: Mapping[str, Any]) -> dict[str, Any]:
    from archive.releases.fields import MOMENTS

    fields = dict(raw)
    for name in MOMENTS:
        text = fields.get(name)
        if isinstance(text, str):
            fields[name] = None if text.strip().lower() in _NOTHING else _moment(name, text)
    return fields


def _moment(name: str, text: str) -> object:
    try:
        return read_moment(text)
    except CommandError as error:
        raise CommandError(f"{name}: {error}") from error


def _complaints(error: ValidationError) -> str:
    lines = [
        f"{'.'.join(map(str, one['loc'])) or 'release'}: {one['msg'].removeprefix('Value error, ')}"
        for one in error.errors()
    ]
    return "The release's fields are wrong:\n" + "\n".join(f"  {line}" for line in lines)
