"""`./bildstelle demo`: a whole press event on real parts, from dropped photos to a manifest checked from outside."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.commands.up import introduce, running_stack
from cli.sample.event import PHOTOGRAPHERS, plan_shots
from cli.sample.files import cards_in_the_making
from cli.stack.stack import Account, Stack
from cli.stack.stack_config import DEFAULT_DATA
from cli.stack.supervisor import supervise
from cli.support.app import AsJson, Data, app, console
from cli.support.output import say
from cli.support.session import session


@dataclass(frozen=True)
class Result:
    """What the demo ends with: photos published, files refused, public files checked, where, in which time."""

    photos: int
    refused: int
    files: int
    manifest: str
    seconds: float


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop everything when the manifest is verified.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Start the stack and run a sample event: drop, develop, caption, approve, publish, verify. Then look around."""
    started = time.monotonic()
    # The photos are made while the stack comes up.
    with cards_in_the_making(plan_shots()) as cards, running_stack(data or DEFAULT_DATA / "demo", None) as stack:
        with session(stack.data):
            result, accounts = _run_event(stack, cards, started)
        if not once:
            stack.first_accounts = [*stack.first_accounts, *accounts]
            introduce(stack)
        _conclude(result)
        if not once:
            supervise(stack.services.values(), lambda line: console.print(f"[yellow]{escape(line)}[/]"))
    if as_json:
        print(json.dumps(asdict(result)))


def _run_event(stack: Stack, cards: Future[Path], started: float) -> tuple[Result, list[Account]]:
    from cli.commands.drop import wait_until_developed
    from cli.commands.publish import ask_to_publish, wait_until_public
    from cli.sample import scenario as course

    meanwhile, shots = _reviver(stack), plan_shots()
    release = course.make_release()
    keys, accounts = course.make_photographers(new_press_password=not stack.first_accounts)
    say(f"1. {' and '.join(PHOTOGRAPHERS.values())} drop {len(shots)} photos, each with a key of their own.")
    course.drop_cards(cards.result(), release, keys)
    say("2. The workers read, credit and render them.")
    wait_until_developed(release.slug, [f"{slug}/{release.slug}/" for slug in keys], meanwhile)
    refused = course.check_development(release, shots)
    say("3. The press office brings in captions in two languages, approves and publishes.")
    course.caption(release, shots)
    course.approve_all(release)
    ask_to_publish(release)
    wait_until_public(release.slug, meanwhile)
    say("4. A website fetches the manifest and every file it leads to.")
    files, url = course.verify(release, len(shots), meanwhile)
    return Result(len(shots), refused, files, url, round(time.monotonic() - started, 1)), accounts


def _reviver(stack: Stack) -> Callable[[], None]:
    """Starts crashed services again; called in the main thread, which holds their leashes."""

    def revive() -> None:
        for service in stack.services.values():
            if service.wanted and not service.running:
                say(f"{service.name} ended ({service.exit_status}), see {service.log}; it is started again.")
                service.start()

    return revive


def _conclude(result: Result) -> None:
    folder = result.manifest.removesuffix("manifest.json")
    root = folder.split("/releases/")[0]
    say(
        f"\nVerified after {result.seconds} s: {result.photos} photos are public; {result.files} addresses give "
        "what the manifest promises, with credit and captions inside, without GPS or serial number."
    )
    say(f"  manifest      {result.manifest}")
    say(f"  captions      {folder}captions.csv")
    say(f"  all releases  {root}/releases/index.json")
