"""What pages tell of the gateway: its addresses, and a photographer's own login."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User

from archive.models import GatewayLogin


def addresses() -> dict[str, Any]:
    """Where cameras connect to; a port is None where the gateway does not speak that protocol."""
    host = settings.FTP_ADDRESS or urlsplit(settings.PUBLIC_URL).hostname
    return {"gateway_host": host, "ftp_port": settings.FTP_PORT, "sftp_port": settings.SFTP_PORT}


def camera_context(user: User) -> dict[str, Any]:
    """The login of the photographer who has this account, if there is one."""
    camera = GatewayLogin.objects.select_related("photographer", "today").filter(photographer__account=user).first()
    return {"camera": camera, **addresses()} if camera else {}
