"""The page `docs/mutants.md`: a table by module, the survivors, the equivalents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bench.mutants.targets import STRICT, Fault, goal_of, why_equivalent
from bench.mutants.trial import Outcome
from bench.report import table

_HEAD = """# How much the tests hold

`make mutants WRITE=1` writes this page ({command}).

cosmic-ray puts one small fault at a time into a copy of the code, and the tests that answer for that module
(`bench/mutants/targets.py`) run against it until one fails. *Killed* means that a test failed, that the application did
not start, or that it took five times the CPU it takes without the fault. *Equivalent* is a fault that no caller could
notice; those are named below and count neither way. A figure has an error: 90 % of 300 is known to 2 percentage points,
and a module's four say little alone.
[Decision 28](decisions/0028-mutants-are-sampled.md) says why it is measured like this.
"""


@dataclass(frozen=True)
class Result:
    """One mutant and how its trial ended."""

    module: str
    line: int
    operator: str
    before: str
    after: str
    outcome: Outcome

    @property
    def fault(self) -> Fault:
        return Fault(self.module, self.before, self.after)

    @property
    def equivalent(self) -> bool:
        return not self.outcome.killed and bool(why_equivalent(self.fault))

    @property
    def survived(self) -> bool:
        return not self.outcome.killed and not self.equivalent


@dataclass(frozen=True)
class Tally:
    """How the mutants of some modules ended."""

    sampled: int
    killed: int
    equivalent: int

    @classmethod
    def of(cls, results: Sequence[Result]) -> Tally:
        return cls(len(results), sum(one.outcome.killed for one in results), sum(one.equivalent for one in results))

    @property
    def survived(self) -> int:
        return self.sampled - self.killed - self.equivalent

    @property
    def per_cent(self) -> float:
        """Of the mutants that could be killed."""
        return 100 * self.killed / max(self.sampled - self.equivalent, 1)


def page(results: Sequence[Result], *, sample: int, strict: int, seed: int) -> str:
    """The whole page as Markdown."""
    command = f"{sample} mutants a module, {strict} where the goal is stricter, seed {seed}"
    parts = [_HEAD.format(command=command), _summary(results), "", _by_module(results), ""]
    survivors = [one for one in results if one.survived]
    parts += ["## Survivors", "", *map(_line, survivors)] if survivors else []
    named = [f"{_line(one)}: {why_equivalent(one.fault)}" for one in results if one.equivalent]
    parts += ["", "## Equivalent", "", *named] if named else []
    return "\n".join(parts).rstrip("\n") + "\n"


def _summary(results: Sequence[Result]) -> str:
    strict = [one for one in results if one.module in STRICT]
    rows = [
        _row("all", results, 90),
        *(_row(f"`{module}`", [one for one in strict if one.module == module], goal_of(module)) for module in STRICT),
    ]
    return _table(rows)


def _by_module(results: Sequence[Result]) -> str:
    groups = ((module, list(group)) for module, group in groupby(results, lambda one: one.module))
    return _table(_row(f"`{module}`", group, goal_of(module)) for module, group in groups)


def _row(name: str, results: Sequence[Result], goal: int) -> tuple[str, ...]:
    tally = Tally.of(results)
    figures = (tally.sampled, tally.killed, tally.survived, tally.equivalent)
    return (name, *map(str, figures), f"{tally.per_cent:.0f}", str(goal))


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    return table(("module", "sampled", "killed", "survived", "equivalent", "per cent", "goal"), rows)


def _line(result: Result) -> str:
    return f"- `{result.module}`: `{result.before}` → `{result.after or '(nothing)'}`"
