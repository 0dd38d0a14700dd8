"""`./bildstelle demo`: a whole press event on real servers."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.support.options import AsJson, Data


def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop everything when the manifest is verified.")] = False,
    small: Annotated[bool, typer.Option("--small", help="Draw photos of a quarter of the size: quicker.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Start the stack and run a sample event: drop, develop, caption, approve, publish, verify. Then look around."""
    from cli.sample.demo import run_demo

    run_demo(data, once=once, small=small, as_json=as_json)
