"""What a signed-in photographer can do, by whichever protocol: add and list, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.models import GatewayLogin, Release
from archive.people.gateway_logins import end_login, make_login
from archive.store.buckets import incoming
from archive.store.errors import StoreDown
from tests.conftest import empty_buckets
from tests.factories import EDITOR, make_photographer, make_release
from tests.journey.running_stack import picture
from tests.workers.gateway.tidy_spool import tidy_spool
from workers.gateway import record, spool, visits
from workers.gateway.visits import BrokenOff, Visit
from workers.metrics import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets", "kept_connection")]


@pytest.fixture
def kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction lives on its connection."""
    monkeypatch.setattr(record, "close_connections", lambda: None)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    empty_buckets()  # tests that need them made leave files behind, which a listing shows
    make_release(slug="fest")
    make_login(make_photographer(slug="anna"), EDITOR)
    login = GatewayLogin.objects.select_related("photographer").get()
    with tidy_spool(tmp_path) as spool:
        yield Visit(login, spool, "ftp")


def send(visit: Visit, path: str, content: bytes) -> None:
    arriving = visit.begin(path)
    arriving.write(content, 0)
    visit.hand_in(path, arriving)


def names(visit: Visit, path: str) -> list[str]:
    return [entry.name for entry in visit.list(path)]


def test_a_file_is_there_once_it_was_handed_in(visit: Visit) -> None:
    assert names(visit, "/") == ["fest"]
    arriving = visit.begin("/fest/reel/a.jpg")
    arriving.write(b"12345", 0)
    assert "reel" not in names(visit, "/fest")
    visit.hand_in("/fest/reel/a.jpg", arriving)
    assert arriving.file.closed
    assert "reel" in names(visit, "/fest")
    [entry] = visit.list("/fest/reel")
    assert (entry.name, entry.is_folder, entry.size) == ("a.jpg", False, 5)
    assert visit.look_at("/fest/reel").is_folder
    assert visit.look_at("/fest/reel/a.jpg").size == 5
    assert incoming().get("anna/fest/reel/a.jpg") == b"12345"


def test_a_name_that_is_taken_is_a_further_photo(visit: Visit) -> None:
    for content in (b"one", b"two", b"two"):
        send(visit, "/fest/a.jpg", content)
    assert len(list(incoming().versions("anna/fest/a.jpg"))) == 2
    assert names(visit, "/fest").count("a.jpg") == 1


def test_a_temporary_name_becomes_a_photo_once_it_is_renamed(visit: Visit) -> None:
    whole = picture((160, 120))
    send(visit, "/fest/a.jpg.filepart", whole)
    assert list(incoming().keys("anna/")) == []
    assert visit.look_at("/fest/a.jpg.filepart").size == len(whole)
    assert "a.jpg.filepart" in names(visit, "/fest")
    visit.rename("/fest/a.jpg.filepart", "/fest/a.jpg")
    assert list(incoming().keys("anna/")) == ["anna/fest/a.jpg"]
    with pytest.raises(PermissionError):
        visit.rename("/fest/a.jpg", "/fest/b.jpg")
    send(visit, "/fest/b.tmp", b"half")
    visit.begin("/fest/b.tmp", anew=False).write(b" and half", 4)
    with pytest.raises(PermissionError, match="whole file"):
        visit.begin("/fest/a.jpg", anew=False)


def test_what_waits_for_its_name_in_vain_is_taken_under_it_if_it_is_whole(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = picture((160, 120))
    for name, content in (("~a.jpg", whole), ("b.jpg.part", whole), ("c.jpg.tmp", whole[:-50]), ("d.NEF.tmp", b"raw")):
        send(visit, f"/fest/{name}", content)
    visits.settle(visit._spool)
    assert list(incoming().keys("anna/")) == ["anna/fest/~a.jpg"]
    monkeypatch.setattr(spool, "_WAITS", -1)
    for ends in (away, fails):
        with monkeypatch.context() as patch:
            patch.setattr(visits, "add_file", ends)
            visits.settle(visit._spool)
        assert list(visit._spool.names("anna/fest/")) == ["b.jpg.part"], "the store is asked again"
    visits.settle(visit._spool)
    assert list(visit._spool.names("anna/fest/")) == []
    assert list(incoming().keys("anna/")) == ["anna/fest/b.jpg", "anna/fest/~a.jpg"]


def test_what_waits_is_there_after_a_restart(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = picture((160, 120))
    for name in ("a.jpg.filepart", "b.jpg.part", "c.jpg.tmp", "d.jpg.tmp"):
        send(visit, f"/fest/{name}", whole)
    visit.rename("/fest/a.jpg.filepart", "/fest/a.jpg")
    visit.begin("/fest/c.jpg.tmp", anew=False).write(b"half", len(whole))
    going_on = visit.begin("/fest/d.jpg.tmp", anew=False)
    visit.hand_in("/fest/d.jpg.tmp", going_on)
    with tidy_spool(tmp_path) as restarted:
        assert sorted(restarted.names("anna/fest/")) == ["b.jpg.part", "d.jpg.tmp"], "c.jpg was being gone on with"
        assert not restarted.take_late()
        again = Visit(GatewayLogin.objects.select_related("photographer").get(), restarted, "sftp")
        again.rename("/fest/d.jpg.tmp", "/fest/d.jpg")
    monkeypatch.setattr(spool, "_WAITS", -1)
    with tidy_spool(tmp_path) as restarted:
        visits.settle(restarted)
    assert list(incoming().keys("anna/")) == ["anna/fest/a.jpg", "anna/fest/b.jpg", "anna/fest/d.jpg"]
    assert list((tmp_path / "spool-waiting").iterdir()) == []


def test_two_cameras_of_one_photographer_may_use_the_same_temporary_name(visit: Visit) -> None:
    other = Visit(GatewayLogin.objects.select_related("photographer").get(), visit._spool, "sftp")
    for camera, content in ((visit, b"one"), (other, b"two")):
        send(camera, "/fest/DSC_0001.JPG.tmp", content)
    for camera in (visit, other):
        camera.rename("/fest/DSC_0001.JPG.tmp", "/fest/DSC_0001.JPG")
    assert sorted(stored.etag for stored in incoming().versions("anna/")) == [
        hashlib.md5(content, usedforsecurity=False).hexdigest() for content in (b"two", b"one")
    ]


def test_a_picture_that_breaks_off_is_not_stored(visit: Visit) -> None:
    with pytest.raises(OSError, match="breaks off"):
        send(visit, "/fest/a.jpg", picture((160, 120))[:-50])
    assert list(incoming().keys("anna/")) == []


def test_folders_are_there_once_they_were_made_or_hold_something(visit: Visit) -> None:
    for missing in (visit.look_at, visit.list):
        with pytest.raises(FileNotFoundError):
            missing("/fest/DCIM/100")
    visit.make_folder("/fest/DCIM/100")
    assert visit.look_at("/fest/DCIM/100").is_folder
    assert "DCIM" in names(visit, "/fest")
    assert names(visit, "/fest/DCIM/100") == []
    with pytest.raises(IsADirectoryError):
        visit.begin("/fest")


def test_nothing_goes_in_once_login_or_release_ended(visit: Visit) -> None:
    arriving = visit.begin("/fest/a.jpg")
    Release.objects.update(state="withdrawn")
    with pytest.raises(PermissionError, match="fest takes no photos"):
        visit.hand_in("/fest/a.jpg", arriving)
    Release.objects.update(state="draft")
    make_login(visit.photographer, EDITOR)
    with pytest.raises(PermissionError, match="ended"):
        visit.list("/")
    end_login(visit.photographer, EDITOR)
    with pytest.raises(PermissionError, match="ended"):
        visit.begin("/fest/a.jpg")
    with pytest.raises(PermissionError):
        visit.look_at("/../bob")


def away(*_arguments: object) -> None:
    raise StoreDown("no answer")


def fails(*_arguments: object) -> None:
    raise ValueError("a fault of ours")


def test_a_store_that_is_away_is_told_as_such(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "add_file", away)
    with pytest.raises(OSError, match="try again later"):
        send(visit, "/fest/a.txt", b"text")


def test_what_became_of_each_file_and_who_is_there_is_counted(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(ended: str) -> float:
        return registry().get_sample_value("bildstelle_gateway_files_total", {"way": "ftp", "ended": ended}) or 0

    ends = ("taken", "there", "refused", "cut_off", "failed")
    before, photo = [counted(ended) for ended in ends], picture((64, 48))
    for content in (photo, photo):
        send(visit, "/fest/a.jpg", content)
    with pytest.raises(BrokenOff):
        send(visit, "/fest/b.jpg", photo[:-40])
    visit.give_up("/fest/c.jpg", visit.begin("/fest/c.jpg"))
    with pytest.raises(PermissionError):
        visit.begin("/no-such-release/../../x.jpg")
    monkeypatch.setattr(spool, "free_space", lambda _folder: 0)
    with pytest.raises(OSError, match="No space"):
        visit.begin("/fest/d.jpg")
    assert [counted(ended) - n for ended, n in zip(ends, before, strict=True)] == [1, 1, 1, 2, 1]
    visit.open()
    assert registry().get_sample_value("bildstelle_gateway_sessions", {"way": "ftp"}) == 1
    visit.close()
    assert registry().get_sample_value("bildstelle_gateway_sessions", {"way": "ftp"}) == 0
