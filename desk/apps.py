from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The web side: the press office's and the photographers' pages."""

    name = "desk"
