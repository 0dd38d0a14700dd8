"""The Celery application: workers and beat run it, desk and command line send messages through it."""

from __future__ import annotations

import os
import warnings

from celery import Celery
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django's checks would have every worker import the desk: its addresses, forms and what signs people in.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("bildstelle", config_source="config.celery_settings")
# For every thread, not only the importing one: the desk sends messages from gunicorn's threads.
app.set_default()
app.autodiscover_tasks(["workers"])


@setup_logging.connect
def _keep_our_logs(**_: object) -> None:
    """Do nothing: a receiver of this signal keeps Celery from replacing the handlers of `config.logs`."""


@worker_ready.connect
def _hush(**_: object) -> None:
    """Celery asks at every lost connection to choose what config.celery_settings has chosen.

    Not earlier: it shows all of its own warnings from when it has set up its logs.
    """
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning, module="celery.worker.consumer")
