"""The states of photos, releases and publications, and the groups of states that mean something together."""

from __future__ import annotations

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


UNDER_WAY = frozenset({PhotoState.RECEIVED, PhotoState.DEVELOPING})
"""The machine is not done with it."""
DEVELOPED = frozenset({PhotoState.READY, PhotoState.APPROVED, PhotoState.LIVE})
"""It has its renditions, or gets them again; editors may approve it as it stands."""
GOING = frozenset({PhotoState.APPROVED, PhotoState.LIVE})
"""It is in the next version of its release."""
NOT_EDITABLE = frozenset({PhotoState.REFUSED, PhotoState.WITHDRAWN})
"""Nobody can change what the record says about it."""


class AttachmentState(models.TextChoices):
    RECEIVED = "received", _("received")
    REFUSED = "refused", _("refused")
    READY = "ready", _("ready")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


ATTACHMENTS_GOING = frozenset({AttachmentState.APPROVED, AttachmentState.LIVE})
"""It is in the next version of its release."""


class ReleaseState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PublicationState(models.TextChoices):
    MAKING = "making", _("being published")
    LIVE = "live", _("live")
    # A withdrawal or a postponed embargo came before readers could see it; its number stays unused.
    ABANDONED = "abandoned", _("abandoned")
