"""The mass run's arithmetic: who is killed, what is counted, and that every kind of fault is seen."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.chaos.__main__ import _options
from bench.chaos.messages import Messages
from bench.chaos.reader import Reader, files_of
from bench.chaos.run import seconds_per_photo
from bench.chaos.stack import SERVICES, VICTIMS, plan
from bench.chaos.verdict import KINDS, counted, faults_of_uploads, kind_of

A, B = "a" * 64, "b" * 64
BEGAN = datetime(2026, 11, 26, 18, tzinfo=UTC)


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  (a repeatable choice, no secret)


@pytest.mark.parametrize("kills", [1, 7, 10, 65, 130])
def test_kills_are_shared_out_and_repeatable(kills: int) -> None:
    chosen = plan(kills, _dice(1))
    assert len(chosen) == kills
    assert chosen == plan(kills, _dice(1))
    assert len(set(chosen)) == min(kills, len(VICTIMS))


def test_65_kills_are_those_of_the_table() -> None:
    chosen = plan(65, _dice(2))
    assert {victim: chosen.count(victim) for victim in VICTIMS} == VICTIMS


@pytest.mark.parametrize(
    ("words", "service"),
    [
        (["bildstelle forks"], "forks"),
        (["celery --quiet -A config.celery worker -Q develop -n develop@%h"], "worker"),
        (["[celeryd: develop@host:MainProcess] -active- (--quiet -A config.celery worker -Q develop)"], "worker"),
        (["celery --quiet -A config.celery beat -s /data/beat"], "beat"),
        (["[celery beat] --quiet -A config.celery beat -s /data/beat"], "beat"),
        (["gunicorn config.wsgi:application --workers 1"], "desk"),
        (["gunicorn: master [config.wsgi:application]"], "desk"),
        (["/x/valkey-server 127.0.0.1:6379"], "valkey"),
        (["/x/weed", "mini"], "seaweed"),
        (["/x/postgres", "-D", "/data"], "postgres"),
    ],
)
def test_a_command_line_is_one_service_s(words: list[str], service: str) -> None:
    assert [name for name, matches in SERVICES.items() if matches(words)] == [service]


def test_an_upload_that_became_one_photo_is_well_also_where_it_was_sent_twice() -> None:
    receipts = [("k", "p1", "ready", A), ("k", "p1", "ready", A)]
    assert faults_of_uploads({"k": A}, receipts) == []


@pytest.mark.parametrize(
    ("receipts", "kinds"),
    [
        ([], {"lost"}),
        ([("k", "", "", "")], {"lost"}),
        ([("k", "p1", "ready", A), ("k", "p2", "ready", A)], {"doubled"}),
        ([("k", "p1", "ready", A), ("other", "p2", "ready", A)], {"doubled"}),
        ([("k", "p1", "ready", B)], {"wrong"}),
        ([("k", "p1", "received", "")], {"stuck"}),
        ([("k", "p1", "refused", A)], {"stuck"}),
    ],
)
def test_every_fault_of_an_upload_is_seen(receipts: list[tuple[str, str, str, str]], kinds: set[str]) -> None:
    assert {kind for kind, _words in faults_of_uploads({"k": A}, receipts)} == kinds


def test_the_audit_s_words_have_a_kind_and_unknown_ones_are_counted_too() -> None:
    assert kind_of("object without row: renditions/x") == "orphaned"
    assert counted([(kind_of("something new"), "")]) == dict.fromkeys(KINDS, 0) | {"other": 1}


def test_the_pace_is_taken_from_the_end_of_the_uploads_where_most_was_left_then() -> None:
    ready = [BEGAN + timedelta(seconds=n) for n in range(1, 11)]
    assert seconds_per_photo(BEGAN, BEGAN + timedelta(seconds=2), ready) == 1
    assert seconds_per_photo(BEGAN, BEGAN + timedelta(seconds=9), ready) == 1
    assert seconds_per_photo(BEGAN, BEGAN, []) == 0


def test_a_message_is_counted_by_queue_and_task_and_apart_when_it_is_delivered_again() -> None:
    messages = Messages("redis://127.0.0.1:1")
    first = '{"body": "W10=", "headers": {"task": "workers.tasks.develop"}, "properties": {"redelivered": false}}'
    again = first.replace("false", "true")
    for command in (f"LPUSH develop {first}", "BRPOP develop 1", "LPUSH x.pidbox {}", f"RPUSH develop {again}"):
        messages.note({"command": command})
    assert (dict(messages.sent), messages.of("develop")) == ({("develop", "develop"): 1}, 1)
    assert dict(messages.again) == {("develop", "develop"): 1}


class _Site(Reader):
    """A website that reads from a table instead of a store; None: the store gave no answer."""

    def __init__(self, files: dict[str, bytes | None]) -> None:
        super().__init__("http://press", "fest")
        self.files = files

    def _get(self, url: str) -> bytes | None:
        return self.files.get(url, b"")


def _document(number: int, **more: Any) -> bytes:
    return json.dumps({"version": number, **more}).encode()


def _publish(site: _Site, body: bytes, number: int) -> None:
    site.files |= {
        "http://press/releases/fest/manifest.json": body,
        f"http://press/releases/fest/v/{number}.json": body,
    }


def _read(site: _Site) -> str:
    return site.judge(site.files.get("http://press/releases/fest/manifest.json", b""))


def test_a_reader_tells_whole_versions_from_every_other_answer() -> None:
    site = _Site({})
    assert _read(site) == "not yet"
    _publish(site, _document(1), 1)
    assert [_read(site), _read(site)] == ["whole", "whole"]
    for body, answer in (
        (None, "none"),
        (b"", "absent"),
        (b'{"version": 1', "torn"),
        (_document(1, title="other"), "torn"),
        (_document(2), "torn"),  # no such version is stored
    ):
        site.files["http://press/releases/fest/manifest.json"] = body
        assert _read(site) == answer
    _publish(site, _document(3), 3)
    assert _read(site) == "whole"
    _publish(site, _document(1), 1)
    assert _read(site) == "backwards"


def test_a_version_is_mixed_when_a_file_it_names_is_not_there() -> None:
    file = {"href": "http://press/photos/1.jpg", "sha256": hashlib.sha256(b"photo").hexdigest()}
    for stored, answer in ((b"photo", "whole"), (b"other", "mixed"), (b"", "mixed")):
        site = _Site({"http://press/photos/1.jpg": stored})
        _publish(site, _document(1, photos=[{"download": file}]), 1)
        assert _read(site) == answer


def test_files_are_found_wherever_a_manifest_names_them() -> None:
    document = {"photos": [{"download": {"href": "x", "sha256": A}, "renditions": [{"href": "y", "sha256": B}]}]}
    assert files_of(document) == [("x", A), ("y", B)]


def test_a_run_of_nothing_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--uploads", "0"], ["--kills", "-1"], ["--within", "2"]):
        with pytest.raises(SystemExit):
            _options(words)
    assert "is wanted" in capsys.readouterr().err


def test_the_page_has_a_place_for_the_table() -> None:
    page = (Path(__file__).resolve().parents[2] / "bench/README.md").read_text("utf-8")
    assert "<!-- chaos -->" in page
