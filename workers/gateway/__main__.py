"""`python -m workers.gateway` takes photos by FTP and SFTP, on the ports that the settings name."""

from __future__ import annotations

import os
import signal
import sys
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402  (Django first)

from workers import metrics  # noqa: E402
from workers.gateway.gateway import open_gateway  # noqa: E402

if settings.METRICS_PORT:
    metrics.serve(settings.METRICS_PORT)
try:
    gateway = open_gateway()
except (OSError, ValueError) as error:
    sys.exit(f"The gateway cannot start: {error}")
ended = threading.Event()
for asked in (signal.SIGTERM, signal.SIGINT):
    signal.signal(asked, lambda _number, _frame: ended.set())
gateway.start()
ended.wait()
# What is under way ends here: its sender was told of nothing yet, and sends it again.
os._exit(0)
