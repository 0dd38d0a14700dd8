"""`./bildstelle release`: make, edit, list and show releases."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.support.lookup import find_release
from cli.support.moments import show_moment
from cli.support.options import AsJson, Data, ReleaseArgument
from cli.support.output import print_answer, print_json, print_rows, say
from cli.support.release_options import arrange_photos, read_arrangement, read_fields
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Release

releases = typer.Typer(help="Releases: what is published together, text and photos.", no_args_is_help=True)

File = Annotated[
    Path | None,
    typer.Argument(exists=True, dir_okay=False, help="YAML with any of the fields below.", show_default=False),
]


def _text(description: str) -> Any:
    return Annotated[str | None, typer.Option(help=description, show_default=False)]


def _texts(flag: str, description: str) -> Any:
    return Annotated[list[str] | None, typer.Option(flag, help=description, show_default=False)]


_LANGUAGE = "as LANGUAGE=TEXT, or LANGUAGE=@FILE; may be repeated"
_FIELD_OPTIONS: Mapping[str, Any] = {
    "slug": _text("Short name (URL); suggested if not given."),
    "number": _text("Such as 20190901-318_07; suggested."),
    "kind": _text("press_release (if not given), photos, invitation, statement or background."),
    "date": _text("Such as 2026-11-23; today if not given."),
    "dateline": _text("Place before the text."),
    "titles": _texts("--title", f"Headline {_LANGUAGE}."),
    "subtitles": _texts("--subtitle", f"Subhead {_LANGUAGE}."),
    "summaries": _texts("--summary", f"Summary {_LANGUAGE}."),
    "texts": _texts("--text", f"Markdown {_LANGUAGE}."),
    "terms": _texts("--terms", f"Terms of use {_LANGUAGE}."),
    "contact_name": _text("Whom journalists may ask."),
    "contact_mail": _text("Whom journalists may ask."),
    "contact_phone": _text("Whom journalists may ask."),
    "links": _texts("--link", "LABEL=URL or URL; may be repeated."),
    "goes_live_at": _text("Embargo, such as '2026-11-23 18:00'; '' ends it."),
    "expires_at": _text("When it goes off again; '' for never."),
    "order": _text("How the photos stand: time, name, arrival or manual."),
    "hero": _text("The photo that leads, by file name or id; '' for the first one."),
}
"""The options of `create` and `edit` that set a field: name in `context.params` → option, in the order of `--help`."""


def _with_field_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the field options, before its `data`; it finds their values in `context.params`."""
    signature = inspect.signature(command, eval_str=True)
    own = list(signature.parameters.values())
    position = [parameter.name for parameter in own].index("data")
    fields = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=annotation)
        for name, annotation in _FIELD_OPTIONS.items()
    ]

    @wraps(command)
    def run(**values: Any) -> None:
        command(**{name: value for name, value in values.items() if name in signature.parameters})

    run.__signature__ = signature.replace(  # type: ignore[attr-defined]  # what Typer reads
        parameters=[*own[:position], *fields, *own[position:]]
    )
    return run


@releases.command()
@_with_field_options
def create(context: typer.Context, file: File = None, data: Data = None, as_json: AsJson = False) -> None:
    """Make a draft from options, from YAML, or from both (an option wins)."""
    with session(data):
        from django.db.transaction import atomic

        from archive.audit import OPERATOR
        from archive.releases.lifecycle import create_release

        fields, arrangement = read_fields(context.params, file), read_arrangement(context.params, file)
        with atomic():
            release = arrange_photos(create_release(fields, OPERATOR), arrangement)
        if as_json:
            print_json(_row(release))
        else:
            say(f"Release {release.slug} (number {release.number}) is a draft now.")
            say(f"Photos: ./bildstelle drop PATH... --release {release.slug} --photographer SLUG")


@releases.command()
@_with_field_options
def edit(
    context: typer.Context, release: ReleaseArgument, file: File = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Change the fields that YAML or options name; all others stay."""
    with session(data):
        from django.db.transaction import atomic

        from archive.audit import OPERATOR
        from archive.releases.lifecycle import edit_release
        from archive.states import ReleaseState

        standing = find_release(release)
        fields, arrangement = read_fields(context.params, file, standing), read_arrangement(context.params, file)
        with atomic():
            edited = arrange_photos(edit_release(standing, fields, OPERATOR, may_publish=True), arrangement)
        if as_json:
            print_json(_row(edited))
        elif edited.revision == standing.revision:
            say("Nothing differs; nothing was changed.")
        else:
            say(f"{edited.slug} is changed.")
            if edited.state == ReleaseState.LIVE:
                say(f"The public still sees the last version: ./bildstelle publish {edited.slug}")


@releases.command("list")
def list_releases(data: Data = None, as_json: AsJson = False) -> None:
    """All releases, the newest first."""
    with session(data, reads=True):
        from django.db.models import Count

        from archive.models import UNSORTED, Release

        rows = [
            _row(release) | {"photos": release.number_of_photos}
            for release in Release.objects.annotate(number_of_photos=Count("photos"))
            if release.slug != UNSORTED or release.number_of_photos
        ]
        print_answer(rows, as_json=as_json, empty="No release yet. Make one: ./bildstelle release create --title de=…")


@releases.command()
def show(release: ReleaseArgument, data: Data = None, as_json: AsJson = False) -> None:
    """One release: its fields, its batches, what its gate says, its versions and public addresses."""
    with session(data, reads=True):
        from cli.support.release_report import describe

        found = find_release(release)
        report = describe(found)
        if as_json:
            print_json(report)
            return
        print_rows([{"field": name, "value": value} for name, value in _flatten(report["release"])], title=found.slug)
        print_rows(report["batches"], title="Batches", empty="No photo was dropped yet.")
        print_rows(report["gate"], title="Gate", empty="The gate is open, nothing is missing.")
        print_rows(report["publications"], title="Versions", empty="It was never public.")
        for name, url in report["urls"].items():
            say(f"{name:9} {url}")


def _row(release: Release) -> dict[str, object]:
    return {
        "slug": release.slug,
        "number": release.number,
        "date": str(release.date),
        "state": release.state,
        "goes_live_at": show_moment(release.goes_live_at),
        "title": release.title,
    }


def _flatten(fields: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """The filled fields as (path, text) pairs; paths are `titles.de`, `contact.mail`, `links.1`."""
    lines: list[tuple[str, str]] = []
    for name, value in fields.items():
        if isinstance(value, dict):
            lines += _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            lines += [(f"{prefix}{name}.{n}", " ".join(entry.values())) for n, entry in enumerate(value, start=1)]
        elif value not in (None, ""):
            lines.append((prefix + name, str(value)))
    return lines
