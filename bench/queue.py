"""The queue with a hundred releases of a thousand photos: `python -m bench.queue`. Rows are made by SQL."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.options import one_or_more
from bench.pages import HEADINGS, measure_page, run_script, set_defaults, sign_in, told, vacuum
from bench.report import table
from cli.stack.stack import Stack
from cli.support.session import session

_ROWS = Path(__file__).with_suffix(".sql")
_PAGES = {
    "the queue": "/",
    "all to do": "/?show=needs",
    "all that is live": "/?show=live",
}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.queue", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=one_or_more, default=100_000)
    parser.add_argument("--releases", type=one_or_more, default=100)
    parser.add_argument("--rounds", type=one_or_more, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder, Stack(Path(folder) / "stack") as stack:
        for name in stack.services.keys() - {"postgres", "valkey", "seaweed"}:
            stack.services[name].stop()
        with session(stack.data):
            set_defaults()
            with told(f"rows of {options.photos} photos in {options.releases} releases"):
                run_script(_ROWS, photos=options.photos, releases=options.releases)
            vacuum()
            client = sign_in()
            rows = [
                measure_page(stack, client, what, address, options.rounds, b'<li class="release')
                for what, address in _PAGES.items()
            ]
    print(table(HEADINGS, rows))


if __name__ == "__main__":
    main()
