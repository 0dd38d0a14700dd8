"""`./bildstelle release`: make, edit, list and show releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.support.app import AsJson, Data, app
from cli.support.lookup import find_release
from cli.support.moments import show_moment
from cli.support.output import answer, print_json, print_rows, say
from cli.support.release_options import read_fields
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Release

releases = typer.Typer(help="Releases: what is published together, text and photos.", no_args_is_help=True)
app.add_typer(releases, name="release")

Named = Annotated[str, typer.Argument(metavar="RELEASE", help="Slug or number.")]
File = Annotated[
    Path | None,
    typer.Argument(exists=True, dir_okay=False, help="YAML with any of the fields below.", show_default=False),
]
_LANGUAGE = "as LANGUAGE=TEXT, or LANGUAGE=@FILE; may be repeated"
Slug = Annotated[str | None, typer.Option(help="Short name in addresses; suggested if not given.", show_default=False)]
Number = Annotated[str | None, typer.Option(help="Such as 20190901-318_07; suggested.", show_default=False)]
Date = Annotated[str | None, typer.Option(help="Such as 2026-11-23; today if not given.", show_default=False)]
Dateline = Annotated[str | None, typer.Option(help="Place before the text.", show_default=False)]
Titles = Annotated[list[str] | None, typer.Option("--title", help=f"Headline {_LANGUAGE}.", show_default=False)]
Subtitles = Annotated[list[str] | None, typer.Option("--subtitle", help=f"Subhead {_LANGUAGE}.", show_default=False)]
Summaries = Annotated[list[str] | None, typer.Option("--summary", help=f"Summary {_LANGUAGE}.", show_default=False)]
Texts = Annotated[list[str] | None, typer.Option("--text", help=f"Markdown {_LANGUAGE}.", show_default=False)]
Terms = Annotated[list[str] | None, typer.Option("--terms", help=f"Terms of use {_LANGUAGE}.", show_default=False)]
Contact = Annotated[str | None, typer.Option(help="Whom journalists may ask.", show_default=False)]
Links = Annotated[
    list[str] | None, typer.Option("--link", help="LABEL=URL or URL; may be repeated.", show_default=False)
]
Live = Annotated[str | None, typer.Option(help="Embargo, such as '2026-11-23 18:00'; '' ends it.", show_default=False)]
Expires = Annotated[str | None, typer.Option(help="When it goes off again; '' for never.", show_default=False)]


@releases.command()
def create(
    context: typer.Context,
    file: File = None,
    slug: Slug = None,
    number: Number = None,
    date: Date = None,
    dateline: Dateline = None,
    titles: Titles = None,
    subtitles: Subtitles = None,
    summaries: Summaries = None,
    texts: Texts = None,
    terms: Terms = None,
    contact_name: Contact = None,
    contact_mail: Contact = None,
    contact_phone: Contact = None,
    links: Links = None,
    goes_live_at: Live = None,
    expires_at: Expires = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a draft from options, from YAML, or from both (an option wins)."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.releases.lifecycle import create_release

        release = create_release(read_fields(context.params, file), OPERATOR)
        if as_json:
            print_json(_row(release))
        else:
            say(f"Release {release.slug} (number {release.number}) is a draft now.")
            say(f"Photos: ./bildstelle drop PATH... --release {release.slug} --photographer SLUG")


@releases.command()
def edit(
    context: typer.Context,
    release: Named,
    file: File = None,
    slug: Slug = None,
    number: Number = None,
    date: Date = None,
    dateline: Dateline = None,
    titles: Titles = None,
    subtitles: Subtitles = None,
    summaries: Summaries = None,
    texts: Texts = None,
    terms: Terms = None,
    contact_name: Contact = None,
    contact_mail: Contact = None,
    contact_phone: Contact = None,
    links: Links = None,
    goes_live_at: Live = None,
    expires_at: Expires = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Change the fields that YAML or options name; all others stay."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.releases.lifecycle import edit_release
        from archive.states import ReleaseState

        standing = find_release(release)
        edited = edit_release(standing, read_fields(context.params, file, standing), OPERATOR)
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
    with session(data):
        from django.db.models import Count

        from archive.models import UNSORTED, Release

        rows = [
            _row(release) | {"photos": release.number_of_photos}
            for release in Release.objects.annotate(number_of_photos=Count("photos"))
            if release.slug != UNSORTED or release.number_of_photos
        ]
        answer(rows, as_json=as_json, empty="No release yet. Make one: ./bildstelle release create --title de=…")


@releases.command()
def show(release: Named, data: Data = None, as_json: AsJson = False) -> None:
    """One release: its fields, its batches, what its gate says, its versions and public addresses."""
    with session(data):
        found = find_release(release)
        from cli.support.release_report import describe

        portrait = describe(found)
        if as_json:
            print_json(portrait)
            return
        print_rows([{"field": name, "value": value} for name, value in _flat(portrait["release"])], title=found.slug)
        print_rows(portrait["batches"], title="Batches", empty="No photo was dropped yet.")
        print_rows(portrait["gate"], title="Gate", empty="The gate is open, nothing is missing.")
        print_rows(portrait["publications"], title="Versions", empty="It was never public.")
        for name, url in portrait["urls"].items():
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


def _flat(fields: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Filled fields line by line: `titles.de`, `contact.mail`, `links.1`."""
    lines: list[tuple[str, str]] = []
    for name, value in fields.items():
        if isinstance(value, dict):
            lines += _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            lines += [(f"{prefix}{name}.{n}", " ".join(entry.values())) for n, entry in enumerate(value, start=1)]
        elif value not in (None, ""):
            lines.append((prefix + name, str(value)))
    return lines
