"""Files on their way in: nameless on the disk, bounded, and gone with whoever held them."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.running_stack import picture
from tests.pipelines.attached_files import mp4, pdf
from tests.workers.gateway.tidy_spool import tidy_spool
from workers.gateway import spool as module
from workers.gateway.spool import Spool


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with tidy_spool(tmp_path) as made:
        yield made


def test_a_file_has_no_name_and_comes_in_any_order(spool: Spool, tmp_path: Path) -> None:
    arriving = spool.new()
    arriving.write(b"world", 6)
    arriving.write(b"hello ", 0)
    assert arriving.size == 11
    assert list((tmp_path / "spool").iterdir()) == []
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    arriving.file.seek(0)
    assert arriving.file.read() == b"hello world"
    arriving.discard()
    arriving.discard()


def test_what_is_too_large_or_has_no_room_is_refused(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    with pytest.raises(OSError, match="too large") as refused:
        spool.new().write(b"x", 10)
    assert refused.value.errno == errno.EFBIG
    monkeypatch.setattr(module, "free_space", lambda _folder: 0)
    with pytest.raises(OSError, match="No space left"):
        spool.new()


def test_a_picture_that_breaks_off_is_told_from_others(spool: Spool) -> None:
    whole = picture((160, 120))
    sound, webp = (b"RIFF\xff\0\0\0" + kind for kind in (b"WAVE", b"WEBP"))
    for content, broken in ((whole, False), (whole[:-40], True), (b"", False), (sound, False), (webp, True)):
        arriving = spool.new()
        arriving.write(content, 0)
        assert arriving.breaks_off() is broken, content[:10]
        # A trailer may have been on its way, and a thumbnail's end mark may stand where the picture was cut.
        assert arriving.is_whole() is (content is whole)
    for content in (whole + b"\0", whole[:-40] + b"\xff"):
        arriving = spool.new()
        arriving.write(content, 0)
        assert not arriving.is_whole()


@pytest.mark.parametrize(
    ("name", "content"),
    [("Plan.PDF", pdf()), ("film.mp4", mp4()), ("card.zip", b"PK\3\4 photos PK\5\6" + bytes(18) + b"a comment")],
)
def test_other_files_are_told_by_how_their_kind_ends(spool: Spool, name: str, content: bytes) -> None:
    for data, broken in ((content, False), (content[:12], True)):
        arriving = spool.new()
        arriving.write(data, 0)
        assert arriving.breaks_off(f"anna/fest/{name}") is broken
        assert not arriving.breaks_off("anna/fest/memo.wav"), "nothing tells where sound ends"


def test_a_temporary_name_waits_for_its_own_for_an_hour(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = spool.new(), spool.new()
    second.write(b"12", 0)
    spool.wait("anna/fest/a.tmp", first, 1)
    spool.wait("anna/fest/a.tmp", second, 1)
    assert first.file.closed
    assert spool.find("anna/fest/a.tmp", 1) is second
    assert list(spool.names("anna/fest/")) == ["a.tmp"]
    assert spool.names("anna/") == {}
    assert spool.take("anna/fest/a.tmp", "another, after a break") is second
    assert spool.take("anna/fest/a.tmp", 1) is None
    spool.wait("anna/fest/a.tmp", second, 1)
    assert spool.take_late() == []
    second.waits_since -= 3601
    assert spool.take_late() == [("anna/fest/a.tmp", 1, second)]
    assert spool.find("anna/fest/a.tmp", 1) is None
    monkeypatch.setattr(module, "_MAX_WAITING", 1)
    for key in ("bob/fest/0.tmp", *(f"anna/fest/{n}.tmp" for n in range(3))):
        spool.wait(key, spool.new(), 1)
    assert [key for key, _sender, _one in spool.take_late()] == ["anna/fest/1.tmp", "anna/fest/0.tmp"]
    assert list(spool.names("anna/fest/")) == ["2.tmp"]
    assert list(spool.names("bob/fest/")) == ["0.tmp"], "nobody's files go for another's"
