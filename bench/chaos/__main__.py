"""Plays the mass run: `python -m bench.chaos --uploads N --kills K`. `bench/README.md` says what is measured.

Exit status 1 when anything was lost, doubled, wrong, stuck or orphaned, or a read of the manifest was wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.chaos.stack import up
from bench.chaos.verdict import counted
from bench.options import none_or_more, one_or_more, share
from bench.report import table, write
from cli.support.session import session

if TYPE_CHECKING:
    from bench.chaos.run import Found

_TOLD = 20  # faults printed at most


def main() -> None:
    """Run, print the table, and write the files asked for."""
    options = _options()
    if options.folder:
        found = run(options.folder, options)
    else:
        with tempfile.TemporaryDirectory(prefix="bildstelle-chaos-") as folder:
            found = run(Path(folder), options)
    text = summary(found)
    print(text)
    for kind, words in found.faults[:_TOLD]:
        print(f"{kind}: {words}")
    if options.json:
        options.json.write_text(json.dumps(found.as_data(), indent=1) + "\n", "utf-8")
    if options.write:
        write({"chaos": text})
    sys.exit(not found.clean)


def run(folder: Path, options: argparse.Namespace) -> Found:
    """One run on a stack of its own in `folder`."""
    with up(folder / "stack") as stack, session(stack.data):
        from bench.chaos.run import Chaos, Plan

        how = Plan(
            uploads=options.uploads,
            kills=options.kills,
            calm=options.calm,
            within=options.within,
            seed=options.seed,
            timeout=options.timeout,
            correct_every=options.correct_every,
        )
        return Chaos(stack, how).run()


def summary(found: Found) -> str:
    """The run as a Markdown table."""
    counts = counted(found.faults)
    wrong_reads = sum(found.answers.get(name, 0) for name in ("torn", "mixed", "backwards", "absent"))
    hits = Counter(victim for _at, victim in found.kills)
    settled = "not" if found.settled_after is None else f"{found.settled_after:.0f}"
    rows = [
        ("uploads, kills", f"{found.plan.uploads}, {len(found.kills)} ({_listed(hits)})"),
        *((kind, str(count)) for kind, count in counts.items()),
        ("uploading, s (sent again)", f"{found.upload_seconds:.0f} ({found.upload_retries})"),
        ("undisturbed, s a photo", f"{found.calm_seconds_per_photo:.3f}"),
        ("last kill after, s", f"{found.kills[-1][0]:.0f}" if found.kills else "–"),
        ("photos left then, s they need", f"{found.left_at_last_kill}, {found.needed:.0f}"),
        ("settled, s after the last kill", settled),
        ("runs beyond one a photo, per kill", f"{found.extra_runs}, {found.extra_runs / max(len(found.kills), 1):.2f}"),
        ("photos by runs", _listed(found.runs)),
        ("runs given back", _listed(found.given_back)),
        ("messages to `develop` a photo", f"{found.messages_per_photo:.2f}"),
        ("messages by queue and task", _listed(found.sent)),
        ("delivered again", _listed(found.delivered_again)),
        ("versions asked for, seen, longest s", _versions(found)),
        ("reads of the manifest, wrong", f"{sum(found.answers.values())} ({_listed(found.answers)}), {wrong_reads}"),
    ]
    return table(("", "figure"), rows)


def _versions(found: Found) -> str:
    longest = f"{max(found.publishing):.1f}" if found.publishing else "–"
    return f"{len(found.publishing)}, {found.versions}, {longest}"


def _listed(counts: dict[str, int] | dict[int, int] | Counter[str]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in counts.items()) or "none"


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--uploads", type=one_or_more, default=200)
    parser.add_argument("--kills", type=none_or_more, default=10, help="SIGKILLs, over every kind of process")
    parser.add_argument("--calm", type=one_or_more, default=40, help="photos before, undisturbed, to know the pace")
    parser.add_argument("--within", type=share, default=0.5, help="share of the photos during which the kills come")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the kills")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds after the last kill until it is stuck")
    parser.add_argument("--correct-every", type=float, default=3, help="seconds between two versions of the release")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    parser.add_argument("--folder", type=Path, metavar="NEW", help="where the stack lives; kept then, with its logs")
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
