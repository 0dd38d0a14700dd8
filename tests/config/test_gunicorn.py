"""Gunicorn's own lines are JSON like all others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

from config.environment import ROOT


def test_gunicorn_logs_as_everything_else_does() -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", "127.0.0.1:0"]
    with subprocess.Popen(
        [*command, "--no-control-socket", "--graceful-timeout", "2", "tests.config.small_application:application"],
        cwd=ROOT,
        env=os.environ | {"BILDSTELLE_LOG_FORMAT": "json"},
        stderr=subprocess.PIPE,
        text=True,
    ) as gunicorn:
        assert gunicorn.stderr
        lines = [json.loads(gunicorn.stderr.readline())]
        while "Listening at" not in lines[-1]["event"]:
            lines.append(json.loads(gunicorn.stderr.readline()))
        gunicorn.send_signal(signal.SIGTERM)
        lines += map(json.loads, gunicorn.stderr.read().splitlines())
    assert lines[0]["event"].startswith("Starting gunicorn")
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines)
