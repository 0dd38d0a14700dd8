"""The words for where things stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PhotoState(models.TextChoices):
    RECEIVED = "received", _("received")
    DEVELOPING = "developing", _("developing")
    REFUSED = "refused", _("refused")
    READY = "ready", _("ready")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ReleaseState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PublicationState(models.TextChoices):
    MAKING = "making", _("being published")
    LIVE = "live", _("live")
    # Overtaken by a withdrawal or a postponed embargo before readers could see it; its number stays unused.
    ABANDONED = "abandoned", _("abandoned")


class CreditSource(models.TextChoices):
    FILE = "file", _("from the file")
    DESK = "desk", _("set on the desk")
    TEMPLATE = "template", _("from the template")
