"""What the mutants are measured against exists, and what is called equivalent still stands in the code."""

from __future__ import annotations

import pytest

from bench.mutants.report import Result, Tally, page
from bench.mutants.targets import EQUIVALENT, FURTHER_TESTS, ROOT, STRICT, Fault, answering_tests, goal_of, modules
from bench.mutants.trial import Outcome


@pytest.mark.parametrize("module", modules())
def test_some_test_answers_for_every_module(module: str) -> None:
    assert answering_tests(module)


def test_the_table_names_what_exists() -> None:
    named = [*FURTHER_TESTS, *STRICT, *(test for tests in FURTHER_TESTS.values() for test in tests)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_a_module_s_own_tests_come_first() -> None:
    assert answering_tests("pipelines/crop.py")[0] == "tests/pipelines/test_crop.py"


def test_the_strict_goals_are_for_modules_that_are_measured() -> None:
    assert set(STRICT) <= set(modules())
    assert (goal_of(STRICT[0]), goal_of("pipelines/crop.py")) == (95, 90)


@pytest.mark.parametrize("fault", EQUIVALENT)
def test_an_equivalent_is_about_code_that_is_there(fault: Fault) -> None:
    assert fault.before in " ".join((ROOT / fault.module).read_text("utf-8").split())


def _result(module: str, code: int, before: str = "a + b") -> Result:
    return Result(module, 1, "Add_Sub", before, "a - b", Outcome(code, "", 0.5))


def test_equivalents_count_neither_way() -> None:
    known = next(iter(EQUIVALENT))
    equivalent = Result(known.module, 1, "", known.before, known.after, Outcome(0, "", 0.5))
    results = [*[_result("x.py", 1)] * 8, _result("x.py", -9), _result("x.py", 0), equivalent]
    assert Tally.of(results) == Tally(sampled=11, killed=9, equivalent=1)
    assert (Tally.of(results).survived, Tally.of(results).per_cent) == (1, 90)
    assert Tally.of([]).per_cent == 0


def test_the_page_names_survivors_and_equivalents() -> None:
    known = next(iter(EQUIVALENT))
    equivalent = Result(known.module, 1, "", known.before, known.after, Outcome(0, "", 0.5))
    text = page([_result("x.py", 1), _result("x.py", 0, "lost + found"), equivalent], sample=5, strict=30, seed=1)
    assert "| `x.py` | 2 | 1 | 1 | 0 | 50 | 90 |" in text
    assert "- `x.py`: `lost + found` → `a - b`" in text
    assert f"→ `{known.after}`: {EQUIVALENT[known]}" in text
