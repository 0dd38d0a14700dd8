"""The steps of the sample event, made of the same functions as the commands. Needs Django set up."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.contrib.auth import get_user_model
from django.utils import timezone
from rich.progress import track

from archive.audit import OPERATOR
from archive.models import Photographer, Receipt, Release
from archive.people.photographers import create_photographer, renew_key
from archive.photos import decisions
from archive.photos.captions_file import captions_columns
from archive.releases.fields import release_fields
from archive.releases.lifecycle import create_release
from archive.releases.suggestions import suggest_slug
from archive.states import PhotoState
from archive.store.upload_credentials import UploadCredential
from cli.sample.event import PHOTOGRAPHERS, RELEASE, Shot
from cli.sample.files import SERIAL
from cli.stack.stack import Account
from cli.support.captions import import_table
from cli.support.errors import CommandError
from cli.support.local_files import gather_files
from cli.support.lookup import find_approvable
from cli.support.output import error_console, report_outcome, say
from cli.support.reasons import reason_of
from cli.support.release_report import public_urls
from cli.support.uploads import upload_files
from cli.verify import plan_checks, read_public_manifest, run_checks
from pipelines.documents.captions_file import CaptionRow, export_captions


def make_release() -> Release:
    """Make the bilingual release; each run gets a new one."""
    slug = suggest_slug("Bürgerfest", timezone.localdate())
    return create_release(release_fields(**RELEASE | {"slug": slug}), OPERATOR)


def make_photographers(*, new_press_password: bool) -> tuple[dict[str, UploadCredential | None], list[Account]]:
    """Make or renew the upload keys, by slug, and the accounts; those of an earlier run get new passwords."""
    keys: dict[str, UploadCredential | None] = {}
    accounts = [_new_password("press", "approver")] if new_press_password else []
    for slug, name in PHOTOGRAPHERS.items():
        if known := Photographer.objects.filter(slug=slug).first():
            keys[slug] = renew_key(known)
            accounts.append(_new_password(slug, "photographer"))
        else:
            welcome = create_photographer(name, slug, slug)
            keys[slug] = welcome.key
            if welcome.account:
                accounts.append(Account(slug, welcome.account.password, welcome.account.role))
    return keys, accounts


def _new_password(username: str, role: str) -> Account:
    password = secrets.token_urlsafe(12)
    user = get_user_model().objects.get(username=username)
    user.set_password(password)
    user.save(update_fields=["password"])
    return Account(username, password, role)


def drop_cards(cards: Path, release: Release, keys: Mapping[str, UploadCredential | None]) -> None:
    """Upload `<cards>/<slug>` with the key of each photographer, or ours for want of it; then delete the cards."""
    for slug, key in keys.items():
        files = gather_files([cards / slug])
        size = files.bytes / 1e6
        uploads = upload_files(files, f"{slug}/{release.slug}/", as_key=key)
        say(f"   {slug}: {len(uploads.uploaded)} files, {size:.0f} MB")
    shutil.rmtree(cards)


def check_development(release: Release, shots: Sequence[Shot]) -> int:
    """The number of refused files; CommandError unless all photos are ready and only the text file was refused."""
    refused = list(release.photos.filter(state=PhotoState.REFUSED))
    ready = release.photos.filter(state=PhotoState.READY).count()
    for photo in refused:
        say(f"   refused: {photo.filename}. {reason_of(photo)}")
    if ready != len(shots) or [photo.problem for photo in refused] != ["not_a_photo"]:
        found = [f"{photo.filename}: {photo.state} {reason_of(photo)}" for photo in release.photos.all()]
        raise CommandError(f"{ready} of {len(shots)} photos are ready:\n" + "\n".join(found))
    return len(refused)


def caption_photos(release: Release, shots: Sequence[Shot]) -> None:
    """Import a captions CSV as a press officer would; each photo is found by the key it was uploaded under."""
    by_key = dict(Receipt.objects.filter(photo__release=release).values_list("key", "photo_id"))
    rows = [
        CaptionRow(
            id=by_key[f"{shot.photographer}/{release.slug}/{shot.name}"] or "",
            filename=Path(shot.name).name,
            values={
                "order": order,
                "caption_de": shot.scene.caption_de,
                "caption_en": shot.scene.caption_en,
                "alt_de": f"{shot.scene.name}: Menschen am Ufer",
                "alt_en": f"{shot.scene.name}: people at the river",
            },
        )
        for order, shot in enumerate(shots, start=1)
    ]
    changed = import_table(release, export_captions(rows, list(captions_columns().values())))
    say(f"   {len(changed)} texts were imported.")


def approve_all(release: Release) -> None:
    """Approve every photo that waits for approval."""
    chosen = find_approvable(release)
    report_outcome("approved", chosen, decisions.approve([photo.pk for photo in chosen], OPERATOR))


def verify_publication(release: Release, photos: int, meanwhile: Callable[[], None]) -> tuple[int, str]:
    """Check everything public over HTTP; the number of addresses and the manifest's URL. Raises CommandError."""
    url = public_urls(Release.objects.get(pk=release.pk))["manifest"]
    manifest = read_public_manifest(url)
    if len(manifest.live_photos) != photos:
        raise CommandError(f"{url} shows {len(manifest.live_photos)} photos, not {photos}.")
    checks = plan_checks(manifest, url, secrets=(SERIAL,))
    for _check in track(run_checks(checks), "Verifying", total=len(checks), console=error_console()):
        meanwhile()
    return len(checks) + 3, url  # and the manifest, its version document and its schema
