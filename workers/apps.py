from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """The Celery side: from an upload's event to published files."""

    name = "workers"

    def ready(self) -> None:
        from workers import nudges, pool  # noqa: F401  (the pool's signal handler connects on import)

        nudges.listen()
