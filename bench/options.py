"""Kinds of options that the benches share."""

from __future__ import annotations

import argparse


def none_or_more(word: str) -> int:
    """Parse a whole number from 0 on; ArgumentTypeError for anything else."""
    if not word.isdecimal():
        raise argparse.ArgumentTypeError(f"a whole number is wanted, 0 or more, not {word!r}")
    return int(word)


def one_or_more(word: str) -> int:
    """Parse a whole number from 1 on; ArgumentTypeError for anything else."""
    if not word.isdecimal() or int(word) == 0:
        raise argparse.ArgumentTypeError(f"a whole number is wanted, 1 or more, not {word!r}")
    return int(word)


def share(word: str) -> float:
    """Parse a share above 0 and at most 1; ArgumentTypeError for anything else."""
    try:
        found = float(word)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1:
        raise argparse.ArgumentTypeError(f"a share above 0 and at most 1 is wanted, not {word!r}")
    return found
