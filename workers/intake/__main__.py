"""`python -m workers.intake` fetches the store's events from the SQS queue, if the settings name one."""

from __future__ import annotations

import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402  (Django first)

from archive.store.event_queue import EventQueue  # noqa: E402
from workers import metrics  # noqa: E402
from workers.intake.queue_reader import QueueReader  # noqa: E402

if not settings.SQS_URL:
    sys.exit("BILDSTELLE_SQS_URL is not set, so there is no queue to read.")
if settings.METRICS_PORT:
    metrics.serve(settings.METRICS_PORT)
reader = QueueReader(EventQueue(settings.SQS_URL))
for asked in (signal.SIGTERM, signal.SIGINT):
    signal.signal(asked, reader.stop)
reader.run()
