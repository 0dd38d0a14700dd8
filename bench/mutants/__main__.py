"""How much the tests hold: `make mutants`. A sample of small faults per module, each against that module's tests."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from bench.mutants.report import Result, page
from bench.mutants.sample import sample
from bench.mutants.targets import ROOT, STRICT, Fault, modules
from bench.mutants.trial import Outcome, Trials, trials

PAGE = ROOT / "docs/mutants.md"


def main() -> None:
    """Measure, print each survivor as it is found, and write the files asked for."""
    options = _options()
    results: list[Result] = []
    known = _killed_before(options.again) if options.again else {}
    with trials() as tree:
        for module in options.modules or modules():
            size = options.strict if module in STRICT else options.sample
            results += _measured(tree, module, size, options.seed, known)
            _keep(options.json, results)
    text = page(results, sample=options.sample, strict=options.strict, seed=options.seed)
    print(text)
    if options.write:
        PAGE.write_text(text, "utf-8")


def _measured(tree: Trials, module: str, size: int, seed: int, known: Mapping[Fault, Outcome]) -> Iterator[Result]:
    source, tests = tree.source(module), tree.answering_tests(module)
    mutants = sample(source, size, f"{seed} {module}")
    if not mutants:
        return
    if not tests:
        sys.exit(f"{module}: no test answers for it")
    sound = tree.run(tests, seconds=600)
    if sound.killed:
        sys.exit(f"{module}: its tests fail without any mutant: {sound.failed or sound.code} ({', '.join(tests)})")
    print(f"{module}: {len(mutants)} mutants, {sound.seconds} s of CPU without any", flush=True)
    for mutant in mutants:
        fault = Fault(module, mutant.before, mutant.after)
        outcome = known.get(fault) or tree.run(
            tests, seconds=20 + 5 * sound.seconds, module=module, source=mutant.source
        )
        if not outcome.killed:
            print(f"  {mutant.line}: {mutant.before}  →  {mutant.after}", flush=True)
        yield Result(module, mutant.line, mutant.operator, mutant.before, mutant.after, outcome)


def _killed_before(path: Path) -> dict[Fault, Outcome]:
    rows = json.loads(path.read_text("utf-8"))
    return {
        Fault(row["module"], row["before"], row["after"]): Outcome(**row["outcome"]) for row in rows if row["killed"]
    }


def _keep(path: Path | None, results: list[Result]) -> None:
    """Write the results so far, because a long run may be interrupted."""
    if path:
        rows = [asdict(result) | {"killed": result.outcome.killed} for result in results]
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="paths from the root; without any: all")
    parser.add_argument("--sample", type=int, default=5, help="mutants of a module")
    parser.add_argument("--strict", type=int, default=30, help="mutants of a module with the stricter goal")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="every mutant with its end, for inspection")
    parser.add_argument("--again", type=Path, help="an earlier run's JSON: what it killed is not tried again")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    if options.again and options.write:
        parser.error("tests written for a sample's survivors kill that sample: write down a run with another seed")
    return options


if __name__ == "__main__":
    main()
