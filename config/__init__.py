"""The composition root. Importing it makes the Celery application known, so that `shared_task` finds it everywhere."""

from config.celery import app

__all__ = ["app"]
