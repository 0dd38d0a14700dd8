"""Commands of `./bildstelle`, one after the other in one process: starting Python for each would take most of the time.

`python -m tests.journey.command_loop`, with a stack's environment; a line in is a JSON list of words, a line out a
JSON answer: `crashed` with a traceback where it was none. The words `audit the store` are no command of ours: they ask
for the audit of `tests.journey.store_audit`; with `again`, of objects, too, that an earlier audit has read.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from functools import cache
from typing import Any

import django
from django.db import connections
from typer.testing import CliRunner

from cli.app import app
from cli.support.errors import CommandError


def answer(words: list[str]) -> dict[str, Any]:
    connections.close_all()  # as between processes: the database may have been restarted
    if words[0] == "audit the store":
        return _audit(again="again" in words)
    done = CliRunner().invoke(app, words)
    complaint = str(done.exception) if isinstance(done.exception, CommandError) else done.stderr
    if done.exception and not isinstance(done.exception, (CommandError, SystemExit)):
        raise done.exception
    return {"status": done.exit_code, "stdout": done.stdout, "stderr": complaint}


@cache
def _digests() -> Any:
    from tests.journey.store_audit import Digests

    return Digests()


def _audit(*, again: bool) -> dict[str, Any]:
    from tests.journey.store_audit import audit

    if again:
        _digests.cache_clear()
    return audit(_digests())


def main() -> None:
    # A command that reads would set Django up for reading alone, and the next one may change something.
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    for line in sys.stdin:
        try:
            told = answer(json.loads(line))
        except Exception:  # noqa: BLE001  (one test fails by it, and the next one goes on)
            told = {"crashed": traceback.format_exc()}
        print(json.dumps(told), flush=True)  # noqa: T201  (its one way to answer)


if __name__ == "__main__":
    main()
