"""The mutants of a module, made by cosmic-ray's operators, and a sample of them by seed."""

from __future__ import annotations

import ast
import difflib
import random
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

Position = tuple[int, int]  # line from 1, column from 0
Place = tuple[Position, Position]


@dataclass(frozen=True)
class Mutant:
    """A module's source with one fault in it; `before` and `after` are the lines that differ."""

    line: int
    operator: str
    before: str
    after: str
    source: str


def sample(source: str, size: int, seed: str) -> list[Mutant]:
    """At most `size` mutants, each in another place, in the order of their lines; the same for the same seed.

    An operator is replaced by up to ten others and a number by two, so a place is drawn first and then one of its
    mutants; otherwise half the sample would be plus signs.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeatable
    places = sorted(_places(source).items())
    chance.shuffle(places)
    drawn: list[Mutant] = []
    for (start, _end), ways in places:
        if len(drawn) == size:
            break
        chance.shuffle(ways)
        drawn += next(([mutant] for way in ways if (mutant := _mutant(source, start[0], *way))), [])
    return sorted(drawn, key=lambda mutant: mutant.line)


def _places(source: str) -> dict[Place, list[tuple[str, int]]]:
    """By place: the operators that change it, each with cosmic-ray's number of the change."""
    nodes, types = list(ast_nodes(get_ast(source))), list(_annotations(source))
    places: dict[Place, list[tuple[str, int]]] = defaultdict(list)
    for name in sorted(operator_names()):
        if get_operator(name).arguments():
            continue  # it needs to be given the names of the variables that it replaces
        positions = [(place, node) for node in nodes for place in get_operator(name)().mutation_positions(node)]
        for occurrence, (place, node) in enumerate(positions):
            if not _is_signature(node) and not any(start <= place[0] and place[1] <= end for start, end in types):
                places[place].append((name, occurrence))
    return places


def _is_signature(node: Any) -> bool:
    """Whether this is the bare star before keyword-only parameters, which cosmic-ray takes for a multiplication."""
    return node.type == "operator" and node.parent.type in ("parameters", "lambdef")


def _annotations(source: str) -> Iterator[Place]:
    """The places of type annotations, which mypy checks and tests do not."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        for field in ("annotation", "returns"):
            found = getattr(node, field, None)
            if isinstance(found, ast.expr):
                yield _place(found, lines)


def _place(node: ast.expr, lines: list[str]) -> Place:
    """The node's place in characters, as cosmic-ray counts columns; `ast` counts them in bytes."""
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    start = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
    return (node.lineno, start), (end_line, len(lines[end_line - 1].encode()[:end_column].decode()))


def _mutant(source: str, line: int, operator: str, occurrence: int) -> Mutant | None:
    """The mutant; None when the change gives invalid Python or changes nothing."""
    mutated = mutate_code(source, get_operator(operator)(), occurrence)
    if mutated is None or mutated == source or not _compiles(mutated):
        return None
    before, after = _differing(source, mutated)
    return Mutant(line, operator.partition("/")[2], before, after, mutated)


def _compiles(source: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _differing(source: str, mutated: str) -> tuple[str, str]:
    changes = list(difflib.ndiff(source.splitlines(), mutated.splitlines()))
    texts = (" ".join(line[2:].strip() for line in changes if line.startswith(sign)).strip() for sign in ("- ", "+ "))
    before, after = texts
    return before, after
