"""Dropping files: what is gathered, what goes up, what is left out the next time."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.models import Receipt
from archive.people.photographers import create_photographer, revoke_access
from archive.store.buckets import incoming
from archive.store.uploads import fingerprint
from cli.support.errors import CommandError
from cli.support.local_files import gather_files
from cli.support.uploads import upload_files
from tests.cli.command_runner import fail, misuse, run, run_json
from tests.factories import make_photo, make_photographer, make_release
from workers.upkeep.sweep import sweep_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def card(folder: Path) -> Path:
    for name in ("DCIM/100/A.JPG", "DCIM/101/A.JPG", "Grüße.jpg", ".DS_Store", "DCIM/._A.JPG", ".Trashes/old.jpg"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 100)
    return folder


def keys() -> list[str]:
    return sorted(stored.key for stored in incoming().versions())


def test_a_drop_goes_up_whole_and_a_second_one_not_at_all(tmp_path: Path) -> None:
    release, anna = make_release(), make_photographer(slug="anna")
    words = ["drop", str(card(tmp_path)), "--release", release.number, "--photographer", "anna"]
    told = run(*words)
    assert "3 uploaded, 0 were there already" in told
    assert "hidden: 3 files" in told
    prefix = f"anna/{release.slug}"
    there = sorted([f"{prefix}/DCIM/100/A.JPG", f"{prefix}/DCIM/101/A.JPG", f"{prefix}/Grüße.jpg"])
    assert keys() == there
    again = run_json(*words)
    assert (again["uploaded"], sorted(again["skipped"])) == ([], ["DCIM/100/A.JPG", "DCIM/101/A.JPG", "Grüße.jpg"])
    assert keys() == there
    (tmp_path / "Grüße.jpg").write_bytes(b"another picture")
    assert run_json(*words)["uploaded"] == ["Grüße.jpg"]
    assert sweep_everything().received == 4
    assert set(Receipt.objects.values_list("photo__batch__photographer", flat=True)) == {anna.pk}


def test_bytes_that_are_a_photo_already_are_left_out_under_any_name(tmp_path: Path) -> None:
    release = make_release()
    make_photographer(slug="anna")
    file = tmp_path / "renamed.jpg"
    file.write_bytes(b"a picture")
    photo = make_photo(release)
    assert photo.original
    photo.original.sha256 = fingerprint(file).sha256
    photo.original.save()
    told = run("drop", str(file), "--release", release.slug, "--photographer", "anna")
    assert "left out, the same bytes are there: renamed.jpg" in told
    assert keys() == []


def test_a_photographers_own_key_suffices_and_ends(tmp_path: Path) -> None:
    welcome = create_photographer("Anna Łuczak", "anna-l")
    files = gather_files([card(tmp_path)])
    assert len(upload_files(files, "anna-l/fest/", as_key=welcome.key).uploaded) == 3
    with pytest.raises(CommandError, match="3 of 3 files did not go up") as foreign:
        upload_files(files, "bob/fest/", as_key=welcome.key)
    assert "Grüße.jpg: bob/fest/Grüße.jpg" in str(foreign.value)
    assert revoke_access(welcome.photographer)
    with pytest.raises(CommandError, match="3 of 3 files"):
        upload_files(files, "anna-l/fest/", as_key=welcome.key)
    assert len(keys()) == 3


def test_mistakes_are_told(tmp_path: Path) -> None:
    release = make_release()
    make_photographer(slug="anna")
    hidden = tmp_path / ".hidden.jpg"
    hidden.write_bytes(b"x")
    to = ["--release", release.slug, "--photographer", "anna"]
    assert "There is no file to upload, only hidden ones." in fail("drop", str(tmp_path), *to)
    assert "There is no photographer bob" in fail("drop", str(tmp_path), *to[:3], "bob")
    assert "There is no release fest" in fail("drop", str(tmp_path), "--release", "fest", *to[2:])
    assert "does not exist" in misuse("drop", "nowhere", *to)
