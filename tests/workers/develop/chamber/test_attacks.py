"""An attacker in the child: what a file can do there that has taken it over, and what the host believes of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.environment import ROOT
from pipelines.imaging.darkroom import Developed, Inspection, RenditionFile, develop
from pipelines.imaging.opening import Facts
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.recipes import Limits
from pipelines.unpacking import Entry
from tests.hostile_files.sound_files import SEEDS, seed
from tests.pipelines.pictures import crest, orders, profile, saved, scene
from tests.workers.child_processes import descendants, gone
from tests.workers.develop.chamber.attacks import ATTACKS, Targets
from workers.develop.cell.kernel import this_kernel
from workers.develop.chamber import Chamber, ChamberCrash, ChamberFailure
from workers.develop.chamber.child import MAX_JOBS
from workers.develop.chamber.messages import Answer, DevelopedPhoto, Inspected, Listed, Reply, Unpacked

pytestmark = pytest.mark.skipif(bool(this_kernel().lacks), reason=f"this kernel lacks {this_kernel().lacks}")

ORDERS = orders(profile(long_edge=100))


class TakenOver(Chamber):
    """A chamber whose children do what the photos say."""

    HELPER = "tests.workers.develop.chamber.taken_over"


@pytest.fixture(scope="module")
def chamber() -> Iterator[TakenOver]:
    with TakenOver(metadata_deadline=30) as made:
        yield made


@pytest.fixture(scope="module")
def targets() -> Iterator[Targets]:
    """Another photo's folder, and servers that would answer."""
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as unix,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        name = f"bildstelle-{os.getpid()}"
        unix.bind(f"{folder}/socket")
        abstract.bind(b"\0" + name.encode())
        unix.listen()
        abstract.listen()
        Path(folder, "original").write_text("embargoed", "utf-8")
        yield Targets(os.getpid(), folder, tcp.getsockname()[1], f"{folder}/socket", name)


def order(path: Path, **what: Any) -> Path:
    """A photo that says what the child does."""
    path.write_text(json.dumps(what), "utf-8")
    return path


def reply(answer: Answer) -> str:
    """What a child would say, as it travels."""
    return Reply(answer=answer, spent=False).model_dump_json() + "\n"


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_the_child_fails(chamber: TakenOver, targets: Targets, tmp_path: Path, attack: str) -> None:
    before = {path.name: path.stat().st_mode for path in Path(targets.folder).iterdir()}
    photo = order(tmp_path / "photo.jpg", attack=attack, targets=dataclasses.asdict(targets))
    with pytest.raises(ChamberFailure, match=r"^errno (1|13|38)$"):
        chamber.inspect(photo)
    assert {path.name: path.stat().st_mode for path in Path(targets.folder).iterdir()} == before
    assert Path(targets.folder, "original").read_text("utf-8") == "embargoed"
    assert not Path(ROOT, "pipelines", "planted.py").exists()


# What root's rights, or a terminal, would be needed for outside as well.
_FAILS_ANYWHERE = {
    "type_into_the_terminal",
    "execute_by_descriptor",
    "load_a_module",
    "open_by_handle",
    "clone_by_structure",
    "enter_a_namespace",
    "loosen_the_filter",
    "load_bpf",
    "read_keys",
    "add_a_key",
    "trace_files",
    "read_the_secrets_folder",
    "watch_performance",
    "handle_page_faults",
    "set_up_io_uring",
    "mount",
    "plant_code",
    "attach_to_the_worker",
}
_NEEDS_ROOT = {"become_another", "change_the_root"}
_OUTSIDE = """
import json, sys
from tests.workers.develop.chamber.attacks import ATTACKS, Targets
name, targets = json.loads(sys.argv[1])
ATTACKS[name](Targets(**targets))
"""


@pytest.mark.parametrize("attack", sorted(set(ATTACKS) - _FAILS_ANYWHERE - (_NEEDS_ROOT if os.geteuid() else set())))
def test_the_attack_works_without_a_cell(attack: str, tmp_path: Path) -> None:
    (tmp_path / "original").write_text("x", "utf-8")
    with (
        subprocess.Popen(["sleep", "60"]) as worker,
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as unix,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        unix.bind(f"{tmp_path}/s")
        abstract.bind(b"\0" + f"outside-{worker.pid}".encode())
        unix.listen()
        abstract.listen()
        targets = Targets(worker.pid, str(tmp_path), tcp.getsockname()[1], f"{tmp_path}/s", f"outside-{worker.pid}")
        given = json.dumps([attack, dataclasses.asdict(targets)])
        ran = subprocess.run([sys.executable, "-c", _OUTSIDE, given], cwd=ROOT, check=False, capture_output=True)
        worker.kill()
    assert ran.returncode == 0, ran.stderr.decode()[-300:]


@pytest.mark.parametrize("name", SEEDS)
def test_every_format_is_read_in_the_cell_as_outside(tmp_path: Path, name: str) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(seed(name))
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    wanted = orders(*(profile(kind, format=kind, long_edge=48) for kind in ("jpeg", "webp", "avif")))
    with Chamber() as chamber:
        chamber.inspect(photo)
        assert chamber.develop(photo, wanted, inside) == develop(photo, wanted, outside, Limits())
    assert [p.read_bytes() for p in sorted(inside.iterdir())] == [p.read_bytes() for p in sorted(outside.iterdir())]


def test_the_logo_is_handed_in(tmp_path: Path) -> None:
    recipe = profile(long_edge=300, watermark="overlay")
    style = recipe.style.model_validate({"logo": str(crest(tmp_path / "logo.png"))})
    wanted = orders(recipe.model_copy(update={"style": style}))
    photo = saved(scene(), tmp_path / "photo.jpg")
    inside = tmp_path / "inside"
    inside.mkdir()
    with Chamber() as chamber:
        made = chamber.develop(photo, wanted, inside)
    assert made == develop(photo, wanted, tmp_path, Limits())


def test_helper_and_child_are_locked_in(tmp_path: Path) -> None:
    with Chamber() as chamber:
        chamber.inspect(saved(scene(), tmp_path / "photo.jpg"))
        pids = [pid for pid, line in descendants(os.getpid()).items() if chamber.HELPER in line][-2:]
        told = [dict(row.split(":\t", 1) for row in _status(pid) if ":\t" in row) for pid in pids]
    assert [(one["Seccomp"], one["NoNewPrivs"], int(one["CapEff"], 16)) for one in told] == [("2", "1", 0)] * 2
    assert [int(one["Seccomp_filters"]) for one in told] == [1, 2]


def _status(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()


# What the host believes.

MADE = RenditionFile(
    profile=ORDERS[0].profile.name,
    digest=ORDERS[0].digest,
    filename=ORDERS[0].filename,
    width=100,
    height=75,
    bytes=3,
    sha256="0" * 64,
    media_type="image/jpeg",
)
JPEG = "ffd8ffe0"


def developed(chamber: Chamber, tmp_path: Path, *made: RenditionFile, **what: Any) -> Developed:
    """What the host makes of a child that says it has made these."""
    (tmp_path / "out").mkdir(exist_ok=True)
    raw = reply(DevelopedPhoto(developed=Developed(renditions=made, warnings=what.pop("warnings", ()))))
    photo = order(tmp_path / "photo.jpg", **{"raw": raw, "files": [JPEG], **what})
    return chamber.develop(photo, ORDERS, tmp_path / "out")


def test_length_and_digest_are_the_hosts_own(chamber: TakenOver, tmp_path: Path) -> None:
    (found,) = developed(chamber, tmp_path, MADE).renditions
    assert (found.bytes, found.sha256) == (4, hashlib.sha256(bytes.fromhex(JPEG)).hexdigest())
    assert (tmp_path / "out" / MADE.filename).read_bytes() == bytes.fromhex(JPEG)


UNSOUND: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a path out of the folder": ({"filename": "../../etc/cron.d/x"}, {}),
    "an absolute path": ({"filename": "/var/x"}, {}),
    "another digest": ({"digest": "f" * 32}, {}),
    "another type": ({"media_type": "text/html"}, {}),
    "another profile": ({"profile": "other"}, {}),
    "no width": ({"width": 0}, {}),
    "a giant": ({"height": 10**12}, {}),
    "a page instead of a picture": ({}, {"files": [b"<script>".hex()]}),
    "nothing": ({}, {"files": [""]}),
    "a warning of its own": ({}, {"warnings": ("<script>",)}),
    "a thousand warnings": ({}, {"warnings": ("missing_glyph",) * 1000}),
    "a warning with a control character": ({}, {"warnings": ("missing_glyph: \x1b[2J",)}),
    "a file that it still writes": ({}, {"files": [JPEG], "trick": "hold"}),
}


@pytest.mark.parametrize("what", UNSOUND)
def test_an_unsound_rendition_is_a_crash(chamber: TakenOver, tmp_path: Path, what: str) -> None:
    change, extra = UNSOUND[what]
    with pytest.raises(ChamberCrash) as crash:
        developed(chamber, tmp_path, MADE.model_copy(update=change), **extra)
    assert crash.value.kind == "answer"
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("made", [(), (MADE, MADE)])
def test_other_renditions_than_ordered_are_a_crash(
    chamber: TakenOver, tmp_path: Path, made: tuple[RenditionFile, ...]
) -> None:
    with pytest.raises(ChamberCrash, match="other renditions"):
        developed(chamber, tmp_path, *made)


def test_a_planted_link_is_not_followed(chamber: TakenOver, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "victim").write_text("precious", "utf-8")
    (tmp_path / "out" / MADE.filename).symlink_to(tmp_path / "victim")
    with pytest.raises(ChamberFailure):
        developed(chamber, tmp_path, MADE)
    assert (tmp_path / "victim").read_text("utf-8") == "precious"


def test_a_file_without_end_ends(chamber: TakenOver, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ChamberCrash):
        developed(chamber, tmp_path, MADE, trick="fill")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


FACTS = Facts(
    format="jpeg", width=3, height=2, orientation=1, mode="RGB", bit_depth=8, icc=None, bytes=0, frames=1
)  # fmt: skip

LIES: dict[str, dict[str, Any]] = {
    "another length": {"bytes": 99},
    "no width": {"bytes": None, "width": 0},
    "a giant": {"bytes": None, "width": 2**40},
    "no orientation": {"bytes": None, "orientation": 0},
    "a profile that PostgreSQL cannot hold": {"bytes": None, "icc": "a\0b"},
    "a long profile": {"bytes": None, "icc": "x" * 20_000},
}


def inspected(chamber: Chamber, path: Path, facts: dict[str, Any], **metadata: Any) -> Inspection:
    """What the host makes of a child that says so of its photo; `bytes` None is the truth."""
    size = 0
    for _ in range(9):  # the photo holds its own length
        told = {**facts, "bytes": size} if facts.get("bytes", 0) is None else facts
        words = Inspection(facts=FACTS.model_copy(update=told), metadata=PhotoMetadata.model_construct(**metadata))
        size = order(path, raw=reply(Inspected(inspection=words))).stat().st_size
    return chamber.inspect(path)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_about_the_photo_is_a_crash(chamber: TakenOver, tmp_path: Path, lie: str) -> None:
    with pytest.raises(ChamberCrash) as crash:
        inspected(chamber, tmp_path / "photo.jpg", LIES[lie])
    assert crash.value.kind == "answer"


@pytest.mark.parametrize(
    "metadata",
    [
        {"captions": {"de": "x" * 20_000}},
        {"captions": {"de\0": "x"}},
        {"captions": {f"{n}": "x" for n in range(2000)}},
        {"utc_offset": "\0"},
        {"warnings": ("<b>",)},
    ],
)
def test_a_text_that_the_record_cannot_hold_is_a_crash(
    chamber: TakenOver, tmp_path: Path, metadata: dict[str, Any]
) -> None:
    with pytest.raises(ChamberCrash, match="answer"):
        inspected(chamber, tmp_path / "photo.jpg", {"bytes": None}, **metadata)


def test_the_truth_is_believed(chamber: TakenOver, tmp_path: Path) -> None:
    assert inspected(chamber, tmp_path / "photo.jpg", {"bytes": None}).facts.width == 3


@pytest.mark.parametrize(
    "raw",
    [
        "no json\n",
        "{}\n",
        "[" * 100_000 + "\n",
        '{"answer": {"kind": "refused", "key": "empty", "detail": "\\ud800"}, "spent": false}\n',
        '{"answer": {"kind": "refused", "key": "of my own", "detail": ""}, "spent": false}\n',
    ],
)
def test_nonsense_is_a_crash(chamber: TakenOver, tmp_path: Path, raw: str) -> None:
    with pytest.raises(ChamberCrash) as crash:
        chamber.inspect(order(tmp_path / "photo.jpg", raw=raw))
    assert crash.value.kind == "answer"


def test_an_answer_without_end_is_a_crash(chamber: TakenOver, tmp_path: Path) -> None:
    with pytest.raises(ChamberCrash, match="more than"):
        chamber.inspect(order(tmp_path / "photo.jpg", raw="x" * 1000, times=20_000))


def test_an_answer_to_another_question_is_no_rendition(chamber: TakenOver, tmp_path: Path) -> None:
    raw = reply(Inspected(inspection=Inspection(facts=FACTS, metadata=PhotoMetadata())))
    with pytest.raises(ChamberCrash, match="another question"):
        chamber.develop(order(tmp_path / "photo.jpg", raw=raw), ORDERS, tmp_path)


def test_a_child_that_says_nothing_is_killed(tmp_path: Path) -> None:
    with TakenOver(deadline=0.1, metadata_deadline=0.1) as chamber, pytest.raises(ChamberCrash) as crash:
        chamber.inspect(order(tmp_path / "photo.jpg", trick="sleep"))
    assert crash.value.kind == "deadline"


def test_a_child_that_aborts_dies_by_its_signal(chamber: TakenOver, tmp_path: Path) -> None:
    with pytest.raises(ChamberCrash, match="SIGABRT"):
        chamber.inspect(order(tmp_path / "photo.jpg", trick="die"))


def test_a_child_that_never_calls_itself_spent_is_ended_all_the_same(tmp_path: Path) -> None:
    others = descendants(os.getpid()).keys()
    with TakenOver() as chamber:

        def work() -> set[int]:
            inspected(chamber, tmp_path / "photo.jpg", {"bytes": None})
            return descendants(os.getpid()).keys() - others

        first, *_others, last = [work() for _ in range(MAX_JOBS + 1)]
        helper, child = sorted(first)
        assert helper in last
        assert last - first, "another child works"
        assert gone(child)


def test_only_a_child_that_gets_a_heic_may_start_threads(tmp_path: Path, targets: Targets) -> None:
    what = {"attack": "start_a_thread", "targets": dataclasses.asdict(targets)}
    photo = order(tmp_path / "photo.heic", **what)
    # What stands before the JSON is not looked at by the child that was taken over.
    heic = tmp_path / "heic.json"
    heic.write_bytes(b"\0\0\0\x0cftypheic" + photo.read_bytes())
    for path, limits, found in (
        (photo, Limits(), "errno 1"),
        (heic, Limits(heic=False), "errno 1"),
        (heic, Limits(), "done"),
    ):
        with TakenOver(metadata_deadline=30) as chamber, pytest.raises(ChamberFailure, match=found):
            chamber.inspect(path, limits)


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (Entry(index=-1, path="a.jpg", size=1, start=0, end=1),),
        tuple(Entry(index=0, path=f"{start}.jpg", size=1, start=start, end=start + 1) for start in (0, 1)),
        (Entry(index=0, path="a.jpg", size=1 << 40, start=0, end=1),),
        (Entry(index=0, path="a.jpg", size=1, start=-1, end=1),),
        (Entry(index=0, path="a.jpg", size=1, start=0, end=1 << 40),),
    ],
)
def test_a_list_of_what_no_zip_file_may_hold_is_a_crash(
    chamber: TakenOver, tmp_path: Path, entries: tuple[Entry, ...]
) -> None:
    path = order(tmp_path / "a.zip", raw=reply(Listed(entries=entries)))
    with pytest.raises(ChamberCrash, match="answer: entries"):
        chamber.list_entries(path, Limits())


def test_what_was_unpacked_has_the_size_it_should(chamber: TakenOver, tmp_path: Path) -> None:
    path = order(tmp_path / "a.zip", raw=reply(Unpacked()))
    with pytest.raises(ChamberCrash, match="another size"):
        chamber.unpack(path, Entry(index=0, path="a.jpg", size=9, start=0, end=1), tmp_path / "entry", Limits())
    assert not (tmp_path / "entry").exists()
