"""Runs a module's tests against its mutants, in a copy of the tree and on servers that stand for the whole run.

A trial is a fork that finds the libraries imported and imports our own code from the copy: one second of CPU instead of
six. Nothing of ours but this package may be imported before the fork.
"""

from __future__ import annotations

import compileall
import importlib
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bench.mutants.targets import ROOT, answering_tests

_FORK = multiprocessing.get_context("fork")
LIBRARIES = (
    "PIL.ImageCms", "PIL.ImageFont", "PIL.ImageSequence", "babel.messages.pofile", "boto3", "celery.worker.worker",
    "cykooz_resizer", "defusedxml.ElementTree", "django.contrib.admin.sites", "django.db.backends.postgresql.base",
    "django.db.migrations", "django.forms", "django.test", "exifread", "hypothesis.internal.conjecture.engine",
    "hypothesis.strategies", "jinja2", "numpy.random", "pi_heif", "psycopg", "pydantic.networks", "pydantic_settings",
    "pytest", "redis", "rich", "structlog", "typer", "valkey", "yaml",
)  # fmt: skip
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")
MEMORY = 4 * 2**30  # so that a mutant cannot take all memory
EXIT_PASSED, EXIT_NOTHING_RAN = 0, 5  # pytest's


@dataclass(frozen=True)
class Outcome:
    """How a trial ended: pytest's exit code (negative: the signal), what failed first, and its seconds of CPU."""

    code: int
    failed: str
    seconds: float

    @property
    def killed(self) -> bool:
        return self.code != EXIT_PASSED


class Trials:
    """A copy of the tree in which modules are replaced and tests run; use it through `trials()`."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self._fresh_database = True

    def source(self, module: str) -> str:
        """The module as it was when the copy was made."""
        return (self._tree / module).read_text("utf-8")

    def answering_tests(self, module: str) -> list[str]:
        """The tests that must kill its mutants, as far as the copy has them."""
        return answering_tests(module, self._tree)

    def run(self, tests: list[str], *, seconds: float, module: str = "", source: str = "") -> Outcome:
        """Run tests until the first fails, with `source` as `module`; `seconds` limits the CPU time."""
        original = self._replace(module, source) if module else ""
        try:
            outcome = self._forked(tests, seconds)
        finally:
            if module:
                self._replace(module, original)
        # A killed process leaves its rows behind.
        self._fresh_database = outcome.code < 0
        return outcome

    def _replace(self, module: str, source: str) -> str:
        """Write a module and return its old source. Its compiled form is deleted, or Python might run that."""
        path = self._tree / module
        original = path.read_text("utf-8")
        path.write_text(source, "utf-8")
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
            compiled.unlink()
        return original

    def _forked(self, tests: list[str], seconds: float) -> Outcome:
        output = self._tree / "trial.txt"
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        process = _FORK.Process(target=_try, args=(self._tree, tests, output, int(seconds), self._fresh_database))
        process.start()
        # The limit counts CPU time, which does not pass while waiting; a minute of it may take ten on a busy machine.
        process.join(120 + 10 * seconds)
        if process.is_alive() and process.pid:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
        spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        return Outcome(process.exitcode or 0, _first_failure(output.read_text("utf-8", "replace")), round(spent, 1))


@contextmanager
def trials() -> Iterator[Trials]:
    """A copy of the tree, servers, and the libraries imported."""
    for library in LIBRARIES:
        importlib.import_module(library)
    with tempfile.TemporaryDirectory(prefix="bildstelle-mutants-") as folder, _servers() as environment:
        os.environ.update(environment)
        tree = Path(folder, "tree")
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT, symlinks=True)
        compileall.compile_dir(tree, quiet=1)
        yield Trials(tree)


@contextmanager
def _servers() -> Iterator[dict[str, str]]:
    """PostgreSQL, SeaweedFS and Valkey, run by a child process so that none of our code is imported here."""
    ours, theirs = _FORK.Pipe()
    process = _FORK.Process(target=_serve, args=(ours, theirs))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join()


def _serve(parent: Connection, pipe: Connection) -> None:
    """In the fork: run the servers until the parent sends a word or is gone."""
    from cli.stack.stack import Stack

    parent.close()
    with tempfile.TemporaryDirectory(prefix="bildstelle-tests-") as folder:
        stack = Stack(Path(folder), webhook=False)
        try:
            stack.start_backing()
            pipe.send({**stack.environment, "TESTS_SHARE_SERVERS": "1"})
            with suppress(EOFError):
                pipe.recv()
        finally:
            stack.stop()


def _try(tree: Path, tests: list[str], output: Path, seconds: int, fresh_database: bool) -> None:
    """In the fork: behave like a process started in the copy, and run the tests there."""
    import pytest

    os.setsid()
    os.chdir(tree)
    sys.path[:] = [str(tree), *(entry for entry in sys.path if entry and Path(entry) != ROOT)]
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    database = "--create-db" if fresh_database else "--reuse-db"
    options = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=line", "--assert=plain"]
    code = pytest.main([*options, database, *tests])
    sys.stdout.flush()
    os._exit(code)


def _first_failure(output: str) -> str:
    lines = [line for line in output.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return lines[0].split(" - ")[0] if lines else ""
