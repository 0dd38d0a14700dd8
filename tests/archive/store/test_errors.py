"""No error of the store's libraries passes the wall: whatever the store does, callers meet a StoreError."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from django.test import override_settings

from archive.models import Release
from archive.store import buckets, setup, upload_credentials, uploads
from archive.store.buckets import Bucket, archive, incoming, press
from archive.store.errors import AccessDenied, KeyUnknown, Missing, PreconditionLost, StoreDown, StoreError
from archive.store.listing import UnfinishedUpload
from archive.store.upload_credentials import UploadCredential, create_upload_credential, revoke_upload_credential
from tests.factories import make_release

CREDENTIAL = UploadCredential("id", "secret")
CALLS: dict[str, Callable[[Path], object]] = {
    "Bucket.put": lambda file: archive().put("a", b"x", "text/plain"),
    "Bucket.put_stream": lambda file: archive().put_stream("a", [b"x"], "text/plain", ""),
    "Bucket.put_if": lambda file: archive().put_if("a", b"x", "text/plain", "", etag=None),
    "Bucket.get": lambda file: archive().get("a"),
    "Bucket.get_with_etag": lambda file: archive().get_with_etag("a"),
    "Bucket.fetch": lambda file: archive().fetch("a", file),
    "Bucket.fetch_span": lambda file: archive().fetch_span("a", file, range(2)),
    "Bucket.chunks": lambda file: list(archive().chunks("a")),
    "Bucket.digest": lambda file: archive().digest("a"),
    "Bucket.head": lambda file: archive().head("a"),
    "Bucket.copy": lambda file: press().copy(archive(), "a", "b", "text/plain", ""),
    "Bucket.delete": lambda file: archive().delete("a"),
    "Bucket.objects": lambda file: list(archive().objects("a")),
    "Bucket.keys": lambda file: list(archive().keys("a")),
    "Bucket.keys_but": lambda file: list(archive().keys_but("a/", ["a/b/"])),
    "Bucket.level": lambda file: archive().level(""),
    "Bucket.versions": lambda file: list(incoming().versions()),
    "Bucket.unfinished_uploads": lambda file: list(incoming().unfinished_uploads()),
    "Bucket.abort": lambda file: incoming().abort(UnfinishedUpload("a", "0" * 40, datetime.now(UTC))),
    "prepare": lambda file: setup.prepare(),
    "create_upload_credential": lambda file: create_upload_credential("anna"),
    "revoke_upload_credential": lambda file: revoke_upload_credential("anna"),
    "Arrived": lambda file: uploads.Arrived(Release.objects.get(), "anna/r/"),
    "upload": lambda file: uploads.upload(file, "anna/r/a.jpg", lambda n: None),
    "upload by a photographer": lambda file: uploads.upload(file, "anna/r/a.jpg", lambda n: None, CREDENTIAL),
}
WITHOUT_STORE = {"Bucket", "StoredObject", "UploadCredential", "Fingerprint", "fingerprint", "real_version"}
# Uploading is what such a key may do; on SeaweedFS it may even ask for keys.
NO_QUESTION_OF_S3 = {"upload", "upload by a photographer", "create_upload_credential", "revoke_upload_credential"}
WITHOUT_STORE |= {"incoming", "archive", "press", "upload_policy", "desk_origins"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"a photo")
    return path


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries botocore and `prepare` sleep, up to some seconds."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


@pytest.fixture
def no_store(no_pauses: None) -> Iterator[None]:
    with override_settings(S3_ENDPOINT="http://127.0.0.1:1"):
        yield


@pytest.fixture
def annas() -> Iterator[UploadCredential]:
    """A key that may upload below `anna/` and nothing else."""
    yield create_upload_credential("anna")
    revoke_upload_credential("anna")


def _public(module: ModuleType) -> set[str]:
    ours = inspect.getmembers(module, lambda one: getattr(one, "__module__", "") == module.__name__)
    return {name for name, _one in ours if not name.startswith("_")}


def test_every_function_is_called_here() -> None:
    verbs = {f"Bucket.{name}" for name, _verb in inspect.getmembers(Bucket, inspect.isfunction) if name[0] != "_"}
    functions = set().union(*map(_public, (buckets, setup, upload_credentials, uploads))) - WITHOUT_STORE
    assert verbs | functions == set(CALLS) - {"upload by a photographer"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", CALLS)
def test_without_a_store_each_says_so(name: str, no_store: None, file: Path) -> None:
    make_release()
    with pytest.raises(StoreDown):
        CALLS[name](file)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in CALLS if name not in NO_QUESTION_OF_S3])
def test_a_key_that_may_not_is_told_so(
    name: str, annas: UploadCredential, buckets: None, no_pauses: None, file: Path
) -> None:
    make_release()
    with (
        override_settings(S3_ACCESS_KEY=annas.access_key_id, S3_SECRET_KEY=annas.secret),
        pytest.raises(AccessDenied),
    ):
        CALLS[name](file)


def test_a_key_the_store_does_not_know(buckets: None, file: Path) -> None:
    with pytest.raises(KeyUnknown):
        uploads.upload(file, "anna/r/a.jpg", lambda n: None, CREDENTIAL)


def test_missing_and_lost_are_told_apart(buckets: None) -> None:
    with pytest.raises(Missing):
        archive().get("nothing")
    assert archive().head("nothing") is None
    archive().put("there", b"x", "text/plain")
    with pytest.raises(PreconditionLost):
        archive().put_if("there", b"y", "text/plain", "", etag=None)


def test_a_file_on_this_side_is_no_fault_of_the_store(buckets: None, tmp_path: Path) -> None:
    archive().put("there", b"x", "text/plain")
    with pytest.raises(FileNotFoundError):
        archive().fetch("there", tmp_path / "no folder" / "file")
    with pytest.raises(FileNotFoundError):
        uploads.upload(tmp_path / "no file", "anna/r/a.jpg", lambda n: None)


def test_none_is_permanent() -> None:
    """Objects come back, races end, operators correct keys."""
    kinds: tuple[type[StoreError], ...] = (StoreError, Missing, PreconditionLost, StoreDown, KeyUnknown, AccessDenied)
    assert not any(kind.permanent for kind in kinds)
