"""Landlock (landlock(7)): a process gives up every file, port and process outside, but for what a rule allows."""

import os
import struct
from collections.abc import Iterable
from pathlib import Path

from workers.develop.cell.kernel import (
    LANDLOCK_ADD_RULE,
    LANDLOCK_CREATE_RULESET,
    LANDLOCK_RESTRICT_SELF,
    system_call,
)

RULE_PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3

# How many rights on files each version of the interface knows: 13, then REFER, TRUNCATE, IOCTL_DEV.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NETWORK_RIGHTS = 0b11  # since 4: bind and connect a TCP port
SCOPES = 0b11  # since 6: abstract sockets, signals


def ruleset(version: int, readable: Iterable[Path]) -> int:
    """A descriptor of rules that allow reading these folders and files, and nothing else; missing ones are left out."""
    words = [(1 << FILE_RIGHTS.get(version, 16)) - 1]
    if version >= 4:
        words.append(NETWORK_RIGHTS)
    if version >= 6:
        words.append(SCOPES)
    head = struct.pack(f"{len(words)}Q", *words)
    rules = system_call(LANDLOCK_CREATE_RULESET, head, len(head), 0)
    for path in readable:
        if path.exists():
            _allow_reading(rules, path)
    return rules


def _allow_reading(rules: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = READ_FILE | READ_DIR if path.is_dir() else READ_FILE
        system_call(LANDLOCK_ADD_RULE, rules, RULE_PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def restrict_self(rules: int) -> None:
    """Bind this process, and all that it forks, to the rules, for good."""
    system_call(LANDLOCK_RESTRICT_SELF, rules, 0)
