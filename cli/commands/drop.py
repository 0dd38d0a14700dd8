"""`./bildstelle drop`: upload files and folders, as a photographer would."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cli.support.errors import CommandError
from cli.support.local_files import LocalFiles, gather_files
from cli.support.lookup import find_photographer, find_release
from cli.support.options import AsJson, Data, ReleaseOption
from cli.support.output import print_json, say
from cli.support.session import session
from cli.support.uploads import Uploads, upload_files, wait_until_developed


def drop(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", exists=True, help="Files, and folders with all below.")
    ],
    release: ReleaseOption,
    photographer: Annotated[str, typer.Option(help="Slug.")],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all are developed.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Upload photos for a release. What arrived before is left out, so a drop that broke off can be run again."""
    with session(data):
        found, person = find_release(release), find_photographer(photographer)
        if found.is_unsorted:
            raise CommandError("Stray uploads have no release; name the one these photos are for.")
        files = gather_files(paths)
        if not files.entries:
            raise CommandError("There is no file to upload" + (", only hidden ones." if files.hidden else "."))
        prefix = f"{person.slug}/{found.slug}/"
        from archive.states import PhotoState
        from archive.store.uploads import Arrived

        uploads = upload_files(files, prefix, Arrived(found, prefix))
        if as_json:
            print_json({"uploaded": uploads.uploaded, "skipped": uploads.skipped, "hidden": files.hidden})
        else:
            _print_uploads(uploads, files)
        if wait:
            developed = wait_until_developed(found.slug, [prefix])
            if not as_json:
                say(f"Done: {developed.words}.")
                if found.photos.filter(state=PhotoState.REFUSED).exists():
                    say(f"What was refused, and why: ./bildstelle status {found.slug}")


def _print_uploads(uploads: Uploads, files: LocalFiles) -> None:
    say(f"{len(uploads.uploaded)} uploaded, {len(uploads.skipped)} were there already.")
    for name, count in Counter(uploads.skipped).items():
        say(f"  left out, the same bytes are there: {name}" + (f" ({count} ×)" if count > 1 else ""))
    if files.hidden:
        say(f"  left out, hidden: {files.hidden} files whose name or folder begins with a dot")
