"""The gateway's settings: ports that can be opened."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from config.gateway import GatewaySettings, read_ports


def test_a_range_of_ports() -> None:
    assert list(read_ports("30000-30002")) == [30000, 30001, 30002]
    assert GatewaySettings().ftp_passive_ports == "30000-30049"


@pytest.mark.parametrize("text", ["", "30000", "2-1", "0-5", "1-65536", "a-b", "1-2-3", "-5"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="first and the last port"):
        GatewaySettings(ftp_passive_ports=text)


def test_a_port_is_one() -> None:
    with pytest.raises(ValidationError):
        GatewaySettings(ftp_port=70000)
