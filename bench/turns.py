"""Whose turn it is: `python -m bench.turns` measures whether work starves. `bench/README.md` says what is measured.

A small release behind a large drop; a drop during which PostgreSQL is killed once, beside one that is left in peace.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.chaos.messages import Messages
from bench.chaos.stack import Up, up
from bench.chaos.uploads import Uploads, keys_of, pictures, s3_client
from bench.options import one_or_more
from bench.report import table
from bench.waiting import wait_until
from cli.support.session import session

_POLL = 0.1
_WARM_UP = 20


class Turns:
    """The measurements on one running stack, with one photographer."""

    def __init__(self, stack: Up) -> None:
        from django.conf import settings

        from archive.people.photographers import create_photographer
        from archive.store.upload_credentials import create_upload_credential

        self._stack = stack
        self._count = 0
        self.settings = settings
        create_photographer("Jörg Brückner", "joerg")
        self._key = create_upload_credential("joerg")
        self._bodies = pictures()
        self.messages = Messages(settings.BROKER_URL)

    def behind(self, large: int, small: int) -> dict[str, float]:
        """Seconds until a small drop is ready that came after a large one, and how much of that was left then."""
        drop, urgent = self._release(), self._release()
        with self.messages:
            self._send(drop, large)
            left_before = large - self._ready(drop)
            self._send(urgent, small)
            began = time.monotonic()
            wait_until(lambda: self._ready(urgent) == small, _POLL)
            seconds, left = time.monotonic() - began, large - self._ready(drop)
            wait_until(lambda: self._ready(drop) == large, _POLL)
        sent = sum(count for (queue, _task), count in self.messages.sent.items() if queue in {"develop", "press"})
        return {"seconds": seconds, "left_before": left_before, "left": left, "messages": sent / (large + small)}

    def drop(self, count: int, *, kill: str = "") -> float:
        """Seconds until a drop is ready, while a process of this kind is killed when a third of it is."""
        release = self._release()
        began = time.monotonic()
        self._send(release, count)
        if kill:
            wait_until(lambda: self._ready(release) >= count // 3, _POLL)
            self._stack.kill(kill, random.Random(1))  # noqa: S311  (no secret)
        wait_until(lambda: self._ready(release) == count, _POLL)
        return time.monotonic() - began

    def _release(self) -> str:
        from archive.audit import OPERATOR
        from archive.releases.fields import release_fields
        from archive.releases.lifecycle import create_release

        self._count += 1
        return create_release(release_fields(slug=f"turn-{self._count}", titles={"de": "Fest"}), OPERATOR).slug

    def _send(self, release: str, count: int) -> None:
        s3 = s3_client(self.settings.S3_ENDPOINT or "", self._key.access_key_id, self._key.secret)
        Uploads(s3, self._bodies).send(keys_of("joerg", release, count))

    def _ready(self, release: str) -> int:
        """How many photos of a release are ready; 0 while the database does not answer."""
        from django.db import InterfaceError, OperationalError, connection

        from archive.models import Photo

        try:
            return Photo.objects.filter(release__slug=release, state="ready").count()
        except (OperationalError, InterfaceError):
            connection.close()
            return 0


def run(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one run, in seconds."""
    with ExitStack() as open_ones:
        stack = open_ones.enter_context(up(folder / "stack"))
        open_ones.enter_context(session(stack.data))
        turns = Turns(stack)
        turns.drop(_WARM_UP)
        return {
            "large": options.large,
            "small": options.small,
            "behind": turns.behind(options.large, options.small),
            "drop": options.drop,
            "undisturbed": turns.drop(options.drop),
            "killed": turns.drop(options.drop, kill="postgres"),
        }


def summary(found: dict[str, Any]) -> str:
    """The run as a Markdown table."""
    behind, small, drop = found["behind"], found["small"], found["drop"]
    rows = [
        (f"{small} photos sent behind {found['large']} (left then)", f"{behind['left_before']:.0f}"),
        ("until they are ready, s", f"{behind['seconds']:.1f}"),
        ("left of the large drop by then", f"{behind['left']:.0f}"),
        ("messages a photo", f"{behind['messages']:.2f}"),
        (f"{drop} photos undisturbed, s", f"{found['undisturbed']:.1f}"),
        (f"{drop} photos and one kill of PostgreSQL, s", f"{found['killed']:.1f}"),
        ("ratio", f"{found['killed'] / found['undisturbed']:.2f}"),
    ]
    return table(("", "figure"), rows)


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--large", type=one_or_more, default=2000, help="photos of the drop that is in the way")
    parser.add_argument("--small", type=one_or_more, default=5, help="photos of the drop behind it")
    parser.add_argument("--drop", type=one_or_more, default=300, help="photos of the drops with and without a kill")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    return parser.parse_args(words)


def main() -> None:
    """Measure, print the table, and write the JSON if asked to."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bildstelle-turns-") as folder:
        found = run(Path(folder), options)
    print(summary(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
