from django.apps import AppConfig
from django.conf import settings


class CompositionConfig(AppConfig):
    """What every process has that runs the whole application: its logs, and Celery to send messages by."""

    name = "config"

    def ready(self) -> None:
        from config import celery  # noqa: F401  (importing it makes the application that `shared_task` finds)
        from config.logs import configure_logs

        configure_logs(settings.LOG_FORMAT)
