from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArchiveConfig(AppConfig):
    """The record: what exists, what state it is in, what is next."""

    name = "archive"

    def ready(self) -> None:
        from archive.people.accounts import ensure_roles

        post_migrate.connect(ensure_roles, sender=self, dispatch_uid="archive.roles")
