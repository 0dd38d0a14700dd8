"""The composition root. Importing it creates the Celery application, so that `shared_task` finds it everywhere."""

from config.celery import app

__all__ = ["app"]
