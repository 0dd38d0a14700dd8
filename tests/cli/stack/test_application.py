"""Which processes of our own a stack has; that they run is seen by tests/cli/commands/test_up.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.stack.application import prepare_application
from cli.stack.ports import give_back
from cli.stack.stack_config import StackConfig


@pytest.mark.parametrize(
    ("asked", "further"),
    [
        ({"BILDSTELLE_WATCHED_FOLDERS": "/srv/store"}, set()),
        ({"BILDSTELLE_SFTP_PORT": "2022"}, {"gateway"}),
        ({"BILDSTELLE_FTP_PORT": "2121"}, {"gateway"}),
        ({"BILDSTELLE_FTP_PORT": "no number, which the settings refuse by name"}, {"gateway"}),
        ({"BILDSTELLE_SQS_URL": "http://127.0.0.1/uploads"}, {"queue"}),
    ],
)
def test_a_process_for_each_thing_that_the_settings_ask_for(
    tmp_path: Path, asked: dict[str, str], further: set[str]
) -> None:
    config = StackConfig.settle(tmp_path, port=None, settings=asked)
    services = {service.name: service for service in prepare_application(tmp_path, config)}
    give_back(config.ports.model_dump().values())
    assert services.keys() - {"desk", "develop", "press", "upkeep", "beat"} == further
    watched = services["desk"].environment["BILDSTELLE_WATCHED_FOLDERS"].split(",")
    assert str(tmp_path) in watched
    assert asked.get("BILDSTELLE_WATCHED_FOLDERS", "") in watched
    if "gateway" in further:
        assert services["gateway"].environment["BILDSTELLE_GATEWAY_FOLDER"] == str(tmp_path / "gateway")
