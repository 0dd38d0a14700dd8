"""Django's settings for commands that only read the record: neither desk nor workers, so neither Celery nor the admin.

They import in half the time. Nothing may be changed under them, because nobody would send the nudges.
"""

from django.apps import AppConfig

from config.settings import *  # noqa: F403  (the same settings for the same record)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "config.reading.SecondFactors",
    "archive",
]


class SecondFactors(AppConfig):
    """The table of second factors alone: with allauth's own configuration come all its pages."""

    name = "allauth.mfa"
